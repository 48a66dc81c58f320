"""The people of a case in full by the API: a reason first, and it is on record."""

from __future__ import annotations

import pytest

from yichuang.casework.cases.tests.births import born
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.tests.factories import a_person
from yichuang.kernel.models import AuditEntry, IdempotencyRecord

pytestmark = pytest.mark.smoke

REASON = {"reason": "核对领取人的联系方式"}


@pytest.fixture
def number(county: County) -> str:
    agent = a_person(2, name="陆青禾", phone="13900009876")
    return born(county, agent_id=parties.record_party(party=agent, at=AT)).case.number


def unmasked() -> int:
    return AuditEntry.objects.filter(stream="party", action="unmasked").count()


@pytest.mark.parametrize("by", ["clerk", "issuer", "officer", "head"])
def test_staff_whose_case_it_is_see_its_people_for_a_reason(api: Api, number: str, by: str) -> None:
    answer = api.post(f"/cases/{number}/people", REASON, by=by)

    assert answer.status_code == 201, answer.content.decode()
    applicant, agent = answer.json()
    assert (applicant["role"], agent["role"]) == ("applicant", "agent")
    assert (agent["name"], agent["phone"], agent["id_number"]) == (
        "陆青禾",
        "13900009876",
        a_person(2).id_number,
    )
    assert unmasked() == 2
    entry = AuditEntry.objects.filter(action="unmasked").first()
    assert entry is not None
    assert entry.details == REASON


def test_the_answer_that_is_kept_for_a_repetition_is_not_readable(api: Api, number: str) -> None:
    first = api.post(f"/cases/{number}/people", REASON, by="clerk", key="once")
    again = api.post(f"/cases/{number}/people", REASON, by="clerk", key="once")

    assert again.json() == first.json()
    assert unmasked() == 2
    row = IdempotencyRecord.objects.extra(select={"raw": "answer"}).get(key="once")  # type: ignore[no-untyped-call]
    assert "陆青禾".encode() not in bytes(row.raw)


@pytest.mark.parametrize("reason", ["", "查看", "看看看看", "核对 13900009876 的电话", "字" * 401])
def test_without_a_reason_nobody_is_shown(api: Api, number: str, reason: str) -> None:
    api.headers("clerk")
    with unchanged():
        answer = api.post(f"/cases/{number}/people", {"reason": reason}, by="clerk")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/reason"
    assert "陆青禾" not in answer.content.decode()


@pytest.mark.parametrize(
    "by", ["town-clerk", "near-clerk", "social-officer", "manager", "supervisor", "system-admin"]
)
def test_others_are_not_shown_them(api: Api, number: str, by: str) -> None:
    api.headers(by)
    with unchanged():
        answer = api.post(f"/cases/{number}/people", REASON, by=by)

    assert answer.status_code == 403
    assert "陆青禾" not in answer.content.decode()


def test_a_guessed_number_is_not_found(api: Api) -> None:
    assert api.post("/cases/990101202602119999990/people", REASON, by="clerk").status_code == 404
    assert api.post("/cases/990101202602119999990/people", REASON, by=None).status_code == 401
