"""Outlets as people look for them (办事网点): which take an item, which are open, what one of them takes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.foundation.calendars.queries import working_calendar
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OutletKind, OutletView, RegionView, WindowView
from yichuang.foundation.places.types.hours import DayHours, Opening, OpeningState
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.scope.queries.coverage import holdings
from yichuang.offer.scope.queries.taking import windows_taking
from yichuang.offer.scope.rules.coverage import taken_at

_KINDS = list(OutletKind)


@dataclass(frozen=True)
class OutletCard:
    """An outlet as people look for it: where, whether open, and who there takes what was asked for.

    ``town_name`` is empty for an outlet of the whole county. ``windows``: those that take the item asked
    for; empty when none was.
    """

    outlet: OutletView
    town_code: str
    town_name: str
    opening: Opening
    today: DayHours
    windows: tuple[WindowView, ...] = ()


@dataclass(frozen=True)
class TakenItem:
    """A handling item that an outlet takes, with the codes of the windows."""

    code: str
    name: str
    organisation_name: str
    windows: tuple[str, ...]


def outlet_cards(
    at: datetime,
    *,
    version: HandlingVersion | None = None,
    town: str = "",
    kind: OutletKind | None = None,
    is_open: bool = False,
) -> tuple[OutletCard, ...]:
    """The outlets, halls first, then by code; six statements at most.

    Args:
        version: only where this item is handed in on the day.
        town: only in the town of this code.
        is_open: only those known to be open at the moment.

    Policy: FEATURES GUI-04.
    """
    taking: defaultdict[UUID, list[WindowView]] = defaultdict(list)
    if version is not None:
        for window in windows_taking(version=version, on=legal_date(at)):
            taking[window.outlet_id].append(window)
    towns = {region.code: region for region in places.towns()}
    cards = [
        _card(outlet, at, towns, tuple(taking[outlet.id]))
        for outlet in places.outlets()
        if (version is None or outlet.id in taking)
        and kind in (None, outlet.kind)
        and places.covers(town, outlet.region_code)
    ]
    return tuple(
        sorted(
            (card for card in cards if not is_open or card.opening.state is OpeningState.OPEN),
            key=lambda card: (_KINDS.index(card.outlet.kind), card.outlet.code),
        )
    )


def outlet_card(code: str, at: datetime) -> OutletCard:
    """One outlet.

    Raises:
        PlaceNotFound: no such outlet.
    """
    towns = {region.code: region for region in places.towns()}
    return _card(places.outlet_by_code(code), at, towns, ())


def items_taken(outlet_id: UUID, on: date) -> tuple[TakenItem, ...]:
    """What can be handed in at an outlet on a day (可办事项), by department and code. Five statements."""
    items, held = offered_items(on), holdings(on)
    windows: defaultdict[UUID, list[str]] = defaultdict(list)
    for window in places.windows_of_outlet(outlet_id):
        if window.is_open:
            for taken in taken_at(window, items, held):
                windows[taken].append(window.code)
    names = {body.id: body.name for body in places.organisations()}
    found = [
        TakenItem(item.code, item.name, names[item.organisation_id], tuple(windows[item.handling_item_id]))
        for item in items
        if item.handling_item_id in windows
    ]
    return tuple(sorted(found, key=lambda item: (item.organisation_name, item.code)))


def _card(
    outlet: OutletView, at: datetime, towns: dict[str, RegionView], windows: tuple[WindowView, ...]
) -> OutletCard:
    calendar = working_calendar()
    town = next((region for code, region in towns.items() if places.covers(code, outlet.region_code)), None)
    return OutletCard(
        outlet=outlet,
        town_code=town.code if town else "",
        town_name=town.name if town else "",
        opening=places.opening_at(outlet.hours, at, calendar),
        today=places.day_hours(outlet.hours, legal_date(at), calendar),
        windows=windows,
    )
