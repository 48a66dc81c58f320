"""Finding cases: what a post reaches and nothing else, every condition, pages that never repeat or miss."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.cases import queries
from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.births import TO_DELIVERED, born, crowd, go
from yichuang.casework.cases.tests.county import AT, CARD_NEW, LICENCE_NEW, County
from yichuang.casework.cases.types import (
    ActKind,
    CaseFilter,
    CaseOrder,
    CaseStatus,
    CaseView,
    Days,
    FoundCase,
)
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.clocks.types import Light
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.tests.factories import a_person
from yichuang.kernel.tests.plans import plan_of

ANY = CaseFilter()
LATER = AT + timedelta(days=30)


@pytest.fixture
def cases(county: County) -> dict[str, CaseView]:
    """One case of each place and department, received a minute apart in this order."""
    births: dict[str, dict[str, Any]] = {
        "hall": {},
        "second window": {"window_id": county.a2.id},
        "town": {
            "outlet_id": county.town.outlet_id,
            "window_id": county.town.id,
            "region_code": county.town.region_code,
        },
        "card": {"organisation_id": county.social, "handling_code": CARD_NEW},
        "online": {"window_id": None},
        "near": {
            "outlet_id": county.near.outlet_id,
            "window_id": county.near.id,
            "region_code": county.near.region_code,
        },
    }
    return {
        name: born(
            county,
            at=AT + timedelta(minutes=place),
            applicant_id=parties.record_party(party=a_person(10 + place), at=AT),
            **changes,
        ).case
        for place, (name, changes) in enumerate(births.items())
    }


def found(county: County, username: str, wanted: CaseFilter = ANY, **more: Any) -> tuple[FoundCase, ...]:
    reach = accounts.reach(county.people[username], Act.READ_CASE)
    return queries.search(wanted=wanted, reach=reach, **{"at": AT} | more)


def names(rows: tuple[FoundCase, ...], cases: dict[str, CaseView]) -> list[str]:
    known = {case.id: name for name, case in cases.items()}
    return [known[row.id] for row in rows]


# whose


@pytest.mark.parametrize(
    ("username", "reached"),
    [
        ("clerk", ["online", "card", "second window", "hall"]),
        ("issuer", ["online", "card", "second window", "hall"]),
        ("manager", ["online", "card", "second window", "hall"]),
        ("town-clerk", ["town"]),
        ("near-clerk", ["near"]),
        ("officer", ["online", "town", "second window", "hall"]),
        ("head", ["online", "town", "second window", "hall"]),
        ("town-officer", ["town"]),
        ("social-officer", ["card"]),
        ("chief", ["online", "card", "second window", "hall"]),
        ("clerk-and-officer", ["online", "card", "town", "second window", "hall"]),
        ("supervisor", ["online", "card", "town", "second window", "hall"]),
    ],
)
def test_a_list_holds_what_its_reader_may_open(
    county: County, cases: dict[str, CaseView], username: str, reached: list[str]
) -> None:
    rows = found(county, username)

    assert names(rows, cases) == reached
    openable = {
        name
        for name, case in cases.items()
        if accounts.may(
            county.people[username],
            Act.READ_CASE,
            outlet_id=case.outlet_id,
            organisation_id=case.organisation_id,
            region_code=case.region_code,
        )
    }
    assert set(reached) == openable


@pytest.mark.parametrize("username", ["system-admin"])
def test_who_has_no_cases_finds_none(county: County, cases: dict[str, CaseView], username: str) -> None:
    with pytest.raises(NotYourRole):
        found(county, username)


def test_a_case_of_another_place_is_not_found_by_its_number(
    county: County, cases: dict[str, CaseView]
) -> None:
    asked = CaseFilter(number=cases["town"].number)

    assert found(county, "clerk", asked) == ()
    assert names(found(county, "town-clerk", asked), cases) == ["town"]


# by what


def test_each_condition_narrows(county: County, cases: dict[str, CaseView]) -> None:
    def supervisor(**conditions: Any) -> set[str]:
        return set(names(found(county, "supervisor", CaseFilter(**conditions)), cases))

    assert supervisor(number=cases["card"].number) == {"card"}
    assert supervisor(number="990101202602119999990") == set()
    assert supervisor(applicants=(cases["hall"].applicant_id, cases["near"].applicant_id)) == {"hall"}
    assert supervisor(applicants=()) == set()
    assert supervisor(handling_codes=(CARD_NEW,)) == {"card"}
    assert supervisor(handling_codes=(LICENCE_NEW, CARD_NEW)) == set(cases) - {"near"}
    assert supervisor(handling_codes=()) == set()
    assert supervisor(outlet_id=county.town.outlet_id) == {"town"}
    assert supervisor(window_id=county.a2.id) == {"second window"}
    assert supervisor(organisation_id=county.social) == {"card"}
    assert supervisor(organisation_id=county.social, window_id=county.a2.id) == set()
    assert supervisor(outlet_id=county.near.outlet_id) == set()


def test_states_and_lights_narrow(county: County, cases: dict[str, CaseView]) -> None:
    """APP-11 SUP-01: who follows the cases of all departments."""
    go(county, cases["hall"].number, *TO_DELIVERED)
    go(county, cases["card"].number, ActKind.ACCEPT)
    go(county, cases["town"].number, ActKind.WITHDRAW)

    def supervisor(at: datetime = AT, **conditions: Any) -> set[str]:
        return set(names(found(county, "supervisor", CaseFilter(**conditions), at=at), cases))

    assert supervisor(statuses=(CaseStatus.DELIVERED, CaseStatus.WITHDRAWN)) == {"hall", "town"}
    assert supervisor(open_only=True) == {"card", "second window", "online"}
    assert supervisor(light=Light.DONE) == {"hall", "town"}
    assert supervisor(light=Light.GREEN) == {"card", "second window", "online"}
    assert supervisor(light=Light.RED) == set()
    assert supervisor(LATER, light=Light.RED) == {"card", "second window", "online"}
    assert {row.light for row in found(county, "supervisor", CaseFilter(light=Light.RED), at=LATER)} == {
        Light.RED
    }


def test_days_are_shanghai_dates_with_both_ends(county: County, cases: dict[str, CaseView]) -> None:
    midnight = datetime.fromisoformat("2026-02-12T00:00:00+08:00")
    late = born(county, at=midnight - timedelta(seconds=1), applicant_id=cases["hall"].applicant_id).case
    early = born(county, at=midnight, applicant_id=cases["hall"].applicant_id).case
    go(county, early.number, *TO_DELIVERED, at=midnight + timedelta(days=2))
    the_11th, the_12th, the_14th = date(2026, 2, 11), date(2026, 2, 12), date(2026, 2, 14)

    def numbers(**conditions: Any) -> set[str]:
        return {row.number for row in found(county, "clerk", CaseFilter(**conditions))}

    assert late.number in numbers(received=Days(the_11th, the_11th))
    assert early.number not in numbers(received=Days(last=the_11th))
    assert numbers(received=Days(the_12th)) == {early.number}
    assert numbers(accepted=Days(the_14th, the_14th)) == {early.number}
    assert numbers(completed=Days(last=the_14th)) == {early.number}
    assert numbers(completed=Days(last=the_12th)) == set()
    assert numbers(received=Days(date(9999, 12, 31), date.max)) == set()


# pages


@pytest.mark.parametrize("order", CaseOrder)
def test_pages_hold_every_case_once_while_new_ones_arrive(county: County, order: CaseOrder) -> None:
    """Several have one moment and one due date, some have none at all."""
    person = parties.record_party(party=a_person(), at=AT)
    for place in range(11):
        case = born(county, at=AT + timedelta(minutes=place // 3), applicant_id=person).case
        if place % 2:
            go(county, case.number, ActKind.ACCEPT)
        if place % 4 == 3:
            Case.objects.filter(id=case.id).update(promised_due_on=None, statutory_due_on=None)
    whole = found(county, "clerk", order=order, limit=100)
    assert len(whole) == 11

    walked: list[UUID] = []
    after = None
    while True:
        rows = found(county, "clerk", order=order, after=after, limit=4)
        walked += [row.id for row in rows[:3]]
        if len(rows) < 4:
            break
        after = queries.place_of(rows[2], order)
        born(county, at=AT + timedelta(hours=1), applicant_id=person, answer_due_on=date(2026, 2, 11))

    assert walked == [row.id for row in whole]


def test_by_due_date_the_nearest_open_case_comes_first(county: County, cases: dict[str, CaseView]) -> None:
    go(county, cases["hall"].number, *TO_DELIVERED)
    Case.objects.filter(id=cases["card"].id).update(answer_due_on=date(2026, 2, 12))
    go(county, cases["online"].number, ActKind.ACCEPT)
    Case.objects.filter(id=cases["online"].id).update(promised_due_on=date(2026, 2, 13))

    rows = found(county, "clerk", order=CaseOrder.DUE)

    assert names(rows, cases) == ["card", "online", "second window"]
    assert [row.due_on for row in rows] == [date(2026, 2, 12), date(2026, 2, 13), date(2026, 2, 25)]


def test_a_page_is_one_statement_however_much_it_asks(
    county: County, cases: dict[str, CaseView], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    everything = CaseFilter(
        applicants=(cases["hall"].applicant_id,),
        handling_codes=(LICENCE_NEW,),
        statuses=(CaseStatus.RECEIVED,),
        light=Light.GREEN,
        outlet_id=county.a1.outlet_id,
        received=Days(date(2026, 2, 1), date(2026, 2, 28)),
        open_only=True,
    )
    found(county, "clerk")  # the calendar

    with django_assert_num_queries(1):
        rows = found(county, "clerk", everything)

    assert names(rows, cases) == ["hall"]


def test_counting_counts_the_same_cases(county: County, cases: dict[str, CaseView]) -> None:
    reach = accounts.reach(county.people["clerk"], Act.READ_CASE)

    assert queries.count_found(wanted=ANY, reach=reach, at=AT) == 4
    assert queries.count_found(wanted=replace(ANY, handling_codes=(CARD_NEW,)), reach=reach, at=AT) == 1


# off which index


@pytest.mark.parametrize(
    ("username", "wanted", "order", "index"),
    [
        ("clerk", ANY, CaseOrder.NEWEST, "case_newest"),
        ("officer", ANY, CaseOrder.NEWEST, "case_newest"),
        ("supervisor", ANY, CaseOrder.NEWEST, "case_newest"),
        ("supervisor", CaseFilter(handling_codes=(CARD_NEW,)), CaseOrder.NEWEST, "case_of_item"),
        ("clerk", CaseFilter(applicants=(UUID(int=1),)), CaseOrder.NEWEST, "case_of_applicant"),
        ("supervisor", CaseFilter(statuses=(CaseStatus.VOIDED,)), CaseOrder.NEWEST, "case_ended_otherwise"),
        ("officer", ANY, CaseOrder.DUE, "case_open_of_organisation"),
        ("supervisor", CaseFilter(light=Light.RED), CaseOrder.NEWEST, "case_open_of_organisation"),
    ],
)
def test_each_search_has_its_index(
    county: County, many: None, username: str, wanted: CaseFilter, order: CaseOrder, index: str
) -> None:
    with CaptureQueriesContext(connection) as asked:
        found(county, username, wanted, order=order)

    plan = plan_of(asked.captured_queries[-1]["sql"])

    assert index in plan
    if index == "case_newest":
        assert "Sort" not in plan


def test_another_outlets_cases_are_passed_over_in_the_index(county: County, many: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        found(county, "town-clerk")

    plan = plan_of(asked.captured_queries[-1]["sql"], without=("seqscan", "bitmapscan", "sort"))

    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "outlet_id" in condition


@pytest.fixture
def many(county: County) -> None:
    """Enough cases for the planner to choose as it would in a hall: few are open, few of one item."""
    crowd(county)
