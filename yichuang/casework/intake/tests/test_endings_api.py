"""The API of a case's ends: what a program is told, what is pointed at, and what a repetition does."""

from __future__ import annotations

import re
from typing import Any

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.models import Cancellation, NonAcceptance, Withdrawal
from yichuang.casework.intake.tests.applications import agent, authority, licence_application
from yichuang.casework.intake.tests.states import accept, receive
from yichuang.casework.intake.tests.test_api import pointers, problem
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.parties.types import AgentPower

NOT_OURS: dict[str, Any] = {
    "window": "A1",
    "ground": "not-competent",
    "reason": "客运经营许可由另一个机关办理",
    "legal_basis": ["《中华人民共和国行政许可法》第三十二条第一款第二项"],
    "apply_to": "安澜县公安局",
}
IN_PERSON: dict[str, Any] = {"window": "A1", "has_signed_paper": True, "identity_checked": True}
WHY: dict[str, Any] = {"reason": "同一申请收了两次"}
BODIES = {"non-acceptance": NOT_OURS, "withdrawal": IN_PERSON, "voidance": WHY, "deletion": WHY}
DOER = {"non-acceptance": "clerk", "withdrawal": "clerk", "voidance": "manager", "deletion": "head"}

each_act = pytest.mark.parametrize("act", BODIES)


@pytest.fixture
def number(county: County) -> str:
    return receive(county).number


def path(number: str, act: str) -> str:
    return f"/cases/{number}/{act}"


# what is done


@pytest.mark.parametrize(
    ("ground", "status"),
    [
        ("not-competent", CaseStatus.NOT_ACCEPTED),
        ("other", CaseStatus.NOT_ACCEPTED),
        ("not-needed", CaseStatus.NOT_NEEDED),
    ],
)
def test_a_refusal_to_accept_answers_with_its_notice(
    api: Api, number: str, ground: str, status: CaseStatus
) -> None:
    answer = api.post(path(number, "non-acceptance"), NOT_OURS | {"ground": ground}, by="clerk")

    assert answer.status_code == 201
    found = answer.json()
    assert found == {"number": number, "notice": found["notice"]}
    assert found["notice"]["kind"] == "non-acceptance"
    assert re.fullmatch(r"/d/[a-z2-7]{26}\.pdf", found["notice"]["url"])
    assert cases.case_by_number(number).status is status
    assert NonAcceptance.objects.get().ground == ground


def test_a_withdrawal_answers_with_its_notice_and_what_goes_back(api: Api, number: str) -> None:
    answer = api.post(path(number, "withdrawal"), IN_PERSON, by="clerk")

    assert answer.status_code == 201
    found = answer.json()
    assert found["notice"]["kind"] == "termination-notice"
    assert found["returned"] == ["道路货物运输经营申请表（原件 1 份）"]
    assert cases.case_by_number(number).status is CaseStatus.WITHDRAWN


def test_an_agent_withdraws_under_the_authority(api: Api, county: County) -> None:
    theirs = receive(county, licence_application(agent=agent(), authority=authority())).number

    assert api.post(path(theirs, "withdrawal"), IN_PERSON | {"by_agent": True}, by="clerk").status_code == 201
    assert Withdrawal.objects.get().agent_id == cases.case_by_number(theirs).agent_id


@pytest.mark.parametrize("by", ["manager", "head"])
@pytest.mark.parametrize(("act", "status"), [("voidance", "voided"), ("deletion", "deleted")])
def test_a_cancelled_case_stays_readable(api: Api, number: str, act: str, status: str, by: str) -> None:
    answer = api.post(path(number, act), WHY, by=by)

    assert (answer.status_code, answer.json()) == (201, {"number": number, "status": status})
    read = api.get(f"/cases/{number}", by="clerk").json()
    assert (read["status"], read["completion_code"]) == (status, {"voided": "2", "deleted": "3"}[status])
    timeline = api.get(f"/cases/{number}/timeline", by="clerk").json()
    assert timeline[-1]["act"] == {"voided": "void", "deleted": "delete"}[status]
    assert WHY["reason"] not in str(timeline)


# the same request again


@each_act
def test_the_same_request_gets_the_first_answer_and_changes_nothing(api: Api, number: str, act: str) -> None:
    first = api.post(path(number, act), BODIES[act], by=DOER[act], key="one")
    assert first.status_code == 201

    with unchanged():
        again = api.post(path(number, act), BODIES[act], by=DOER[act], key="one")
        other = api.post(path(number, act), BODIES[act] | {"reason": "别的"}, by=DOER[act], key="one")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replay"] == "true"
    problem(other, 409, "kernel.idempotency-key-reused")


@each_act
def test_under_another_key_it_is_a_conflict(api: Api, number: str, act: str) -> None:
    api.post(path(number, act), BODIES[act], by=DOER[act])

    with unchanged():
        answer = api.post(path(number, act), BODIES[act], by=DOER[act])

    problem(answer, 409, "cases.act-not-possible")


def test_a_replay_asks_for_the_permission_again(api: Api, county: County, number: str) -> None:
    api.post(path(number, "voidance"), WHY, by="manager", key="one")
    accounts.end_post(post_id=county.posts["manager"], ends_on=AT.date().replace(day=10), at=AT)

    problem(api.post(path(number, "voidance"), WHY, by="manager", key="one"), 401, "accounts.token-refused")


# refusals


@pytest.mark.parametrize(
    ("act", "change", "status", "code", "pointer"),
    [
        ("non-acceptance", {"reason": " "}, 422, "intake.non-acceptance-incomplete", "/reason"),
        ("non-acceptance", {"legal_basis": []}, 422, "intake.non-acceptance-incomplete", "/legal_basis"),
        ("non-acceptance", {"apply_to": ""}, 422, "intake.non-acceptance-incomplete", "/apply_to"),
        ("non-acceptance", {"ground": "because"}, 422, "malformed-request", "/ground"),
        ("non-acceptance", {"reason": "a\0b"}, 422, "malformed-request", "/reason"),
        ("non-acceptance", {"reason": "长" * 1001}, 422, "malformed-request", "/reason"),
        ("non-acceptance", {"legal_basis": ["a"] * 11}, 422, "malformed-request", "/legal_basis"),
        ("non-acceptance", {"apply_to": "a\nb"}, 422, "malformed-request", "/apply_to"),
        ("non-acceptance", {"remedies": "none"}, 422, "malformed-request", "/remedies"),
        ("withdrawal", {"has_signed_paper": False}, 422, "intake.withdrawal-unproven", "/has_signed_paper"),
        ("withdrawal", {"identity_checked": False}, 422, "intake.withdrawal-unproven", "/identity_checked"),
        ("withdrawal", {"by_agent": True}, 422, "intake.withdrawal-unproven", "/by_agent"),
        ("withdrawal", {"by_agent": "cousin"}, 422, "malformed-request", "/by_agent"),
        ("withdrawal", {"has_signed_paper": "yes"}, 422, "malformed-request", "/has_signed_paper"),
        (
            "withdrawal",
            {"file_id": "00000000-0000-7000-8000-000000000000"},
            422,
            "intake.file-not-stored",
            "/file_id",
        ),
        ("voidance", {"reason": " "}, 422, "intake.cancellation-unexplained", "/reason"),
        ("deletion", {"reason": ""}, 422, "intake.cancellation-unexplained", "/reason"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    api: Api, number: str, act: str, change: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    api.headers(DOER[act])

    with unchanged():
        answer = api.post(path(number, act), BODIES[act] | change, by=DOER[act])

    assert pointer in pointers(problem(answer, status, code))


def test_an_agent_without_the_power_is_refused(api: Api, county: County) -> None:
    paper = authority(powers=frozenset({AgentPower.APPLY}))
    theirs = receive(county, licence_application(agent=agent(), authority=paper)).number
    api.headers("clerk")

    with unchanged():
        answer = api.post(path(theirs, "withdrawal"), IN_PERSON | {"by_agent": True}, by="clerk")

    assert answer.json()["code"] == "parties.authority-too-narrow"


def test_materials_are_no_ground_before_a_correction(api: Api, number: str) -> None:
    answer = api.post(path(number, "non-acceptance"), NOT_OURS | {"ground": "still-incomplete"}, by="clerk")

    # the table has it from a received case too, so the rule says why not
    problem(answer, 409, "intake.not-yet-corrected")


@each_act
@pytest.mark.parametrize("username", ["issuer", "officer", "supervisor"])
def test_other_roles_are_refused(api: Api, number: str, act: str, username: str) -> None:
    api.headers(username)
    body = BODIES[act] | ({"outlet": "HALL"} if "window" in BODIES[act] else {})

    with unchanged():
        answer = api.post(path(number, act), body, by=username)

    problem(answer, 403, "accounts.not-your-role")


@each_act
def test_other_places_are_refused(api: Api, county: County, act: str) -> None:
    at_town = receive(county, by="town-clerk", window=county.town).number
    stranger = {"voidance": "manager", "deletion": "social-head"}.get(act, "clerk")
    api.headers(stranger)

    with unchanged():
        answer = api.post(path(at_town, act), BODIES[act], by=stranger)

    problem(answer, 403, "accounts.not-your-place")


@each_act
def test_without_a_token_the_way_in_is_named(api: Api, number: str, act: str) -> None:
    with unchanged():
        answer = api.post(path(number, act), BODIES[act], by=None)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


@each_act
@pytest.mark.parametrize("unknown", ["990101202602119999990", "x"])
def test_a_number_nobody_has_is_not_found(api: Api, act: str, unknown: str) -> None:
    problem(api.post(path(unknown, act), BODIES[act], by=DOER[act]), 404, "cases.unknown")


def test_what_was_accepted_is_not_deleted(api: Api, county: County, number: str) -> None:
    accept(county, number)

    found = problem(api.post(path(number, "deletion"), WHY, by="manager"), 409, "cases.act-not-possible")

    assert found["act"] == "delete"
    assert not Cancellation.objects.exists()
