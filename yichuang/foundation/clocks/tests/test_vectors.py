"""Dates worked out by hand: the vectors of the domain rules, and the law's own corner cases."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.clocks.errors import LimitNotValid, MomentNeeded, SuspensionReversed
from yichuang.foundation.clocks.queries import due_at, due_dates, due_on
from yichuang.foundation.clocks.tests.almanac import CALENDAR
from yichuang.foundation.clocks.types import DueDates, Limit, LimitUnit, Suspension
from yichuang.kernel.time import SHANGHAI


def working(amount: int) -> Limit:
    return Limit(amount, LimitUnit.WORKING_DAY)


def stop(first: str, last: str, notice: str | None = "安特告〔2026〕1号") -> Suspension:
    return Suspension(date.fromisoformat(first), date.fromisoformat(last), notice)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-02-13", 1, "2026-02-14"),  # the make-up Saturday counts
        ("2026-02-11", 5, "2026-02-25"),
        ("2026-02-11", 20, "2026-03-17"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-19", 5, "2026-09-24"),  # received on a free Saturday
        ("2026-09-24", 10, "2026-10-15"),
        ("2026-09-14", 20, "2026-10-16"),
        ("2026-09-14", 30, "2026-10-30"),
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-03-02", 45, "2026-05-08"),
        ("2026-03-02", 60, "2026-05-28"),
        ("2026-03-02", 10, "2026-03-16"),
    ],
)
def test_working_days_count_make_up_days_and_no_holidays(start: str, amount: int, due: str) -> None:
    assert due_on(CALENDAR, date.fromisoformat(start), working(amount)) == date.fromisoformat(due)


@pytest.mark.parametrize(("amount", "extension", "due"), [(20, 10, "2026-10-30"), (45, 15, "2026-12-11")])
def test_an_extension_adds_working_days(amount: int, extension: int, due: str) -> None:
    assert due_on(CALENDAR, date(2026, 9, 14), working(amount), (), extension) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("suspensions", "due"),
    [
        ([stop("2026-03-06", "2026-03-20")], "2026-03-30"),
        ([stop("2026-03-06", "2026-03-20", None)], "2026-03-16"),
        ([stop("2026-03-06", "2026-03-20", "")], "2026-03-16"),
        ([stop("2026-03-06", "2026-03-06")], "2026-03-16"),
        ([stop("2026-03-06", "2026-03-08")], "2026-03-16"),  # a free weekend stops nothing
        ([stop("2026-03-06", "2026-03-20")] * 2, "2026-03-30"),
        ([stop("2026-03-06", "2026-03-13"), stop("2026-03-11", "2026-03-20")], "2026-03-30"),
        ([stop("2026-03-13", "2026-03-20"), stop("2026-03-06", "2026-03-13")], "2026-03-30"),
        ([stop("2026-02-20", "2026-03-06")], "2026-03-20"),  # days before the start never counted
        ([stop("2026-03-02", "2026-03-03")], "2026-03-17"),
        # 16 March is the due date: a stop that begins on it still moves it, one that begins later does not
        ([stop("2026-03-16", "2026-03-20")], "2026-03-20"),
        ([stop("2026-03-17", "2026-03-20")], "2026-03-16"),
        # the second begins after 16 March, but before the due date the first has moved to 30 March
        ([stop("2026-03-06", "2026-03-20"), stop("2026-03-25", "2026-03-27")], "2026-04-01"),
        ([stop("2026-03-06", "2026-03-20"), stop("2026-03-31", "2026-04-03")], "2026-03-30"),
        ([stop("2026-03-06", "2026-03-20", None), stop("2026-03-25", "2026-03-27")], "2026-03-16"),
    ],
)
def test_suspensions_move_a_limit_of_ten_working_days(suspensions: list[Suspension], due: str) -> None:
    assert due_on(CALENDAR, date(2026, 3, 2), working(10), suspensions) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-03-02", 10, "2026-03-12"),
        ("2026-03-02", 5, "2026-03-09"),  # ends on Saturday 7 March
        ("2026-09-16", 15, "2026-10-08"),  # ends on 1 October
        ("2026-02-12", 2, "2026-02-14"),  # ends on a make-up Saturday, which is a working day
        ("2026-02-14", 1, "2026-02-24"),
    ],
)
def test_calendar_days_end_on_a_working_day(start: str, amount: int, due: str) -> None:
    assert due_on(
        CALENDAR, date.fromisoformat(start), Limit(amount, LimitUnit.CALENDAR_DAY)
    ) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        ("2026-03-16", 1, "2026-04-16"),
        ("2026-01-31", 1, "2026-02-28"),  # February has no 31st; the 28th is worked
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-04-01", 1, "2026-05-06"),  # 1 May is a holiday
        ("2025-11-15", 3, "2026-02-24"),  # over the year's end, into Spring Festival
        ("2025-02-28", 12, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_month_s_last(start: str, months: int, due: str) -> None:
    assert due_on(CALENDAR, date.fromisoformat(start), Limit(months, LimitUnit.MONTH)) == date.fromisoformat(
        due
    )


@pytest.mark.parametrize(
    ("suspensions", "due"),
    [
        ([stop("2026-03-06", "2026-03-20")], "2026-03-26"),  # 14 calendar days
        ([stop("2026-03-06", "2026-03-20", None)], "2026-03-12"),
        ([stop("2026-03-06", "2026-03-08")], "2026-03-16"),  # two free days, 14 March is a Saturday
        ([stop("2026-03-12", "2026-03-13")], "2026-03-13"),
        ([stop("2026-03-13", "2026-03-20")], "2026-03-12"),
    ],
)
def test_calendar_days_are_moved_by_as_many_calendar_days(suspensions: list[Suspension], due: str) -> None:
    limit = Limit(10, LimitUnit.CALENDAR_DAY)

    assert due_on(CALENDAR, date(2026, 3, 2), limit, suspensions) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("suspension", "due"),
    [
        # counted out on Thursday 1 October; the holiday holds the limit open until Thursday 8 October
        (stop("2026-10-02", "2026-10-04"), "2026-10-08"),
        (stop("2026-10-02", "2026-10-08"), "2026-10-09"),
        (stop("2026-10-08", "2026-10-09"), "2026-10-09"),
        (stop("2026-10-08", "2026-10-11"), "2026-10-12"),
        (stop("2026-10-09", "2026-10-14"), "2026-10-08"),
    ],
)
def test_a_limit_held_open_by_a_holiday_can_still_be_stopped(suspension: Suspension, due: str) -> None:
    limit = Limit(15, LimitUnit.CALENDAR_DAY)

    assert due_on(CALENDAR, date(2026, 9, 16), limit, [suspension]) == date.fromisoformat(due)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "hours", "due", "end"),
    [
        ("2026-03-02T09:30", 4, "2026-03-02", "2026-03-02T14:00"),
        ("2026-03-02T09:00", 4, "2026-03-02", "2026-03-02T14:00"),
        ("2026-03-02T15:10", 8, "2026-03-02", "2026-03-03T00:00"),
        ("2026-03-02T15:10", 24, "2026-03-03", "2026-03-03T16:00"),
        ("2026-03-06T15:10", 24, "2026-03-09", "2026-03-10T00:00"),  # Saturday moves to Monday's end
    ],
)
def test_hours_run_from_the_next_full_hour_day_and_night(start: str, hours: int, due: str, end: str) -> None:
    limit = Limit(hours, LimitUnit.HOUR)
    due_date = due_on(CALENDAR, moment(start), limit)

    assert due_date == date.fromisoformat(due)
    assert due_at(CALENDAR, moment(start), limit, due_date) == moment(end)


def test_a_limit_in_days_ends_with_its_last_day() -> None:
    limit = working(10)

    assert due_at(CALENDAR, moment("2026-03-02T09:30"), limit, date(2026, 3, 16)) == moment(
        "2026-03-17T00:00"
    )


def test_hours_need_a_moment() -> None:
    with pytest.raises(MomentNeeded):
        due_on(CALENDAR, date(2026, 3, 2), Limit(4, LimitUnit.HOUR))


def test_a_moment_counts_by_its_date_in_shanghai() -> None:
    late_on_13_february = datetime.fromisoformat("2026-02-13T15:59:00+00:00")
    early_on_14_february = datetime.fromisoformat("2026-02-13T16:01:00+00:00")

    assert due_on(CALENDAR, late_on_13_february, working(1)) == date(2026, 2, 14)
    assert due_on(CALENDAR, early_on_14_february, working(1)) == date(2026, 2, 24)


def test_what_is_decided_on_the_spot_is_due_the_same_day() -> None:
    limit = Limit(0, LimitUnit.IMMEDIATE)

    assert due_on(CALENDAR, date(2026, 9, 19), limit) == date(2026, 9, 19)  # a free Saturday at the window
    assert due_on(CALENDAR, date(2026, 3, 2), limit, [stop("2026-03-02", "2026-03-20")], 10) == date(
        2026, 3, 2
    )


def test_both_clocks_run_and_an_unknown_limit_has_no_date() -> None:
    suspensions = iter([stop("2026-03-06", "2026-03-20")])

    both = due_dates(
        CALENDAR,
        start_on=date(2026, 3, 2),
        promised=working(10),
        statutory=working(20),
        suspensions=suspensions,
        extension_working_days=10,
    )

    assert both == DueDates(date(2026, 4, 14), date(2026, 4, 28))
    assert due_dates(CALENDAR, start_on=date(2026, 3, 2), promised=None, statutory=None) == DueDates(
        None, None
    )


@pytest.mark.parametrize(
    ("start", "limit", "suspensions", "year"),
    [
        ("2026-12-31", working(1), [], 2027),
        ("2026-12-01", working(45), [], 2027),
        ("2023-12-29", working(1), [], 2023),
        ("2026-12-20", Limit(30, LimitUnit.CALENDAR_DAY), [], 2027),
        ("2026-12-20", Limit(2, LimitUnit.MONTH), [], 2027),
        ("2026-12-20", Limit(3650, LimitUnit.MONTH), [], 2331),
        ("9999-12-31", Limit(5, LimitUnit.CALENDAR_DAY), [], 9999),
        ("2027-01-04", Limit(0, LimitUnit.IMMEDIATE), [], 2027),
        ("2026-12-01", working(5), [stop("2026-12-02", "2027-01-15")], 2027),
        ("2026-12-01", Limit(5, LimitUnit.CALENDAR_DAY), [stop("2026-12-02", "9999-12-31")], 9999),
    ],
)
def test_a_date_beyond_the_calendar_is_refused_by_year(
    start: str, limit: Limit, suspensions: list[Suspension], year: int
) -> None:
    with pytest.raises(CalendarNotLoaded, match=f"{year} 年"):
        due_on(CALENDAR, date.fromisoformat(start), limit, suspensions)


def test_a_stop_planned_beyond_the_calendar_is_no_matter_when_it_begins_too_late() -> None:
    late = stop("2026-12-20", "2027-02-01")

    assert due_on(CALENDAR, date(2026, 12, 1), working(5), [late]) == date(2026, 12, 8)


@pytest.mark.parametrize("amount", [0, -1, 3651])
def test_a_limit_has_a_sensible_amount(amount: int) -> None:
    with pytest.raises(LimitNotValid):
        Limit(amount, LimitUnit.WORKING_DAY)


def test_a_suspension_does_not_end_before_it_starts() -> None:
    with pytest.raises(SuspensionReversed):
        stop("2026-03-20", "2026-03-06")


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (working(20), "20 个工作日"),
        (Limit(30, LimitUnit.CALENDAR_DAY), "30 个自然日"),
        (Limit(3, LimitUnit.MONTH), "3 个月"),
        (Limit(4, LimitUnit.HOUR), "4 小时"),
        (Limit(0, LimitUnit.IMMEDIATE), "即办"),
    ],
)
def test_a_limit_is_printed_in_words(limit: Limit, words: str) -> None:
    assert limit.words == words
