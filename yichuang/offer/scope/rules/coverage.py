"""Which windows take which items (覆盖情况): what a counter would answer, for all items at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from yichuang.foundation.places.types import WindowKind, WindowView
from yichuang.offer.catalogue.types.inventory import OfferedItem
from yichuang.offer.scope.rules.levels import level_of
from yichuang.offer.scope.types import RECEIVING_KINDS, Holding, Level, Share, Subject


def is_at(holding: Holding, window: WindowView) -> bool:
    """Whether a grant or an exception holds at a window: its own, its zone's, its outlet's, everywhere."""
    place = holding.place
    if place is None:
        return True
    if place.window_id is not None:
        return place.window_id == window.id
    if place.zone_id is not None:
        return place.zone_id == window.zone_id
    return place.outlet_id is None or place.outlet_id == window.outlet_id


def taken_at(
    window: WindowView, items: Iterable[OfferedItem], holdings: Iterable[Holding]
) -> frozenset[UUID]:
    """The handling items a window takes: granted, and by nothing excepted (受理例外优先)."""
    if window.kind not in RECEIVING_KINDS:
        return frozenset()
    granted: set[UUID | None] = set()
    excepted: set[UUID | None] = set()
    for holding in holdings:
        if is_at(holding, window):
            (excepted if holding.is_exception else granted).add(_key(holding.subject))
    return frozenset(
        item.handling_item_id
        for item in items
        if not (keys := _keys(item)) & excepted and (None in granted or keys & granted)
    )


def share_of(
    items: Collection[OfferedItem], windows: Sequence[WindowView], taken: Sequence[frozenset[UUID]]
) -> Share:
    """Of these items, how many some window takes and how many each takes.

    Args:
        taken: what each of ``windows`` takes, in their order.

    Policy: FEATURES CAT-01, CAT-28: “任何一个窗口” are the integrated windows; where an outlet has none,
    every window that receives.
    """
    ids = {item.handling_item_id for item in items}
    integrated = [
        mine for window, mine in zip(windows, taken, strict=True) if window.kind is WindowKind.INTEGRATED
    ]
    receiving = [mine for window, mine in zip(windows, taken, strict=True) if window.kind in RECEIVING_KINDS]
    each = frozenset.intersection(*(integrated or receiving)) if receiving else frozenset()
    return Share(
        items=len(ids),
        windows=len(receiving),
        some=len(ids & frozenset().union(*taken)),
        each=len(ids & each),
    )


def window_level(
    window: WindowView, offered: Collection[OfferedItem], holdings: Iterable[Holding]
) -> Level | None:
    """The level of a window (受理层级): of everything granted to it, its zone and its outlet."""
    granted = [one.subject for one in holdings if not one.is_exception and is_at(one, window)]
    return level_of(granted, offered)


def _key(subject: Subject) -> UUID | None:
    return subject.handling_item_id or subject.item_id or subject.organisation_id


def _keys(item: OfferedItem) -> set[UUID | None]:
    return {item.handling_item_id, item.item_id, item.organisation_id}
