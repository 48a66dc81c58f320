"""The figures of 一窗通办 (覆盖情况), counted when they are asked for; lists of items behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OutletView, WindowView
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.catalogue.types.inventory import OfferedItem
from yichuang.offer.scope.models import ScopeException, ScopeGrant
from yichuang.offer.scope.queries.taking import in_force, place_of, subject_of
from yichuang.offer.scope.rules.coverage import share_of, taken_at, window_level
from yichuang.offer.scope.rules.fields import is_livelihood, local_fields
from yichuang.offer.scope.types import (
    RECEIVING_KINDS,
    Coverage,
    DepartmentCoverage,
    Holding,
    ItemLine,
    Level,
    LevelCoverage,
    OutletCoverage,
    Place,
    Share,
)

_OWN_COUNTER = {Level.ONE_FIELD, Level.ONE_DEPARTMENT}


def holdings(on: date) -> tuple[Holding, ...]:
    """Every grant and exception in force on a day. Two statements."""
    granted = [Holding(place_of(row), subject_of(row)) for row in in_force(ScopeGrant.objects.all(), on)]
    excepted = [
        Holding(place if (place := place_of(row)) != Place() else None, subject_of(row), is_exception=True)
        for row in in_force(ScopeException.objects.all(), on)
    ]
    return (*granted, *excepted)


def items_taken(window: WindowView, on: date) -> tuple[OfferedItem, ...]:
    """What a window may take on a day (窗口受理事项), by code. Three statements, however many they are."""
    items = [item for item in offered_items(on) if item.takes_applications]
    taken = taken_at(window, items, holdings(on))
    return tuple(item for item in items if item.handling_item_id in taken)


@dataclass(frozen=True)
class _Counted:
    """A receiving window with what it takes and its level."""

    window: WindowView
    taken: frozenset[UUID]
    level: Level | None


def coverage(on: date, *, outlet_id: UUID | None = None) -> Coverage:
    """How much is taken on a day: by outlet; in one outlet, or in all, by department and level.

    Policy: FEATURES CAT-28: 全覆盖、全入驻、无差别、无前台. Six statements, whatever there is.
    """
    items, held, outlets = offered_items(on), holdings(on), places.outlets()
    counted = [
        _Counted(window, taken_at(window, items, held), window_level(window, items, held))
        for window in places.windows_of_outlets([outlet.id for outlet in outlets])
        if window.kind in RECEIVING_KINDS and window.is_open
    ]
    chosen = [one for one in counted if outlet_id in (None, one.window.outlet_id)]
    names = {body.id: body.name for body in places.organisations()}
    covered = frozenset().union(*(one.taken for one in counted))
    missing = [item for item in items if item.handling_item_id not in covered]
    return Coverage(
        outlets=tuple(_outlet(outlet, items, counted) for outlet in outlets),
        departments=_departments(items, chosen, names),
        levels=_levels(items, chosen),
        total=_share(items, chosen),
        uncovered=tuple(_line(item, names) for item in missing),
    )


def zero_visit_items(on: date) -> tuple[ItemLine, ...]:
    """Items for which nobody has to come (零跑腿事项), by department. Two statements.

    Policy: FEATURES CAT-24.
    """
    names = {body.id: body.name for body in places.organisations()}
    items = sorted(
        (item for item in offered_items(on) if item.visits == 0),
        key=lambda item: (names[item.organisation_id], item.code),
    )
    return tuple(_line(item, names) for item in items)


def _share(items: Collection[OfferedItem], counted: Sequence[_Counted]) -> Share:
    return share_of(items, [one.window for one in counted], [one.taken for one in counted])


def _outlet(
    outlet: OutletView, items: Collection[OfferedItem], counted: Sequence[_Counted]
) -> OutletCoverage:
    own = [one for one in counted if one.window.outlet_id == outlet.id]
    counters = sum(one.level in _OWN_COUNTER for one in own)
    return OutletCoverage(outlet.id, outlet.code, outlet.name, _share(items, own), counters)


def _departments(
    items: Sequence[OfferedItem], counted: Sequence[_Counted], names: Mapping[UUID, str]
) -> tuple[DepartmentCoverage, ...]:
    by_owner = sorted(items, key=lambda item: (names[item.organisation_id], item.organisation_id))
    return tuple(
        DepartmentCoverage(owner, names[owner], _share(list(owned), counted))
        for owner, owned in groupby(by_owner, key=lambda item: item.organisation_id)
    )


def _levels(items: Collection[OfferedItem], counted: Sequence[_Counted]) -> tuple[LevelCoverage, ...]:
    """From everything down to windows that take nothing; levels no window has are left out."""
    found = []
    for level in (*reversed(Level), None):
        windows = [one for one in counted if one.level is level]
        if windows:
            found.append(LevelCoverage(level, _share(items, windows)))
    return tuple(found)


def _line(item: OfferedItem, names: Mapping[UUID, str]) -> ItemLine:
    return ItemLine(
        code=item.code,
        name=item.name,
        organisation_name=names[item.organisation_id],
        is_livelihood=is_livelihood(item.themes),
        fields=local_fields(item.themes),
    )
