"""Acts on places: record what exists. Each is idempotent: the same input again changes nothing.

maps  the base map: upload, put up
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction

from yichuang.foundation.places import rules
from yichuang.foundation.places.errors import (
    OutletChanged,
    PlaceDetailsWrong,
    PlaceNotFound,
    RegionParentMissing,
    UsccWrong,
)
from yichuang.foundation.places.models import Organisation, Outlet, Region, Window, Zone
from yichuang.foundation.places.queries import forget, outlet_by_code
from yichuang.foundation.places.rules.hours import hours_of, stored_hours
from yichuang.foundation.places.rules.maps import position_problem
from yichuang.foundation.places.types import (
    OrganisationInput,
    OutletInput,
    RegionInput,
    RegionLevel,
    RegionsImported,
    WindowInput,
    ZoneKind,
)
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.transactions import act


@act
def record_region(*, region: RegionInput, at: datetime, by: str = "system") -> str:
    """Record a region (行政区划): a new code, or another name for a known one.

    Returns:
        The code in natural form.

    Raises:
        RegionCodeWrong, RegionParentMissing, PlaceDetailsWrong.
    """
    import_regions(regions=[region], at=at, by=by)
    return rules.normal_region_code(region.code)


@act
def import_regions(*, regions: Sequence[RegionInput], at: datetime, by: str = "system") -> RegionsImported:
    """Record many regions (行政区划) at once, in any order; all or none.

    A region hangs below the nearest recorded region whose code begins its own. Counties and what
    is above them may be roots, since an installation serves one region; towns and villages may not.

    Raises:
        RegionCodeWrong: the whole import is refused.
        RegionParentMissing: a town without its county, a village without its town.
        PlaceDetailsWrong: a name empty or too long.
    """
    wanted = {rules.normal_region_code(entry.code): entry.name.strip() for entry in regions}
    known = {row.code: row for row in Region.objects.select_for_update().order_by("code")}
    codes = known.keys() | wanted.keys()
    added, changed = [], []
    for code in sorted(wanted, key=len):
        row = Region(code=code, name=wanted[code], level=rules.level_of(code).value)
        row.parent_id = _parent_of(code, codes)
        _check(row, skip=["parent"])
        before = known.get(code)
        if before is None:
            added.append(row)
        elif before.name != row.name:
            changed.append(row)
    # a region recorded late takes its place between what was above and below it
    known |= {row.code: row for row in [*added, *changed]}
    moved = [row for row in known.values() if row.parent_id != _parent_of(row.code, codes)]
    for row in moved:
        row.parent_id = _parent_of(row.code, codes)
    Region.objects.bulk_create(added)
    Region.objects.bulk_update([*changed, *moved], ["name", "parent"])
    if added or changed:
        details = {"added": len(added), "renamed": [row.code for row in changed]}
        audit.record(stream="regions", stream_id="all", action="imported", actor=by, at=at, details=details)
    return RegionsImported(len(added), len(changed), len(wanted) - len(added) - len(changed))


def _parent_of(code: str, codes: set[str]) -> str | None:
    above = next((ancestor for ancestor in rules.ancestors_of(code) if ancestor in codes), None)
    level = rules.level_of(code)
    needed = {RegionLevel.TOWN: RegionLevel.COUNTY, RegionLevel.VILLAGE: RegionLevel.TOWN}.get(level)
    if needed and (above is None or rules.level_of(above) is not needed):
        raise RegionParentMissing(
            f"{code} 的上级（{needed.label} {rules.ancestors_of(code)[0]}）还没有登记。"
        )
    return above


@act
def record_organisation(*, organisation: OrganisationInput, at: datetime, by: str = "system") -> UUID:
    """Record an organisation (部门), found by its code.

    Raises:
        UsccWrong: the code fails GB 32100-2015.
        PlaceNotFound: its region is not recorded.
        PlaceDetailsWrong: a detail does not fit, or another organisation has the USCC.
    """
    uscc = rules.normal_code(organisation.uscc) if organisation.uscc else None
    problem = rules.uscc_problem(uscc) if uscc else None
    if problem:
        raise UsccWrong(problem, errors=(FieldError("/uscc", problem),))
    if uscc and Organisation.objects.filter(uscc=uscc).exclude(code=organisation.code).exists():
        sentence = f"统一社会信用代码 {uscc} 已经属于另一个部门。"
        raise PlaceDetailsWrong(sentence, errors=(FieldError("/uscc", sentence),))
    values = {
        "uscc": uscc,
        "name": organisation.name.strip(),
        "short_name": organisation.short_name.strip(),
        "kind": organisation.kind.value,
        "region_id": _region_code(organisation.region_code),
        "phone": organisation.phone.strip(),
        "supervision_phone": organisation.supervision_phone.strip(),
        "address": organisation.address.strip(),
        "reconsideration_body": organisation.reconsideration_body.strip(),
        "court": organisation.court.strip(),
    }
    return _record(Organisation, {"code": organisation.code}, values, by, at)


@act
def record_outlet(*, outlet: OutletInput, at: datetime, by: str = "system") -> UUID:
    """Record an outlet (网点), found by its code.

    Raises:
        PlaceNotFound: its region is not recorded.
        PlaceDetailsWrong: a detail does not fit, only one coordinate is given, they lie abroad, or the
            hours overlap.
    """
    _check_position(outlet.lat, outlet.lng)
    values: dict[str, Any] = {
        "name": outlet.name.strip(),
        "kind": outlet.kind.value,
        "region_id": _region_code(outlet.region_code),
        "address": outlet.address.strip(),
        "hours_text": outlet.hours_text.strip(),
        "phone": outlet.phone.strip(),
        "lat": outlet.lat,
        "lng": outlet.lng,
    }
    if outlet.hours is not None:
        values["hours"] = stored_hours(hours_of(dict(outlet.hours.days)))
    if outlet.directions is not None:
        values["directions"] = outlet.directions.strip()
    return _record(Outlet, {"code": outlet.code}, values, by, at)


@act
def change_outlet(*, outlet: OutletInput, seen: str, at: datetime, by: str) -> UUID:
    """Change what is recorded about an outlet (网点) that somebody has before them.

    Args:
        seen: :func:`~.queries.mark_of` the outlet as it was shown.

    Raises:
        PlaceNotFound: no such outlet.
        OutletChanged: it is no longer what was shown.
        PlaceDetailsWrong: as :func:`record_outlet`.

    Concurrency: locks the outlet's row; of two who changed what they saw, the second is refused.
    """
    if not Outlet.objects.select_for_update().filter(code=outlet.code).exists():
        raise PlaceNotFound(f"没有登记网点 {outlet.code}。")
    if rules.mark_of(outlet_by_code(outlet.code)) != seen:
        raise OutletChanged
    return record_outlet(outlet=outlet, at=at, by=by)


def _check_position(lat: float | None, lng: float | None) -> None:
    problem = ""
    if (lat is None) != (lng is None):
        problem = "经度和纬度要同时填写，或者都不填。"
    elif lat is not None and lng is not None:
        problem = position_problem(lat, lng)
    if problem:
        raise PlaceDetailsWrong(problem, errors=(FieldError("/lat", problem),))


@act
def record_zone(
    *,
    outlet_code: str,
    code: str,
    name: str,
    at: datetime,
    kind: ZoneKind = ZoneKind.RECEPTION,
    by: str = "system",
) -> UUID:
    """Record a zone (分区) of an outlet, found by the outlet's code and its own.

    Raises:
        PlaceNotFound: no such outlet.
        PlaceDetailsWrong: a detail does not fit.
    """
    key = {"outlet_id": _outlet_id(outlet_code), "code": code}
    return _record(Zone, key, {"name": name.strip(), "kind": kind.value}, by, at)


@act
def record_window(*, window: WindowInput, at: datetime, by: str = "system") -> UUID:
    """Record a window (窗口), found by the outlet's code and its own; also opens, closes and re-zones it.

    Raises:
        PlaceNotFound: no such outlet, or no such zone in this outlet.
        PlaceDetailsWrong: a detail does not fit.
    """
    outlet_id = _outlet_id(window.outlet_code)
    zone_id = None
    if window.zone_code is not None:
        zone_id = (
            Zone.objects.filter(outlet_id=outlet_id, code=window.zone_code)
            .values_list("id", flat=True)
            .first()
        )
        if zone_id is None:
            raise PlaceNotFound(f"网点 {window.outlet_code} 没有分区 {window.zone_code}。")
    values = {
        "zone_id": zone_id,
        "label": window.label.strip(),
        "kind": window.kind.value,
        "is_open": window.is_open,
    }
    return _record(Window, {"outlet_id": outlet_id, "code": window.code}, values, by, at)


def _region_code(text: str) -> str:
    code = rules.normal_region_code(text)
    if not Region.objects.filter(code=code).exists():
        raise PlaceNotFound(f"没有登记行政区划 {code}。")
    return code


def _outlet_id(code: str) -> UUID:
    found = Outlet.objects.filter(code=code).values_list("id", flat=True).first()
    if found is None:
        raise PlaceNotFound(f"没有登记网点 {code}。")
    return found


def _record(
    model: type[Organisation] | type[Outlet] | type[Zone] | type[Window],
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    by: str,
    at: datetime,
) -> UUID:
    """Make the row of ``key`` hold ``values``; one audit entry when that changed something."""
    _check(model(**key, **values), skip=["region", "outlet", "zone"])
    row, created = model.objects.select_for_update().get_or_create(**key, defaults=dict(values))
    changed = [] if created else [name for name, value in values.items() if getattr(row, name) != value]
    if not created and not changed:
        return row.id
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    audit.record(
        stream=str(model._meta.model_name),
        stream_id=row.id,
        action="recorded" if created else "changed",
        actor=by,
        at=at,
        details={"fields": sorted(values if created else changed)},
    )
    forget()
    transaction.on_commit(forget)  # a reader may have kept the old view while this was uncommitted
    return row.id


def _check(row: models.Model, skip: list[str]) -> None:
    try:
        row.clean_fields(exclude=skip)
    except ValidationError as wrong:
        said = [(field, sentence) for field, words in wrong.message_dict.items() for sentence in words]
        labels = {field.name: str(field.verbose_name) for field in row._meta.fields}
        raise PlaceDetailsWrong(
            "；".join(f"{labels[field]}：{sentence}" for field, sentence in said),
            errors=tuple(FieldError(f"/{field}", sentence) for field, sentence in said),
        ) from wrong
