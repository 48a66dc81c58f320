"""Papers on which a place takes items in another's name (受理委托书)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yichuang.kernel.ids import new_id
from yichuang.offer.scope.types import ON_PAPER, Mandate


class Entrustment(models.Model):
    """A signed paper by which a department lets an outlet take its items (受理委托书).

    ``valid_until`` is exclusive; a revocation brings it forward. No rows of :class:`EntrustedItem`:
    every item of the department.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("委托书文号", max_length=60)
    principal = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="委托部门"
    )
    outlet = models.ForeignKey("places.Outlet", models.PROTECT, related_name="+", verbose_name="受托网点")
    agent = models.CharField("受托方", max_length=200)
    mandate = models.CharField("受理方式", max_length=16, choices=[(m.value, m.label) for m in Mandate])
    training = models.TextField("培训要求", blank=True)
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期")
    original = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, related_name="+", verbose_name="签字原件"
    )
    made_at = models.DateTimeField("登记时间")
    made_by = models.CharField("登记人", max_length=60)
    revoked_at = models.DateTimeField("解除时间", null=True)
    revoked_by = models.CharField("解除人", max_length=60, blank=True)
    revocation_reason = models.TextField("解除原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "受理委托书"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["principal", "number"], name="entrustment_number_once"),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(agent=""), name="entrustment_says_who_entrusts_whom"
            ),
            models.CheckConstraint(
                condition=Q(mandate__in=[m.value for m in ON_PAPER]), name="entrustment_mandate_is_on_paper"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="entrustment_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="", revocation_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_by="") & ~Q(revocation_reason=""),
                name="entrustment_revocation_is_whole",
            ),
        ]
        indexes: ClassVar = [
            # entrustments(): the papers of an outlet, those that end first
            models.Index(fields=["outlet", "valid_until"], name="entrustment_by_outlet"),
        ]

    def __str__(self) -> str:
        return self.number


class EntrustedItem(models.Model):
    """An item that a paper names (委托事项)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entrustment = models.ForeignKey(
        Entrustment, models.PROTECT, related_name="items", verbose_name="受理委托书"
    )
    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="+", verbose_name="事项")

    class Meta:
        verbose_name = verbose_name_plural = "委托事项"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entrustment", "item"], name="item_once_in_an_entrustment"),
        ]

    def __str__(self) -> str:
        return str(self.item_id)
