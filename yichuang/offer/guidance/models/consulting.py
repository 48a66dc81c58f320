"""Questions people ask (咨询), what happened to each, the limits, and how often one source asks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yichuang.kernel.fields import EncryptedJSONField, EncryptedTextField
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import GuessCount
from yichuang.offer.guidance.models.columns import choices, not_blank, one_of
from yichuang.offer.guidance.types.consulting import AskChannel, ConsultationStatus, LimitKind, StepKind


class Consultation(models.Model):
    """A question and who has to answer it (咨询). Its words and its asker are encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("咨询编号", max_length=24, unique=True)
    code_digest = models.BinaryField("查询码摘要", max_length=32)
    channel = models.CharField("咨询渠道", max_length=10, choices=choices(AskChannel))
    hotline_number = models.CharField("12345 工单编号", max_length=40, blank=True)
    status = models.CharField("咨询状态", max_length=20, choices=choices(ConsultationStatus))
    region_code = models.CharField("行政区划代码", max_length=12)
    outlet = models.ForeignKey(
        "places.Outlet", models.PROTECT, null=True, related_name="+", verbose_name="登记网点"
    )
    handling_item = models.ForeignKey(
        "catalogue.HandlingItem", models.PROTECT, null=True, related_name="+", verbose_name="业务办理项"
    )
    handling_code = models.CharField("业务办理项编码", max_length=80, blank=True)
    item_name = models.CharField("事项名称", max_length=1000, blank=True)
    question = EncryptedTextField(purpose="guidance.consultation")
    asker = EncryptedJSONField(purpose="guidance.consultation-asker")
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="答复部门"
    )
    expert = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="专家"
    )
    expert_name = models.CharField("专家姓名", max_length=50, blank=True)
    asked_at = models.DateTimeField("提问时间")
    answered_at = models.DateTimeField("答复时间", null=True)
    clock_started_on = models.DateField("起算日期")
    due_on = models.DateField("最迟答复日期")
    rounds = models.PositiveSmallIntegerField("提问次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "咨询"
        constraints: ClassVar = [
            one_of("channel", AskChannel, "consultation_channel_is_known"),
            one_of("status", ConsultationStatus, "consultation_status_is_known"),
            models.CheckConstraint(
                condition=Q(status="answered", answered_at__isnull=False)
                | (~Q(status="answered") & Q(answered_at__isnull=True)),
                name="answered_iff_it_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status="with-guide", organisation__isnull=True, expert__isnull=True)
                | Q(status="with-department", organisation__isnull=False)
                | Q(status="answered"),
                name="a_department_has_what_is_with_it",
            ),
            models.CheckConstraint(
                condition=Q(channel="hotline") & ~Q(hotline_number="")
                | ~Q(channel="hotline") & Q(hotline_number=""),
                name="hotline_number_iff_hotline",
            ),
            models.CheckConstraint(
                condition=Q(rounds__gte=1, rounds__lte=2), name="one_further_question_at_most"
            ),
            models.UniqueConstraint(
                fields=["hotline_number"], condition=~Q(hotline_number=""), name="one_question_a_work_order"
            ),
        ]
        indexes: ClassVar = [
            # consultations(): what is open, by its last day
            models.Index(fields=["status", "due_on", "id"], name="consultation_by_due"),
        ]

    def __str__(self) -> str:
        return self.number


class ConsultationStep(models.Model):
    """One thing that happened to a question (咨询经过). Never edited."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="steps", verbose_name="咨询")
    kind = models.CharField("种类", max_length=10, choices=choices(StepKind))
    at = models.DateTimeField("时间")
    by_user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    by_name = models.CharField("经办人姓名", max_length=50, blank=True)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="部门"
    )
    to_user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="接办人"
    )
    text = EncryptedTextField(purpose="guidance.consultation-step")
    due_on = models.DateField("最迟答复日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "咨询经过"
        constraints: ClassVar = [one_of("kind", StepKind, "consultation_step_is_known")]


class ConsultingLimit(models.Model):
    """A limit for answering, set by an administrator (咨询时限). The newest of a kind counts."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("种类", max_length=12, choices=choices(LimitKind))
    working_days = models.PositiveSmallIntegerField("工作日")
    source = models.CharField("依据", max_length=300)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="设定人")
    set_by_name = models.CharField("设定人姓名", max_length=50)

    class Meta:
        verbose_name = verbose_name_plural = "咨询时限"
        constraints: ClassVar = [
            one_of("kind", LimitKind, "consulting_limit_is_known"),
            not_blank("source", "consulting_limit_has_its_source"),
            models.CheckConstraint(
                condition=Q(working_days__gte=1, working_days__lte=30), name="consulting_limit_is_days"
            ),
        ]


class ConsultationCount(GuessCount):
    """Questions asked and codes tried in one hour (咨询计数)."""

    class Meta:
        verbose_name = verbose_name_plural = "咨询计数"
