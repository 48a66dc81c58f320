"""API of intake: receipt, fixes, acceptance; each refusal as a problem a program can read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import AT, LICENCE, LICENCE_NEW, TODAY, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.casework.intake.tests.applications import agent, licence_application, person
from yichuang.casework.intake.tests.states import accept, receive
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.models import ApiToken
from yichuang.foundation.notices import queries as notices
from yichuang.kernel.crypto import sm3

M1 = {"code": "m1", "collected": "paper", "originals": 1, "points": {"p1": True, "p2": True}}
APPLICANT = {
    "kind": "natural",
    "name": "王小满",
    "id_type": "resident-id",
    "id_number": person().id_number,
    "phone": "13800003210",
}
BODY: dict[str, Any] = {
    "code": LICENCE_NEW,
    "answers": {"subject": "person"},
    "applicant": APPLICANT,
    "materials": [M1],
    "window": "A1",
}


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document of a refusal, with what every one of them says."""
    found: dict[str, Any] = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), found
    assert (found["status"], found["code"], found["type"]) == (status, code, f"/problems/{code}/")
    assert found["title"]
    assert found["detail"]
    assert found["instance"] == answer["X-Request-ID"]
    return found


def pointers(found: dict[str, Any]) -> list[str]:
    return [error["pointer"] for error in found["errors"]]


# what is done


def test_receipt_and_acceptance(api: Api) -> None:
    """INT-04 INT-06."""
    received = api.post("/cases", BODY, by="clerk")

    assert received.status_code == 201
    answer = received.json()
    assert re.fullmatch(r"990101202602110\d{5}\d", answer["number"])
    assert answer == {
        "number": answer["number"],
        "receipt": {
            "kind": "receipt",
            "number": answer["receipt"]["number"],
            "url": answer["receipt"]["url"],
        },
        "missing": [],
        "answer_due_on": "2026-02-25",
    }
    assert re.fullmatch(r"/d/[a-z2-7]{26}\.pdf", answer["receipt"]["url"])

    accepted = api.post(f"/cases/{answer['number']}/acceptance", {"window": "A2"}, by="other-clerk")

    assert accepted.status_code == 201
    assert accepted.json() == {
        "number": answer["number"],
        "notice": accepted.json()["notice"],
        "promised_due_on": "2026-02-25",
        "statutory_due_on": "2026-03-17",
    }
    assert accepted.json()["notice"]["kind"] == "acceptance-notice"
    kinds = [view.kind.value for view in notices.notices_of_case(answer["number"])]
    assert kinds == ["receipt", "acceptance-notice"]


def test_the_answer_to_a_receipt_holds_nothing_personal(api: Api) -> None:
    paper = {"powers": ["apply"], "valid_from": "2026-02-01", "valid_until": "2026-02-28"}
    comes = APPLICANT | {"name": "陆青禾", "id_number": agent().id_number, "authority": paper}
    applicant_of = BODY | {"agent": comes}

    answer = api.post("/cases", applicant_of, by="clerk")

    assert answer.status_code == 201
    for secret in ("王小满", "陆青禾", person().id_number, agent().id_number, "13800003210"):
        assert secret not in answer.content.decode()
    case = cases.case_by_number(answer.json()["number"])
    assert api.get(f"/cases/{case.number}", by="clerk").json()["applicant"] == "王*"
    assert case.agent_id is not None


def test_what_is_missing_is_said_in_words_and_can_be_fixed(api: Api) -> None:
    number = api.post("/cases", BODY | {"materials": []}, by="clerk").json()["number"]

    unmet = M1 | {"points": {"p1": False}}
    first = api.post(f"/cases/{number}/fixes", {"window": "A1", "materials": [unmet]}, by="clerk")
    second = api.post(f"/cases/{number}/fixes", {"window": "A1", "materials": [M1]}, by="clerk")

    missing = ["道路货物运输经营申请表还要做到“道路货物运输经营申请表填写完整”"]
    assert (first.status_code, first.json()) == (200, {"number": number, "missing": missing})
    assert (second.status_code, second.json()) == (200, {"number": number, "missing": []})


def test_an_item_code_with_one_handling_item_is_enough(api: Api) -> None:
    answer = api.post("/cases", BODY | {"code": LICENCE}, by="clerk")

    assert cases.case_by_number(answer.json()["number"]).handling_code == LICENCE_NEW


def test_a_window_may_be_named_with_its_outlet(api: Api) -> None:
    assert api.post("/cases", BODY | {"outlet": "HALL"}, by="clerk").status_code == 201


def test_an_item_without_a_statutory_limit_has_null_for_it(api: Api, county: County) -> None:
    version = county.item(statutory=None, questions=(), materials=())
    number = api.post("/cases", BODY | {"code": version.code, "answers": {}, "materials": []}, by="clerk")

    accepted = api.post(f"/cases/{number.json()['number']}/acceptance", {"window": "A1"}, by="clerk").json()

    assert (accepted["promised_due_on"], accepted["statutory_due_on"]) == ("2026-02-28", None)


# the same request again


def test_the_same_request_gets_the_first_answer_and_changes_nothing(api: Api) -> None:
    first = api.post("/cases", BODY, by="clerk", key="one")
    assert "Idempotent-Replay" not in first

    with unchanged():
        again = api.post("/cases", BODY, by="clerk", key="one")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replay"] == "true"
    number = first.json()["number"]
    accepted = api.post(f"/cases/{number}/acceptance", {"window": "A1"}, by="clerk", key="one")
    with unchanged():
        repeated = api.post(f"/cases/{number}/acceptance", {"window": "A1"}, by="clerk", key="one")
    assert (repeated.status_code, repeated.json()) == (201, accepted.json())
    assert Case.objects.count() == 1


def test_another_body_under_the_key_is_refused(api: Api) -> None:
    api.post("/cases", BODY, by="clerk", key="one")

    with unchanged():
        answer = api.post("/cases", BODY | {"window": "A2"}, by="clerk", key="one")

    problem(answer, 409, "kernel.idempotency-key-reused")


def test_a_key_belongs_to_its_holder(api: Api) -> None:
    first = api.post("/cases", BODY, by="clerk", key="one").json()

    other = api.post("/cases", BODY, by="other-clerk", key="one")

    assert other.status_code == 201
    assert other.json()["number"] != first["number"]


def test_a_refused_request_may_be_sent_again_under_its_key(api: Api, county: County) -> None:
    number = receive(county, licence_application(materials=())).number
    path = f"/cases/{number}/acceptance"
    problem(api.post(path, {"window": "A1"}, by="clerk", key="one"), 422, "intake.materials-incomplete")
    api.post(f"/cases/{number}/fixes", {"window": "A1", "materials": [M1]}, by="clerk")

    assert api.post(path, {"window": "A1"}, by="clerk", key="one").status_code == 201


def test_without_a_key_nothing_is_written(api: Api) -> None:
    headers = api.headers("clerk")

    with unchanged():
        answer = api.client.post(
            "/api/v1/cases",
            BODY,
            content_type="application/json",
            headers=headers,
        )

    problem(answer, 422, "malformed-request")


@pytest.mark.parametrize("ending", ["post", "account", "revoked", "expired"])
def test_a_replay_asks_for_the_permission_again(
    api: Api, county: County, on_the_day: Callable[[datetime], None], ending: str
) -> None:
    """A token that counts no more opens neither its last answer nor anything else."""
    first = api.post("/cases", BODY, by="clerk", key="one")
    if ending == "post":
        accounts.end_post(post_id=county.posts["clerk"], ends_on=TODAY.replace(day=10), at=AT)
    elif ending == "account":
        accounts.close_account(user_id=county.people["clerk"].user_id, at=AT)
    elif ending == "revoked":
        digest = sm3(api.tokens["clerk"].encode())
        accounts.revoke_token(token_id=ApiToken.objects.get(digest=digest).id, at=AT)
    else:
        on_the_day(AT + timedelta(days=300))

    with unchanged():
        again = api.post("/cases", BODY, by="clerk", key="one")
        other = api.post("/cases", BODY, by="clerk")
        read = api.get(f"/cases/{first.json()['number']}", by="clerk")

    for answer in (again, other, read):
        assert first.json()["number"] not in str(problem(answer, 401, "accounts.token-refused"))


# refusals


def test_without_a_token_the_way_in_is_named(api: Api, county: County) -> None:
    number = receive(county).number
    for path in ("/cases", f"/cases/{number}/fixes", f"/cases/{number}/acceptance"):
        with unchanged():
            answer = api.post(path, BODY, by=None)

        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("username", ["issuer", "officer", "head", "manager", "supervisor"])
@pytest.mark.parametrize("path", ["/cases", "/cases/{number}/fixes", "/cases/{number}/acceptance"])
def test_other_roles_are_refused(api: Api, county: County, username: str, path: str) -> None:
    number = receive(county).number
    body = BODY if path == "/cases" else {"window": "A1", "outlet": "HALL"}
    if path.endswith("fixes"):
        body = body | {"materials": [M1]}
    api.headers(username)

    with unchanged():
        answer = api.post(path.format(number=number), body | {"outlet": "HALL"}, by=username)

    assert "窗口受理员、首席代表" in problem(answer, 403, "accounts.not-your-role")["detail"]


def test_another_outlet_is_refused(api: Api, county: County) -> None:
    number = receive(county).number

    at_ours = api.post("/cases", BODY | {"outlet": "HALL"}, by="town-clerk")
    at_theirs = api.post(f"/cases/{number}/acceptance", {"window": "T1"}, by="town-clerk")

    problem(at_ours, 403, "accounts.not-your-place")
    problem(at_theirs, 403, "accounts.not-your-place")


def test_a_window_out_of_scope_names_those_that_may(api: Api) -> None:
    """R18."""
    found = problem(api.post("/cases", BODY | {"window": "N1"}, by="near-clerk"), 409, "intake.out-of-scope")

    assert found["windows"][0] == "安澜县政务服务中心 A1"


def test_an_unknown_window_is_not_found(api: Api) -> None:
    assert api.post("/cases", BODY | {"window": "Z9"}, by="clerk").status_code == 404


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"materials": [M1, M1 | {"code": "m3"}]}, "intake.material-not-listed", "/materials/1/code"),
        ({"materials": [M1, M1]}, "intake.material-named-twice", "/materials/1/code"),
        (
            {"materials": [M1 | {"points": {"p9": True}}]},
            "intake.review-point-unknown",
            "/materials/0/points/p9",
        ),
        (
            {"materials": [M1 | {"file_ids": ["00000000-0000-7000-8000-000000000000"]}]},
            "intake.file-not-stored",
            "/materials/0/file_ids/0",
        ),
        ({"answers": {}}, "intake.answers-incomplete", "/answers/subject"),
        ({"answers": {"subject": "ghost"}}, "guidance.invalid-answer", "/answers/subject"),
        ({"applicant": APPLICANT | {"id_number": "1"}}, "parties.invalid-identity", "/applicant/id_number"),
        ({"agent": APPLICANT | {"phone": "1"}}, "parties.invalid-identity", "/agent/phone"),
        ({"agent": APPLICANT}, "intake.agent-is-applicant", "/agent/id_number"),
        ({"applicant": APPLICANT | {"kind": "ghost"}}, "malformed-request", "/applicant/kind"),
        ({"materials": [M1 | {"note": "a\0b"}]}, "malformed-request", "/materials/0/note"),
        ({"materials": [M1 | {"originals": -1}]}, "malformed-request", "/materials/0/originals"),
        ({"code": ""}, "malformed-request", "/code"),
        ({"window": ""}, "malformed-request", "/window"),
        ({"channel": "pigeon"}, "malformed-request", "/channel"),
    ],
)
def test_what_is_wrong_is_pointed_at(api: Api, change: dict[str, Any], code: str, pointer: str) -> None:
    api.headers("clerk")

    with unchanged():
        answer = api.post("/cases", BODY | change, by="clerk")

    assert pointer in pointers(problem(answer, 422, code))


def test_a_body_without_an_applicant_is_malformed(api: Api) -> None:
    body = {key: value for key, value in BODY.items() if key != "applicant"}

    found = problem(api.post("/cases", body, by="clerk"), 422, "malformed-request")

    assert pointers(found) == ["/applicant"]


def test_an_item_nobody_knows_is_not_found(api: Api) -> None:
    problem(api.post("/cases", BODY | {"code": "nothing"}, by="clerk"), 404, "catalogue.item-unknown")


def test_acceptance_with_something_missing_says_what(api: Api, county: County) -> None:
    number = receive(county, licence_application(materials=())).number

    found = problem(
        api.post(f"/cases/{number}/acceptance", {"window": "A1"}, by="clerk"),
        422,
        "intake.materials-incomplete",
    )

    assert found["missing"] == ["缺道路货物运输经营申请表"]
    assert found["detail"] == "还差 1 处，不能受理：缺道路货物运输经营申请表"


def test_a_second_acceptance_is_a_conflict(api: Api, county: County) -> None:
    number = receive(county).number
    accept(county, number)

    found = problem(
        api.post(f"/cases/{number}/acceptance", {"window": "A1"}, by="clerk"), 409, "cases.act-not-possible"
    )

    assert (found["act"], found["detail"]) == ("accept", "办件现在是“已受理”，不能办理“受理”")


@pytest.mark.parametrize("number", ["990101202602119999990", "x", "9" * 400])
def test_a_number_nobody_has_is_not_found(api: Api, number: str) -> None:
    for path, body in (
        (f"/cases/{number}/acceptance", {"window": "A1"}),
        (f"/cases/{number}/fixes", {"window": "A1", "materials": [M1]}),
    ):
        problem(api.post(path, body, by="clerk"), 404, "cases.unknown")
