"""Worked dates (时限样例): when the decision is due if the application is accepted on a day."""

from __future__ import annotations

from datetime import date, datetime

from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Limit
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.types import ScenarioTerms
from yichuang.offer.guidance.types import ExactList, WorkedDates


def worked_dates(terms: ScenarioTerms | ExactList, at: datetime) -> WorkedDates:
    """The last days of the promised and of the statutory limit for an acceptance at a moment.

    Law: 行政许可法 §42 (the limit counts from acceptance), §45 (special procedures do not count)
    """
    calendar = calendars.working_calendar()
    return WorkedDates(
        legal_date(at),
        _last_day(calendar, at, terms.promised),
        _last_day(calendar, at, terms.statutory),
    )


def _last_day(calendar: WorkingCalendar, at: datetime, limit: Limit | None) -> date | None:
    """None without a limit, or when it ends beyond the loaded calendar: a date is never guessed."""
    try:
        return clocks.due_on(calendar, at, limit) if limit else None
    except CalendarNotLoaded:
        return None
