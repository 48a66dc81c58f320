"""Shapes of the working calendar: a year's notice, and the days it makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.kernel.labels import Labelled


class DayKind(Labelled):
    """How a day differs from its weekday."""

    DAY_OFF = "day-off", "放假"
    MAKE_UP_WORKDAY = "make-up-workday", "调休上班"


@dataclass(frozen=True, slots=True)
class ExceptionalDay:
    """A weekday off, or a weekend day that is worked (放假调休日). ``name`` is the festival."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class YearSchedule:
    """A year as its notice sets it (年度日历): every day is what its weekday says, except ``days``."""

    year: int
    source: str
    days: tuple[ExceptionalDay, ...]

    def working_days(self) -> tuple[date, ...]:
        """The year's working days (工作日), ascending."""
        exceptional = {exception.day: exception.kind for exception in self.days}
        first = date(self.year, 1, 1)
        every = (first + timedelta(days=i) for i in range((date(self.year, 12, 31) - first).days + 1))
        return tuple(
            day
            for day in every
            if (exceptional.get(day) is DayKind.MAKE_UP_WORKDAY)
            or (day.weekday() < 5 and exceptional.get(day) is not DayKind.DAY_OFF)
        )


@dataclass(frozen=True, slots=True)
class YearLoaded:
    """What loading a year did. ``changed_days`` holds every date whose entry differs from before."""

    year: int
    days: int
    working_days: int
    changed_days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The loaded years as one line of days (工作日历). Every question is an array look-up.

    Law: 行政许可法 §82 limits are counted in working days, without statutory holidays

    Raises (every method): CalendarNotLoaded, naming the year that is missing.
    """

    years: tuple[int, ...]
    _first: int  # ordinal of 1 January of the first year
    _days: tuple[date, ...]  # the working days, ascending
    _rank: tuple[int, ...]  # working days up to and including the day at this distance from _first
    _gaps: frozenset[int]  # years inside the span that are not loaded

    @classmethod
    def of(cls, schedules: Iterable[YearSchedule]) -> Self:
        """The calendar of some years, in any order."""
        by_year = {schedule.year: schedule for schedule in schedules}
        if not by_year:
            return cls((), 0, (), (), frozenset())
        years = tuple(sorted(by_year))
        first, last = date(years[0], 1, 1).toordinal(), date(years[-1], 12, 31).toordinal()
        days = tuple(day for year in years for day in by_year[year].working_days())
        worked = {day.toordinal() for day in days}
        rank, count = [], 0
        for ordinal in range(first, last + 1):
            count += ordinal in worked
            rank.append(count)
        gaps = frozenset(range(years[0], years[-1] + 1)) - by_year.keys()
        return cls(years, first, days, tuple(rank), frozenset(gaps))

    def ranks(self) -> tuple[date, tuple[int | None, ...]]:
        """The first day, and for every day from it on the working days so far, for counting in the database.

        The difference of two places is :meth:`working_days_between`. None: a day of a year not loaded.
        Without any year, both are empty.
        """
        if not self.years:
            return date.min, ()
        days = (date.fromordinal(self._first + place) for place in range(len(self._rank)))
        return date.fromordinal(self._first), tuple(
            None if day.year in self._gaps else rank for day, rank in zip(days, self._rank, strict=True)
        )

    def require(self, day: date) -> None:
        """Refuse a day of an unloaded year."""
        self._index(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the law counts this day."""
        index = self._index(day)
        return self._rank[index] != (self._rank[index - 1] if index else 0)

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself is not counted. 0 gives ``day`` back."""
        if count < 0:
            raise ValueError("count must not be negative")
        place = self._rank[self._index(day)] + count - 1
        if count == 0:
            return day
        if place >= len(self._days):
            raise CalendarNotLoaded(self.years[-1] + 1)
        found = self._days[place]
        self._no_gap_between(day, found)
        return found

    def next_working_day(self, day: date) -> date:
        """The first working day after ``day``."""
        return self.add_working_days(day, 1)

    def working_day_from(self, day: date) -> date:
        """``day`` when it is a working day, else the first working day after it."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after ``after`` and up to ``until``, that day included.

        Negative when ``until`` lies before ``after``: what is overdue counts backwards.
        """
        counted = self._rank[self._index(until)] - self._rank[self._index(after)]
        self._no_gap_between(min(after, until), max(after, until))
        return counted

    def working_days(self, after: date, until: date) -> tuple[date, ...]:
        """The working days after ``after`` and up to ``until``, that day included."""
        self._no_gap_between(after, until)
        return self._days[self._rank[self._index(after)] : self._rank[self._index(until)]]

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._first
        if 0 <= index < len(self._rank) and day.year not in self._gaps:
            return index
        raise CalendarNotLoaded(day.year)

    def _no_gap_between(self, earlier: date, later: date) -> None:
        if self._gaps:
            for year in range(earlier.year, later.year + 1):
                if year in self._gaps:
                    raise CalendarNotLoaded(year)
