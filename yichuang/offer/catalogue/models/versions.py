"""Versions of a handling item and what hangs below them: questions, materials, review points."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from yichuang.foundation.clocks.types import LimitUnit
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.models.columns import (
    CODE_LENGTH,
    NAME_LENGTH,
    DateRange,
    choices,
    limit_is_whole,
    not_blank,
    one_of,
)
from yichuang.offer.catalogue.models.items import HandlingItem
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    HandlingType,
    ItemType,
    MaterialForm,
    MaterialSource,
    Necessity,
    VersionStatus,
)


class HandlingVersion(models.Model):
    """One version of a handling item (事项版本). NULL in a column is "the source does not say".

    ``valid_until`` is exclusive. Only it may still change once the version is published, when a
    later version takes over or the item is withdrawn. ``details``: :class:`VersionDetails`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling_item = models.ForeignKey(
        HandlingItem, models.PROTECT, related_name="versions", verbose_name="业务办理项"
    )
    version_number = models.PositiveIntegerField("版本号")
    status = models.CharField("版本状态", max_length=16, choices=choices(VersionStatus))
    code = models.CharField("业务办理项编码", max_length=CODE_LENGTH)
    name = models.CharField("业务办理项名称", max_length=NAME_LENGTH)
    item_code = models.CharField("事项编码", max_length=CODE_LENGTH)
    item_name = models.CharField("事项名称", max_length=NAME_LENGTH)
    item_type = models.CharField("事项类型", max_length=2, null=True, choices=choices(ItemType))
    handling_type = models.CharField("办件类型", max_length=16, null=True, choices=choices(HandlingType))
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="实施主体"
    )
    statutory_amount = models.PositiveIntegerField("法定办结时限", null=True)
    statutory_unit = models.CharField("法定办结时限单位", max_length=16, null=True)
    promised_amount = models.PositiveIntegerField("承诺办结时限", null=True)
    promised_unit = models.CharField("承诺办结时限单位", max_length=16, null=True)
    approval_tier = models.CharField("审批层级", max_length=16, null=True, choices=choices(ApprovalTier))
    visits = models.PositiveSmallIntegerField("到办事现场次数", null=True)
    in_hall = models.BooleanField("进驻政务大厅", null=True)
    service_objects = ArrayField(models.CharField(max_length=4), verbose_name="服务对象", default=list)
    delivery = ArrayField(models.CharField(max_length=16), verbose_name="送达方式", default=list)
    unknown = ArrayField(models.CharField(max_length=24), verbose_name="未知要素", default=list)
    takes_applications = models.BooleanField("可以受理")
    details = models.JSONField("其他要素")
    digest = models.CharField("内容指纹", max_length=64)
    valid_from = models.DateField("生效日期", null=True)
    valid_until = models.DateField("失效日期", null=True)
    created_at = models.DateTimeField("创建时间")
    created_by = models.CharField("创建人", max_length=60)
    # everybody who wrote at this draft: none of them reviews it
    drafters = ArrayField(models.CharField(max_length=60), verbose_name="起草人", db_default=[])
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.CharField("发布人", max_length=60, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项版本"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handling_item", "version_number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["handling_item"], condition=Q(status="draft"), name="one_draft_per_handling_item"
            ),
            ExclusionConstraint(
                name="published_versions_do_not_overlap",
                expressions=[
                    (F("handling_item"), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status="published"),
            ),
            one_of("item_type", ItemType, "version_item_type_is_known"),
            one_of("handling_type", HandlingType, "version_handling_type_is_known"),
            one_of("approval_tier", ApprovalTier, "version_approval_tier_is_known"),
            models.CheckConstraint(
                condition=Q(
                    status="draft", published_at=None, published_by=None, valid_from=None, valid_until=None
                )
                | Q(
                    status="published",
                    published_at__isnull=False,
                    published_by__isnull=False,
                    valid_from__isnull=False,
                ),
                name="published_versions_say_by_whom_and_from_when",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="version_ends_after_it_begins",
            ),
            limit_is_whole("statutory", "statutory_limit_has_amount_and_unit"),
            limit_is_whole("promised", "promised_limit_has_amount_and_unit"),
            # across units the rule decides (rules.content); the same unit needs no judgement
            models.CheckConstraint(
                condition=~Q(promised_unit=F("statutory_unit"))
                | Q(promised_amount__lte=F("statutory_amount")),
                name="promise_is_not_longer_than_the_law_allows",
            ),
            models.CheckConstraint(
                condition=~Q(promised_unit=LimitUnit.IMMEDIATE.value)
                | Q(handling_type="immediate")
                | Q(handling_type=None),
                name="immediate_promise_is_an_immediate_case",
            ),
            models.CheckConstraint(
                condition=Q(takes_applications=False)
                | Q(item_type__isnull=False, handling_type__isnull=False)
                & (Q(statutory_amount__isnull=False) | Q(promised_amount__isnull=False)),
                name="applications_need_type_and_limit",
            ),
            not_blank("name", "version_has_a_name"),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="version_digest_is_hexadecimal"
            ),
        ]
        indexes: ClassVar = [
            # published_version(): by either code, among published versions
            models.Index(fields=["code"], condition=Q(status="published"), name="version_by_code"),
            models.Index(fields=["item_code"], condition=Q(status="published"), name="version_by_item_code"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version_number}"


class ScenarioQuestion(models.Model):
    """A scenario question (情形问题) of a version. ``options``: list of ``{"code", "label", "hint"}``.

    ``asked_when``: JSON form of :class:`types.Condition`.
    """

    version = models.ForeignKey(
        HandlingVersion, models.CASCADE, related_name="questions", verbose_name="事项版本"
    )
    position = models.PositiveSmallIntegerField("次序")
    code = models.CharField("代码", max_length=CODE_LENGTH)
    text = models.CharField("问题", max_length=NAME_LENGTH)
    hint = models.TextField("说明", blank=True)
    options = models.JSONField("选项")
    asked_when = models.JSONField("何时询问", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "情形问题"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="question_code_once_per_version"),
            models.UniqueConstraint(
                fields=["version", "position"], name="question_position_once_per_version"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9][a-z0-9-]*$"), name="question_code_fits_a_link"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class MaterialRequirement(models.Model):
    """A material requirement (申请材料) of a version.

    ``details``: :class:`types.MaterialDetails` and ``parts``, the list of parts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(
        HandlingVersion, models.CASCADE, related_name="materials", verbose_name="事项版本"
    )
    position = models.PositiveSmallIntegerField("次序")
    code = models.CharField("代码", max_length=CODE_LENGTH)
    name = models.CharField("材料名称", max_length=NAME_LENGTH)
    necessity = models.CharField("必要性", max_length=16, null=True, choices=choices(Necessity))
    form = models.CharField("材料形式", max_length=16, null=True, choices=choices(MaterialForm))
    originals = models.PositiveSmallIntegerField("原件份数", null=True)
    copies = models.PositiveSmallIntegerField("复印件份数", null=True)
    source = models.CharField("来源渠道", max_length=16, null=True, choices=choices(MaterialSource))
    issuer = models.CharField("出具机构", max_length=300, null=True)
    share_source = models.CharField("共享来源", max_length=100, null=True)
    legal_basis = models.TextField("依据", blank=True)
    note = models.TextField("备注", blank=True)
    applies_when = models.JSONField("适用情形", default=dict)
    deferral_working_days = models.PositiveSmallIntegerField("容缺补交期限", null=True)
    sample_file_id = models.UUIDField("示例样表", null=True)
    blank_file_id = models.UUIDField("空白表格", null=True)
    details = models.JSONField("其他要素", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "申请材料"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="material_code_once_per_version"),
            models.UniqueConstraint(
                fields=["version", "position"], name="material_position_once_per_version"
            ),
            one_of("necessity", Necessity, "material_necessity_is_known"),
            one_of("form", MaterialForm, "material_form_is_known"),
            one_of("source", MaterialSource, "material_source_is_known"),
            not_blank("name", "material_has_a_name"),
            models.CheckConstraint(
                condition=Q(deferral_working_days=None)
                | Q(necessity__isnull=False, necessity="deferrable", deferral_working_days__gt=0),
                name="only_deferrable_materials_have_a_deferral",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReviewPoint(models.Model):
    """One thing to check on a material (审查要点)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    material = models.ForeignKey(
        MaterialRequirement, models.CASCADE, related_name="review_points", verbose_name="申请材料"
    )
    position = models.PositiveSmallIntegerField("次序")
    code = models.CharField("代码", max_length=CODE_LENGTH)
    text = models.TextField("要点")
    how = models.TextField("查验方法", blank=True)
    blocking = models.BooleanField("不符合即不算提交")

    class Meta:
        verbose_name = verbose_name_plural = "审查要点"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["material", "code"], name="review_point_code_once_per_material"),
            models.UniqueConstraint(
                fields=["material", "position"], name="review_point_position_once_per_material"
            ),
            not_blank("text", "review_point_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
