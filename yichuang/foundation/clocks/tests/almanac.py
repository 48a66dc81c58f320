"""The shipped calendar read a second time, by other means, and the clock of a patient person.

:func:`patient_due_on` walks from day to day over sets of dates and shares no code with the rules.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from yichuang.foundation.calendars.types import DayKind, ExceptionalDay, WorkingCalendar, YearSchedule
from yichuang.foundation.clocks.types import Limit, LimitUnit, Suspension

DAY = timedelta(days=1)


def _read() -> tuple[WorkingCalendar, frozenset[date]]:
    schedules, working = [], set()
    for file in sorted((Path(__file__).resolve().parents[4] / "data" / "calendars").glob("*.csv")):
        rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
        year = int(rows[0][1])
        entries = {date.fromisoformat(day): (kind, name) for day, kind, name in rows[2:]}
        schedules.append(
            YearSchedule(
                year,
                rows[0][2],
                tuple(ExceptionalDay(day, DayKind(kind), name) for day, (kind, name) in entries.items()),
            )
        )
        day = date(year, 1, 1)
        while day.year == year:
            kind = entries.get(day, ("", ""))[0]
            if kind == "make-up-workday" or (kind != "day-off" and day.isoweekday() <= 5):
                working.add(day)
            day += DAY
    return WorkingCalendar.of(schedules), frozenset(working)


CALENDAR, WORKING_DAYS = _read()


def stopped_days(suspensions: Iterable[Suspension], start: date) -> set[date]:
    stopped = set()
    for suspension in suspensions:
        day = suspension.starts_on + DAY
        while day <= suspension.ends_on:
            if suspension.notice_number and day > start:
                stopped.add(day)
            day += DAY
    return stopped


def patient_due_on(
    start: date, limit: Limit, suspensions: Iterable[Suspension] = (), extension: int = 0
) -> date:
    stopped = stopped_days(suspensions, start)
    if limit.unit is LimitUnit.WORKING_DAY:
        due = _walk_working_days(start, limit.amount, stopped)
    else:
        due = _walk_calendar_days(start, limit, stopped)
    return _walk_working_days(due, extension, stopped) if extension else due


def _walk_working_days(day: date, left: int, stopped: set[date]) -> date:
    while left:
        day += DAY
        left -= day in WORKING_DAYS and day not in stopped
    run = [day]
    while run[-1] + DAY in stopped:  # a stop that begins on the last day holds the limit open
        run.append(run[-1] + DAY)
    return max(day for day in run if day in WORKING_DAYS)


def _walk_calendar_days(start: date, limit: Limit, stopped: set[date]) -> date:
    if limit.unit is LimitUnit.MONTH:
        end = _corresponding_day(start, limit.amount)
        left = (end - start).days
    else:
        left = limit.amount
    day = start
    while left:
        day += DAY
        left -= day not in stopped
    while True:
        if day in WORKING_DAYS:  # a stop that begins on the last day holds the limit open
            while day + DAY in stopped:
                day += DAY
        if day in WORKING_DAYS:
            return day
        day += DAY
        while day in stopped:
            day += DAY


def _corresponding_day(start: date, months: int) -> date:
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))
