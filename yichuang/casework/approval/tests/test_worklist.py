"""部门办件: one's own department's open cases, the earliest promise first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.approval import queries, services
from yichuang.casework.approval.queries import WorkCounts
from yichuang.casework.approval.tests.states import card_number, claim, decide, opine
from yichuang.casework.approval.types import WorkRow
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.intake.tests.applications import application_for
from yichuang.casework.intake.tests.states import accept, accepted_number, receive
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.clocks.types import Limit, LimitUnit

SOON = date(2026, 2, 24)


def routed(county: County, *numbers: str) -> None:
    for number in numbers:
        services.open_review(case=cases.case_by_number(number), at=AT)


def worklist(county: County, **changes: Any) -> tuple[WorkRow, ...]:
    given = {"organisation_ids": (county.transport,), "today": TODAY, "soon_until": SOON} | changes
    return queries.worklist(**given)


def numbers(rows: Iterable[WorkRow]) -> list[str]:
    return [row.number for row in rows]


@pytest.fixture
def due(county: County) -> dict[int, str]:
    """Cases by the working days they were promised in; 0 has no limit of any kind."""
    found = {}
    for days in (9, 2, 5, 3):
        version = county.item(name=f"货运许可{days}日办", promised=Limit(days, LimitUnit.WORKING_DAY))
        found[days] = accepted_number(county, application_for(version))
    routed(county, *found.values())
    return found


def test_the_earliest_promise_comes_first(county: County, due: dict[int, str]) -> None:
    rows = worklist(county)

    assert numbers(rows) == [due[2], due[3], due[5], due[9]]
    assert [row.promised_due_on for row in rows] == [
        date(2026, 2, 13),
        date(2026, 2, 14),
        date(2026, 2, 25),
        date(2026, 3, 2),
    ]
    assert (rows[0].status, rows[0].claimed_by_id, rows[0].claimed_by_name) == ("accepted", None, "")


def test_each_department_sees_its_own(county: County, due: dict[int, str]) -> None:
    card = card_number(county)
    routed(county, card)

    assert numbers(worklist(county, organisation_ids=(county.social,))) == [card]
    assert len(worklist(county, organisation_ids=(county.social, county.transport))) == 5
    assert worklist(county, organisation_ids=()) == ()


@pytest.mark.parametrize(
    ("today", "filter_by", "days"),
    [
        (date(2026, 2, 11), "late", []),
        (date(2026, 2, 14), "late", [2]),
        (date(2026, 2, 14), "today", [3]),
        (date(2026, 2, 11), "soon", [2, 3]),
        (date(2026, 2, 14), "soon", [3]),
        (date(2026, 2, 11), "nonsense", [2, 3, 5, 9]),
    ],
)
def test_filters_by_what_is_due(
    county: County, due: dict[int, str], today: date, filter_by: str, days: list[int]
) -> None:
    assert numbers(worklist(county, today=today, due=filter_by)) == [due[n] for n in days]


def test_mine_are_those_i_claimed(county: County, due: dict[int, str]) -> None:
    claim(county, due[5])
    claim(county, due[2], by="other-officer")
    officer = county.people["officer"].user_id

    (mine,) = worklist(county, mine=officer)

    assert (mine.number, mine.claimed_by_id, mine.claimed_by_name) == (due[5], officer, "赵青")


def test_search_by_name_or_number(county: County, due: dict[int, str]) -> None:
    row = worklist(county)[0]

    assert numbers(worklist(county, text="许可2日")) == [row.number]
    assert numbers(worklist(county, text=row.number[:14])) == [due[2], due[3], due[5], due[9]]
    assert numbers(worklist(county, text=row.number)) == [row.number]
    assert worklist(county, text="%") == ()
    assert worklist(county, text="没有这样的事项") == ()


def test_pages_go_on_where_the_last_one_ended(county: County, due: dict[int, str]) -> None:
    first = worklist(county)[:2]

    rest = worklist(county, after=(first[-1].promised_due_on, first[-1].case_id))

    assert numbers(rest) == [due[5], due[9]]
    assert worklist(county, after=(rest[-1].promised_due_on, rest[-1].case_id)) == ()


def test_equal_promises_are_told_apart(county: County) -> None:
    version = county.item()
    found = [accepted_number(county, application_for(version)) for _ in range(5)]
    routed(county, *found)
    seen: list[str] = []
    after: tuple[date | None, UUID] | None = None
    for _ in range(5):
        row = worklist(county, after=after)[0]
        seen.append(row.number)
        after = (row.promised_due_on, row.case_id)

    assert sorted(seen) == sorted(found)
    assert worklist(county, after=after) == ()


def test_what_is_decided_is_off_the_list(county: County, due: dict[int, str]) -> None:
    claim(county, due[2])
    opine(county, due[2])

    decide(county, due[2])

    assert due[2] not in numbers(worklist(county))


def test_the_figures_over_the_list(
    county: County, due: dict[int, str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claim(county, due[9])
    given = {
        "organisation_ids": (county.transport,),
        "soon_until": SOON,
        "user_id": county.people["officer"].user_id,
    }

    with django_assert_num_queries(1):
        counts = queries.work_counts(today=date(2026, 2, 14), **given)

    assert counts == WorkCounts(all=4, late=1, unlawful=0, today=1, soon=1, mine=1, nobody=3)
    assert queries.work_counts(today=TODAY, **given) == WorkCounts(
        all=4, late=0, unlawful=0, today=0, soon=2, mine=1, nobody=3
    )


def test_a_page_is_one_statement(
    county: County, due: dict[int, str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        worklist(county, due="soon", text="货运")
    assert TODAY + timedelta(days=13) == SOON


def test_a_branch_sees_the_cases_of_its_own_region(county: County, due: dict[int, str]) -> None:
    number = receive(county, by="town-clerk", window=county.town).number
    accept(county, number, by="town-clerk", window=county.town)
    routed(county, number)

    assert numbers(worklist(county, region_codes=("990101001",))) == [number]
    assert len(worklist(county, region_codes=("990101",))) == 5  # the county's officers see its towns
    assert len(worklist(county)) == 5


def test_what_nobody_claimed_and_what_the_law_has_passed(county: County, due: dict[int, str]) -> None:
    claim(county, due[2])
    april = date(2026, 4, 1)

    assert numbers(worklist(county, unclaimed=True)) == [due[3], due[5], due[9]]
    assert numbers(worklist(county, due="unlawful", today=TODAY)) == []
    assert len(worklist(county, due="unlawful", today=april)) == 4
    assert numbers(worklist(county, due="pressing", soon_until=date(2026, 2, 25))) == [
        due[2],
        due[3],
        due[5],
    ]


@pytest.mark.usefixtures("county")
def test_at_the_end_of_a_year_soon_ends_with_the_calendar() -> None:
    """The notice of next year has not come yet: the list is shown all the same."""
    assert queries.soon_until(date(2026, 12, 29)) == date(2026, 12, 31)
    assert queries.soon_until(date(2026, 2, 14)) == date(2026, 2, 26)
    with pytest.raises(CalendarNotLoaded):
        queries.soon_until(date(2028, 1, 3))
