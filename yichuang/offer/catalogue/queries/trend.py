"""How the quality of what is in force has changed (质量趋势), by the marks kept day by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Sum

from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.rules.trend import first_shown
from yichuang.offer.catalogue.types.quality import TrendPoint


def trend(on: date, organisation_id: UUID | None = None) -> tuple[TrendPoint, ...]:
    """The mark of each day of the 90 that end on ``on``, as far as kept. One statement.

    Args:
        organisation_id: of this department; None: of all items together.
    """
    rows = models.QualityMark.objects.filter(day__gte=first_shown(on), day__lte=on)
    if organisation_id is not None:
        rows = rows.filter(organisation=organisation_id)
    days = rows.values("day").annotate(all_versions=Sum("versions"), all_points=Sum("points")).order_by("day")
    return tuple(
        TrendPoint(line["day"], line["all_versions"], line["all_points"] // line["all_versions"])
        for line in days
    )


def first_scores(on: date) -> Mapping[UUID, TrendPoint]:
    """The oldest mark of each department within the 90 days that end on ``on``. One statement."""
    rows = models.QualityMark.objects.filter(day__gte=first_shown(on), day__lt=on)
    oldest = rows.order_by("organisation", "day").distinct("organisation")
    return {
        row.organisation_id: TrendPoint(row.day, row.versions, row.points // row.versions) for row in oldest
    }
