"""Opening hours: how they are written, what a day counts as, and whether a place is open. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.places.errors import PlaceDetailsWrong
from yichuang.foundation.places.types.hours import (
    DAY_MINUTES,
    WEEKDAYS,
    DayHours,
    Opening,
    OpeningDay,
    OpeningState,
    Span,
    WeekHours,
)
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import SHANGHAI

MOST_SPANS = 6
LOOK_AHEAD_DAYS = 14

_CLOSED_WORDS = frozenset({"", "休息", "不开", "关", "-"})
_ALL_DAY_WORDS = frozenset({"全天", "24小时", "24h"})
_SPAN = re.compile(r"([0-9]{1,2}):([0-9]{2})[-–—~至到]+([0-9]{1,2}):([0-9]{2})")


def read_spans(text: str) -> tuple[Span, ...]:
    """A day's hours as people write them: ``9:00-12:00、13:30—17:30``, 全天, 休息; in the order of the day.

    Raises:
        PlaceDetailsWrong: not hours, an end before its beginning, or two that overlap.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    if plain in _CLOSED_WORDS:
        return ()
    if plain in _ALL_DAY_WORDS:
        return (Span(0, DAY_MINUTES),)
    return checked_spans([_span(part) for part in re.split(r"[,、;]", plain) if part])


def checked_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same in the order of the day.

    Raises:
        PlaceDetailsWrong: outside the day, an end not after its beginning, or two that overlap.
    """
    ordered = tuple(sorted(spans))
    if len(ordered) > MOST_SPANS:
        raise PlaceDetailsWrong(f"一天最多写 {MOST_SPANS} 段时间。")
    for span in ordered:
        if not 0 <= span.opens < span.closes <= DAY_MINUTES:
            raise PlaceDetailsWrong(f"“{span}”不是一天里的一段时间，结束要晚于开始，最晚写 24:00。")
    for earlier, later in pairwise(ordered):
        if later.opens < earlier.closes:
            raise PlaceDetailsWrong(f"“{earlier}”和“{later}”重叠了。")
    return ordered


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise PlaceDetailsWrong(f"“{text}”看不懂，请写成 9:00-12:00、13:30-17:30，不开写休息。")
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    if from_minute > 59 or to_minute > 59:
        raise PlaceDetailsWrong(f"“{text}”的分钟应当是 00 到 59。")
    return Span(from_hour * 60 + from_minute, to_hour * 60 + to_minute)


def hours_of(days: Mapping[OpeningDay, Sequence[Span]]) -> WeekHours:
    """A week, checked.

    Raises:
        PlaceDetailsWrong: each wrong day by its code.
    """
    found, wrong = [], []
    for day in OpeningDay:
        try:
            if spans := checked_spans(days.get(day, ())):
                found.append((day, spans))
        except PlaceDetailsWrong as refusal:
            wrong.append(FieldError(f"/hours/{day.value}", refusal.detail))
    if wrong:
        raise PlaceDetailsWrong("；".join(error.detail for error in wrong), errors=tuple(wrong))
    return WeekHours(tuple(found))


def stored_hours(hours: WeekHours) -> dict[str, list[list[int]]]:
    """A week as the table holds it."""
    return {day.value: [[span.opens, span.closes] for span in spans] for day, spans in hours.days}


def hours_from_store(stored: Mapping[str, Sequence[Sequence[int]]]) -> WeekHours:
    """The other way round, days in their order."""
    return WeekHours(
        tuple(
            (day, tuple(Span(opens, closes) for opens, closes in stored[day.value]))
            for day in OpeningDay
            if day.value in stored
        )
    )


def day_kind(on: date, calendar: WorkingCalendar) -> OpeningDay:
    """What a date counts as for opening hours.

    A weekend day that is worked is a make-up workday. A day off is a holiday when it belongs to a run of
    days off that takes in a weekday: the weekend inside the National Day week is no ordinary weekend.

    Law: 全国年节及纪念日放假办法 §2

    Raises:
        CalendarNotLoaded: the year, or the one into which a run of days off reaches, has no calendar.
    """
    weekday = WEEKDAYS[on.weekday()]
    if calendar.is_working_day(on):
        return weekday if on.weekday() < 5 else OpeningDay.MAKE_UP
    return OpeningDay.HOLIDAY if _run_takes_in_a_weekday(on, calendar) else weekday


def _run_takes_in_a_weekday(on: date, calendar: WorkingCalendar) -> bool:
    for step in (timedelta(days=-1), timedelta(days=1)):
        day = on
        while not calendar.is_working_day(day):
            if day.weekday() < 5:
                return True
            day += step
    return False


def day_hours(hours: WeekHours, on: date, calendar: WorkingCalendar) -> DayHours:
    """The hours of one date; unknown where the calendar does not reach."""
    try:
        day = day_kind(on, calendar)
    except CalendarNotLoaded:
        return DayHours(on, None, None)
    return DayHours(on, day, hours.on(day))


def opening_at(hours: WeekHours, at: datetime, calendar: WorkingCalendar) -> Opening:
    """Whether a place is open at a moment, by the clock on its wall (Asia/Shanghai).

    Hours that end at 24:00 and go on at 0:00 of the next day are one stretch. Nothing is guessed: without
    hours, or without the calendar of the day, the state is unknown.

    Args:
        at: aware, of any timezone.
    """
    local = at.astimezone(SHANGHAI)
    today = day_hours(hours, local.date(), calendar)
    if not hours or today.spans is None:
        return Opening(OpeningState.UNKNOWN)
    minute = local.hour * 60 + local.minute
    for span in today.spans:
        if span.opens <= minute < span.closes:
            return Opening(OpeningState.OPEN, until=_closing(hours, local.date(), span, calendar))
        if minute < span.opens:
            return Opening(OpeningState.CLOSED, next_at=moment(local.date(), span.opens))
    for ahead in range(1, LOOK_AHEAD_DAYS + 1):
        later = day_hours(hours, local.date() + timedelta(days=ahead), calendar)
        if later.spans is None:
            break
        if later.spans:
            return Opening(OpeningState.CLOSED, next_at=moment(later.on, later.spans[0].opens))
    return Opening(OpeningState.CLOSED)


def _closing(hours: WeekHours, on: date, span: Span, calendar: WorkingCalendar) -> datetime | None:
    """When the stretch that ``span`` belongs to ends; None: not within a fortnight, or not known."""
    spans: tuple[Span, ...] | None = hours.on(day_kind(on, calendar))
    end = span.closes
    for _ in range(LOOK_AHEAD_DAYS):
        for later in spans or ():
            if later.opens == end:
                end = later.closes
        if end < DAY_MINUTES:
            return moment(on, end)
        on += timedelta(days=1)
        spans = day_hours(hours, on, calendar).spans
        if spans is None:
            return None
        end = 0
    return None


def moment(on: date, minutes: int) -> datetime:
    """Minutes after midnight of a date as a moment; 1440 is midnight of the next day."""
    days, rest = divmod(minutes, DAY_MINUTES)
    return datetime.combine(on + timedelta(days=days), time(*divmod(rest, 60)), SHANGHAI)
