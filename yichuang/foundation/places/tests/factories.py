"""Places for tests: a county that exists nowhere (prefix 99)."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory
from stdnum.cn.uscc import calc_check_digit

from yichuang.foundation.places import models, rules
from yichuang.foundation.places.rules.hours import hours_of, stored_hours
from yichuang.foundation.places.types import OrganisationKind, OutletKind, WindowKind
from yichuang.foundation.places.types.hours import OpeningDay, Span


def make_uscc(serial: int) -> str:
    """A unified social credit code with a right check character, of region 990101: nobody's."""
    body = f"11990101{serial:09d}"
    return body + calc_check_digit(body)


def opening_hours(days: dict[OpeningDay, list[Span]]) -> dict[str, list[list[int]]]:
    """The hours of an outlet as its row holds them."""
    return stored_hours(hours_of(days))


class RegionFactory(DjangoModelFactory[models.Region]):
    class Meta:
        model = models.Region
        django_get_or_create = ("code",)

    code = "990101"
    name = "安澜县"
    level = factory.LazyAttribute(lambda region: rules.level_of(region.code).value)


class OrganisationFactory(DjangoModelFactory[models.Organisation]):
    class Meta:
        model = models.Organisation

    code = factory.Sequence(lambda number: f"dept-{number}")
    name = factory.Sequence(lambda number: f"安澜县第{number}局")
    kind = OrganisationKind.STATUTORY.value
    region = factory.SubFactory(RegionFactory)


class OutletFactory(DjangoModelFactory[models.Outlet]):
    class Meta:
        model = models.Outlet

    code = factory.Sequence(lambda number: f"HALL-{number}")
    name = "安澜县政务服务中心"
    kind = OutletKind.HALL.value
    region = factory.SubFactory(RegionFactory)
    address = "安澜县澄江路 1 号"
    phone = "0990-8001234"


class ZoneFactory(DjangoModelFactory[models.Zone]):
    class Meta:
        model = models.Zone

    outlet = factory.SubFactory(OutletFactory)
    code = factory.Sequence(lambda number: f"Z{number}")
    name = "综合受理区"


class WindowFactory(DjangoModelFactory[models.Window]):
    class Meta:
        model = models.Window

    zone = factory.SubFactory(ZoneFactory)
    outlet = factory.LazyAttribute(lambda window: window.zone.outlet)
    code = factory.Sequence(lambda number: f"A{number}")
    label = factory.LazyAttribute(lambda window: f"无差别受理{window.code}")
    kind = WindowKind.INTEGRATED.value
