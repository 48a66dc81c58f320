"""API of approval: claim, opinion, decision; permissions asked before an answer is given twice."""

from __future__ import annotations

from typing import Any

import pytest

from yichuang.casework.approval import queries
from yichuang.casework.approval.tests.states import (
    card_number,
    claim,
    decide,
    opine,
    opposed_number,
    reviewed_number,
)
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.foundation.accounts import services as accounts

OPINION = {"conclusion": "grant", "text": "车辆符合要求"}


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), found
    assert (found["status"], found["code"]) == (status, code)
    return found


def test_claim_opinion_and_decision(api: Api, county: County) -> None:
    number = accepted_number(county)

    claimed = api.post(f"/cases/{number}/claim", by="officer")
    opinion = api.post(f"/cases/{number}/opinions", OPINION, by="officer")
    decided = api.post(f"/cases/{number}/decision", {"conditions": "每年检测"}, by="head")

    assert (claimed.status_code, claimed.json()) == (200, {"number": number, "claimed_by": "赵青"})
    assert (opinion.status_code, opinion.json()) == (201, {"number": number, "conclusion": "grant"})
    assert decided.status_code == 201
    assert decided.json() == {
        "number": number,
        "outcome": "granted",
        "notice": decided.json()["notice"],
        "valid_from": "2026-02-11",
        "valid_until": "2030-02-10",
        "authorisation": "",
    }
    assert decided.json()["notice"]["kind"] == "grant-decision"
    assert cases.case_by_number(number).status is CaseStatus.GRANTED


def test_a_decision_at_the_window_names_its_paper_and_has_null_for_no_term(api: Api, county: County) -> None:
    """R22 R23."""
    decided = api.post(f"/cases/{card_number(county)}/decision", {"immediate": True}, by="chief").json()

    assert decided["authorisation"] == "安人社授〔2026〕1号"
    assert (decided["valid_from"], decided["valid_until"]) == (None, None)
    assert decided["notice"]["kind"] == "completion-notice"


def test_the_same_requests_get_their_first_answers(api: Api, county: County) -> None:
    number = accepted_number(county)
    calls = [
        ("claim", {}, "officer"),
        ("opinions", OPINION, "officer"),
        ("decision", {}, "head"),
    ]
    for path, body, by in calls:
        first = api.post(f"/cases/{number}/{path}", body, by=by, key="one")
        with unchanged():
            again = api.post(f"/cases/{number}/{path}", body, by=by, key="one")

        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again["Idempotent-Replay"] == "true"
    assert len(queries.opinions_of(cases.case_by_number(number).id)) == 1


def test_another_body_under_the_key_is_refused(api: Api, county: County) -> None:
    number = accepted_number(county)
    claim(county, number)
    api.post(f"/cases/{number}/opinions", OPINION, by="officer", key="one")

    with unchanged():
        answer = api.post(f"/cases/{number}/opinions", OPINION | {"text": "不"}, by="officer", key="one")

    problem(answer, 409, "kernel.idempotency-key-reused")


def test_a_replay_asks_for_the_permission_again(api: Api, county: County) -> None:
    number = accepted_number(county)
    api.post(f"/cases/{number}/claim", by="officer", key="one")
    accounts.end_post(post_id=county.posts["officer"], ends_on=TODAY.replace(day=10), at=AT)

    problem(api.post(f"/cases/{number}/claim", by="officer", key="one"), 401, "accounts.token-refused")


@pytest.mark.parametrize(
    ("path", "body"),
    [("claim", {}), ("opinions", OPINION), ("decision", {}), ("decision", {"immediate": True})],
)
def test_who_may_not_is_refused(api: Api, county: County, path: str, body: dict[str, Any]) -> None:
    number = accepted_number(county)
    for username, code in (
        ("clerk", "accounts.not-your-role"),
        ("supervisor", "accounts.not-your-role"),
        ("chief" if body.get("immediate") else "social-officer", "accounts.not-your-place"),
    ):
        api.headers(username)
        with unchanged():
            problem(api.post(f"/cases/{number}/{path}", body, by=username), 403, code)

    with unchanged():
        answer = api.post(f"/cases/{number}/{path}", body, by=None)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_conflicts_say_what_stands_in_the_way(api: Api, county: County) -> None:
    number = accepted_number(county)
    opinions = f"/cases/{number}/opinions"
    problem(api.post(opinions, OPINION, by="officer"), 409, "approval.not-claimed")
    claim(county, number)
    found = problem(api.post(opinions, OPINION, by="other-officer"), 409, "approval.claimed-by-another")
    assert found["claimed_by"] == "赵青"
    problem(api.post(f"/cases/{number}/claim", by="head"), 409, "approval.claimed-by-another")
    problem(api.post(f"/cases/{number}/decision", by="head"), 409, "approval.opinion-missing")
    opine(county, number, Conclusion.REFUSE, "过期")
    problem(api.post(f"/cases/{number}/decision", by="head"), 409, "approval.opinion-opposes")
    opine(county, number)
    problem(api.post(f"/cases/{number}/decision", by="officer"), 403, "approval.own-opinion")
    decide(county, number)
    problem(api.post(f"/cases/{number}/decision", by="head"), 409, "cases.act-not-possible")


def test_the_window_path_has_its_own_refusals(api: Api, county: County) -> None:
    card = f"/cases/{card_number(county)}/decision"
    committed = f"/cases/{reviewed_number(county)}/decision"

    problem(api.post(card, {"immediate": True}, by="other-chief"), 403, "approval.no-authorisation")
    problem(api.post(committed, {"immediate": True}, by="chief"), 403, "accounts.not-your-place")
    problem(api.post(card, {"immediate": True}, by="social-head"), 403, "accounts.not-your-role")


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("opinions", {"conclusion": "perhaps", "text": "x"}, "/conclusion"),
        ("opinions", {"conclusion": "grant", "text": ""}, "/text"),
        ("opinions", {"conclusion": "grant", "text": "a\0b"}, "/text"),
        ("opinions", {"conclusion": "grant", "text": "  "}, "/text"),
        ("opinions", {"text": "x"}, "/conclusion"),
        ("decision", {"valid_from": "tomorrow"}, "/valid_from"),
        ("decision", {"valid_from": "2025-12-31"}, "/valid_from"),
        ("decision", {"valid_from": "9999-12-31"}, "/valid_from"),
        ("decision", {"outcome": "refused"}, "/outcome"),
        ("decision", {"conditions": "x" * 2001}, "/conditions"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    api: Api, county: County, path: str, body: dict[str, Any], pointer: str
) -> None:
    number = reviewed_number(county)
    by = "officer" if path == "opinions" else "head"
    api.headers(by)

    with unchanged():
        answer = api.post(f"/cases/{number}/{path}", body, by=by)

    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("number", ["990101202602119999990", "x", "9" * 400])
def test_a_number_nobody_has_is_not_found(api: Api, county: County, number: str) -> None:
    for path, body in (("claim", {}), ("opinions", OPINION), ("decision", {})):
        problem(api.post(f"/cases/{number}/{path}", body, by="head"), 404, "cases.unknown")


# refusal, end, handing on

REFUSAL = {
    "facts": "申请人登记的车辆技术等级为三级",
    "reason": "不符合条件",
    "legal_basis": ["《中华人民共和国道路运输条例》第二十一条"],
}
TERMINATION = {"ground": "item-cancelled", "reason": "事项已取消", "legal_basis": ["国发〔2026〕1号"]}
HANDING = {"to": "other-officer", "reason": "外出学习"}


def test_a_refusal_is_answered_with_its_paper(api: Api, county: County) -> None:
    number = opposed_number(county)

    answer = api.post(f"/cases/{number}/refusal", REFUSAL, by="head")

    assert answer.status_code == 201
    assert answer.json() == {"number": number, "outcome": "refused", "notice": answer.json()["notice"]}
    assert answer.json()["notice"]["kind"] == "refusal-decision"
    assert cases.case_by_number(number).status is CaseStatus.REFUSED


def test_an_end_is_answered_with_its_paper(api: Api, county: County) -> None:
    number = reviewed_number(county)

    answer = api.post(f"/cases/{number}/termination", TERMINATION, by="officer")

    assert answer.status_code == 201
    assert answer.json()["ground"] == "item-cancelled"
    assert answer.json()["notice"]["kind"] == "termination-notice"
    assert cases.case_by_number(number).status is CaseStatus.TERMINATED


def test_a_handing_on_is_answered_with_who_has_it(api: Api, county: County) -> None:
    number = reviewed_number(county)

    answer = api.post(f"/cases/{number}/hand-on", HANDING, by="officer")

    assert (answer.status_code, answer.json()) == (200, {"number": number, "claimed_by": "孙岩"})


@pytest.mark.parametrize(
    ("path", "body", "by"),
    [
        ("refusal", REFUSAL, "head"),
        ("termination", TERMINATION, "officer"),
        ("hand-on", HANDING, "officer"),
    ],
)
def test_the_same_request_is_answered_the_same_and_another_body_refused(
    api: Api, county: County, path: str, body: dict[str, Any], by: str
) -> None:
    number = opposed_number(county)
    first = api.post(f"/cases/{number}/{path}", body, by=by, key="one")

    with unchanged():
        again = api.post(f"/cases/{number}/{path}", body, by=by, key="one")
        other = api.post(f"/cases/{number}/{path}", body | {"reason": "别的"}, by=by, key="one")

    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again["Idempotent-Replay"] == "true"
    problem(other, 409, "kernel.idempotency-key-reused")


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("refusal", REFUSAL | {"facts": ""}, "/facts"),
        ("refusal", REFUSAL | {"reason": "x" * 2001}, "/reason"),
        ("refusal", REFUSAL | {"legal_basis": []}, "/legal_basis"),
        ("refusal", REFUSAL | {"legal_basis": ["a\nb"]}, "/legal_basis/0"),
        ("termination", TERMINATION | {"ground": "bored"}, "/ground"),
        ("termination", TERMINATION | {"legal_basis": [""]}, "/legal_basis/0"),
        ("hand-on", HANDING | {"to": ""}, "/to"),
        ("hand-on", {"to": "other-officer"}, "/reason"),
    ],
)
def test_what_is_malformed_is_pointed_at(
    api: Api, county: County, path: str, body: dict[str, Any], pointer: str
) -> None:
    number = opposed_number(county)
    api.headers("head")

    with unchanged():
        found = problem(api.post(f"/cases/{number}/{path}", body, by="head"), 422, "malformed-request")

    assert [error["pointer"] for error in found["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("path", "body", "code", "pointer"),
    [
        ("refusal", REFUSAL | {"facts": " "}, "approval.refusal-incomplete", "/facts"),
        ("refusal", REFUSAL | {"legal_basis": [" "]}, "approval.refusal-incomplete", "/legal_basis"),
        ("termination", TERMINATION | {"reason": "\n"}, "approval.termination-incomplete", "/reason"),
        ("hand-on", HANDING | {"reason": " "}, "approval.reason-missing", "/reason"),
    ],
)
def test_what_says_nothing_is_pointed_at(
    api: Api, county: County, path: str, body: dict[str, Any], code: str, pointer: str
) -> None:
    number = opposed_number(county)
    api.headers("head")

    with unchanged():
        found = problem(api.post(f"/cases/{number}/{path}", body, by="head"), 422, code)

    assert [error["pointer"] for error in found["errors"]] == [pointer]


def test_a_stranger_and_nobody_are_refused_alike(api: Api, county: County) -> None:
    """The answer does not tell who has an account."""
    number = reviewed_number(county)
    api.headers("officer")

    with unchanged():
        answers = [
            problem(
                api.post(f"/cases/{number}/hand-on", HANDING | {"to": to}, by="officer"),
                403,
                "approval.not-a-colleague",
            )
            for to in ("social-officer", "nobody-of-this-name")
        ]

    assert answers[0]["detail"] == answers[1]["detail"]


@pytest.mark.parametrize(
    ("path", "body"), [("refusal", REFUSAL), ("termination", TERMINATION), ("hand-on", HANDING)]
)
def test_who_may_not_refuse_end_or_hand_on_is_refused(
    api: Api, county: County, path: str, body: dict[str, Any]
) -> None:
    number = opposed_number(county)
    for username, code in (
        ("clerk", "accounts.not-your-role"),
        ("chief", "accounts.not-your-role"),
        ("social-officer", "accounts.not-your-place"),
        ("town-officer", "accounts.not-your-place"),
    ):
        api.headers(username)
        with unchanged():
            problem(api.post(f"/cases/{number}/{path}", body, by=username), 403, code)
    with unchanged():
        assert api.post(f"/cases/{number}/{path}", body, by=None).status_code == 401
    with unchanged():
        problem(api.post(f"/cases/990101202602119999990/{path}", body, by="clerk"), 404, "cases.unknown")
