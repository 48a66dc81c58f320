"""What the outlets of a manager were granted item by item, as rows of the list (下沉事项清单)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from yichuang.offer.scope.models import ScopeGrant
from yichuang.offer.scope.types import Mandate


def granted_rows(outlet_ids: Collection[UUID], on: date) -> Iterator[tuple[str | None, ...]]:
    """Each grant of an item at these outlets that holds or is to hold, by outlet and code."""
    rows = (
        ScopeGrant.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), outlet__in=list(outlet_ids))
        .filter(Q(item__isnull=False) | Q(handling_item__isnull=False))
        .select_related("outlet", "item", "handling_item__item", "entrustment")
    )
    found = [_row(row) for row in rows if row.valid_until is None or row.valid_until > row.valid_from]
    yield from sorted(found, key=lambda cells: tuple(cell or "" for cell in cells))


def _row(row: ScopeGrant) -> tuple[str | None, ...]:
    subject = row.handling_item or row.item
    item = row.handling_item.item if row.handling_item else row.item
    last = row.valid_until - timedelta(days=1) if row.valid_until else None
    return (
        None,
        row.outlet.code if row.outlet else None,
        row.outlet.name if row.outlet else None,
        subject.code if subject else None,
        item.name if item else None,
        Mandate(row.mandate).label,
        row.basis,
        row.entrustment.number if row.entrustment else None,
        row.training,
        row.valid_from.isoformat(),
        last.isoformat() if last else None,
    )
