"""What happened to handling items beside new versions, and what took the place of those that ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.models.columns import choices, not_blank, one_of
from yichuang.offer.catalogue.models.items import HandlingItem
from yichuang.offer.catalogue.types.life import LifeKind


class LifeEvent(models.Model):
    """One thing that happened to a handling item (事项变动): 暂停, 恢复, 取消, 合并, 拆分. Never changed.

    Whether an item is suspended on a day follows from its events; nothing else says so.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling_item = models.ForeignKey(
        HandlingItem, models.PROTECT, related_name="life_events", verbose_name="业务办理项"
    )
    sequence = models.PositiveIntegerField("序号")
    kind = models.CharField("种类", max_length=16, choices=choices(LifeKind))
    takes_effect_on = models.DateField("生效日期")
    expected_until = models.DateField("预计恢复日期", null=True)
    reason = models.TextField("原因")
    basis = models.CharField("依据文件", max_length=200, blank=True)
    made_at = models.DateTimeField("登记时间")
    made_by = models.CharField("登记账号", max_length=60)
    made_by_name = models.CharField("登记人", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项变动"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handling_item", "sequence"], name="life_events_are_in_order"),
            one_of("kind", LifeKind, "life_event_kind_is_known"),
            not_blank("reason", "life_event_has_a_reason"),
            models.CheckConstraint(
                condition=Q(expected_until__isnull=True)
                | Q(kind=LifeKind.SUSPENDED.value, expected_until__gt=F("takes_effect_on")),
                name="only_suspensions_are_expected_to_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.takes_effect_on}"


class Successor(models.Model):
    """A handling item that takes the place of one that ended (承接事项). Never changed."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(LifeEvent, models.PROTECT, related_name="successors", verbose_name="事项变动")
    position = models.PositiveSmallIntegerField("次序")
    handling_item = models.ForeignKey(
        HandlingItem, models.PROTECT, related_name="+", verbose_name="承接的业务办理项"
    )

    class Meta:
        verbose_name = verbose_name_plural = "承接事项"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "handling_item"], name="successor_once_per_event"),
            models.UniqueConstraint(fields=["event", "position"], name="successor_position_once_per_event"),
        ]

    def __str__(self) -> str:
        return str(self.handling_item_id)
