"""API of delivery: the hand-over, and each of its refusals as a problem."""

from __future__ import annotations

from typing import Any

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.foundation.accounts import services as accounts
from yichuang.outcome.delivery import queries
from yichuang.outcome.delivery.tests.states import decided_card_number, hand_over, prepared_number

TAKER = {"name": "王小满", "relation": "self", "id_checked": True}
BODY: dict[str, Any] = {"receiver": TAKER, "window": "C1"}


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), found
    assert (found["status"], found["code"]) == (status, code)
    return found


def test_a_hand_over(api: Api, county: County) -> None:
    number = prepared_number(county)

    answer = api.post(f"/cases/{number}/delivery", BODY, by="issuer")

    assert answer.status_code == 201
    result = queries.result_of(cases.case_by_number(number).id)
    assert answer.json()["number"] == number
    assert answer.json()["document_number"] == result.document_number
    assert answer.json()["delivered_at"].startswith("2026-02-11T01:30")
    assert answer.json()["notice"]["kind"] == "service-return"
    case = api.get(f"/cases/{number}", by="issuer").json()
    assert (case["status"], case["completion_code"]) == ("delivered", "0")
    assert "王小满" not in answer.content.decode()


def test_a_representative_hands_over_at_their_own_window(api: Api, county: County) -> None:
    """APP-05 APP-18: 可直接受理、审核、发证."""
    number = decided_card_number(county)

    assert api.post(f"/cases/{number}/delivery", BODY | {"window": "A1"}, by="chief").status_code == 201


def test_the_same_request_gets_the_first_answer(api: Api, county: County) -> None:
    path = f"/cases/{prepared_number(county)}/delivery"
    first = api.post(path, BODY, by="issuer", key="one")

    with unchanged():
        again = api.post(path, BODY, by="issuer", key="one")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replay"] == "true"
    with unchanged():
        problem(
            api.post(path, BODY | {"window": "A1"}, by="issuer", key="one"),
            409,
            "kernel.idempotency-key-reused",
        )
        problem(api.post(path, BODY, by="issuer", key="two"), 409, "cases.act-not-possible")


def test_a_replay_asks_for_the_permission_again(api: Api, county: County) -> None:
    path = f"/cases/{prepared_number(county)}/delivery"
    api.post(path, BODY, by="issuer", key="one")
    accounts.end_post(post_id=county.posts["issuer"], ends_on=TODAY.replace(day=10), at=AT)

    problem(api.post(path, BODY, by="issuer", key="one"), 401, "accounts.token-refused")


def test_who_may_not_is_refused(api: Api, county: County) -> None:
    path = f"/cases/{prepared_number(county)}/delivery"
    for username, body, code in (
        ("clerk", BODY, "accounts.not-your-role"),
        ("head", BODY | {"outlet": "HALL"}, "accounts.not-your-role"),
        ("town-issuer", BODY | {"outlet": "HALL"}, "accounts.not-your-place"),
        ("town-issuer", BODY | {"window": "T1"}, "accounts.not-your-place"),
    ):
        api.headers(username)
        with unchanged():
            problem(api.post(path, body, by=username), 403, code)
    with unchanged():
        answer = api.post(path, BODY, by=None)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"receiver": TAKER | {"name": " "}}, "delivery.receiver-missing", "/receiver/name"),
        ({"receiver": TAKER | {"name": "李四"}}, "delivery.receiver-mismatch", "/receiver/name"),
        (
            {"receiver": TAKER | {"relation": "legal-representative"}},
            "delivery.receiver-mismatch",
            "/receiver/relation",
        ),
        (
            {"receiver": TAKER | {"id_checked": False}},
            "delivery.identity-not-checked",
            "/receiver/id_checked",
        ),
        (
            {"receiver": TAKER | {"relation": "agent"}},
            "delivery.agent-unidentified",
            "/receiver/id_number",
        ),
        (
            {"receiver": TAKER | {"relation": "agent", "id_number": "110101199003070033"}},
            "parties.authority-missing",
            "/receiver/paper_until",
        ),
        (
            {"receiver": TAKER | {"method": "witnessed"}},
            "delivery.witness-missing",
            "/receiver/witness",
        ),
        ({"receiver": TAKER | {"method": "left"}}, "malformed-request", "/receiver/method"),
        ({"receiver": TAKER | {"paper_until": 5}}, "malformed-request", "/receiver/paper_until"),
        ({"receiver": TAKER | {"name": ""}}, "malformed-request", "/receiver/name"),
        ({"receiver": TAKER | {"name": "a\0b"}}, "malformed-request", "/receiver/name"),
        ({"receiver": TAKER | {"relation": "neighbour"}}, "malformed-request", "/receiver/relation"),
        ({"receiver": {"name": "王小满"}}, "malformed-request", "/receiver/id_checked"),
        ({"window": ""}, "malformed-request", "/window"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    api: Api, county: County, change: dict[str, Any], code: str, pointer: str
) -> None:
    path = f"/cases/{prepared_number(county)}/delivery"
    api.headers("issuer")

    with unchanged():
        found = problem(api.post(path, BODY | change, by="issuer"), 422, code)

    assert pointer in [error["pointer"] for error in found["errors"]]


def test_what_is_not_decided_is_not_ready(api: Api, county: County) -> None:
    number = accepted_number(county)

    problem(api.post(f"/cases/{number}/delivery", BODY, by="issuer"), 409, "delivery.result-not-ready")
    assert cases.case_by_number(number).status is CaseStatus.ACCEPTED


def test_a_case_handed_over_is_a_conflict(api: Api, county: County) -> None:
    number = prepared_number(county)
    hand_over(county, number)

    found = problem(api.post(f"/cases/{number}/delivery", BODY, by="issuer"), 409, "cases.act-not-possible")

    assert found["detail"] == "办件现在是“已送达”，不能办理“送达”"


@pytest.mark.parametrize("number", ["990101202602119999990", "x", "9" * 400])
def test_a_number_nobody_has_is_not_found(api: Api, number: str) -> None:
    problem(api.post(f"/cases/{number}/delivery", BODY, by="issuer"), 404, "cases.unknown")


def test_an_unknown_window_is_not_found(api: Api, county: County) -> None:
    path = f"/cases/{prepared_number(county)}/delivery"

    assert api.post(path, BODY | {"window": "Z9"}, by="issuer").status_code == 404
