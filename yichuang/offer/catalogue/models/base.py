"""Lists of a level above (基本目录, 权力清单), the differences found, what was decided. All only added to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.models.columns import CODE_LENGTH, NAME_LENGTH, choices, not_blank, one_of
from yichuang.offer.catalogue.models.items import Item
from yichuang.offer.catalogue.types import ItemType
from yichuang.offer.catalogue.types.base import BaseKind, BaseStatus
from yichuang.offer.catalogue.types.drift import DriftKind, ResolutionKind


class BaseEdition(models.Model):
    """A dated edition of a list of a level above (目录版次). A later one takes its place.

    ``held_because``: why it takes effect only once a person has confirmed it; empty: at once.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("种类", max_length=16, choices=choices(BaseKind))
    name = models.CharField("版次名称", max_length=200)
    dated_on = models.DateField("目录日期")
    source = models.CharField("来源", max_length=1000, blank=True)
    digest = models.CharField("内容指纹", max_length=64)
    held_because = models.CharField("待确认的原因", max_length=500, blank=True)
    due_on = models.DateField("处理期限", null=True)
    created_at = models.DateTimeField("导入时间")
    created_by = models.CharField("导入人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "目录版次"
        constraints: ClassVar = [
            one_of("kind", BaseKind, "base_edition_kind_is_known"),
            not_blank("name", "base_edition_has_a_name"),
            models.UniqueConstraint(fields=["kind", "name"], name="base_edition_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class BaseConfirmation(models.Model):
    """A person has looked at an edition that was held, and said why it is right (目录确认)."""

    append_only = True

    edition = models.OneToOneField(
        BaseEdition, models.PROTECT, primary_key=True, related_name="confirmation", verbose_name="目录版次"
    )
    reason = models.CharField("核对说明", max_length=500)
    confirmed_at = models.DateTimeField("确认时间")
    confirmed_by = models.CharField("确认人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "目录确认"
        constraints: ClassVar = [not_blank("reason", "base_confirmation_says_why")]

    def __str__(self) -> str:
        return self.reason


class BaseItem(models.Model):
    """One item of an edition (基本目录事项). ``legal_basis``: ``[{law, article, text}]``."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey(BaseEdition, models.PROTECT, related_name="items", verbose_name="目录版次")
    code = models.CharField("基本编码", max_length=CODE_LENGTH)
    name = models.CharField("事项名称", max_length=NAME_LENGTH)
    item_type = models.CharField("事项类型", max_length=2, choices=choices(ItemType))
    legal_basis = models.JSONField("设定依据")
    status = models.CharField("上级状态", max_length=16, choices=choices(BaseStatus))
    former_codes = ArrayField(models.CharField(max_length=CODE_LENGTH), verbose_name="曾用编码", default=list)
    department = models.CharField("实施部门", max_length=200, blank=True)
    levels = ArrayField(models.CharField(max_length=1), verbose_name="行使层级", default=list)
    working_days = models.PositiveIntegerField("承诺办结时限", null=True)
    materials = models.PositiveIntegerField("材料数", null=True)
    visits = models.PositiveIntegerField("到办事现场次数", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "基本目录事项"
        constraints: ClassVar = [
            one_of("item_type", ItemType, "base_item_type_is_known"),
            one_of("status", BaseStatus, "base_item_status_is_known"),
            not_blank("code", "base_item_has_a_code"),
            not_blank("name", "base_item_has_a_name"),
            models.UniqueConstraint(fields=["edition", "code"], name="base_item_once_an_edition"),
        ]

    def __str__(self) -> str:
        return self.name


class BaseMapping(models.Model):
    """An editor has said which item of a list above a local item is (事项对应). The newest counts."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="事项")
    kind = models.CharField("种类", max_length=16, choices=choices(BaseKind))
    base_code = models.CharField("基本编码", max_length=CODE_LENGTH)
    reason = models.CharField("理由", max_length=500)
    mapped_at = models.DateTimeField("对应时间")
    mapped_by = models.CharField("对应人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "事项对应"
        constraints: ClassVar = [
            one_of("kind", BaseKind, "base_mapping_kind_is_known"),
            not_blank("base_code", "base_mapping_names_a_code"),
        ]
        indexes: ClassVar = [
            # drift_report(): the newest of each item
            models.Index(fields=["kind", "item", "-id"], name="base_mapping_of_item"),
        ]

    def __str__(self) -> str:
        return self.base_code


class DriftTask(models.Model):
    """A difference from a list above, as it was first found (差异任务).

    ``key``: :func:`rules.drift.key_of`. It is done when the difference is no more or was resolved.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField("标识", max_length=64, unique=True)
    kind = models.CharField("种类", max_length=16, choices=choices(BaseKind))
    difference = models.CharField("差异种类", max_length=16, choices=choices(DriftKind))
    base_code = models.CharField("基本编码", max_length=CODE_LENGTH, blank=True)
    local_code = models.CharField("事项编码", max_length=CODE_LENGTH, blank=True)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="实施主体"
    )
    words = models.TextField("说明")
    opened_at = models.DateTimeField("发现时间")
    due_on = models.DateField("处理期限")

    class Meta:
        verbose_name = verbose_name_plural = "差异任务"
        constraints: ClassVar = [
            one_of("kind", BaseKind, "drift_task_kind_is_known"),
            one_of("difference", DriftKind, "drift_task_difference_is_known"),
            models.CheckConstraint(
                condition=~Q(base_code="") | ~Q(local_code=""), name="drift_task_is_about_an_item"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class DriftResolution(models.Model):
    """What an editor decided about a difference (差异处理)."""

    append_only = True

    task = models.OneToOneField(
        DriftTask, models.PROTECT, primary_key=True, related_name="resolution", verbose_name="差异任务"
    )
    kind = models.CharField("处理方式", max_length=16, choices=choices(ResolutionKind))
    reason = models.CharField("理由", max_length=500, blank=True)
    code = models.CharField("对应编码", max_length=CODE_LENGTH, blank=True)
    resolved_at = models.DateTimeField("处理时间")
    resolved_by = models.CharField("处理人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "差异处理"
        constraints: ClassVar = [
            one_of("kind", ResolutionKind, "drift_resolution_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind="explained", reason=""), name="drift_explanation_says_why"
            ),
            models.CheckConstraint(condition=~Q(kind="mapped", code=""), name="drift_mapping_names_a_code"),
        ]

    def __str__(self) -> str:
        return self.reason
