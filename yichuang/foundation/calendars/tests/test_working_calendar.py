"""The calendar's arithmetic against a walk from day to day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.calendars.tests.factories import shipped_schedule
from yichuang.foundation.calendars.types import WorkingCalendar, YearSchedule

CALENDAR = WorkingCalendar.of(shipped_schedule(year) for year in (2024, 2025, 2026))
WITH_A_GAP = WorkingCalendar.of(shipped_schedule(year) for year in (2026, 2024))
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
ONE_DAY = timedelta(days=1)


def walk(day: date, count: int) -> date:
    while count:
        day += ONE_DAY
        count -= CALENDAR.is_working_day(day)
    return day


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 14), True),  # Saturday, worked
        (date(2026, 2, 16), False),  # Monday, Spring Festival
        (date(2026, 9, 20), True),  # Sunday, worked
        (date(2026, 9, 19), False),  # the Saturday before it
        (date(2026, 3, 2), True),
        (date(2024, 1, 1), False),
        (date(2026, 12, 31), True),
    ],
)
def test_a_day_is_what_the_notice_makes_it(day: date, working: bool) -> None:
    assert CALENDAR.is_working_day(day) is working


@settings(max_examples=1000, deadline=None)
@given(day=st.dates(date(2024, 1, 1), date(2026, 6, 30)), count=st.integers(0, 120))
def test_adding_days_walks_from_day_to_day(day: date, count: int) -> None:
    assert CALENDAR.add_working_days(day, count) == walk(day, count)


@settings(max_examples=1000, deadline=None)
@given(after=DAYS, until=DAYS)
def test_days_between_are_the_working_days_of_the_stretch(after: date, until: date) -> None:
    low, high = min(after, until), max(after, until)
    stretch = tuple(
        day
        for day in (low + timedelta(days=i) for i in range(1, (high - low).days + 1))
        if CALENDAR.is_working_day(day)
    )

    assert CALENDAR.working_days(low, high) == stretch
    assert CALENDAR.working_days_between(low, high) == len(stretch)
    assert CALENDAR.working_days_between(high, low) == -len(stretch)


@given(day=st.dates(date(2024, 1, 1), date(2026, 12, 30)))
def test_the_next_working_day_lies_after_and_the_first_from_may_be_the_day_itself(day: date) -> None:
    assert CALENDAR.next_working_day(day) == walk(day, 1)
    assert CALENDAR.working_day_from(day) == (day if CALENDAR.is_working_day(day) else walk(day, 1))


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda: CALENDAR.is_working_day(date(2027, 1, 1)), 2027),
        (lambda: CALENDAR.is_working_day(date(2023, 12, 31)), 2023),
        (lambda: CALENDAR.add_working_days(date(2026, 12, 31), 1), 2027),
        (lambda: CALENDAR.add_working_days(date(2026, 12, 1), 500), 2027),
        (lambda: CALENDAR.add_working_days(date(2023, 12, 31), 1), 2023),
        (lambda: CALENDAR.next_working_day(date(2026, 12, 31)), 2027),
        (lambda: CALENDAR.working_days_between(date(2026, 12, 1), date(2027, 1, 4)), 2027),
        (lambda: CALENDAR.require(date(2030, 5, 1)), 2030),
        (lambda: WITH_A_GAP.is_working_day(date(2025, 3, 3)), 2025),
        (lambda: WITH_A_GAP.add_working_days(date(2024, 12, 31), 1), 2025),
        (lambda: WITH_A_GAP.working_days_between(date(2026, 1, 5), date(2024, 12, 2)), 2025),
        (lambda: WITH_A_GAP.working_days(date(2024, 12, 2), date(2026, 1, 5)), 2025),
        (lambda: WorkingCalendar.of(()).is_working_day(date(2026, 1, 1)), 2026),
    ],
)
def test_an_unloaded_year_is_refused_by_name(ask: object, year: int) -> None:
    with pytest.raises(CalendarNotLoaded) as refusal:
        ask()  # type: ignore[operator]

    assert refusal.value.extra["year"] == year
    assert f"{year} 年" in refusal.value.detail


def test_years_on_either_side_of_a_gap_count_on_their_own() -> None:
    assert WITH_A_GAP.years == (2024, 2026)
    assert WITH_A_GAP.add_working_days(date(2026, 2, 11), 20) == date(2026, 3, 17)
    assert WITH_A_GAP.add_working_days(date(2024, 2, 9), 1) == date(2024, 2, 18)


def test_counting_backwards_is_no_question_for_adding() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(date(2026, 3, 2), -1)


def test_a_year_without_exceptions_is_its_weekdays() -> None:
    plain = YearSchedule(2026, "测试", ())

    assert len(plain.working_days()) == sum(
        (date(2026, 1, 1) + timedelta(days=i)).weekday() < 5 for i in range(365)
    )


@settings(max_examples=300, deadline=None)
@given(after=DAYS, until=DAYS)
def test_the_ranks_count_as_the_calendar_does(after: date, until: date) -> None:
    first, ranks = CALENDAR.ranks()

    counted = ranks[(until - first).days] - ranks[(after - first).days]

    assert counted == CALENDAR.working_days_between(after, until)


def test_the_ranks_know_nothing_of_a_year_that_is_not_loaded() -> None:
    first, ranks = WITH_A_GAP.ranks()

    assert (first, len(ranks)) == (date(2024, 1, 1), 366 + 365 + 365)
    assert {rank is None for rank in ranks[366 : 366 + 365]} == {True}
    assert None not in ranks[:366] + ranks[366 + 365 :]
    assert WorkingCalendar.of(()).ranks() == (date.min, ())
