"""API of corrections: the notice with its complete list, what comes in, each refusal as a problem."""

from __future__ import annotations

from typing import Any

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.states import faulty_company, receive, tell
from yichuang.casework.intake.tests.test_api import M1, pointers, problem

M3 = {"code": "m3", "collected": "paper", "originals": 1, "points": {"p1": True, "p2": True}}
WINDOW = {"window": "A1"}


@pytest.fixture
def faulty(county: County) -> str:
    return faulty_company(county)


def test_told_corrected_and_accepted(api: Api, faulty: str) -> None:
    told = api.post(f"/cases/{faulty}/correction-notice", WINDOW | {"notes": {"m3": "要签字"}}, by="clerk")

    assert told.status_code == 201
    answer = told.json()
    assert (answer["number"], answer["correct_by"]) == (faulty, "2026-03-10")
    assert answer["notice"]["kind"] == "correction-notice"
    assert [gap["key"] for gap in answer["gaps"]] == ["m1.p1", "m3"]
    assert answer["gaps"][1] == {
        "key": "m3",
        "material": "公司章程",
        "problem": "没有提交",
        "how_to_fix": "提交公司章程（原件 1 份）。窗口说明：要签字",
        "legal_basis": "道路货物运输及站场管理规定",
        "told_before": False,
    }

    part = api.post(f"/cases/{faulty}/corrections", WINDOW | {"materials": [M1]}, by="clerk")
    assert (part.status_code, part.json()["missing"], part.json()["correct_by"]) == (
        201,
        ["缺公司章程"],
        "2026-03-10",
    )
    assert part.json()["receipt"]["kind"] == "correction-receipt"
    whole = api.post(f"/cases/{faulty}/corrections", WINDOW | {"materials": [M3]}, by="clerk")
    assert whole.json()["missing"] == []
    assert api.post(f"/cases/{faulty}/acceptance", WINDOW, by="clerk").status_code == 201


def test_a_supervisor_tells_again_without_a_window(api: Api, county: County, faulty: str) -> None:
    tell(county, faulty)
    path = f"/cases/{faulty}/correction-notice"

    for username in ("clerk", "manager"):
        api.headers(username)  # their tokens are made outside
    with unchanged():
        clerk = problem(api.post(path, WINDOW, by="clerk"), 403, "intake.told-before")
        silent = problem(api.post(path, {}, by="manager"), 422, "intake.second-reason-missing")
    assert len(clerk["told"]) == 2
    assert pointers(silent) == ["/reason"]

    told = api.post(path, {"reason": "申请人住院，延后补正。"}, by="manager")

    assert told.status_code == 201
    assert [gap["told_before"] for gap in told.json()["gaps"]] == [True, True]


def test_the_same_key_tells_once(api: Api, faulty: str) -> None:
    path = f"/cases/{faulty}/correction-notice"

    first = api.post(path, WINDOW, by="clerk", key="one")
    second = api.post(path, WINDOW, by="clerk", key="one")
    other = api.post(path, WINDOW | {"notes": {"m3": "要签字"}}, by="clerk", key="one")

    assert first.json() == second.json()
    assert second["Idempotent-Replay"] == "true"
    assert other.status_code == 409
    assert cases.case_by_number(faulty).act_count == 2


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"notes": {"m9": "再交一份计划书"}}, 422, "intake.gap-unknown", "/notes/m9"),
        ({"notes": {"m3": "长" * 301}}, 422, "malformed-request", "/notes/m3"),
        ({"reason": "长" * 501}, 422, "malformed-request", "/reason"),
        ({"gaps": ["m9"]}, 422, "malformed-request", "/gaps"),
        ({"window": "Z9"}, 404, "places.not-found", None),
    ],
)
def test_bad_input_is_refused(
    api: Api, faulty: str, body: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    api.headers("clerk")  # the token is made outside
    with unchanged():
        answer = api.post(f"/cases/{faulty}/correction-notice", WINDOW | body, by="clerk")

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()
    if pointer:
        assert pointers(answer.json()) == [pointer]


def test_who_may_not(api: Api, county: County, faulty: str) -> None:
    path = f"/cases/{faulty}/correction-notice"
    problem(api.post(path, WINDOW, by="officer"), 403, "accounts.not-your-role")
    problem(api.post(path, {}, by="clerk"), 403, "accounts.not-your-role")
    problem(api.post(path, WINDOW, by=None), 401, "unauthenticated")
    problem(
        api.post("/cases/990101202602110000017/correction-notice", WINDOW, by="clerk"), 404, "cases.unknown"
    )
    whole = receive(county).number
    problem(
        api.post(f"/cases/{whole}/correction-notice", WINDOW, by="clerk"), 422, "intake.nothing-to-correct"
    )
    problem(
        api.post(f"/cases/{whole}/corrections", WINDOW | {"materials": [M1]}, by="clerk"),
        409,
        "cases.act-not-possible",
    )
    assert cases.case_by_number(faulty).status is CaseStatus.RECEIVED
