"""Tables of cases (办件): the case and its append-only acts."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q

from yichuang.casework.cases import rules
from yichuang.casework.cases.types import ActKind, CaseStatus, Channel, CompletionCode
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import GuessCount


def _status_in(statuses: Collection[CaseStatus]) -> Q:
    return Q(status__in=sorted(status.value for status in statuses))


def _agrees_with(key: str) -> Q:
    """The state says that this act happened exactly when its key is there, as the table can lead there."""
    states = rules.evidence_of_states()
    always = [status for status, sets in states.items() if all(key in held for held in sets)]
    never = [status for status, sets in states.items() if not any(key in held for held in sets)]
    return (
        _status_in(always) & Q(**{f"{key}__isnull": False})
        | _status_in(never) & Q(**{f"{key}__isnull": True})
        | ~_status_in([*always, *never])
    )


class Case(models.Model):
    """One application that the authority must answer (办件).

    ``status`` summarises the acts; the act keys beside it are its evidence, and CHECKs made of the
    transition table keep the two from saying different things.

    Due dates are legal dates, the days a limit ends on. A limit in hours ends on its due date at the
    moment ``clocks.due_at`` says from ``accepted_at`` and the version's limit.

    Every receipt and every acceptance writes all indexes of this table, so each one here serves a
    named query, and the foreign keys, which nothing is looked up by, have none of their own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("办件编号", max_length=24, unique=True)
    status = models.CharField("办件状态", max_length=20, choices=[(s.value, s.label) for s in CaseStatus])
    region_code = models.CharField("行政区划代码", max_length=12)
    version = models.ForeignKey(
        "catalogue.HandlingVersion", models.PROTECT, db_index=False, related_name="+", verbose_name="事项版本"
    )
    item_code = models.CharField("事项编码", max_length=80)
    handling_code = models.CharField("业务办理项编码", max_length=80)
    name = models.CharField("事项名称", max_length=500)
    item_type = models.CharField("事项类型", max_length=2)
    handling_type = models.CharField("办件类型", max_length=20)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, db_index=False, related_name="+", verbose_name="决定机关"
    )
    outlet = models.ForeignKey(
        "places.Outlet", models.PROTECT, db_index=False, related_name="+", verbose_name="收件网点"
    )
    window = models.ForeignKey(
        "places.Window", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="收件窗口"
    )
    applicant = models.ForeignKey(
        "parties.Party", models.PROTECT, db_index=False, related_name="+", verbose_name="申请人"
    )
    agent = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="代理人"
    )
    channel = models.CharField("申请渠道", max_length=10, choices=[(c.value, c.label) for c in Channel])
    answers = models.JSONField("情形")  # dict[question code, option code]
    progress_token = models.CharField("进度查询码", max_length=43)

    received_at = models.DateTimeField("收件时间", null=True)
    answer_due_on = models.DateField("答复受理最迟日期", null=True)
    receipt = models.ForeignKey(
        "cases.Act", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="收件行为"
    )

    accepted_at = models.DateTimeField("受理时间", null=True)
    accepted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="受理人"
    )
    acceptance_order = models.BigIntegerField("受理顺序", null=True, unique=True)
    promised_due_on = models.DateField("承诺办结日期", null=True)
    statutory_due_on = models.DateField("法定办结日期", null=True)
    acceptance = models.ForeignKey(
        "cases.Act", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="受理行为"
    )

    decided_at = models.DateTimeField("决定时间", null=True)
    decision = models.ForeignKey(
        "cases.Act", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="决定行为"
    )

    delivery = models.ForeignKey(
        "cases.Act", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="送达行为"
    )
    completed_at = models.DateTimeField("办结时间", null=True)
    completion_code = models.CharField(
        "办结结果", max_length=1, null=True, choices=[(c.value, c.label) for c in CompletionCode]
    )
    act_count = models.PositiveIntegerField("行为数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        constraints = [
            # case_by_token(); unique=True would bring a second index for LIKE
            models.UniqueConstraint(fields=["progress_token"], name="one_case_per_progress_token"),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{21,24}$"), name="case_number_is_digits"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in CaseStatus]), name="case_status_is_known"
            ),
            models.CheckConstraint(condition=_agrees_with("receipt"), name="received_iff_receipt"),
            models.CheckConstraint(condition=_agrees_with("acceptance"), name="accepted_iff_acceptance"),
            models.CheckConstraint(condition=_agrees_with("decision"), name="decided_iff_decision"),
            models.CheckConstraint(condition=_agrees_with("delivery"), name="delivered_iff_delivery"),
            models.CheckConstraint(
                condition=Q(receipt__isnull=True, received_at__isnull=True, answer_due_on__isnull=True)
                | Q(receipt__isnull=False, received_at__isnull=False, answer_due_on__isnull=False),
                name="receipt_has_its_time",
            ),
            # accepted by default (视为受理) is accepted by nobody
            models.CheckConstraint(
                condition=Q(
                    acceptance__isnull=True,
                    accepted_at__isnull=True,
                    acceptance_order__isnull=True,
                    accepted_by__isnull=True,
                )
                | Q(acceptance__isnull=False, accepted_at__isnull=False, acceptance_order__isnull=False),
                name="acceptance_has_its_time_and_order",
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=True, decided_at__isnull=True)
                | Q(decision__isnull=False, decided_at__isnull=False),
                name="decision_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completion_code__isnull=True)
                | Q(completed_at__isnull=False, completion_code__isnull=False),
                name="completion_has_its_code",
            ),
            models.CheckConstraint(
                condition=(_status_in(rules.FINAL) & Q(completed_at__isnull=False))
                | (~_status_in(rules.FINAL) & Q(completed_at__isnull=True)),
                name="completed_iff_final",
            ),
            models.CheckConstraint(
                condition=Q(promised_due_on__isnull=True, statutory_due_on__isnull=True)
                | Q(acceptance__isnull=False),
                name="clocks_run_from_acceptance",
            ),
            models.CheckConstraint(
                condition=Q(promised_due_on__isnull=True)
                | Q(statutory_due_on__isnull=True)
                | Q(promised_due_on__lte=F("statutory_due_on")),
                name="promise_within_the_law",
            ),
        ]
        indexes = [
            # worklist(): a department's open cases, earliest promise first
            models.Index(
                fields=["organisation", "promised_due_on", "id"],
                name="case_open_of_organisation",
                condition=~_status_in(rules.FINAL),
            ),
            # unanswered(): received cases by the day their answer is due
            models.Index(
                fields=["answer_due_on"],
                name="case_awaiting_answer",
                condition=Q(status=CaseStatus.RECEIVED),
            ),
            # recent_of_window(): what a window received, newest first
            models.Index(fields=["window", "-received_at"], name="case_of_window"),
            # search(): newest first; what is not this outlet's or department's is passed over without
            # reading its row. New cases go to the right end, so that writing it touches one page
            models.Index(fields=["received_at", "id", "outlet", "organisation"], name="case_newest"),
            # search() of an item, of a person: many entries of one value are stored as one
            models.Index(fields=["handling_code"], name="case_of_item"),
            models.Index(fields=["applicant"], name="case_of_applicant"),
            # search() of a rare end: among a million cases few were voided or withdrawn, and no other is
            # written here
            models.Index(
                fields=["status", "received_at", "id"],
                name="case_ended_otherwise",
                condition=_status_in(rules.ENDED_OTHERWISE),
            ),
            # waiting_results(): what an outlet has to hand out
            models.Index(
                fields=["outlet", "decided_at"],
                name="case_awaiting_issue",
                condition=Q(status=CaseStatus.AWAITING_ISSUE),
            ),
        ]


class Act(models.Model):
    """One step of a case (办件行为): written once, never changed."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="acts", verbose_name="办件")
    sequence = models.PositiveIntegerField("序号")
    kind = models.CharField("行为", max_length=30, choices=[(k.value, k.label) for k in ActKind])
    at = models.DateTimeField("时间")
    actor = models.CharField("操作主体", max_length=60)
    by_user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="经办人"
    )
    by_name = models.CharField("经办人姓名", max_length=50, blank=True)
    window = models.ForeignKey(
        "places.Window", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="窗口"
    )
    from_status = models.CharField("原状态", max_length=20, blank=True)
    to_status = models.CharField("新状态", max_length=20)
    words = models.CharField("说明", max_length=500, blank=True)
    details = models.JSONField("事实", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "办件行为"
        constraints = [
            # also serves timeline()
            models.UniqueConstraint(fields=["case", "sequence"], name="one_act_per_step"),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in ActKind]), name="act_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="act_sequence_starts_at_one"),
        ]


class ProgressGuess(GuessCount):
    """Look-ups that did not fit, counted per hour by source, by case number and in all (查询防刷)."""

    class Meta:
        verbose_name = verbose_name_plural = "查询计数"
