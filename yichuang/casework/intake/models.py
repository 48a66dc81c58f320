"""Tables of intake (收件受理): what was handed in, as it was checked."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yichuang.casework.intake.types import (
    CORRECTION_UNITS,
    CancellationKind,
    CollectionMode,
    NonAcceptanceGround,
    Verdict,
)
from yichuang.kernel.fields import EncryptedJSONField, EncryptedTextField
from yichuang.kernel.ids import new_id


class SubmittedMaterial(models.Model):
    """One material as one act recorded it (收到的材料). A later check is a new row of a later act."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # no index of their own: material_of_case and one_check_per_material_and_act begin with them
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, db_index=False, related_name="+", verbose_name="办件"
    )
    act = models.ForeignKey(
        "cases.Act", models.PROTECT, db_index=False, related_name="+", verbose_name="办件行为"
    )
    code = models.CharField("材料编码", max_length=80)
    name = models.CharField("材料名称", max_length=500)
    verdict = models.CharField("审查结论", max_length=10, choices=[(v.value, v.label) for v in Verdict])
    collected = models.CharField(
        "收取方式", max_length=10, null=True, choices=[(m.value, m.label) for m in CollectionMode]
    )
    originals = models.PositiveSmallIntegerField("原件数", default=0)
    copies = models.PositiveSmallIntegerField("复印件数", default=0)
    points = models.JSONField("审查要点")  # dict[review point code, met]
    note = models.CharField("备注", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "收到的材料"
        constraints = [
            models.UniqueConstraint(fields=["act", "code"], name="one_check_per_material_and_act"),
            models.CheckConstraint(
                condition=Q(verdict__in=[Verdict.PASSED, Verdict.FAULTY], collected__isnull=False)
                | Q(
                    verdict__in=[Verdict.MISSING, Verdict.EXEMPT, Verdict.NOT_NEEDED], collected__isnull=True
                ),
                name="checked_iff_collected",
            ),
        ]
        indexes = [
            # the newest check of each material of a case
            models.Index(fields=["case", "code"], name="material_of_case"),
        ]


class SubmittedFile(models.Model):
    """A scan or upload of a submitted material (材料附件)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # no index of its own: one_file_per_place begins with it
    material = models.ForeignKey(
        SubmittedMaterial, models.PROTECT, db_index=False, related_name="files", verbose_name="材料"
    )
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+", verbose_name="文件")
    position = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = verbose_name_plural = "材料附件"
        constraints = [
            models.UniqueConstraint(fields=["material", "position"], name="one_file_per_place"),
        ]


class NonAcceptance(models.Model):
    """Why an application was not accepted (不予受理、不需要办理), as its notice says it.

    Both remedies are empty only for a public service whose body has none on record.
    """

    append_only = True

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件"
    )
    act = models.OneToOneField("cases.Act", models.PROTECT, related_name="+", verbose_name="办件行为")
    ground = models.CharField(
        "情形", max_length=20, choices=[(g.value, g.label) for g in NonAcceptanceGround]
    )
    reason = EncryptedTextField("理由", purpose="intake.endings")
    legal_basis = ArrayField(models.TextField(), verbose_name="法律依据")
    apply_to = models.CharField("应当申请的机关", max_length=300, blank=True)
    reconsideration_body = models.CharField("行政复议机关", max_length=200, blank=True)
    court = models.CharField("行政诉讼管辖法院", max_length=200, blank=True)
    notice_number = models.CharField("通知书文号", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "不予受理"
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=[g.value for g in NonAcceptanceGround]),
                name="non_acceptance_ground_is_known",
            ),
            models.CheckConstraint(
                condition=(Q(ground=NonAcceptanceGround.NOT_COMPETENT.value) & ~Q(apply_to=""))
                | (~Q(ground=NonAcceptanceGround.NOT_COMPETENT.value) & Q(apply_to="")),
                name="not_competent_names_the_right_authority",
            ),
            models.CheckConstraint(
                condition=Q(legal_basis__len__gte=1), name="non_acceptance_has_a_legal_basis"
            ),
            models.CheckConstraint(
                condition=Q(reconsideration_body="", court="") | (~Q(reconsideration_body="") & ~Q(court="")),
                name="non_acceptance_names_both_remedies_or_none",
            ),
        ]


class Withdrawal(models.Model):
    """An application taken back on a signed paper (撤回). ``agent`` null: by the applicant in person."""

    append_only = True

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件"
    )
    act = models.OneToOneField("cases.Act", models.PROTECT, related_name="+", verbose_name="办件行为")
    agent = models.ForeignKey(
        "parties.Party",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name="代理人",
    )
    reason = EncryptedTextField("原因", purpose="intake.endings", blank=True)
    file = models.ForeignKey(
        "documents.StoredFile",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="书面撤回申请",
    )
    notice_number = models.CharField("通知书文号", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "撤回"


class Cancellation(models.Model):
    """A case declared void or entered by mistake (作废、删除): who said so, and why. The case stays."""

    append_only = True

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件"
    )
    act = models.OneToOneField("cases.Act", models.PROTECT, related_name="+", verbose_name="办件行为")
    kind = models.CharField("方式", max_length=10, choices=[(k.value, k.label) for k in CancellationKind])
    reason = EncryptedTextField("原因", purpose="intake.endings")
    by_user = models.ForeignKey(
        "accounts.User", models.PROTECT, db_index=False, related_name="+", verbose_name="批准人"
    )
    by_name = models.CharField("批准人姓名", max_length=50)

    class Meta:
        verbose_name = verbose_name_plural = "作废和删除"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in CancellationKind]), name="cancellation_kind_is_known"
            ),
        ]


class CorrectionPeriod(models.Model):
    """How long people have to correct (补正期限) where the item does not say it. The newest counts."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    amount = models.PositiveSmallIntegerField("期限")
    unit = models.CharField(
        "时限单位", max_length=16, choices=[(unit.value, unit.label) for unit in CORRECTION_UNITS]
    )
    basis = models.CharField("依据", max_length=300)
    set_at = models.DateTimeField("设定时间")
    set_by = models.CharField("设定人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "补正期限"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=1, unit__in=[unit.value for unit in CORRECTION_UNITS]),
                name="period_is_of_days_or_months",
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="period_has_a_basis"),
        ]


class CorrectionNotice(models.Model):
    """What one act told the applicant to correct, and until when (一次性补正告知).

    ``reason`` is the supervisor's, for telling again what could be seen the first time; else null.
    """

    append_only = True

    act = models.OneToOneField(
        "cases.Act", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件行为"
    )
    # no index of its own: one_notice_per_round begins with it
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, db_index=False, related_name="+", verbose_name="办件"
    )
    round = models.PositiveSmallIntegerField("第几次")
    correct_by = models.DateField("补正最迟日期")
    period = models.CharField("补正期限", max_length=30)
    document = models.OneToOneField("notices.Notice", models.PROTECT, related_name="+", verbose_name="告知书")
    reason = EncryptedTextField("再次告知的理由", purpose="intake.corrections", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "一次性补正告知"
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="one_notice_per_round"),
            models.CheckConstraint(condition=Q(round__gte=1), name="rounds_start_at_one"),
            models.CheckConstraint(
                condition=Q(reason__isnull=True) | Q(round__gte=2), name="only_telling_again_has_a_reason"
            ),
        ]


class CorrectionGap(models.Model):
    """One thing to correct (补正内容), as the notice says it. ``note``: what the clerk added to it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # no index of its own: one_gap_per_place begins with it
    notice = models.ForeignKey(
        CorrectionNotice, models.PROTECT, db_index=False, related_name="gaps", verbose_name="告知"
    )
    position = models.PositiveSmallIntegerField("顺序")
    material_code = models.CharField("材料编码", max_length=80)
    material_name = models.CharField("材料名称", max_length=1000)
    point_code = models.CharField("审查要点编码", max_length=80, blank=True)
    problem = models.TextField("问题")
    how_to_fix = models.TextField("如何补正")
    note = EncryptedTextField("窗口说明", purpose="intake.corrections", null=True)
    legal_basis = models.TextField("依据", blank=True)
    told_before = models.BooleanField("第一次就能看出", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "补正内容"
        constraints = [
            models.UniqueConstraint(fields=["notice", "position"], name="one_gap_per_place"),
            models.UniqueConstraint(
                fields=["notice", "material_code", "point_code"], name="one_line_per_gap"
            ),
        ]


class CounterDraft(models.Model):
    """What a clerk has typed of a new case and not received yet (草稿). Any clerk of the outlet may go on.

    Everything typed lies encrypted; the revision says which of two windows wrote last.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outlet = models.ForeignKey(
        "places.Outlet", models.PROTECT, db_index=False, related_name="+", verbose_name="网点"
    )
    window = models.ForeignKey(
        "places.Window", models.PROTECT, db_index=False, related_name="+", verbose_name="窗口"
    )
    handling_code = models.CharField("业务办理项编码", max_length=64)
    name = models.CharField("事项名称", max_length=500)
    fields = EncryptedJSONField("填写内容", purpose="intake.draft")  # dict[field of the form, its values]
    revision = models.PositiveIntegerField("版本", default=1)
    saved_by = models.ForeignKey(
        "accounts.User", models.PROTECT, db_index=False, related_name="+", verbose_name="保存人"
    )
    saved_by_name = models.CharField("保存人姓名", max_length=50)
    created_at = models.DateTimeField("建立时间")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "窗口草稿"
        constraints = [
            models.CheckConstraint(condition=Q(revision__gte=1), name="draft_revisions_begin_with_one"),
            models.CheckConstraint(
                condition=Q(saved_at__gte=F("created_at")), name="draft_is_saved_after_it_is_begun"
            ),
        ]
        indexes = [
            # drafts_of_outlet(): the newest of an outlet
            models.Index(fields=["outlet", "-saved_at"], name="draft_of_outlet"),
            # forget_drafts(): those nobody went on with
            models.Index(fields=["saved_at"], name="draft_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.id)
