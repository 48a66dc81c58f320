"""Tailored plans (办事方案): what is being written, what was handed over, what happened since."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yichuang.kernel.fields import EncryptedJSONField, EncryptedTextField
from yichuang.kernel.ids import new_id
from yichuang.offer.guidance.models.columns import choices, one_of
from yichuang.offer.guidance.types.plans import ApplicantKind, PlanEntryKind, PlanStatus, PlanStepKind

_ENDED = ("completed", "abandoned")


class Plan(models.Model):
    """A plan for one applicant (办事方案). Title, applicant and what is being written are encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("方案码", max_length=8, unique=True, null=True)
    status = models.CharField("方案状态", max_length=12, choices=choices(PlanStatus))
    region_code = models.CharField("行政区划代码", max_length=12)
    outlet = models.ForeignKey("places.Outlet", models.PROTECT, related_name="+", verbose_name="编写网点")
    title = EncryptedTextField(purpose="guidance.plan")
    applicant = EncryptedJSONField(purpose="guidance.plan-applicant")
    applicant_kind = models.CharField("申请主体", max_length=12, choices=choices(ApplicantKind))
    is_major = models.BooleanField("重大项目")
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="编写人")
    author_name = models.CharField("编写人姓名", max_length=50)
    tracker = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="跟踪人"
    )
    tracker_name = models.CharField("跟踪人姓名", max_length=50, blank=True)
    draft = EncryptedJSONField(purpose="guidance.plan")
    edit = models.PositiveIntegerField("修改次数", default=1)
    revision = models.PositiveSmallIntegerField("版次", default=0)
    next_due_on = models.DateField("下一个日期", null=True)
    created_at = models.DateTimeField("开始编写时间")
    handed_over_at = models.DateTimeField("交付时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "办事方案"
        constraints: ClassVar = [
            one_of("status", PlanStatus, "plan_status_is_known"),
            one_of("applicant_kind", ApplicantKind, "plan_applicant_kind_is_known"),
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{8}$"),
                name="plan_code_is_eight_characters",
            ),
            models.CheckConstraint(
                condition=Q(revision=0, code__isnull=True, handed_over_at__isnull=True)
                | Q(revision__gte=1, code__isnull=False, handed_over_at__isnull=False),
                name="plan_code_iff_handed_over",
            ),
            models.CheckConstraint(
                condition=Q(revision=0, status__in=["draft", "abandoned"])
                | Q(revision__gte=1) & ~Q(status="draft"),
                name="plan_is_a_draft_until_handed_over",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_ENDED, ended_at__isnull=False)
                | ~Q(status__in=_ENDED) & Q(ended_at__isnull=True),
                name="plan_ended_iff_it_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(tracker__isnull=True, tracker_name="")
                | Q(tracker__isnull=False) & ~Q(tracker_name=""),
                name="plan_tracker_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(is_major=False) | Q(revision=0) | Q(tracker__isnull=False),
                name="major_plan_has_a_tracker",
            ),
            models.CheckConstraint(condition=Q(edit__gte=1), name="plan_edits_count_from_one"),
        ]
        indexes: ClassVar = [
            # plan_list(): what is open, by its next date
            models.Index(fields=["status", "next_due_on", "id"], name="plan_by_next_date"),
            # plan_list(): the plans of one tracker
            models.Index(fields=["tracker", "next_due_on", "id"], name="plan_of_tracker"),
        ]


class PlanRevision(models.Model):
    """A plan as it was handed over (方案版次). Never edited."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="revisions", verbose_name="办事方案")
    number = models.PositiveSmallIntegerField("版次")
    title = EncryptedTextField(purpose="guidance.plan")
    starts_on = models.DateField("起算日期")
    reason = EncryptedTextField(purpose="guidance.plan")
    handed_over_at = models.DateTimeField("交付时间")
    by_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="编写人")
    by_name = models.CharField("编写人姓名", max_length=50)

    class Meta:
        verbose_name = verbose_name_plural = "方案版次"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_revision_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plan_revisions_count_from_one"),
        ]


class PlanStep(models.Model):
    """One step of a plan that was handed over (方案步骤), resting on a published version. Never edited."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    revision = models.ForeignKey(PlanRevision, models.PROTECT, related_name="steps", verbose_name="方案版次")
    key = models.PositiveSmallIntegerField("步骤标识")
    place = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("步骤种类", max_length=12, choices=choices(PlanStepKind))
    after = ArrayField(models.PositiveSmallIntegerField(), verbose_name="前面的步骤")
    version = models.ForeignKey(
        "catalogue.HandlingVersion", models.PROTECT, null=True, related_name="+", verbose_name="事项版本"
    )
    answers = models.JSONField("情形选择")
    title = EncryptedTextField(purpose="guidance.plan-step")
    text = EncryptedTextField(purpose="guidance.plan-step")
    basis = models.CharField("依据", max_length=200, blank=True)
    not_required = models.BooleanField("法律不要求")
    working_days = models.PositiveSmallIntegerField("工作日", null=True)
    begins_on = models.DateField("开始日期", null=True)
    due_on = models.DateField("最早完成日期", null=True)
    latest_on = models.DateField("法定最迟日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "方案步骤"
        constraints: ClassVar = [
            one_of("kind", PlanStepKind, "plan_step_kind_is_known"),
            models.UniqueConstraint(fields=["revision", "key"], name="plan_step_key_once"),
            models.UniqueConstraint(fields=["revision", "place"], name="plan_step_place_once"),
            models.CheckConstraint(
                condition=Q(kind="item", version__isnull=False) | ~Q(kind="item") & Q(version__isnull=True),
                name="plan_step_has_a_version_iff_item",
            ),
            # 优化营商环境条例 §43: either the law asks for it, or it is said that it does not
            models.CheckConstraint(
                condition=Q(kind="intermediary", not_required=True, basis="")
                | Q(kind="intermediary", not_required=False) & ~Q(basis="")
                | ~Q(kind="intermediary") & Q(not_required=False, basis=""),
                name="intermediary_says_what_asks_for_it",
            ),
            models.CheckConstraint(
                condition=Q(working_days__isnull=True) | Q(working_days__lte=250),
                name="plan_step_days_are_few",
            ),
        ]


class PlanEntry(models.Model):
    """One thing that happened to a plan (方案经过). Never edited."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="entries", verbose_name="办事方案")
    kind = models.CharField("种类", max_length=10, choices=choices(PlanEntryKind))
    at = models.DateTimeField("时间")
    by_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="经办人")
    by_name = models.CharField("经办人姓名", max_length=50)
    revision = models.PositiveSmallIntegerField("版次")
    step_key = models.PositiveSmallIntegerField("步骤标识", null=True)
    case_number = models.CharField("办件编号", max_length=24, blank=True)
    done_on = models.DateField("完成日期", null=True)
    to_user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="跟踪人"
    )
    to_name = models.CharField("跟踪人姓名", max_length=50, blank=True)
    text = EncryptedTextField(purpose="guidance.plan-entry")

    class Meta:
        verbose_name = verbose_name_plural = "方案经过"
        constraints: ClassVar = [
            one_of("kind", PlanEntryKind, "plan_entry_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["case", "finish"], step_key__isnull=False)
                | ~Q(kind__in=["case", "finish"]) & Q(step_key__isnull=True),
                name="plan_entry_names_its_step",
            ),
            models.CheckConstraint(
                condition=Q(kind="case") & ~Q(case_number="") | ~Q(kind="case") & Q(case_number=""),
                name="plan_entry_has_a_case_number_iff_case",
            ),
            models.CheckConstraint(
                condition=Q(kind="finish", done_on__isnull=False)
                | ~Q(kind="finish") & Q(done_on__isnull=True),
                name="plan_entry_has_a_day_iff_finished",
            ),
            models.CheckConstraint(
                condition=Q(kind="assign", to_user__isnull=False) & ~Q(to_name="")
                | ~Q(kind="assign") & Q(to_user__isnull=True, to_name=""),
                name="plan_entry_has_a_tracker_iff_assigned",
            ),
            # two who tick a step at once: one line
            models.UniqueConstraint(
                fields=["plan", "step_key"], condition=Q(kind="finish"), name="plan_step_done_once"
            ),
        ]
        indexes: ClassVar = [
            # the course of one plan
            models.Index(fields=["plan", "at", "id"], name="plan_entries_of_plan"),
        ]
