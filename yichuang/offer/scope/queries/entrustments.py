"""The papers (受理委托书) of outlets: those in force, those that expire, those that are over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from yichuang.offer.scope.errors import EntrustmentUnknown
from yichuang.offer.scope.models import Entrustment
from yichuang.offer.scope.rules.entrustments import WARN_DAYS
from yichuang.offer.scope.types import EntrustmentView, Mandate


def entrustments(on: date, *, outlet_ids: Collection[UUID] | None = None) -> tuple[EntrustmentView, ...]:
    """The papers of these outlets, or all; what ends first on top, what is over last. Three statements."""
    rows = Entrustment.objects.select_related("principal", "outlet").prefetch_related("items__item")
    if outlet_ids is not None:
        rows = rows.filter(outlet_id__in=outlet_ids)
    views = [_view(row, on) for row in rows]
    return tuple(sorted(views, key=lambda one: (one.days_left == 0, one.valid_until, one.number, one.id)))


def expiring(on: date, *, outlet_ids: Collection[UUID] | None = None) -> tuple[EntrustmentView, ...]:
    """The papers in force that end within :data:`WARN_DAYS` days (即将到期)."""
    return tuple(one for one in entrustments(on, outlet_ids=outlet_ids) if 0 < one.days_left <= WARN_DAYS)


def entrustment(entrustment_id: UUID, on: date) -> EntrustmentView:
    """One paper.

    Raises:
        EntrustmentUnknown
    """
    rows = Entrustment.objects.select_related("principal", "outlet").prefetch_related("items__item")
    row = rows.filter(id=entrustment_id).first()
    if row is None:
        raise EntrustmentUnknown
    return _view(row, on)


def _view(row: Entrustment, on: date) -> EntrustmentView:
    return EntrustmentView(
        id=row.id,
        number=row.number,
        principal_name=row.principal.name,
        outlet_id=row.outlet_id,
        outlet_name=row.outlet.name,
        agent=row.agent,
        mandate=Mandate(row.mandate),
        item_names=tuple(sorted(named.item.name for named in row.items.all())),
        training=row.training,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        days_left=max((row.valid_until - on).days, 0),
        original_id=row.original_id,
        revocation_reason=row.revocation_reason,
    )
