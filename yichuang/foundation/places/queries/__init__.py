"""Reads of places. Views by id are kept in the process for a few seconds: they hardly ever change.

Codes are always looked up, so an outlet re-coded a moment ago is never mistaken for another one.
Base maps are in :mod:`.maps`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from yichuang.foundation.places.errors import PlaceNotFound
from yichuang.foundation.places.models import Organisation, Outlet, Region, Window, Zone
from yichuang.foundation.places.rules import (
    covers,
    mark_of,
    normal_code,
    normal_region_code,
    uscc_problem,
)
from yichuang.foundation.places.rules.hours import (
    day_hours,
    hours_from_store,
    opening_at,
    read_spans,
)
from yichuang.foundation.places.types import (
    OrganisationKind,
    OrganisationView,
    OutletKind,
    OutletView,
    RegionLevel,
    RegionView,
    WindowKind,
    WindowView,
    ZoneKind,
    ZoneView,
)

__all__ = [
    "covers",
    "day_hours",
    "forget",
    "mark_of",
    "normal_code",
    "normal_region_code",
    "opening_at",
    "organisation",
    "organisation_by_code",
    "organisations",
    "outlet",
    "outlet_by_code",
    "outlets",
    "read_spans",
    "region",
    "regions_within",
    "towns",
    "uscc_problem",
    "window",
    "window_by_code",
    "windows_of_outlet",
    "windows_of_outlets",
    "zones_of_outlet",
]

KEPT_SECONDS = 5.0

V = TypeVar("V")

_kept: dict[object, tuple[float, object]] = {}


def forget() -> None:
    """Drop every view kept in this process. Services call it; other processes follow within seconds."""
    _kept.clear()


def _keep(key: object, find: Callable[[], V]) -> V:
    kept = _kept.get(key)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]  # type: ignore[return-value]  # the key holds the view's type
    view = find()
    _kept[key] = (time.monotonic() + KEPT_SECONDS, view)
    return view


# Regions


def region(code: str) -> RegionView:
    """One region (行政区划).

    Raises:
        PlaceNotFound: not recorded.
    """
    row = Region.objects.filter(code=code).first()
    if row is None:
        raise PlaceNotFound(f"没有登记行政区划 {code}。")
    return _region_view(row)


def regions_within(code: str) -> tuple[RegionView, ...]:
    """The region and everything below it, by code."""
    return tuple(_region_view(row) for row in Region.objects.filter(code__startswith=code).order_by("code"))


def towns() -> tuple[RegionView, ...]:
    """Every town (乡镇、街道), by code."""
    rows = Region.objects.filter(level=RegionLevel.TOWN.value).order_by("code")
    return tuple(map(_region_view, rows))


def _region_view(row: Region) -> RegionView:
    return RegionView(row.code, row.name, RegionLevel(row.level), row.parent_id)


# Organisations


def organisation(organisation_id: UUID) -> OrganisationView:
    """One organisation (部门) by id.

    Raises:
        PlaceNotFound: no such organisation.
    """
    return _keep(
        (OrganisationView, organisation_id),
        lambda: _one_organisation(Organisation.objects.filter(id=organisation_id), str(organisation_id)),
    )


def organisation_by_code(code: str) -> OrganisationView:
    """One organisation (部门) by its code.

    Raises:
        PlaceNotFound: no such organisation.
    """
    return _one_organisation(Organisation.objects.filter(code=code), code)


def organisations() -> tuple[OrganisationView, ...]:
    """Every organisation, by code."""
    return tuple(_organisation_view(row) for row in Organisation.objects.order_by("code"))


def _one_organisation(rows: QuerySet[Organisation], asked: str) -> OrganisationView:
    row = rows.first()
    if row is None:
        raise PlaceNotFound(f"没有登记部门 {asked}。")
    return _organisation_view(row)


def _organisation_view(row: Organisation) -> OrganisationView:
    return OrganisationView(
        id=row.id,
        code=row.code,
        name=row.name,
        short_name=row.short_name or row.name,
        uscc=row.uscc,
        kind=OrganisationKind(row.kind),
        region_code=row.region_id,
        phone=row.phone,
        supervision_phone=row.supervision_phone,
        address=row.address,
        reconsideration_body=row.reconsideration_body,
        court=row.court,
    )


# Outlets


def outlet(outlet_id: UUID) -> OutletView:
    """One outlet (网点) by id.

    Raises:
        PlaceNotFound: no such outlet.
    """
    return _keep(
        (OutletView, outlet_id),
        lambda: _one_outlet(Outlet.objects.filter(id=outlet_id), str(outlet_id)),
    )


def outlet_by_code(code: str) -> OutletView:
    """One outlet (网点) by its code.

    Raises:
        PlaceNotFound: no such outlet.
    """
    return _one_outlet(Outlet.objects.filter(code=code), code)


def outlets() -> tuple[OutletView, ...]:
    """Every outlet, by code."""
    return tuple(_outlet_view(row) for row in Outlet.objects.select_related("region").order_by("code"))


def zones_of_outlet(outlet_id: UUID) -> tuple[ZoneView, ...]:
    """The zones (分区) of an outlet, by code."""
    rows = Zone.objects.filter(outlet_id=outlet_id).order_by("code")
    return tuple(ZoneView(row.id, row.code, row.name, ZoneKind(row.kind)) for row in rows)


def _one_outlet(rows: QuerySet[Outlet], asked: str) -> OutletView:
    row = rows.select_related("region").first()
    if row is None:
        raise PlaceNotFound(f"没有登记网点 {asked}。")
    return _outlet_view(row)


def _outlet_view(row: Outlet) -> OutletView:
    return OutletView(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=OutletKind(row.kind),
        region_code=row.region_id,
        region_name=row.region.name,
        address=row.address,
        hours_text=row.hours_text,
        phone=row.phone,
        lat=row.lat,
        lng=row.lng,
        hours=hours_from_store(row.hours),
        directions=row.directions,
    )


# Windows


def window(window_id: UUID) -> WindowView:
    """One window (窗口) by id.

    Raises:
        PlaceNotFound: no such window.
    """
    return _keep(
        (WindowView, window_id),
        lambda: _one_window(Window.objects.filter(id=window_id), str(window_id)),
    )


def window_by_code(outlet_code: str, window_code: str) -> WindowView:
    """One window (窗口) by the codes of its outlet and its own.

    Raises:
        PlaceNotFound: no such window.
    """
    return _keep(
        (WindowView, outlet_code, window_code),
        lambda: _one_window(
            Window.objects.filter(outlet__code=outlet_code, code=window_code), f"{outlet_code}/{window_code}"
        ),
    )


def windows_of_outlet(outlet_id: UUID) -> tuple[WindowView, ...]:
    """The windows of an outlet as people count them: A2 before A10."""
    rows = Window.objects.filter(outlet_id=outlet_id).select_related("outlet", "zone")
    return tuple(sorted(map(_window_view, rows), key=lambda view: _as_counted(view.code)))


def windows_of_outlets(outlet_ids: Collection[UUID]) -> tuple[WindowView, ...]:
    """The windows of several outlets, by outlet code and as people count them. One statement."""
    rows = Window.objects.filter(outlet_id__in=outlet_ids).select_related("outlet", "zone")
    views = map(_window_view, rows)
    return tuple(sorted(views, key=lambda view: (view.outlet_code, _as_counted(view.code))))


def _as_counted(code: str) -> list[tuple[bool, int, str]]:
    return [
        (part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"([0-9]+)", code)
    ]


def _one_window(rows: QuerySet[Window], asked: str) -> WindowView:
    row = rows.select_related("outlet", "zone").first()
    if row is None:
        raise PlaceNotFound(f"没有登记窗口 {asked}。")
    return _window_view(row)


def _window_view(row: Window) -> WindowView:
    return WindowView(
        id=row.id,
        code=row.code,
        label=row.label,
        kind=WindowKind(row.kind),
        is_open=row.is_open,
        zone_id=row.zone_id,
        zone_code=row.zone.code if row.zone else "",
        zone_name=row.zone.name if row.zone else "",
        outlet_id=row.outlet_id,
        outlet_code=row.outlet.code,
        outlet_name=row.outlet.name,
        region_code=row.outlet.region_id,
        outlet_address=row.outlet.address,
        outlet_phone=row.outlet.phone,
    )
