"""GET /cases: the list of a desk, for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from yichuang.casework.cases.tests.births import born, go
from yichuang.casework.cases.tests.county import AT, CARD_NEW, County
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.casework.cases.types import ActKind, CaseView
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.tests.factories import a_person
from yichuang.kernel.models import AuditEntry

PURPOSE = "电话询问进度"


@pytest.fixture
def case(county: County) -> CaseView:
    person = a_person(7, name="王小满", phone="13700001234")
    return born(county, applicant_id=parties.record_party(party=person, at=AT)).case


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["cases"]]


def test_a_row_says_what_runs_and_masks_the_applicant(api: Api, case: CaseView) -> None:
    body = api.get("/cases", by="clerk").json()

    assert body == {
        "cases": [
            {
                "number": case.number,
                "status": "received",
                "status_label": "已收件",
                "code": case.handling_code,
                "name": case.name,
                "applicant": "王*",
                "organisation": "安澜县交通运输局",
                "outlet": "安澜县政务服务中心",
                "received_at": "2026-02-11T01:30:00Z",
                "accepted_at": None,
                "due_on": "2026-02-25",
                "light": "green",
                "deadline": "剩 5 个工作日",
                "completed_at": None,
            }
        ],
        "after": None,
    }


@pytest.mark.parametrize("username", ["town-clerk", "near-clerk", "social-officer", "town-officer"])
def test_staff_of_another_place_get_nothing(api: Api, case: CaseView, username: str) -> None:
    assert numbers(api.get("/cases", by=username)) == []
    assert numbers(api.get("/cases", by=username, number=case.number)) == []


def test_who_may_read_no_case_is_refused(api: Api, case: CaseView) -> None:
    assert api.get("/cases", by="system-admin").status_code == 403
    assert api.get("/cases", by=None).status_code == 401


def test_filters_narrow(api: Api, county: County, case: CaseView) -> None:
    other = born(
        county,
        at=AT + timedelta(minutes=1),
        window_id=county.a2.id,
        organisation_id=county.social,
        handling_code=CARD_NEW,
    ).case
    go(county, other.number, ActKind.WITHDRAW)

    def found(**filters: str) -> list[str]:
        return numbers(api.get("/cases", by="supervisor", **filters))

    assert found() == [other.number, case.number]
    for filters, expected in (
        ({"number": case.number}, case),
        ({"code": CARD_NEW}, other),
        ({"status": "withdrawn"}, other),
        ({"light": "green"}, case),
        ({"open": "true"}, case),
        ({"organisation": "RSJ"}, other),
        ({"outlet": "HALL", "window": "A1"}, case),
        ({"completed_from": "2026-02-11"}, other),
        ({"order": "due"}, case),
    ):
        assert found(**filters) == [expected.number], filters
    assert found(received_until="2026-02-10") == []


def test_pages_follow_by_their_cursor(api: Api, county: County, case: CaseView) -> None:
    for n in range(4):
        born(county, at=AT + timedelta(minutes=n), applicant_id=case.applicant_id)
    walked, after = [], ""

    for _ in range(3):
        body = api.get("/cases", by="clerk", limit="2", after=after).json()
        walked += [row["number"] for row in body["cases"]]
        after = body["after"] or ""

    assert after == ""
    assert len(set(walked)) == len(walked) == 5


@pytest.mark.parametrize(
    ("filters", "status", "code"),
    [
        ({"status": "lost"}, 422, "malformed-request"),
        ({"light": "blue"}, 422, "malformed-request"),
        ({"limit": "0"}, 422, "malformed-request"),
        ({"limit": "101"}, 422, "malformed-request"),
        ({"received_from": "20260211"}, 422, "malformed-request"),
        ({"received_until": "0"}, 422, "malformed-request"),
        ({"after": "nonsense"}, 422, "cases.page-unknown"),
        ({"after": "_019c0000-0000-7000-8000-000000000000"}, 422, "cases.page-unknown"),
        ({"applicant": "x"}, 422, "cases.search-ended"),
        ({"outlet": "NOWHERE"}, 404, "places.not-found"),
        ({"window": "A1"}, 404, "places.not-found"),
    ],
)
def test_what_cannot_be_is_refused(
    api: Api, case: CaseView, filters: dict[str, str], status: int, code: str
) -> None:
    answer = api.get("/cases", by="clerk", **filters)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_is_are_days(api: Api, case: CaseView, day: str) -> None:
    assert numbers(api.get("/cases", by="clerk", received_from="0001-01-01", received_until=day)) == (
        [] if day.startswith("0001") else [case.number]
    )


def test_an_applicants_cases_are_found_for_a_purpose(api: Api, county: County, case: CaseView) -> None:
    born(county, at=AT + timedelta(minutes=1))
    asked = {"by": "phone", "value": "137 0000 1234", "purpose": PURPOSE}

    answer = api.post("/cases/applicant-searches", asked, by="clerk", key="one")
    again = api.post("/cases/applicant-searches", asked, by="clerk", key="one")

    assert (answer.status_code, again.json()) == (201, answer.json())
    reference = answer.json()["applicant"]
    assert numbers(api.get("/cases", by="clerk", applicant=reference)) == [case.number]
    assert api.get("/cases", by="other-clerk", applicant=reference).json()["code"] == "cases.search-ended"
    (entry,) = AuditEntry.objects.filter(stream="party-search")
    assert entry.details["purpose"] == PURPOSE


def test_without_a_purpose_nobody_is_looked_for(api: Api, case: CaseView) -> None:
    asked = {"by": "name", "value": "王小满", "purpose": "查"}

    answer = api.post("/cases/applicant-searches", asked, by="clerk")

    assert (answer.status_code, answer.json()["code"]) == (422, "parties.search-incomplete")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/purpose"]
    assert not AuditEntry.objects.filter(stream="party-search").exists()


def test_receiving_stands_at_the_same_address(api: Api, case: CaseView) -> None:
    """One address of two domains: each method has its own answer."""
    assert api.post("/cases", {}, by="clerk").status_code == 422
    assert api.client.put("/api/v1/cases", headers=api.headers("clerk")).status_code == 405
