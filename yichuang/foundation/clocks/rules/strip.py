"""The clock strip (时限条): one cell a working day, so that a glance shows where a case stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks.rules.limits import stopped_stretches
from yichuang.foundation.clocks.types import Cell, CellKind, CellMark, Suspension

MOST_LATE_CELLS = 10


def clock_strip(
    calendar: WorkingCalendar,
    accepted_on: date,
    promised_on: date | None,
    statutory_on: date | None,
    today: date,
    suspensions: Iterable[Suspension] = (),
) -> tuple[Cell, ...]:
    """The working days of a case from the day after acceptance to its last due date.

    A case that is later than both dates shows up to ten more days. Without any due date, and for
    what is decided on the spot, there is nothing to show.

    Args:
        today: the legal date; of a closed case the date it was closed.
    """
    ends = [end for end in (promised_on, statutory_on) if end is not None]
    if not ends:
        return ()
    last = max(ends)
    # stops that begin after the last due date changed nothing
    stops = [stop for stop in stopped_stretches(suspensions, accepted_on) if stop.after <= last]
    days = calendar.working_days(accepted_on, last)
    if today > last:
        days += calendar.working_days(last, today)[:MOST_LATE_CELLS]

    def kind(day: date) -> CellKind:
        if any(stop.after < day <= stop.until for stop in stops):
            return CellKind.STOPPED
        if day <= today:
            if day > min(ends):
                return CellKind.LATE
            return CellKind.TODAY if day == today else CellKind.USED
        return CellKind.PROMISED if promised_on and day <= promised_on else CellKind.STATUTORY

    marked = (
        (today, CellMark.TODAY),
        (promised_on, CellMark.PROMISED_END),
        (statutory_on, CellMark.STATUTORY_END),
    )
    return tuple(Cell(day, kind(day), tuple(mark for on, mark in marked if on == day)) for day in days)
