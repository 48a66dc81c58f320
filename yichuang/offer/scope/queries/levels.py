"""The levels of windows (受理层级) on a day, and the steps by which levels were set."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.scope.models import LevelStep
from yichuang.offer.scope.queries.coverage import holdings
from yichuang.offer.scope.queries.taking import place_name, place_of
from yichuang.offer.scope.rules.coverage import window_level
from yichuang.offer.scope.types import RECEIVING_KINDS, Level, StepView


def window_levels(outlet_id: UUID, on: date) -> tuple[tuple[WindowView, Level | None], ...]:
    """Each receiving window of an outlet with its level on a day. Four statements."""
    held, offered = holdings(on), offered_items(on)
    return tuple(
        (window, window_level(window, offered, held))
        for window in places.windows_of_outlet(outlet_id)
        if window.kind in RECEIVING_KINDS
    )


def level_steps(outlet_id: UUID) -> tuple[StepView, ...]:
    """The steps of an outlet, its zones and windows (受理层级调整), the newest first."""
    rows = LevelStep.objects.filter(
        Q(outlet=outlet_id) | Q(zone__outlet=outlet_id) | Q(window__outlet=outlet_id)
    ).select_related("outlet", "zone__outlet", "window__outlet")
    return tuple(
        StepView(
            place=place_of(row),
            place_name=place_name(row),
            level=Level(row.level),
            previous=Level(row.previous) if row.previous else None,
            theme=row.theme,
            valid_from=row.valid_from,
            reason=row.reason,
            basis=row.basis,
        )
        for row in rows.order_by("-valid_from", "-id")
    )
