"""Reads of the working calendar. :func:`working_calendar` is what everybody downstream asks."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from yichuang.foundation.calendars import models
from yichuang.foundation.calendars.errors import YearUnknown
from yichuang.foundation.calendars.types import DayKind, ExceptionalDay, WorkingCalendar, YearSchedule

CHECK_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Held:
    """The calendar this process holds, the revisions it was made from, and when they were last compared."""

    calendar: WorkingCalendar
    revisions: tuple[tuple[int, UUID], ...]
    compared: float


_held: _Held | None = None


def working_calendar() -> WorkingCalendar:
    """All loaded years as one calendar (工作日历), held by the process.

    Concurrency: another process's change is seen at most :data:`CHECK_EVERY_SECONDS` later, by one
    statement over a handful of rows; within that time no statement runs. A change made in this
    process is seen at once.
    """
    global _held
    held, moment = _held, monotonic()
    if held is not None and moment - held.compared < CHECK_EVERY_SECONDS:
        return held.calendar
    revisions = tuple(models.CalendarYear.objects.order_by("year").values_list("year", "revision"))
    if held is None or held.revisions != revisions:
        calendar = WorkingCalendar.of(_schedules())
    else:
        calendar = held.calendar
    _held = _Held(calendar, revisions, moment)
    return calendar


def forget_working_calendar() -> None:
    """Make the next :func:`working_calendar` read the tables. For writers, and between tests."""
    global _held
    _held = None


def loaded_years() -> tuple[int, ...]:
    """The years that have a calendar, ascending."""
    return tuple(models.CalendarYear.objects.order_by("year").values_list("year", flat=True))


def year_schedule(year: int) -> YearSchedule:
    """A year as loaded and edited.

    Raises:
        YearUnknown: the year has no calendar.
    """
    found = _schedules(year)
    if not found:
        raise YearUnknown(f"没有 {year} 年的工作日历，请先导入")
    return found[0]


def _schedules(year: int | None = None) -> list[YearSchedule]:
    years = models.CalendarYear.objects.order_by("year")
    days = models.ExceptionalDay.objects.order_by("day")
    if year is not None:
        years, days = years.filter(pk=year), days.filter(year_id=year)
    by_year: dict[int, list[ExceptionalDay]] = {}
    for year_id, day, kind, name in days.values_list("year_id", "day", "kind", "name"):
        by_year.setdefault(year_id, []).append(ExceptionalDay(day, DayKind(kind), name))
    return [
        YearSchedule(number, source, tuple(by_year.get(number, ())))
        for number, source in years.values_list("year", "source")
    ]
