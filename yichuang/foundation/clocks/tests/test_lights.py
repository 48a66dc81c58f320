"""The light and its words, day by day along one case."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.foundation.clocks.queries import deadline, due_on
from yichuang.foundation.clocks.rules.lights import WORDS
from yichuang.foundation.clocks.tests.almanac import CALENDAR, WORKING_DAYS, stopped_days
from yichuang.foundation.clocks.types import Light, LightPolicy, Limit, LimitUnit, Phrase, Suspension
from yichuang.kernel.time import SHANGHAI

START = date(2026, 3, 2)
DUE = date(2026, 3, 16)  # ten working days
STOP = Suspension(date(2026, 3, 6), date(2026, 3, 20), "安特告〔2026〕1号")
STOPPED_DUE = date(2026, 3, 30)


def noon(day: str | date) -> datetime:
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("today", "light", "remaining", "words"),
    [
        ("2026-03-02", Light.GREEN, 10, "剩 10 个工作日"),
        ("2026-03-11", Light.GREEN, 3, "剩 3 个工作日"),
        ("2026-03-12", Light.YELLOW, 2, "剩 2 个工作日"),  # a fifth of ten
        ("2026-03-13", Light.YELLOW, 1, "剩 1 个工作日"),
        ("2026-03-15", Light.YELLOW, 1, "剩 1 个工作日"),  # Sunday
        ("2026-03-16", Light.YELLOW, 0, "今天到期"),
        ("2026-03-17", Light.RED, -1, "超期 1 个工作日"),
        ("2026-03-21", Light.RED, -4, "超期 4 个工作日"),
    ],
)
def test_a_light_goes_from_green_to_red(today: str, light: Light, remaining: int, words: str) -> None:
    shown = deadline(CALENDAR, due_on=DUE, at=noon(today), started_on=START)

    assert (shown.light, shown.due_on, shown.remaining_working_days, shown.words) == (
        light,
        DUE,
        remaining,
        words,
    )


def test_on_the_free_days_after_the_due_date_the_case_is_late_by_no_working_day() -> None:
    shown = deadline(CALENDAR, due_on=date(2026, 3, 13), at=noon("2026-03-14"), started_on=START)

    assert (shown.light, shown.remaining_working_days, shown.words) == (Light.RED, 0, "已超期")


def test_the_day_changes_at_midnight_in_shanghai() -> None:
    before = datetime.fromisoformat("2026-03-16T15:59:59+00:00")
    after = datetime.fromisoformat("2026-03-16T16:00:00+00:00")

    assert deadline(CALENDAR, due_on=DUE, at=before).light is Light.YELLOW
    assert deadline(CALENDAR, due_on=DUE, at=after).light is Light.RED


@pytest.mark.parametrize(("amount", "yellow_from"), [(3, 1), (5, 1), (9, 1), (10, 2), (20, 4), (45, 9)])
def test_yellow_begins_at_a_fifth_and_at_least_one_day(amount: int, yellow_from: int) -> None:
    due = due_on(CALENDAR, START, Limit(amount, LimitUnit.WORKING_DAY))
    lights = {
        left: deadline(
            CALENDAR,
            due_on=due,
            at=noon(CALENDAR.add_working_days(START, amount - left)),
            started_on=START,
        ).light
        for left in range(1, amount + 1)
    }

    assert [left for left, light in lights.items() if light is Light.YELLOW] == list(
        range(1, yellow_from + 1)
    )


def test_without_its_start_only_the_floor_warns_and_the_policy_moves_both() -> None:
    assert deadline(CALENDAR, due_on=DUE, at=noon("2026-03-12")).light is Light.GREEN
    assert deadline(CALENDAR, due_on=DUE, at=noon("2026-03-13")).light is Light.YELLOW
    wide = LightPolicy(floor_working_days=3, share_percent=50)
    assert deadline(CALENDAR, due_on=DUE, at=noon("2026-03-11"), policy=wide).light is Light.YELLOW
    assert deadline(CALENDAR, due_on=DUE, at=noon("2026-03-09"), started_on=START, policy=wide).light is (
        Light.YELLOW
    )


@pytest.mark.parametrize(
    ("today", "light", "words"),
    [
        ("2026-03-05", Light.GREEN, "剩 7 个工作日"),
        ("2026-03-06", Light.PAUSED, "暂停计时，剩 6 个工作日"),
        ("2026-03-15", Light.PAUSED, "暂停计时，剩 6 个工作日"),
        ("2026-03-20", Light.PAUSED, "暂停计时，剩 6 个工作日"),
        ("2026-03-21", Light.GREEN, "剩 6 个工作日"),
        ("2026-03-26", Light.YELLOW, "剩 2 个工作日"),
        ("2026-03-30", Light.YELLOW, "今天到期"),
        ("2026-03-31", Light.RED, "超期 1 个工作日"),
    ],
)
def test_a_stopped_clock_pauses_the_light_and_takes_no_days(today: str, light: Light, words: str) -> None:
    shown = deadline(CALENDAR, due_on=STOPPED_DUE, at=noon(today), started_on=START, suspensions=[STOP])

    assert (shown.light, shown.words) == (light, words)


def test_a_stop_without_notice_or_after_the_due_date_pauses_nothing() -> None:
    unheard = Suspension(date(2026, 3, 6), date(2026, 3, 20), None)
    too_late = Suspension(date(2026, 3, 17), date(2026, 3, 20), "2号")

    assert deadline(CALENDAR, due_on=DUE, at=noon("2026-03-10"), suspensions=[unheard]).light is Light.GREEN
    assert deadline(CALENDAR, due_on=DUE, at=noon("2026-03-18"), suspensions=[too_late]).light is Light.RED


def test_a_limit_that_ends_with_its_stop_is_due_on_that_day() -> None:
    held_open = Suspension(DUE, date(2026, 3, 20), "1号")
    due = due_on(CALENDAR, START, Limit(10, LimitUnit.WORKING_DAY), [held_open])

    assert (
        deadline(CALENDAR, due_on=due, at=noon("2026-03-18"), suspensions=[held_open]).light is Light.PAUSED
    )
    assert deadline(CALENDAR, due_on=due, at=noon("2026-03-20"), suspensions=[held_open]).words == "今天到期"


def test_a_due_date_that_became_a_day_off_leaves_less_than_a_day() -> None:
    shown = deadline(CALENDAR, due_on=date(2026, 3, 14), at=noon("2026-03-13"))

    assert (shown.light, shown.words) == (Light.YELLOW, "剩余不足 1 个工作日")


@pytest.mark.parametrize(
    ("closed", "remaining", "words"),
    [
        ("2026-03-11", 3, "提前 3 个工作日办结"),
        ("2026-03-16", 0, "按期办结"),
        ("2026-03-18", -2, "超期办结"),
    ],
)
def test_a_closed_case_says_how_it_kept_its_date_whatever_day_it_is(
    closed: str, remaining: int, words: str
) -> None:
    shown = deadline(CALENDAR, due_on=DUE, at=noon("2026-11-20"), closed_on=date.fromisoformat(closed))

    assert (shown.light, shown.remaining_working_days, shown.words) == (Light.DONE, remaining, words)


def test_without_a_limit_there_is_no_date_and_no_warning() -> None:
    open_case = deadline(CALENDAR, due_on=None, at=noon("2026-03-11"))
    closed_case = deadline(CALENDAR, due_on=None, at=noon("2026-03-11"), closed_on=START)

    assert (open_case.light, open_case.due_on, open_case.words) == (Light.GREEN, None, "没有规定时限")
    assert closed_case.light is Light.DONE


def test_every_phrase_has_its_words() -> None:
    assert WORDS.keys() == set(Phrase)


@settings(max_examples=500, deadline=None)
@given(
    st.dates(date(2024, 1, 1), date(2025, 12, 1)),
    st.integers(1, 40),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 60),
)
def test_days_left_are_the_counted_days_ahead(
    start: date, amount: int, stop_in: int, length: int, later: int
) -> None:
    first = start + timedelta(days=stop_in)
    stops = [Suspension(first, first + timedelta(days=length), "1号")]
    due = due_on(CALENDAR, start, Limit(amount, LimitUnit.WORKING_DAY), stops)
    today = start + timedelta(days=later)
    shown = deadline(CALENDAR, due_on=due, at=noon(today), started_on=start, suspensions=stops)

    stopped = stopped_days(stops, start) if first <= due else set()
    ahead = [today + timedelta(days=i) for i in range(1, (due - today).days + 1)]
    if today <= due:
        assert shown.remaining_working_days == sum(
            day in WORKING_DAYS and day not in stopped for day in ahead
        )
        assert shown.light is not Light.RED
    else:
        assert shown.light is Light.RED
