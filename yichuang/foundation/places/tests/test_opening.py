"""Opening hours: how they are written, and whether a place is open at a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.foundation.calendars.types import DayKind, ExceptionalDay, WorkingCalendar, YearSchedule
from yichuang.foundation.places.errors import PlaceDetailsWrong
from yichuang.foundation.places.rules.hours import (
    day_hours,
    day_kind,
    hours_from_store,
    hours_of,
    moment,
    opening_at,
    read_spans,
    stored_hours,
)
from yichuang.foundation.places.types.hours import (
    WEEKDAYS,
    DayHours,
    Opening,
    OpeningDay,
    OpeningState,
    Span,
    WeekHours,
)
from yichuang.kernel.time import SHANGHAI

NOON = 12 * 60
MORNING, AFTERNOON = Span(9 * 60, NOON), Span(13 * 60 + 30, 17 * 60 + 30)
OFFICE = (MORNING, AFTERNOON)
HALL = hours_of(
    {day: OFFICE for day in (*WEEKDAYS[:5], OpeningDay.MAKE_UP)} | {OpeningDay.SATURDAY: [MORNING]}
)
ROUND_THE_CLOCK = hours_of({day: [Span(0, 1440)] for day in OpeningDay})
OVER_MIDNIGHT = hours_of({day: [Span(0, 120), Span(22 * 60, 1440)] for day in OpeningDay})


def off(*days: date) -> tuple[ExceptionalDay, ...]:
    return tuple(ExceptionalDay(day, DayKind.DAY_OFF, "放假") for day in days)


# 2026: New Year Thursday to Saturday with Sunday worked; National Day Thursday 1 to Wednesday 7 October
CALENDAR = WorkingCalendar.of(
    [
        YearSchedule(
            2026,
            "样例",
            (
                *off(date(2026, 1, 1), date(2026, 1, 2)),
                ExceptionalDay(date(2026, 1, 4), DayKind.MAKE_UP_WORKDAY, "元旦"),
                *off(*(date(2026, 10, day) for day in (1, 2, 5, 6, 7))),
                ExceptionalDay(date(2026, 10, 10), DayKind.MAKE_UP_WORKDAY, "国庆节"),
            ),
        )
    ]
)
THURSDAY, SATURDAY, SUNDAY = date(2026, 11, 26), date(2026, 11, 28), date(2026, 11, 29)
DAYS_2026 = st.dates(date(2026, 1, 5), date(2026, 12, 1))
MOMENTS = st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 1), timezones=st.just(SHANGHAI))
SPANS = st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True).map(
    lambda marks: tuple(
        Span(opens, closes) for opens, closes in zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False)
    )
)
WEEKS = st.dictionaries(st.sampled_from(OpeningDay), SPANS, max_size=9).map(hours_of)


def at(on: date, clock: str) -> datetime:
    return datetime.combine(on, time.fromisoformat(clock), SHANGHAI)


# — writing —


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9:00-12:00", (MORNING,)),
        ("9:00—12:00、13:30—17:30", OFFICE),
        ("13:30–17:30, 09:00~12:00", OFFICE),
        ("９：００－１２：００", (MORNING,)),  # typed with a Chinese keyboard
        ("9:00 至 12:00；13:30 到 17:30", OFFICE),
        ("休息", ()),
        ("", ()),
        (" ", ()),
        ("全天", (Span(0, 1440),)),
        ("24 小时", (Span(0, 1440),)),
        ("22:00-24:00", (Span(1320, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: tuple[Span, ...]) -> None:
    assert read_spans(text) == spans


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("上午", "看不懂"),
        ("9-12", "看不懂"),
        ("9:00", "看不懂"),
        ("12:00-9:00", "结束要晚于开始"),
        ("9:00-9:00", "结束要晚于开始"),
        ("9:00-25:00", "最晚写 24:00"),
        ("9:60-12:00", "分钟应当是 00 到 59"),
        ("9:00-12:00、11:59-13:00", "重叠"),
        ("1:00-2:00,3:00-4:00,5:00-6:00,7:00-8:00,9:00-10:00,11:00-12:00,13:00-14:00", "最多写 6 段"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(PlaceDetailsWrong, match=words):
        read_spans(text)


@given(SPANS)
def test_what_is_shown_can_be_typed_again(spans: tuple[Span, ...]) -> None:
    assert read_spans("、".join(map(str, spans))) == spans


def test_a_wrong_day_is_named() -> None:
    with pytest.raises(PlaceDetailsWrong) as refusal:
        hours_of({OpeningDay.MONDAY: OFFICE, OpeningDay.SUNDAY: [MORNING, MORNING]})

    assert [error.pointer for error in refusal.value.errors] == ["/hours/sunday"]


@given(WEEKS)
def test_the_table_gives_back_the_week(hours: WeekHours) -> None:
    assert hours_from_store(stored_hours(hours)) == hours


# — what a day is —


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        (THURSDAY, OpeningDay.THURSDAY),
        (SATURDAY, OpeningDay.SATURDAY),
        (date(2026, 1, 4), OpeningDay.MAKE_UP),
        (date(2026, 10, 1), OpeningDay.HOLIDAY),
        (date(2026, 10, 3), OpeningDay.HOLIDAY),  # the weekend inside the holiday week
        (date(2026, 10, 10), OpeningDay.MAKE_UP),
        (date(2026, 10, 11), OpeningDay.SUNDAY),
        (date(2026, 1, 3), OpeningDay.HOLIDAY),
    ],
)
def test_a_day_is_what_the_calendar_makes_of_it(on: date, kind: OpeningDay) -> None:
    assert day_kind(on, CALENDAR) is kind


@given(DAYS_2026)
def test_a_working_day_is_never_a_holiday_nor_a_plain_weekend(on: date) -> None:
    kind = day_kind(on, CALENDAR)

    if CALENDAR.is_working_day(on):
        assert kind is (WEEKDAYS[on.weekday()] if on.weekday() < 5 else OpeningDay.MAKE_UP)
    else:
        assert kind in {OpeningDay.HOLIDAY, OpeningDay.SATURDAY, OpeningDay.SUNDAY}
        assert on.weekday() >= 5 or kind is OpeningDay.HOLIDAY


def test_a_day_without_a_calendar_is_unknown() -> None:
    assert day_hours(HALL, date(2027, 6, 1), CALENDAR) == DayHours(date(2027, 6, 1), None, None)
    assert opening_at(HALL, at(date(2027, 6, 1), "10:00"), CALENDAR) == Opening(OpeningState.UNKNOWN)


# — open now —


@pytest.mark.parametrize(
    ("on", "clock", "opening"),
    [
        (THURSDAY, "08:59", Opening(OpeningState.CLOSED, next_at=at(THURSDAY, "09:00"))),
        (THURSDAY, "09:00", Opening(OpeningState.OPEN, until=at(THURSDAY, "12:00"))),
        (THURSDAY, "11:59:59", Opening(OpeningState.OPEN, until=at(THURSDAY, "12:00"))),
        (THURSDAY, "12:00", Opening(OpeningState.CLOSED, next_at=at(THURSDAY, "13:30"))),
        (THURSDAY, "13:30", Opening(OpeningState.OPEN, until=at(THURSDAY, "17:30"))),
        (THURSDAY, "17:30", Opening(OpeningState.CLOSED, next_at=at(date(2026, 11, 27), "09:00"))),
        (SATURDAY, "10:00", Opening(OpeningState.OPEN, until=at(SATURDAY, "12:00"))),
        (SATURDAY, "12:00", Opening(OpeningState.CLOSED, next_at=at(date(2026, 11, 30), "09:00"))),
        (SUNDAY, "10:00", Opening(OpeningState.CLOSED, next_at=at(date(2026, 11, 30), "09:00"))),
        (date(2026, 10, 3), "10:00", Opening(OpeningState.CLOSED, next_at=at(date(2026, 10, 8), "09:00"))),
        (date(2026, 10, 10), "14:00", Opening(OpeningState.OPEN, until=at(date(2026, 10, 10), "17:30"))),
        # the next opening lies in a year without a calendar
        (date(2026, 12, 31), "18:00", Opening(OpeningState.CLOSED)),
    ],
)
def test_the_hall(on: date, clock: str, opening: Opening) -> None:
    assert opening_at(HALL, at(on, clock), CALENDAR) == opening


def test_nothing_recorded_is_not_closed() -> None:
    assert opening_at(WeekHours(), at(THURSDAY, "10:00"), CALENDAR) == Opening(OpeningState.UNKNOWN)


@pytest.mark.parametrize(
    ("clock", "opening"),
    [
        ("23:59", Opening(OpeningState.OPEN, until=at(date(2026, 11, 27), "02:00"))),
        ("22:00", Opening(OpeningState.OPEN, until=at(date(2026, 11, 27), "02:00"))),
        ("00:00", Opening(OpeningState.OPEN, until=at(THURSDAY, "02:00"))),
        ("02:00", Opening(OpeningState.CLOSED, next_at=at(THURSDAY, "22:00"))),
    ],
)
def test_a_night_is_one_stretch(clock: str, opening: Opening) -> None:
    assert opening_at(OVER_MIDNIGHT, at(THURSDAY, clock), CALENDAR) == opening


@given(MOMENTS)
def test_what_never_closes_says_no_closing(now: datetime) -> None:
    assert opening_at(ROUND_THE_CLOCK, now, CALENDAR) == Opening(OpeningState.OPEN)


@given(WEEKS, MOMENTS, st.integers(-14, 14))
def test_the_place_of_the_asker_makes_no_difference(hours: WeekHours, now: datetime, offset: int) -> None:
    elsewhere = now.astimezone(timezone(timedelta(hours=offset)))

    assert opening_at(hours, elsewhere, CALENDAR) == opening_at(hours, now, CALENDAR)
    assert opening_at(hours, now.astimezone(UTC), CALENDAR) == opening_at(hours, now, CALENDAR)


@given(WEEKS, MOMENTS)
def test_it_is_open_when_the_hours_of_the_day_say_so(hours: WeekHours, now: datetime) -> None:
    opening = opening_at(hours, now, CALENDAR)
    today = hours.on(day_kind(now.date(), CALENDAR))
    held = any(moment(now.date(), one.opens) <= now < moment(now.date(), one.closes) for one in today)

    if not hours:
        assert opening.state is OpeningState.UNKNOWN
    else:
        assert (opening.state is OpeningState.OPEN) == held


@given(WEEKS, MOMENTS)
def test_what_is_said_of_later_comes_true(hours: WeekHours, now: datetime) -> None:
    opening = opening_at(hours, now, CALENDAR)

    if opening.until is not None:
        assert opening.until > now
        assert opening_at(hours, opening.until, CALENDAR).state is OpeningState.CLOSED
        assert opening_at(hours, opening.until - timedelta(microseconds=1), CALENDAR) == opening
    if opening.next_at is not None:
        assert opening.next_at > now
        assert opening_at(hours, opening.next_at, CALENDAR).state is OpeningState.OPEN
        assert opening_at(hours, opening.next_at - timedelta(microseconds=1), CALENDAR) == opening
