"""Whether a window may take an item, which others may, and what was granted and excepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.scope import rules
from yichuang.offer.scope.errors import ScopeUnknown
from yichuang.offer.scope.models import LevelStep, ScopeException, ScopeGrant
from yichuang.offer.scope.rules import Covering
from yichuang.offer.scope.types import (
    RECEIVING_KINDS,
    ExceptionView,
    GrantView,
    Mandate,
    Place,
    ScopeAnswer,
    Subject,
)

MOST_SUGGESTED = 12

R = TypeVar("R", ScopeGrant, ScopeException)

_TOUCHES = """
SELECT id, {what},
       CASE WHEN window_id IS NOT NULL THEN 0 WHEN zone_id IS NOT NULL THEN 1
            WHEN outlet_id IS NOT NULL THEN 2 ELSE 3 END,
       CASE WHEN handling_item_id IS NOT NULL THEN 0 WHEN item_id IS NOT NULL THEN 1
            WHEN organisation_id IS NOT NULL THEN 2 ELSE 3 END
FROM {table}
WHERE COALESCE(window_id, zone_id, outlet_id, {nothing}) IN (%(window)s, %(zone)s, %(outlet)s, {nothing})
  AND COALESCE(handling_item_id, item_id, organisation_id, {nothing})
      IN (%(handling_item)s, %(item)s, %(organisation)s, {nothing})
  AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s)
"""
_NOTHING = "'00000000-0000-0000-0000-000000000000'::uuid"
_COVERINGS = (
    _TOUCHES.format(table="scope_scopegrant", what="mandate, ''", nothing=_NOTHING)
    + "UNION ALL"
    + _TOUCHES.format(table="scope_scopeexception", what="NULL, reason", nothing=_NOTHING)
)

# wherever they hold, with the outlet: that of the window, of the zone, or the one named
_WHEREVER = """
SELECT {kind} AS kind, about.id, {what}, about.outlet_id, about.zone_id, about.window_id,
       COALESCE(places_window.outlet_id, places_zone.outlet_id, about.outlet_id),
       CASE WHEN handling_item_id IS NOT NULL THEN 0 WHEN item_id IS NOT NULL THEN 1
            WHEN organisation_id IS NOT NULL THEN 2 ELSE 3 END
FROM {table} AS about
LEFT JOIN places_window ON places_window.id = about.window_id
LEFT JOIN places_zone ON places_zone.id = about.zone_id
WHERE COALESCE(handling_item_id, item_id, organisation_id, {nothing})
      IN (%(handling_item)s, %(item)s, %(organisation)s, {nothing})
  AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s)
"""
_ALL_COVERINGS = (
    _WHEREVER.format(kind=0, table="scope_scopegrant", what="mandate, ''", nothing=_NOTHING)
    + "UNION ALL"
    + _WHEREVER.format(kind=1, table="scope_scopeexception", what="NULL, reason", nothing=_NOTHING)
    + "ORDER BY 1, 2"
)


def window_may_take(*, window: WindowView, version: HandlingVersion, on: date) -> ScopeAnswer:
    """Whether a window may take an item on a date (能否受理). One statement when it may.

    A grant to an outlet covers its zones and windows, one to a zone its windows. Exceptions come before
    grants. When it may not, the answer says why and which open windows may.

    Policy: FEATURES CAT-01, CAT-05.
    """
    if refusal := rules.cannot_receive(window.kind):
        return ScopeAnswer(False, f"{window.label}是{refusal}", _other_windows(window, version, on))
    covering = rules.decide(_coverings(window, version, on))
    if covering is not None and covering.mandate is not None:
        return ScopeAnswer(True, mandate=covering.mandate, grant_id=covering.id)
    if covering is not None:
        reason = f"“{version.name}”暂不能在{window.outlet_name}{window.label}受理：{covering.reason}"
    else:
        reason = f"“{version.name}”不在{window.outlet_name}{window.label}的受理范围内"
    return ScopeAnswer(False, reason, _other_windows(window, version, on))


def windows_taking(*, version: HandlingVersion, on: date) -> tuple[WindowView, ...]:
    """The open windows that may take an item on a date (可受理的窗口), by outlet. Two statements."""
    return _takers(_all_coverings(version, on))


def grants(
    *, place: Place | None = None, on: date | None = None, outlet_id: UUID | None = None
) -> tuple[GrantView, ...]:
    """Granted scopes (受理范围清单), of one place or of all, newest first; with ``on`` those that hold.

    Args:
        outlet_id: of the outlet with all its zones and windows.
    """
    rows = _listed(ScopeGrant.objects.select_related("entrustment"), place, on, outlet_id)
    return tuple(
        GrantView(
            id=row.id,
            place=place_of(row),
            place_name=place_name(row),
            subject=subject_of(row),
            subject_name=subject_name(row),
            mandate=Mandate(row.mandate),
            basis=row.basis,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            granted_by=row.made_by,
            entrustment_id=row.entrustment_id,
            entrustment_number=row.entrustment.number if row.entrustment else "",
            training=row.training,
            withdrawal_reason=row.withdrawal_reason,
        )
        for row in rows
    )


def exceptions(
    *, place: Place | None = None, on: date | None = None, outlet_id: UUID | None = None
) -> tuple[ExceptionView, ...]:
    """Exceptions (受理例外清单), of one place or of all, newest first; with ``on`` those that hold.

    Args:
        outlet_id: of the outlet with all its zones and windows.
    """
    rows = _listed(ScopeException.objects.all(), place, on, outlet_id)
    return tuple(
        ExceptionView(
            id=row.id,
            place=place_of(row) if place_of(row) != Place() else None,
            place_name=place_name(row),
            subject=subject_of(row),
            subject_name=subject_name(row),
            reason=row.reason,
            basis=row.basis,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            withdrawal_reason=row.withdrawal_reason,
        )
        for row in rows
    )


def _coverings(window: WindowView, version: HandlingVersion, on: date) -> list[Covering]:
    """Grants and exceptions that touch this window and this item on this day. One statement."""
    parameters: dict[str, UUID | date] = {
        "window": window.id,
        "zone": window.zone_id or window.id,
        "outlet": window.outlet_id,
        "handling_item": version.handling_item_id,
        "item": version.item_id,
        "organisation": version.organisation_id,
        "on": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COVERINGS, parameters)
        return [
            Covering(row[0], Mandate(row[1]) if row[1] else None, row[2], row[3], row[4])
            for row in cursor.fetchall()
        ]


# Where else


@dataclass(frozen=True)
class _Placed:
    """A covering with its place, to try it on other windows."""

    covering: Covering
    place: Place
    outlet_id: UUID | None

    def touches(self, window: WindowView) -> bool:
        place = self.place
        if place.window_id is not None:
            return place.window_id == window.id
        if place.zone_id is not None:
            return place.zone_id == window.zone_id
        return place.outlet_id is None or place.outlet_id == window.outlet_id


def _other_windows(window: WindowView, version: HandlingVersion, on: date) -> tuple[WindowView, ...]:
    """Open windows that may take it: those of this outlet, or else the nearest ones. Two statements."""
    takers = _takers(_all_coverings(version, on))
    here = [other for other in takers if other.outlet_id == window.outlet_id]
    return rules.nearest_first(window, here or takers)[:MOST_SUGGESTED]


def _takers(coverings: Sequence[_Placed]) -> tuple[WindowView, ...]:
    outlets = {placed.outlet_id for placed in coverings if placed.covering.mandate and placed.outlet_id}
    return tuple(
        window
        for window in places.windows_of_outlets(outlets)
        if window.is_open and window.kind in RECEIVING_KINDS and _is_granted(window, coverings)
    )


def _is_granted(window: WindowView, coverings: Sequence[_Placed]) -> bool:
    deciding = rules.decide([placed.covering for placed in coverings if placed.touches(window)])
    return deciding is not None and deciding.mandate is not None


def _all_coverings(version: HandlingVersion, on: date) -> list[_Placed]:
    """Grants and exceptions that touch this item on this day, wherever. One statement."""
    parameters: dict[str, UUID | date] = {
        "handling_item": version.handling_item_id,
        "item": version.item_id,
        "organisation": version.organisation_id,
        "on": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALL_COVERINGS, parameters)
        return [_placed(row) for row in cursor.fetchall()]


def _placed(row: tuple[Any, ...]) -> _Placed:
    _, id_, mandate, reason, outlet_id, zone_id, window_id, held_in, subject_rank = row
    place_rank = _first_set(window_id, zone_id, outlet_id)
    covering = Covering(id_, Mandate(mandate) if mandate else None, reason, place_rank, subject_rank)
    return _Placed(covering, Place(outlet_id, zone_id, window_id), held_in)


def _first_set(*ids: UUID | None) -> int:
    return next((rank for rank, one in enumerate(ids) if one is not None), len(ids))


# Lists


def in_force(rows: QuerySet[R], on: date) -> QuerySet[R]:
    return rows.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)


def grant_place(grant_id: UUID) -> UUID:
    """The outlet in which a grant holds, for the question who may end it.

    Raises:
        ScopeUnknown
    """
    outlet_id: UUID = _outlet_of(ScopeGrant.objects.filter(id=grant_id))
    return outlet_id


def exception_place(exception_id: UUID) -> UUID | None:
    """The outlet in which an exception holds; None: everywhere.

    Raises:
        ScopeUnknown
    """
    outlet_id: UUID | None = _outlet_of(ScopeException.objects.filter(id=exception_id))
    return outlet_id


def _outlet_of(rows: QuerySet[R]) -> Any:
    row = rows.select_related("zone", "window").first()
    if row is None:
        raise ScopeUnknown
    return outlet_id_of(row)


def _listed(rows: QuerySet[R], place: Place | None, on: date | None, outlet_id: UUID | None) -> QuerySet[R]:
    if outlet_id is not None:
        rows = rows.filter(Q(outlet=outlet_id) | Q(zone__outlet=outlet_id) | Q(window__outlet=outlet_id))
    if place is not None:
        rows = rows.filter(outlet=place.outlet_id, zone=place.zone_id, window=place.window_id)
    if on is not None:
        rows = in_force(rows, on)
    related = ("outlet", "zone__outlet", "window__outlet", "organisation", "item", "handling_item__item")
    return rows.select_related(*related).order_by("-valid_from", "-id")


def place_of(row: ScopeGrant | ScopeException | LevelStep) -> Place:
    return Place(row.outlet_id, row.zone_id, row.window_id)


def subject_of(row: ScopeGrant | ScopeException) -> Subject:
    return Subject(row.organisation_id, row.item_id, row.handling_item_id)


def outlet_id_of(row: ScopeGrant | ScopeException) -> Any:
    """The outlet in which it holds; None: everywhere."""
    return row.window.outlet_id if row.window else row.zone.outlet_id if row.zone else row.outlet_id


def place_name(row: ScopeGrant | ScopeException | LevelStep) -> str:
    if row.window:
        return f"{row.window.outlet.name}{row.window.label}"
    if row.zone:
        return f"{row.zone.outlet.name}{row.zone.name}"
    return row.outlet.name if row.outlet else "所有网点"


def subject_name(row: ScopeGrant | ScopeException) -> str:
    if row.handling_item:
        return f"{row.handling_item.item.name}（{row.handling_item.code}）"
    if row.item:
        return row.item.name
    return f"{row.organisation.name}的全部事项" if row.organisation else "全部事项"
