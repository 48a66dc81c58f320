"""How the marks of items have changed (质量趋势): which days are told, and the drawing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from yichuang.offer.catalogue.types.quality import TrendChart, TrendPoint

SHOWN_DAYS = 90  # Policy: the trend is of the last 90 days

WIDTH, HEIGHT = 720, 160
_LEAST_SPAN = 20  # scores: a change of one point is not to look like a fall
_BEST = 100


def first_shown(on: date) -> date:
    """The first day of the trend that ends on ``on``; both count."""
    return on - timedelta(days=SHOWN_DAYS - 1)


def turns(points: Sequence[TrendPoint]) -> tuple[TrendPoint, ...]:
    """The first day, and every day on which the score or the number of items became another."""
    kept: list[TrendPoint] = []
    for point in points:
        if not kept or (point.score, point.versions) != (kept[-1].score, kept[-1].versions):
            kept.append(point)
    return tuple(kept)


def chart(points: Sequence[TrendPoint], on: date) -> TrendChart | None:
    """The scores as a line over the days that end on ``on``; None: fewer than two days are known.

    Days stand where they belong, so a gap in the marks is a long straight piece.
    """
    if len(points) < 2:
        return None
    low = min(min(point.score for point in points) // 10 * 10, _BEST - _LEAST_SPAN)
    first = first_shown(on)
    places = [
        (
            round((point.day - first).days * WIDTH / (SHOWN_DAYS - 1), 1),
            round((_BEST - point.score) * HEIGHT / (_BEST - low), 1),
        )
        for point in points
    ]
    return TrendChart(WIDTH, HEIGHT, low, _BEST, " ".join(f"{across:g},{down:g}" for across, down in places))
