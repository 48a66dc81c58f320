"""The materials library (材料库): types of documents, their review points, what was merged into what."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.models.columns import NAME_LENGTH, not_blank


class MaterialType(models.Model):
    """A type of document that items ask for (材料类型). ``facts``: see :class:`types.MaterialTypeFacts`.

    ``key``: the name as ``rules.library.key_of`` writes it; it ties demands of published lists to the type.
    A type that was merged into another stays, with ``merged_into``: its name is one more of the other's.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField("名称", max_length=NAME_LENGTH)
    key = models.CharField("归一名称", max_length=200, unique=True)
    issuer = models.CharField("出具机构", max_length=300, blank=True)
    e_licence = models.CharField("电子证照", max_length=100, blank=True)
    register = models.CharField("共享登记", max_length=100, blank=True)
    issued_here = models.BooleanField("本地部门核发", default=False)
    note = models.TextField("说明", blank=True)
    aliases = ArrayField(models.CharField(max_length=200), verbose_name="别名", default=list, blank=True)
    sample_file_id = models.UUIDField("样本", null=True)
    blank_file_id = models.UUIDField("空表", null=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name="已并入"
    )
    revision = models.PositiveIntegerField("修改次数", default=1)
    created_at = models.DateTimeField("收入时间")

    class Meta:
        verbose_name = verbose_name_plural = "材料类型"
        constraints: ClassVar = [
            not_blank("name", "material_type_has_a_name"),
            not_blank("key", "material_type_has_a_key"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="material_type_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MaterialTypePoint(models.Model):
    """One thing to check on such a document wherever it is asked for (通用审查要点)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    material_type = models.ForeignKey(
        MaterialType, models.PROTECT, related_name="points", verbose_name="材料类型"
    )
    text = models.CharField("要点", max_length=500)
    how = models.TextField("查验方法", blank=True)
    picture_file_id = models.UUIDField("图片", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "通用审查要点"
        constraints: ClassVar = [
            not_blank("text", "material_type_point_says_something"),
            models.UniqueConstraint(
                fields=["material_type", "text"], name="material_type_point_once_per_type"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class MaterialMerger(models.Model):
    """One type went into another (材料合并). Never changed. ``before``, ``after``: the survivor's facts."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    merged = models.ForeignKey(MaterialType, models.PROTECT, related_name="+", verbose_name="并入的类型")
    into = models.ForeignKey(MaterialType, models.PROTECT, related_name="+", verbose_name="保留的类型")
    before = models.JSONField("合并以前")
    after = models.JSONField("合并以后")
    reason = models.CharField("原因", max_length=500)
    made_at = models.DateTimeField("合并时间")
    made_by = models.CharField("合并账号", max_length=60)
    made_by_name = models.CharField("合并人", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "材料合并"
        constraints: ClassVar = [
            not_blank("reason", "material_merger_has_a_reason"),
            models.CheckConstraint(condition=~Q(merged=F("into")), name="material_merger_is_of_two_types"),
        ]

    def __str__(self) -> str:
        return self.reason


class MaterialMergerUndone(models.Model):
    """A merger that was taken back (撤销合并). Never changed."""

    append_only = True

    merger = models.OneToOneField(
        MaterialMerger, models.PROTECT, primary_key=True, related_name="undone", verbose_name="材料合并"
    )
    reason = models.CharField("原因", max_length=500)
    undone_at = models.DateTimeField("撤销时间")
    undone_by = models.CharField("撤销账号", max_length=60)
    undone_by_name = models.CharField("撤销人", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "撤销合并"
        constraints: ClassVar = [not_blank("reason", "undone_merger_has_a_reason")]

    def __str__(self) -> str:
        return self.reason
