"""Opening hours (办公时间): a week, what a day of it is, and whether a place is open at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from yichuang.kernel.labels import Labelled

DAY_MINUTES = 24 * 60


class OpeningDay(Labelled):
    """For what kind of day hours are kept: by weekday, for a weekend day worked, for a statutory holiday."""

    MONDAY = "monday", "星期一"
    TUESDAY = "tuesday", "星期二"
    WEDNESDAY = "wednesday", "星期三"
    THURSDAY = "thursday", "星期四"
    FRIDAY = "friday", "星期五"
    SATURDAY = "saturday", "星期六"
    SUNDAY = "sunday", "星期日"
    MAKE_UP = "make-up-workday", "调休上班日"
    HOLIDAY = "holiday", "法定节假日"


WEEKDAYS = tuple(OpeningDay)[:7]


class OpeningState(Labelled):
    """Whether a place is open. ``unknown``: no hours are recorded, or the year has no calendar yet."""

    OPEN = "open", "现在开着"
    CLOSED = "closed", "现在关着"
    UNKNOWN = "unknown", "请先打电话问"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one day in minutes after midnight, ``[opens, closes)``; 1440 is the end of the day."""

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{clock_words(self.opens)}–{clock_words(self.closes)}"


@dataclass(frozen=True, slots=True)
class WeekHours:
    """When a place is open, by kind of day. Without any day nothing is recorded; a day left out is closed."""

    days: tuple[tuple[OpeningDay, tuple[Span, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.days)

    def on(self, day: OpeningDay) -> tuple[Span, ...]:
        return dict(self.days).get(day, ())


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a place is open at a moment.

    ``until``: open, when it closes; ``next_at``: closed, when it opens. None: not within a fortnight, or
    not known.
    """

    state: OpeningState
    until: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DayHours:
    """One date's hours. ``day`` and ``spans`` are None where the year has no calendar yet."""

    on: date
    day: OpeningDay | None
    spans: tuple[Span, ...] | None


def clock_words(minutes: int) -> str:
    """Minutes after midnight as a clock shows them: 9:00."""
    return f"{minutes // 60}:{minutes % 60:02d}"
