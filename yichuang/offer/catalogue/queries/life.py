"""What happened to handling items beside new versions, and what took the place of those that ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.rules.life import suspension_on
from yichuang.offer.catalogue.types import Hit
from yichuang.offer.catalogue.types.life import ENDINGS, LifeEventView, LifeKind, SuccessorView

_ENDINGS = [kind.value for kind in ENDINGS]


def life_of(handling_item_id: UUID) -> tuple[LifeEventView, ...]:
    """What happened to a handling item (事项变动), in the order in which it was registered."""
    rows = models.LifeEvent.objects.filter(handling_item_id=handling_item_id).order_by("sequence")
    events = list(rows.prefetch_related("successors"))
    named = _newest({row.handling_item_id for event in events for row in event.successors.all()})
    return tuple(
        replace(
            _view(event),
            successors=tuple(
                _successor(row.handling_item_id, event, named)
                for row in sorted(event.successors.all(), key=lambda row: row.position)
            ),
        )
        for event in events
    )


def suspension_of(handling_item_id: UUID, on: date) -> LifeEventView | None:
    """The suspension (暂停办理) of a handling item in effect on a day; None: it is not suspended."""
    rows = models.LifeEvent.objects.filter(
        handling_item_id=handling_item_id, kind__in=[LifeKind.SUSPENDED.value, LifeKind.RESUMED.value]
    )
    return suspension_on([_view(row) for row in rows.order_by("sequence")], on)


def suspended_items(on: date) -> frozenset[UUID]:
    """The handling items suspended on a day (暂停办理的事项)."""
    rows = models.LifeEvent.objects.filter(
        kind__in=[LifeKind.SUSPENDED.value, LifeKind.RESUMED.value], takes_effect_on__lte=on
    )
    last = rows.order_by("handling_item_id", "-takes_effect_on", "-sequence").distinct("handling_item_id")
    kinds = last.values_list("handling_item_id", "kind")
    return frozenset(owner for owner, kind in kinds if kind == LifeKind.SUSPENDED.value)


def with_suspensions(hits: Sequence[Hit], on: date) -> tuple[Hit, ...]:
    """Search results that say which of them are suspended on a day, until when and why. One statement."""
    rows = models.LifeEvent.objects.filter(
        handling_item__in=[hit.handling_item_id for hit in hits],
        kind__in=[LifeKind.SUSPENDED.value, LifeKind.RESUMED.value],
    )
    events: dict[UUID, list[LifeEventView]] = defaultdict(list)
    for row in rows.order_by("sequence") if hits else ():
        events[row.handling_item_id].append(_view(row))
    return tuple(
        replace(hit, suspension=suspension_on(events[hit.handling_item_id], on))
        if hit.handling_item_id in events
        else hit
        for hit in hits
    )


def successors_of(handling_item_id: UUID) -> tuple[SuccessorView, ...]:
    """What took the place of a handling item that ended (承接事项); empty: nothing, or it has not ended.

    A successor that has ended itself says so, and what took its place follows it. Each is named once.
    """
    return successors_by_item([handling_item_id])[handling_item_id]


def successors_by_item(handling_item_ids: Collection[UUID]) -> dict[UUID, tuple[SuccessorView, ...]]:
    """:func:`successors_of` for many items at once: four statements for each step of the longest chain."""
    found: dict[UUID, list[SuccessorView]] = defaultdict(list)
    ended: set[UUID] = set()
    asked, next_ones = set[UUID](), set(handling_item_ids)
    while next_ones:
        asked |= next_ones
        newest = _newest(next_ones)
        ended |= {owner for owner, version in newest.items() if version.valid_until is not None}
        came = _last_endings(next_ones & ended)
        named = _newest({row.handling_item_id for row in came})
        for row in came:
            view = _successor(row.handling_item_id, row.event, named)
            found[row.event.handling_item_id].append(view)
        next_ones = {row.handling_item_id for row in came} - asked
    return {owner: tuple(_walk(owner, found)) for owner in handling_item_ids}


def _walk(owner: UUID, found: dict[UUID, list[SuccessorView]]) -> Iterator[SuccessorView]:
    seen, waiting = {owner}, list(found.get(owner, ()))
    while waiting:
        view = waiting.pop(0)
        if view.handling_item_id not in seen:
            seen.add(view.handling_item_id)
            yield view
            waiting = [*found.get(view.handling_item_id, ()), *waiting]


def _last_endings(owners: Collection[UUID]) -> list[models.Successor]:
    """The successors named by the last ending of each item."""
    endings = models.LifeEvent.objects.filter(handling_item__in=owners, kind__in=_ENDINGS)
    last = endings.order_by("handling_item_id", "-sequence").distinct("handling_item_id")
    rows = models.Successor.objects.filter(event__in=list(last.values_list("id", flat=True)))
    return list(rows.select_related("event").order_by("event_id", "position"))


def _newest(owners: Collection[UUID]) -> dict[UUID, models.HandlingVersion]:
    """The version of each item that began last."""
    rows = models.HandlingVersion.objects.filter(handling_item__in=owners, status="published")
    last = rows.order_by("handling_item_id", "-valid_from", "-version_number").distinct("handling_item_id")
    return {row.handling_item_id: row for row in last.only("handling_item_id", "code", "name", "valid_until")}


def _successor(
    owner: UUID, event: models.LifeEvent, named: dict[UUID, models.HandlingVersion]
) -> SuccessorView:
    version = named[owner]
    return SuccessorView(
        handling_item_id=owner,
        code=version.code,
        name=version.name,
        kind=LifeKind(event.kind),
        since=event.takes_effect_on,
        reason=event.reason,
        ended_on=version.valid_until,
    )


def _view(row: models.LifeEvent) -> LifeEventView:
    return LifeEventView(
        kind=LifeKind(row.kind),
        takes_effect_on=row.takes_effect_on,
        reason=row.reason,
        basis=row.basis,
        expected_until=row.expected_until,
        made_at=row.made_at,
        made_by=row.made_by_name or row.made_by,
    )
