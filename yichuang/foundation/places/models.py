"""Tables of places (区划网点)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact

from yichuang.foundation.places.types import (
    Labelled,
    OrganisationKind,
    OutletKind,
    RegionLevel,
    WindowKind,
    ZoneKind,
)
from yichuang.kernel.ids import new_id


def choices(kinds: type[Labelled]) -> list[tuple[str, str]]:
    """Django's choices of a labelled code table."""
    return [(kind.value, kind.label) for kind in kinds]


def one_of(field: str, kinds: type[Labelled], name: str) -> models.CheckConstraint:
    """A constraint: the column holds one of the table's codes."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [kind.value for kind in kinds]}), name=name)


def is_object(field: str) -> Exact:
    """A condition: the JSON column holds an object."""
    kind = Func(F(field), function="jsonb_typeof", output_field=models.CharField())
    return Exact(kind, Value("object"))


class Region(models.Model):
    """An administrative division (行政区划). The code's length tells the level: 2, 4, 6, 9, 12 digits."""

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=100)
    level = models.CharField("级别", max_length=12, choices=choices(RegionLevel))
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="上级区划")

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}$", level=RegionLevel.PROVINCE.value)
                | Q(code__regex=r"^[0-9]{4}$", level=RegionLevel.PREFECTURE.value)
                | Q(code__regex=r"^[0-9]{6}$", level=RegionLevel.COUNTY.value)
                | Q(code__regex=r"^[0-9]{9}$", level=RegionLevel.TOWN.value)
                | Q(code__regex=r"^[0-9]{12}$", level=RegionLevel.VILLAGE.value),
                name="region_level_is_that_of_its_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class Organisation(models.Model):
    """A department or other body that holds items and answers for them (部门, 实施主体)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("部门代码", max_length=32, unique=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True, null=True, blank=True)
    name = models.CharField("名称", max_length=200)
    short_name = models.CharField("简称", max_length=50, blank=True)
    kind = models.CharField("性质", max_length=16, choices=choices(OrganisationKind))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="行政区划")
    phone = models.CharField("咨询电话", max_length=50, blank=True)
    supervision_phone = models.CharField("监督电话", max_length=50, blank=True)
    address = models.CharField("地址", max_length=300, blank=True)
    # where its decisions can be challenged; printed on every refusal
    reconsideration_body = models.CharField("行政复议机关", max_length=200, blank=True)
    court = models.CharField("行政诉讼管辖法院", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        constraints = [
            one_of("kind", OrganisationKind, "organisation_kind_is_known"),
            models.CheckConstraint(
                condition=Q(uscc__isnull=True) | Q(uscc__regex=r"^[0-9A-Z]{18}$"),
                name="organisation_uscc_is_18_characters_or_unknown",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Outlet(models.Model):
    """A place where people are served (网点): hall, town centre, village station, partner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("网点代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("类型", max_length=16, choices=choices(OutletKind))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="行政区划")
    address = models.CharField("地址", max_length=300, blank=True)
    hours_text = models.CharField("办公时间", max_length=300, blank=True)
    phone = models.CharField("电话", max_length=50, blank=True)
    lat = models.FloatField(
        "纬度", null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    lng = models.FloatField(
        "经度", null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    # kind of day → [[from, to], …] in minutes after midnight, as rules.hours.stored_hours writes it
    hours = models.JSONField("开放时段", blank=True, default=dict, db_default=Value({}, models.JSONField()))
    directions = models.CharField("怎么去", max_length=500, blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "网点"
        constraints = [
            one_of("kind", OutletKind, "outlet_kind_is_known"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lng__isnull=True)
                | Q(
                    lat__isnull=False,
                    lat__gte=-90,
                    lat__lte=90,
                    lng__isnull=False,
                    lng__gte=-180,
                    lng__lte=180,
                ),
                name="outlet_has_both_coordinates_or_none",
            ),
            models.CheckConstraint(condition=is_object("hours"), name="outlet_hours_are_by_day"),
        ]

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """A part of an outlet whose windows share one queue (分区)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="+", verbose_name="网点")
    code = models.CharField("分区代码", max_length=16)
    name = models.CharField("名称", max_length=100)
    kind = models.CharField(
        "类型", max_length=16, choices=choices(ZoneKind), default=ZoneKind.RECEPTION.value
    )

    class Meta:
        verbose_name = verbose_name_plural = "分区"
        constraints = [
            models.UniqueConstraint(fields=["outlet", "code"], name="zone_code_is_unique_in_its_outlet"),
            # the target of window_stands_in_a_zone_of_its_outlet
            models.UniqueConstraint(fields=["outlet", "id"], name="zone_with_its_outlet"),
            one_of("kind", ZoneKind, "zone_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """One service position (窗口). Its zone, when it has one, belongs to the same outlet (0002)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="+", verbose_name="网点")
    zone = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分区"
    )
    code = models.CharField("窗口号", max_length=16)
    label = models.CharField("标牌", max_length=50)
    kind = models.CharField("类型", max_length=20, choices=choices(WindowKind))
    is_open = models.BooleanField("开放", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "窗口"
        constraints = [
            models.UniqueConstraint(fields=["outlet", "code"], name="window_code_is_unique_in_its_outlet"),
            one_of("kind", WindowKind, "window_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.code}）"


class BaseMap(models.Model):
    """A drawing of the area, uploaded to lie under the outlets (底图). GeoJSON, WGS 84."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField("版次", unique=True)
    source = models.CharField("来源", max_length=200)
    content = models.JSONField("图形")
    digest = models.CharField("内容指纹", max_length=64)
    features = models.PositiveIntegerField("图形数")
    points = models.PositiveIntegerField("点数")
    west = models.FloatField("西")
    south = models.FloatField("南")
    east = models.FloatField("东")
    north = models.FloatField("北")
    uploaded_by = models.CharField("上传人", max_length=100)
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "底图"
        constraints = [
            models.CheckConstraint(condition=is_object("content"), name="base_map_is_an_object"),
            models.CheckConstraint(
                condition=Q(
                    west__gte=-180,
                    west__lte=F("east"),
                    east__lte=180,
                    south__gte=-90,
                    south__lte=F("north"),
                    north__lte=90,
                ),
                name="base_map_lies_on_the_earth",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, features__gte=1, points__gte=1, digest__regex=r"^[0-9a-f]{64}$"),
                name="base_map_draws_something",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版底图"


class BaseMapShown(models.Model):
    """From when on a base map is the one that is shown (启用底图); the row with the highest number holds."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # one after the other: of two who put up another map at once, one is refused
    number = models.PositiveIntegerField("次序", unique=True)
    base_map = models.ForeignKey(BaseMap, models.PROTECT, related_name="+", verbose_name="底图")
    shown_by = models.CharField("启用人", max_length=100)
    shown_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = verbose_name_plural = "启用底图"
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="base_map_shown_in_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.base_map} · {self.number}"
