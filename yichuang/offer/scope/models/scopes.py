"""Grants and exceptions: where, what, since when (受理范围, 受理例外)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, UUIDField, Value
from django.db.models.functions import Coalesce

from yichuang.kernel.ids import new_id
from yichuang.offer.scope.types import ON_PAPER, Mandate

NOTHING = UUID(int=0)
PLACES = ("outlet", "zone", "window")
SUBJECTS = ("organisation", "item", "handling_item")


class DateRange(Func):
    """``daterange(from, until)``: the first day counts, the last does not."""

    function = "DATERANGE"
    output_field = DateRangeField()


def exactly_one(fields: tuple[str, ...]) -> Q:
    """Exactly one of the foreign keys is set."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return condition


def none_of(fields: tuple[str, ...]) -> Q:
    return Q(**{f"{field}__isnull": True for field in fields})


def no_overlap(name: str) -> ExclusionConstraint:
    """For one place and one subject no two rows hold on the same day. Ids never repeat across tables."""
    nothing = Value(NOTHING, output_field=UUIDField())
    return ExclusionConstraint(
        name=name,
        expressions=[
            (Coalesce(F("window"), F("zone"), F("outlet"), nothing), RangeOperators.EQUAL),
            (Coalesce(F("handling_item"), F("item"), F("organisation"), nothing), RangeOperators.EQUAL),
            (DateRange("valid_from", "valid_until"), RangeOperators.OVERLAPS),
        ],
    )


def by_place(name: str) -> models.Index:
    """window_may_take(): what touches a window, its zone or its outlet."""
    nothing = Value(NOTHING, output_field=UUIDField())
    return models.Index(Coalesce(F("window"), F("zone"), F("outlet"), nothing), name=name)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name=name
    )


def withdrawn_whole(name: str) -> models.CheckConstraint:
    """Who, when and why of a withdrawal stand together, and it has an end."""
    return models.CheckConstraint(
        condition=Q(withdrawn_at=None, withdrawn_by="", withdrawal_reason="")
        | Q(withdrawn_at__isnull=False, valid_until__isnull=False)
        & ~Q(withdrawn_by="")
        & ~Q(withdrawal_reason=""),
        name=name,
    )


class Dated(models.Model):
    """What grants and exceptions share. ``valid_until`` is exclusive; None: open-ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outlet = models.ForeignKey(
        "places.Outlet", models.PROTECT, null=True, related_name="+", verbose_name="网点"
    )
    zone = models.ForeignKey("places.Zone", models.PROTECT, null=True, related_name="+", verbose_name="分区")
    window = models.ForeignKey(
        "places.Window", models.PROTECT, null=True, related_name="+", verbose_name="窗口"
    )
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="实施主体"
    )
    item = models.ForeignKey(
        "catalogue.Item", models.PROTECT, null=True, related_name="+", verbose_name="事项"
    )
    handling_item = models.ForeignKey(
        "catalogue.HandlingItem", models.PROTECT, null=True, related_name="+", verbose_name="业务办理项"
    )
    basis = models.TextField("依据")
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", null=True)
    made_at = models.DateTimeField("登记时间")
    made_by = models.CharField("登记人", max_length=60)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.CharField("撤回人", max_length=60, blank=True)
    withdrawal_reason = models.TextField("撤回原因", blank=True)

    class Meta:
        abstract = True


class ScopeGrant(Dated):
    """A place may take an item from a day on (受理范围). No subject: every item (无差别受理).

    One by entrustment or authorisation rests on a paper; those given before papers were kept have none.
    """

    mandate = models.CharField("受理方式", max_length=16, choices=[(m.value, m.label) for m in Mandate])
    entrustment = models.ForeignKey(
        "scope.Entrustment", models.PROTECT, null=True, related_name="grants", verbose_name="受理委托书"
    )
    level_step = models.ForeignKey(
        "scope.LevelStep", models.PROTECT, null=True, related_name="grants", verbose_name="受理层级调整"
    )
    training = models.TextField("培训要求", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "受理范围"
        constraints: ClassVar = [
            no_overlap("grants_of_one_scope_do_not_overlap"),
            models.CheckConstraint(condition=exactly_one(PLACES), name="grant_has_one_place"),
            models.CheckConstraint(
                condition=exactly_one(SUBJECTS) | none_of(SUBJECTS), name="grant_has_one_subject_or_all"
            ),
            models.CheckConstraint(
                condition=Q(mandate__in=[m.value for m in Mandate]), name="grant_mandate_is_known"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="grant_names_its_basis"),
            ends_after_it_begins("grant_ends_after_it_begins"),
            withdrawn_whole("grant_withdrawal_is_whole"),
            models.CheckConstraint(
                condition=Q(entrustment=None)
                | Q(mandate__in=[m.value for m in ON_PAPER], valid_until__isnull=False),
                name="grant_on_a_paper_ends_with_it",
            ),
            models.CheckConstraint(
                condition=Q(level_step=None) | Q(mandate=Mandate.OWN.value, entrustment=None),
                name="grant_of_a_level_is_its_own",
            ),
        ]
        indexes: ClassVar = [by_place("grant_by_place")]

    def __str__(self) -> str:
        return f"{self.get_mandate_display()} {self.valid_from}"


class ScopeException(Dated):
    """A place may not take an item although a grant covers it (受理例外). No place: nowhere.

    ``reason`` is read to the visitor.
    """

    reason = models.TextField("说明")

    class Meta:
        verbose_name = verbose_name_plural = "受理例外"
        constraints: ClassVar = [
            no_overlap("exceptions_of_one_scope_do_not_overlap"),
            models.CheckConstraint(
                condition=exactly_one(PLACES) | none_of(PLACES), name="exception_has_one_place_or_none"
            ),
            models.CheckConstraint(condition=exactly_one(SUBJECTS), name="exception_has_one_subject"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(basis=""), name="exception_says_why"),
            ends_after_it_begins("exception_ends_after_it_begins"),
            withdrawn_whole("exception_withdrawal_is_whole"),
        ]
        indexes: ClassVar = [by_place("exception_by_place")]

    def __str__(self) -> str:
        return self.reason
