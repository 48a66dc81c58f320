"""What towns, villages and partners take (下沉事项清单): the grants of their places, item by item."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Q

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OutletKind, OutletView
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.catalogue.types.inventory import OfferedItem
from yichuang.offer.scope.models import ScopeGrant
from yichuang.offer.scope.queries.coverage import holdings
from yichuang.offer.scope.queries.taking import in_force, outlet_id_of, subject_of
from yichuang.offer.scope.rules.entrustments import who_decides
from yichuang.offer.scope.rules.fields import local_fields
from yichuang.offer.scope.types import LocalLine, Mandate, Subject

LOCAL_KINDS = frozenset({OutletKind.TOWN, OutletKind.VILLAGE, OutletKind.PARTNER})


def local_outlets() -> tuple[OutletView, ...]:
    """The outlets below the hall, by code. One statement."""
    return tuple(outlet for outlet in places.outlets() if outlet.kind in LOCAL_KINDS)


def local_items(on: date, *, outlet_code: str = "", code: str = "") -> tuple[LocalLine, ...]:
    """What these outlets take on a day: of one outlet, of one handling item, or all; by outlet and item.

    A narrower grant speaks before a wider one, and what is excepted everywhere is left out. Seven
    statements at most.

    Policy: FEATURES CAT-25, CAT-26.
    """
    outlets = {one.id: one for one in local_outlets() if outlet_code in ("", one.code)}
    names = {body.id: body.name for body in places.organisations()}
    nowhere = {_key(one.subject) for one in holdings(on) if one.is_exception and one.place is None}
    items = [
        item for item in offered_items(on) if code in ("", item.code) and nowhere.isdisjoint(_keys(item))
    ]
    named: defaultdict[UUID, list[OfferedItem]] = defaultdict(list)
    for item in items:
        for one in _keys(item):
            named[one].append(item)
    there = Q(outlet__in=outlets) | Q(zone__outlet__in=outlets) | Q(window__outlet__in=outlets)
    rows = in_force(ScopeGrant.objects.filter(there), on).select_related("entrustment", "zone", "window")
    found: dict[tuple[str, str], tuple[int, LocalLine]] = {}
    for row in rows.order_by("id"):
        outlet = outlets[outlet_id_of(row)]
        subject = _key(subject_of(row))
        for item in items if subject is None else named[subject]:
            keys = _keys(item)
            rank = len(keys) if subject is None else keys.index(subject)
            key = (outlet.code, item.code)
            if key not in found or rank < found[key][0]:
                found[key] = (rank, _line(row, item, outlet, names[item.organisation_id]))
    return tuple(line for _, (_, line) in sorted(found.items(), key=lambda pair: pair[0]))


def _line(row: ScopeGrant, item: OfferedItem, outlet: OutletView, organisation_name: str) -> LocalLine:
    mandate = Mandate(row.mandate)
    return LocalLine(
        outlet_code=outlet.code,
        outlet_name=outlet.name,
        code=item.code,
        name=item.name,
        organisation_name=organisation_name,
        fields=local_fields(item.themes),
        mandate=mandate,
        basis=row.entrustment.number if row.entrustment else row.basis,
        training=row.training,
        decided_by=who_decides(mandate),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _key(subject: Subject) -> UUID | None:
    return subject.handling_item_id or subject.item_id or subject.organisation_id


def _keys(item: OfferedItem) -> tuple[UUID, UUID, UUID]:
    """By what a subject can name an item, the narrowest first."""
    return item.handling_item_id, item.item_id, item.organisation_id
