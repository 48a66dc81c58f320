"""The legal clock (时限): when a limit ends. Pure; the calendar and every date are arguments.

A limit runs in four steps, always in this order:

1. counted from the start, the start day left out;
2. moved by the suspensions that begin while it runs, its last day included: one that begins on the
   due date holds the limit open, and the last working day of the suspension becomes the due date;
3. prolonged by the extension, once;
4. moved by the suspensions that begin while the extension runs.

Wherever a limit in calendar days, months or hours would end on a day that is not a working day, it
ends on the next working day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks.errors import (
    AlreadyExtended,
    ExtensionTooLate,
    ExtensionTooLong,
    MomentNeeded,
    NothingToExtend,
)
from yichuang.foundation.clocks.types import DueDates, Limit, LimitUnit, Suspension
from yichuang.kernel.time import SHANGHAI, legal_date

# Law: 行政许可法 §42(1)
MOST_EXTENSION_WORKING_DAYS = 10
# Law: 行政许可法 §42(2)
MOST_JOINT_EXTENSION_WORKING_DAYS = 15

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stretch of stopped days: after ``after``, up to and including ``until``."""

    after: date
    until: date


def due_on(
    calendar: WorkingCalendar,
    start_on: date,
    limit: Limit,
    suspensions: Iterable[Suspension] = (),
    extension_working_days: int = 0,
) -> date:
    """The last day of a limit (到期日).

    Law:
        民法典 §201(1) the day it starts is not counted
        民法典 §202 a month ends on the corresponding day, else on the month's last
        民法典 §203 a last day that is a day off moves to the next working day
        行政许可法 §42(1) an extension is added to the limit
        行政许可法 §45 time stopped by written notice is not counted
        行政许可法 §82 days are working days

    Args:
        start_on: the legal date the limit starts on; a limit in hours needs the aware moment. Of a
            moment, the other units take the Shanghai date.
        suspensions: in any order; those without a notice number change nothing.
        extension_working_days: as granted under :func:`check_extension`; 即办 has none.
    Returns:
        A working day; only 即办 is due on its start whatever day that is.
    Raises:
        CalendarNotLoaded: the count leaves the loaded years.
        MomentNeeded: hours, and ``start_on`` is only a date.
    """
    start = legal_date(start_on) if isinstance(start_on, datetime) else start_on
    calendar.require(start)
    if limit.unit is LimitUnit.IMMEDIATE:
        return start
    stops = stopped_stretches(suspensions, start)
    if limit.unit is LimitUnit.WORKING_DAY:
        counted = calendar.add_working_days(start, limit.amount)
        due, later = _add_stopped_working_days(calendar, counted, stops)
    else:
        due, later = _add_stopped_days(calendar, _last_calendar_day(start_on, start, limit), stops)
    if extension_working_days:
        extended = calendar.add_working_days(due, extension_working_days)
        due, _ = _add_stopped_working_days(calendar, extended, later)
    return due


def hours_end(start_at: datetime, hours: int) -> datetime:
    """The moment a limit in hours is full, without regard to days off.

    Hours run one after the other, by night too: the code gives them no pause as it gives days.
    The limit runs from the next full hour, the hour it starts in is not counted.

    Law:
        民法典 §201(2) hours run from the time the law or the parties name
        民事诉讼法 §85 the hour a period starts in is not counted
    Policy: no law names the start for a promise in hours; the platform takes the rule of procedure.
    """
    start = start_at.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    return start + timedelta(hours=hours + 1)


def due_at(calendar: WorkingCalendar, start_at: datetime, limit: Limit, due: date) -> datetime:
    """The moment a limit ends (到期时刻), exclusive: the hour itself, else the end of the due date.

    Law: 民法典 §203 the last day ends at 24:00

    Args:
        due: what :func:`due_on` answers for the same start and limit. A limit in hours whose last
            day was moved by a day off, a suspension or an extension ends with that day.
    """
    if limit.unit is LimitUnit.HOUR:
        end = hours_end(start_at, limit.amount)
        if _last_day_of(end) == due:
            return end
    calendar.require(due)
    return datetime(due.year, due.month, due.day, tzinfo=SHANGHAI) + ONE_DAY


def due_dates(
    calendar: WorkingCalendar,
    *,
    start_on: date,
    promised: Limit | None,
    statutory: Limit | None,
    suspensions: Iterable[Suspension] = (),
    extension_working_days: int = 0,
) -> DueDates:
    """Both clocks of a case (承诺到期日、法定到期日). Unknown limits have unknown dates.

    Policy: an extension moves the promise with the limit; the applicant is told the new date.
    """
    stretches = tuple(suspensions)

    def end(limit: Limit | None) -> date | None:
        return due_on(calendar, start_on, limit, stretches, extension_working_days) if limit else None

    return DueDates(end(promised), end(statutory))


def check_extension(
    *,
    due: date,
    decided_on: date,
    working_days: int,
    already_extended: bool,
    most_working_days: int = MOST_EXTENSION_WORKING_DAYS,
    unit: LimitUnit = LimitUnit.WORKING_DAY,
) -> None:
    """Refuse an extension (延长期限) the law does not allow.

    Law:
        行政许可法 §42(1) once, by at most 10 working days, decided before the limit runs out
        行政许可法 §42(2) by at most 15 when several authorities handle the matter together

    Args:
        due: the running due date, suspensions included. That day still belongs to the limit.
        most_working_days: another law may name another number.
    Raises:
        NothingToExtend, AlreadyExtended, ExtensionTooLate, ExtensionTooLong
    """
    if unit is LimitUnit.IMMEDIATE:
        raise NothingToExtend()
    if already_extended:
        raise AlreadyExtended()
    if decided_on > due:
        raise ExtensionTooLate(f"办理期限已于 {due.isoformat()} 届满，不能再延长")
    if not 1 <= working_days <= most_working_days:
        raise ExtensionTooLong(f"最多延长 {most_working_days} 个工作日，不能延长 {working_days} 个")


def stopped_stretches(suspensions: Iterable[Suspension], start: date) -> tuple[Stop, ...]:
    """The stopped days after ``start``, in order, each once, however the suspensions overlap.

    Law: 行政许可法 §45 the applicant is told in writing, else nothing is stopped
    """
    stops = sorted(
        (max(suspension.starts_on, start), suspension.ends_on)
        for suspension in suspensions
        if suspension.notice_number and suspension.ends_on > max(suspension.starts_on, start)
    )
    merged: list[Stop] = []
    for after, until in stops:
        if merged and after <= merged[-1].until:
            merged[-1] = replace(merged[-1], until=max(merged[-1].until, until))
        else:
            merged.append(Stop(after, until))
    return tuple(merged)


def counted_working_days(calendar: WorkingCalendar, after: date, until: date, stops: Sequence[Stop]) -> int:
    """The working days after ``after`` up to ``until`` on which the clock runs; 0 when none lie ahead."""
    if until <= after:
        return 0
    stopped = sum(
        calendar.working_days_between(max(stop.after, after), min(stop.until, until))
        for stop in stops
        if stop.after < until and stop.until > after
    )
    return calendar.working_days_between(after, until) - stopped


def _last_calendar_day(start_on: date, start: date, limit: Limit) -> date:
    """Where the count ends before days off, suspensions and extension."""
    if limit.unit is LimitUnit.HOUR:
        if not isinstance(start_on, datetime):
            raise MomentNeeded()
        return _last_day_of(hours_end(start_on, limit.amount))
    if limit.unit is LimitUnit.MONTH:
        months = start.year * 12 + start.month - 1 + limit.amount
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(start.day, monthrange(year, month)[1]))
    return start + timedelta(days=limit.amount)


def _add_stopped_working_days(
    calendar: WorkingCalendar, due: date, stops: Sequence[Stop]
) -> tuple[date, Sequence[Stop]]:
    """The due date after the stops that begin by then, and the stops that begin later."""
    for index, stop in enumerate(stops):
        if stop.after > due:
            return due, stops[index:]
        due = calendar.add_working_days(due, calendar.working_days_between(stop.after, stop.until))
    return due, ()


def _add_stopped_days(
    calendar: WorkingCalendar, last: date, stops: Sequence[Stop]
) -> tuple[date, Sequence[Stop]]:
    """The same for a count in calendar days, whose end moves off days off each time."""
    due = calendar.working_day_from(last)
    for index, stop in enumerate(stops):
        if stop.after > due:
            return due, stops[index:]
        calendar.require(stop.until)
        if stop.after < last:
            last += stop.until - stop.after
        elif stop.until >= due:
            # all days are counted; what the stop takes is the due date, on which the limit is still
            # open, and what follows it
            last = due + (stop.until - max(stop.after, due - ONE_DAY))
        due = calendar.working_day_from(last)
    return due, ()


def _last_day_of(end: datetime) -> date:
    """The day a period ends on whose end is exclusive."""
    return legal_date(end - timedelta(microseconds=1))
