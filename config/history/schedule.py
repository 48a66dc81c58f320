"""The days on which cases arrive, and the hours in which somebody works. Pure."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.kernel.time import SHANGHAI

# 9:00 to 12:00 and 13:30 to 17:30; a Saturday on which the hall is open ends at noon
MORNING_MINUTES = 180
DAY_MINUTES = MORNING_MINUTES + 240
_MORNING, _AFTERNOON = time(9, 0), time(13, 30)

# Mondays and the days after a holiday are full, Fridays and Saturdays thin
_WEEKDAYS = (1.3, 1.1, 1.0, 0.95, 0.85, 0.3, 0.6)
# medical insurance is paid at the year's end; little happens around the Spring Festival
_MONTHS = (1.0, 0.75, 1.1, 1.0, 1.0, 1.0, 0.95, 0.95, 1.0, 0.95, 1.15, 1.15)


class NotYet(Exception):
    """What would come next lies after the end of the history, or of the loaded calendar."""


def year_until(today: date, calendar: WorkingCalendar) -> tuple[date, date]:
    """The first and the last day of the year before ``today``, as far as there is a calendar."""
    last = min(today - timedelta(days=1), date(calendar.years[-1], 12, 31))
    return max(last - timedelta(days=364), date(calendar.years[0], 1, 1)), last


def days_of_cases(calendar: WorkingCalendar, first: date, last: date, count: int) -> tuple[date, ...]:
    """The day of each of ``count`` cases, ascending; always the same for the same days."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weights = [_weight(day, calendar, first, last) for day in days]
    reached = list(accumulate(weights))
    if not reached or reached[-1] <= 0:
        return ()
    return tuple(days[bisect_left(reached, (n + 0.5) / count * reached[-1])] for n in range(count))


def _weight(day: date, calendar: WorkingCalendar, first: date, last: date) -> float:
    weight = _WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1]
    if calendar.is_working_day(day):
        return weight
    return weight if is_open_saturday(day, calendar, first, last) else 0.0


def is_open_saturday(day: date, calendar: WorkingCalendar, first: date, last: date) -> bool:
    """The hall is open on Saturday mornings that are not part of a holiday."""
    around = (day - timedelta(days=1), day + timedelta(days=2))
    return (
        day.weekday() == 5
        and not calendar.is_working_day(day)
        and all(first <= near <= last and calendar.is_working_day(near) for near in around)
    )


class Watch:
    """The time of one case: it moves on within working hours only.

    Attributes:
        at: the present moment of the case.

    Raises (every method): NotYet, when the calendar ends before.
    """

    def __init__(self, calendar: WorkingCalendar, day: date, rng: Random, minutes: int) -> None:
        self._calendar, self._rng = calendar, rng
        self._day, self._minute = day, rng.randrange(minutes)
        self._second = rng.random() * 59

    @property
    def at(self) -> datetime:
        minute = self._minute
        start = _MORNING if minute < MORNING_MINUTES else _AFTERNOON
        past = minute if minute < MORNING_MINUTES else minute - MORNING_MINUTES
        return datetime.combine(self._day, start, SHANGHAI) + timedelta(minutes=past, seconds=self._second)

    @property
    def day(self) -> date:
        return self._day

    def wait(self, least: int, most: int) -> None:
        """Some minutes later; after closing time it goes on the next working morning."""
        self._minute += self._rng.randint(least, most)
        self._second = self._rng.random() * 59
        limit = DAY_MINUTES if self._calendar.is_working_day(self._day) else MORNING_MINUTES
        if self._minute >= limit:
            self._day = self._after(1)
            self._minute = self._rng.randrange(90)

    def days(self, count: int) -> None:
        """So many working days later, at any minute; 0 is later on the same day."""
        if count <= 0:
            self.wait(10, 120)
            return
        self._day = self._after(count)
        self._minute = self._rng.randrange(DAY_MINUTES)
        self._second = self._rng.random() * 59

    def until(self, day: date) -> None:
        """On this day, or the first working day after it."""
        if day > self._day:
            try:
                self._day = self._calendar.working_day_from(day)
            except CalendarNotLoaded:
                raise NotYet from None
            self._minute = self._rng.randrange(DAY_MINUTES)

    def _after(self, count: int) -> date:
        try:
            return self._calendar.add_working_days(self._day, count)
        except CalendarNotLoaded:
            raise NotYet from None
