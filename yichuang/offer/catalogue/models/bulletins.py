"""Change bulletins, who has acknowledged them, and the marks of departments day by day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.models.columns import CODE_LENGTH, NAME_LENGTH, choices, not_blank, one_of
from yichuang.offer.catalogue.models.items import HandlingItem
from yichuang.offer.catalogue.models.versions import HandlingVersion
from yichuang.offer.catalogue.types.bulletins import BulletinKind


class ChangeBulletin(models.Model):
    """What every window is told about a changed item (变更公告). Written once, in the words of its day.

    ``serial`` is their order: whoever has seen one has been shown all before it.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    serial = models.PositiveBigIntegerField("公告序号", unique=True)
    event_id = models.UUIDField("事件")
    kind = models.CharField("公告种类", max_length=16, choices=choices(BulletinKind))
    handling_item = models.ForeignKey(
        HandlingItem, models.PROTECT, related_name="bulletins", verbose_name="业务办理项"
    )
    version = models.ForeignKey(
        HandlingVersion, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="事项版本"
    )
    code = models.CharField("业务办理项编码", max_length=CODE_LENGTH)
    name = models.CharField("业务办理项名称", max_length=NAME_LENGTH)
    organisation_name = models.CharField("实施主体", max_length=200)
    holds_from = models.DateField("生效日期")
    lines = models.JSONField("内容")
    announced_at = models.DateTimeField("公告时间")
    announced_on = models.DateField("公告日期")

    class Meta:
        verbose_name = verbose_name_plural = "变更公告"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event_id", "kind"], name="bulletin_once_per_event"),
            one_of("kind", BulletinKind, "bulletin_kind_is_known"),
            not_blank("name", "bulletin_names_its_item"),
            models.CheckConstraint(condition=~Q(lines=[]), name="bulletin_says_something"),
        ]
        indexes: ClassVar = [
            # what somebody has still to read
            models.Index(fields=["announced_on", "serial"], name="bulletin_by_day"),
            # what was told beforehand and begins on a day
            models.Index(
                fields=["holds_from"],
                condition=Q(holds_from__gt=F("announced_on")),
                name="bulletin_told_beforehand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.name}"


class BulletinAcknowledgement(models.Model):
    """Somebody at an outlet has read a bulletin (公告签阅)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bulletin = models.ForeignKey(
        ChangeBulletin, models.PROTECT, related_name="acknowledgements", verbose_name="变更公告"
    )
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, db_index=False, related_name="+", verbose_name="签阅人"
    )
    outlet = models.ForeignKey(
        "places.Outlet", models.PROTECT, db_index=False, related_name="+", verbose_name="网点"
    )
    at = models.DateTimeField("签阅时间")

    class Meta:
        verbose_name = verbose_name_plural = "公告签阅"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "bulletin"], name="bulletin_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.user_id}"


class QualityMark(models.Model):
    """What a department's items were worth on a day (每日质量得分).

    ``points``: the sum of the marks of its versions in force. A day's row follows the day until it ends.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="实施主体"
    )
    day = models.DateField("日期")
    versions = models.PositiveIntegerField("在用事项")
    points = models.PositiveIntegerField("得分合计")
    blocking = models.PositiveIntegerField("禁止发布")
    warnings = models.PositiveIntegerField("应当改正")
    hints = models.PositiveIntegerField("提示")

    class Meta:
        verbose_name = verbose_name_plural = "每日质量得分"
        constraints: ClassVar = [
            # also serves the trend
            models.UniqueConstraint(fields=["day", "organisation"], name="quality_mark_once_a_day"),
            models.CheckConstraint(
                condition=Q(versions__gte=1, points__lte=F("versions") * 100),
                name="quality_mark_is_of_some_items",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.organisation_id}"
