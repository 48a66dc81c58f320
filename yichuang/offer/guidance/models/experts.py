"""Who knows (专家): duty experts, difficult matters with their teams, calls, reviewed questions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yichuang.kernel.fields import EncryptedTextField
from yichuang.kernel.ids import new_id
from yichuang.offer.guidance.models.columns import choices, not_blank, one_of
from yichuang.offer.guidance.types.experts import CallStatus, QuestionStatus


class DutyExpert(models.Model):
    """Who of a department gets what guides send there (值班专家). The newest counts; nobody: anyone there."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="部门"
    )
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="值班专家"
    )
    name = models.CharField("姓名", max_length=50, blank=True)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="设定人")

    class Meta:
        verbose_name = verbose_name_plural = "值班专家"


class DifficultMatter(models.Model):
    """A matter that people at the front should not answer alone (疑难事项), kept by the department."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="部门"
    )
    handling_item = models.ForeignKey(
        "catalogue.HandlingItem", models.PROTECT, null=True, related_name="+", verbose_name="业务办理项"
    )
    handling_code = models.CharField("业务办理项编码", max_length=80, blank=True)
    title = models.CharField("疑难事项", max_length=200)
    note = models.TextField("说明", blank=True)
    recorded_at = models.DateTimeField("登记时间")
    retired_at = models.DateTimeField("移出时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "疑难事项"
        constraints: ClassVar = [not_blank("title", "difficult_matter_has_a_title")]

    def __str__(self) -> str:
        return self.title


class MatterExpert(models.Model):
    """Somebody of the team that knows about a difficult matter (疑难事项专家)."""

    matter = models.ForeignKey(
        DifficultMatter, models.PROTECT, related_name="experts", verbose_name="疑难事项"
    )
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="专家")
    name = models.CharField("姓名", max_length=50)

    class Meta:
        verbose_name = verbose_name_plural = "疑难事项专家"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "user"], name="expert_once_a_matter")
        ]


class ExpertCall(models.Model):
    """A call from a counter to the experts of a department (呼叫中台)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="部门"
    )
    region_code = models.CharField("行政区划代码", max_length=12)
    handling_item = models.ForeignKey(
        "catalogue.HandlingItem", models.PROTECT, related_name="+", verbose_name="业务办理项"
    )
    handling_code = models.CharField("业务办理项编码", max_length=80)
    item_name = models.CharField("事项名称", max_length=1000)
    outlet = models.ForeignKey("places.Outlet", models.PROTECT, related_name="+", verbose_name="网点")
    window = models.CharField("窗口", max_length=20, blank=True)
    status = models.CharField("呼叫状态", max_length=10, choices=choices(CallStatus))
    words = EncryptedTextField(purpose="guidance.expert-call")
    called_at = models.DateTimeField("呼叫时间")
    called_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="呼叫人")
    called_by_name = models.CharField("呼叫人姓名", max_length=50)
    taken_at = models.DateTimeField("接听时间", null=True)
    taken_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="接听人"
    )
    taken_by_name = models.CharField("接听人姓名", max_length=50, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    answer = EncryptedTextField(purpose="guidance.expert-call", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "呼叫中台"
        constraints: ClassVar = [
            one_of("status", CallStatus, "expert_call_status_is_known"),
            models.CheckConstraint(
                condition=Q(status="waiting", taken_by__isnull=True, ended_at__isnull=True)
                | Q(status="taken", taken_by__isnull=False, taken_at__isnull=False, ended_at__isnull=True)
                | Q(status="ended", taken_by__isnull=False, ended_at__isnull=False)
                | Q(status="given-up", taken_by__isnull=True, ended_at__isnull=False),
                name="expert_call_says_what_happened",
            ),
        ]
        indexes: ClassVar = [
            # calls_of(): what waits or is being talked about in a department
            models.Index(
                fields=["organisation", "called_at"],
                condition=Q(status__in=["waiting", "taken"]),
                name="expert_call_open",
            ),
        ]


class FrequentQuestion(models.Model):
    """A question with its reviewed, public answer (常见问题). It names nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="部门"
    )
    handling_item = models.ForeignKey(
        "catalogue.HandlingItem", models.PROTECT, null=True, related_name="+", verbose_name="业务办理项"
    )
    handling_code = models.CharField("业务办理项编码", max_length=80, blank=True)
    consultation = models.ForeignKey(
        "guidance.Consultation", models.PROTECT, null=True, related_name="+", verbose_name="咨询"
    )
    # as proposed it may still hold personal data; as published it may not
    proposed_question = EncryptedTextField(purpose="guidance.frequent-question")
    proposed_answer = EncryptedTextField(purpose="guidance.frequent-question")
    question = models.TextField("问题", blank=True)
    answer = models.TextField("答复", blank=True)
    status = models.CharField("常见问题状态", max_length=10, choices=choices(QuestionStatus))
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_by_name = models.CharField("提出人姓名", max_length=50)
    reviewed_at = models.DateTimeField("审核时间", null=True)
    reviewed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="审核人"
    )
    reviewed_by_name = models.CharField("审核人姓名", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "常见问题"
        constraints: ClassVar = [
            one_of("status", QuestionStatus, "frequent_question_status_is_known"),
            models.CheckConstraint(
                condition=Q(status="proposed", reviewed_by__isnull=True, question="", answer="")
                | Q(status="declined", reviewed_by__isnull=False, question="", answer="")
                | Q(status__in=["published", "taken-down"], reviewed_by__isnull=False)
                & ~Q(question="")
                & ~Q(answer=""),
                name="what_is_published_was_reviewed",
            ),
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(consultation__isnull=False), name="proposed_once"
            ),
        ]
        indexes: ClassVar = [
            # frequent_questions(): of an item
            models.Index(
                fields=["handling_code"], condition=Q(status="published"), name="published_question_of_item"
            ),
        ]

    def __str__(self) -> str:
        return self.question
