"""Laws the clock keeps whatever the dates are, and the oracle that walks from day to day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from yichuang.foundation.clocks.queries import due_on
from yichuang.foundation.clocks.tests.almanac import CALENDAR, WORKING_DAYS, patient_due_on
from yichuang.foundation.clocks.types import Limit, LimitUnit, Suspension

MANY = settings(max_examples=3000, deadline=None)
SOME = settings(max_examples=500, deadline=None)
STARTS = st.dates(date(2024, 1, 1), date(2025, 12, 31))
DAY_LIMITS = st.one_of(
    st.builds(Limit, st.integers(1, 60), st.just(LimitUnit.WORKING_DAY)),
    st.builds(Limit, st.integers(1, 90), st.just(LimitUnit.CALENDAR_DAY)),
    st.builds(Limit, st.integers(1, 3), st.just(LimitUnit.MONTH)),
)


def working(amount: int) -> Limit:
    return Limit(amount, LimitUnit.WORKING_DAY)


@st.composite
def starts_and_suspensions(draw: st.DrawFn, most: int = 3) -> tuple[date, list[Suspension]]:
    """A start, and suspensions scattered around the time a limit may run."""
    start = draw(STARTS)
    suspensions = []
    for _ in range(draw(st.integers(0, most))):
        first = start + timedelta(days=draw(st.integers(-10, 90)))
        last = first + timedelta(days=draw(st.integers(0, 30)))
        suspensions.append(Suspension(first, last, draw(st.sampled_from(["1号", "2号", None]))))
    return start, suspensions


@st.composite
def suspended_near_the_end(draw: st.DrawFn) -> tuple[date, Limit, list[Suspension]]:
    """Suspensions that begin within days of the due date, where every off-by-one lives."""
    start, limit = draw(STARTS), draw(DAY_LIMITS)
    suspensions: list[Suspension] = []
    for _ in range(draw(st.integers(1, 3))):
        near = due_on(CALENDAR, start, limit, suspensions) + timedelta(days=draw(st.integers(-4, 2)))
        suspensions.append(Suspension(near, near + timedelta(days=draw(st.integers(0, 6))), "1号"))
    return start, limit, draw(st.permutations(suspensions))


@MANY
@given(starts_and_suspensions(), DAY_LIMITS, st.sampled_from([0, 0, 1, 5, 10, 15]))
def test_the_rules_agree_with_a_walk_from_day_to_day(
    case: tuple[date, list[Suspension]], limit: Limit, extension: int
) -> None:
    start, suspensions = case

    assert due_on(CALENDAR, start, limit, suspensions, extension) == patient_due_on(
        start, limit, suspensions, extension
    )


@MANY
@given(suspended_near_the_end(), st.sampled_from([0, 0, 3, 10]))
def test_they_agree_where_suspensions_begin_around_the_due_date(
    case: tuple[date, Limit, list[Suspension]], extension: int
) -> None:
    start, limit, suspensions = case

    assert due_on(CALENDAR, start, limit, suspensions, extension) == patient_due_on(
        start, limit, suspensions, extension
    )


@SOME
@given(starts_and_suspensions(), DAY_LIMITS)
def test_a_due_date_is_a_working_day_after_the_start(
    case: tuple[date, list[Suspension]], limit: Limit
) -> None:
    start, suspensions = case
    due = due_on(CALENDAR, start, limit, suspensions)

    assert due in WORKING_DAYS
    assert due > start


@SOME
@given(STARTS, st.integers(1, 60), st.data())
def test_a_stop_of_k_working_days_within_the_limit_moves_it_by_exactly_k(
    start: date, amount: int, data: st.DataObject
) -> None:
    due = due_on(CALENDAR, start, working(amount))
    first = data.draw(st.dates(start, due))
    last = first + timedelta(days=data.draw(st.integers(0, 40)))
    k = sum(first + timedelta(days=i) in WORKING_DAYS for i in range(1, (last - first).days + 1))

    moved = due_on(CALENDAR, start, working(amount), [Suspension(first, last, "1号")])

    assert CALENDAR.working_days_between(due, moved) == k
    assert moved == due_on(CALENDAR, start, working(amount + k))


@SOME
@given(starts_and_suspensions(), st.integers(1, 60))
def test_one_more_working_day_ends_later(case: tuple[date, list[Suspension]], amount: int) -> None:
    start, suspensions = case

    assert due_on(CALENDAR, start, working(amount), suspensions) < due_on(
        CALENDAR, start, working(amount + 1), suspensions
    )


@SOME
@given(starts_and_suspensions(), st.integers(1, 90))
def test_one_more_calendar_day_never_ends_earlier(case: tuple[date, list[Suspension]], amount: int) -> None:
    start, suspensions = case

    def due(days: int) -> date:
        return due_on(CALENDAR, start, Limit(days, LimitUnit.CALENDAR_DAY), suspensions)

    assert due(amount) <= due(amount + 1)


@SOME
@given(starts_and_suspensions(), DAY_LIMITS, STARTS)
def test_a_stop_without_days_or_without_notice_changes_nothing(
    case: tuple[date, list[Suspension]], limit: Limit, day: date
) -> None:
    start, suspensions = case
    nothing = [Suspension(day, day, "1号"), Suspension(day, day + timedelta(days=20), None)]

    assert due_on(CALENDAR, start, limit, suspensions + nothing) == due_on(
        CALENDAR, start, limit, suspensions
    )


@SOME
@given(STARTS, DAY_LIMITS, st.data())
def test_overlapping_stops_are_their_union(start: date, limit: Limit, data: st.DataObject) -> None:
    first = start + timedelta(days=data.draw(st.integers(0, 40)))
    length = data.draw(st.integers(1, 30))
    last = first + timedelta(days=length)
    cut = first + timedelta(days=data.draw(st.integers(0, length)))
    overlap = cut - timedelta(days=data.draw(st.integers(0, (cut - first).days)))

    pieces = [Suspension(overlap, last, "2号"), Suspension(first, cut, "1号")]

    assert due_on(CALENDAR, start, limit, pieces) == due_on(
        CALENDAR, start, limit, [Suspension(first, last, "3号")]
    )


@SOME
@given(starts_and_suspensions(), DAY_LIMITS, st.integers(1, 40), st.integers(0, 30))
def test_a_stop_that_begins_after_the_running_due_date_changes_nothing(
    case: tuple[date, list[Suspension]], limit: Limit, later: int, length: int
) -> None:
    start, suspensions = case
    due = due_on(CALENDAR, start, limit, suspensions)
    heard = [s for s in suspensions if s.notice_number]
    assume(all(s.starts_on <= due for s in heard))
    # a stop that begins on the due date holds the limit open to its own end, free days included
    run_out = max([due, *(s.ends_on for s in heard)])
    late = Suspension(run_out + timedelta(days=later), run_out + timedelta(days=later + length), "1号")

    assert due_on(CALENDAR, start, limit, [late, *suspensions]) == due


@SOME
@given(STARTS, DAY_LIMITS, st.data())
def test_stops_without_an_extension_and_an_extension_without_stops_commute_for_working_days(
    start: date, limit: Limit, data: st.DataObject
) -> None:
    extension = data.draw(st.integers(1, 15))
    due = due_on(CALENDAR, start, limit)

    assert due_on(CALENDAR, start, limit, (), extension) == CALENDAR.add_working_days(due, extension)
