"""The clock strip, cell by cell."""

from __future__ import annotations

from datetime import date

from yichuang.foundation.clocks.queries import clock_strip, due_on
from yichuang.foundation.clocks.tests.almanac import CALENDAR
from yichuang.foundation.clocks.types import Cell, CellKind, CellMark, Limit, LimitUnit, Suspension

START = date(2026, 3, 2)  # a Monday
LETTERS = {
    CellKind.USED: "u",
    CellKind.TODAY: "T",
    CellKind.PROMISED: "p",
    CellKind.STATUTORY: "s",
    CellKind.LATE: "l",
    CellKind.STOPPED: "-",
}


def after(working_days: int) -> date:
    return CALENDAR.add_working_days(START, working_days)


def drawn(cells: tuple[Cell, ...]) -> str:
    return "".join(LETTERS[cell.kind] for cell in cells)


def marks(cells: tuple[Cell, ...]) -> list[tuple[int, CellMark]]:
    return [(number, mark) for number, cell in enumerate(cells, start=1) for mark in cell.marks]


def test_a_case_on_its_fifth_of_seven_promised_and_ten_statutory_days() -> None:
    cells = clock_strip(CALENDAR, START, after(7), after(10), after(5))

    assert drawn(cells) == "uuuuTppsss"
    assert marks(cells) == [(5, CellMark.TODAY), (7, CellMark.PROMISED_END), (10, CellMark.STATUTORY_END)]
    assert cells[0].day == date(2026, 3, 3)


def test_on_the_day_of_acceptance_nothing_is_used() -> None:
    assert drawn(clock_strip(CALENDAR, START, after(3), after(5), START)) == "pppss"


def test_on_a_free_day_no_cell_is_today() -> None:
    cells = clock_strip(CALENDAR, START, after(7), after(7), date(2026, 3, 7))

    assert drawn(cells) == "uuuuppp"
    assert marks(cells) == [(7, CellMark.PROMISED_END), (7, CellMark.STATUTORY_END)]


def test_days_over_the_promise_are_late_and_the_law_s_days_remain() -> None:
    cells = clock_strip(CALENDAR, START, after(3), after(8), after(5))

    assert drawn(cells) == "uuullsss"
    assert marks(cells)[1] == (5, CellMark.TODAY)


def test_a_case_later_than_the_law_shows_ten_more_days_at_most() -> None:
    assert drawn(clock_strip(CALENDAR, START, after(2), after(3), after(6))) == "uullll"
    assert drawn(clock_strip(CALENDAR, START, after(2), after(3), after(60))) == "uul" + "l" * 10


def test_stopped_days_are_striped_whether_past_or_planned() -> None:
    stops = [Suspension(after(2), after(5), "1号")]
    promised, statutory = (
        due_on(CALENDAR, START, Limit(amount, LimitUnit.WORKING_DAY), stops) for amount in (4, 6)
    )

    assert drawn(clock_strip(CALENDAR, START, promised, statutory, after(1), stops)) == "Tp---ppss"
    during = clock_strip(CALENDAR, START, promised, statutory, after(4), stops)
    assert drawn(during) == "uu---ppss"
    assert marks(during)[0] == (4, CellMark.TODAY)
    assert drawn(clock_strip(CALENDAR, START, promised, statutory, after(6), stops)) == "uu---Tpss"


def test_one_limit_alone_has_its_own_look() -> None:
    assert drawn(clock_strip(CALENDAR, START, None, after(4), after(1))) == "Tsss"
    assert drawn(clock_strip(CALENDAR, START, after(4), None, after(1))) == "Tppp"


def test_without_limit_or_decided_on_the_spot_nothing_is_drawn() -> None:
    assert clock_strip(CALENDAR, START, None, None, after(1)) == ()
    assert clock_strip(CALENDAR, START, START, None, START) == ()
