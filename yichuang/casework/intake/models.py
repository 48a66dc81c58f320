"""Tables of intake (收件受理): what was handed in, as it was checked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.casework.intake.types import CollectionMode, Verdict
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
