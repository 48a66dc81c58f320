"""API of cases: who may read what, and that what is not there is null."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.cases.tests.births import TO_DELIVERED, born, go
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.casework.cases.types import ActKind, CaseView

READERS = [
    "clerk",
    "other-clerk",
    "issuer",
    "officer",
    "other-officer",
    "head",
    "chief",
    "manager",
    "supervisor",
]
PATHS = ["", "/timeline", "/documents"]


@pytest.fixture
def case(county: County) -> CaseView:
    return born(county).case


def test_one_case(api: Api, county: County, case: CaseView) -> None:
    go(county, case.number, ActKind.ACCEPT)

    answer = api.get(f"/cases/{case.number}", by="clerk")

    assert answer.status_code == 200
    assert answer.json() == {
        "number": case.number,
        "status": "accepted",
        "status_label": "已受理",
        "code": case.handling_code,
        "name": "道路普通货物运输经营许可（新办）",
        "handling_type": "committed",
        "organisation": "安澜县交通运输局",
        "outlet": "安澜县政务服务中心",
        "applicant": "张*",
        "answers": {"subject": "person"},
        "received_at": "2026-02-11T01:30:00Z",
        "answer_due_on": "2026-02-25",
        "accepted_at": "2026-02-11T01:30:00Z",
        "promised_due_on": "2026-02-25",
        "statutory_due_on": "2026-03-17",
        "decided_at": None,
        "completed_at": None,
        "completion_code": None,
    }


def test_what_does_not_exist_yet_is_null(api: Api, case: CaseView) -> None:
    answer = api.get(f"/cases/{case.number}", by="clerk").json()

    dates = ["accepted_at", "promised_due_on", "statutory_due_on", "decided_at", "completed_at"]
    assert {name: answer[name] for name in dates} == dict.fromkeys(dates)


def test_its_timeline(api: Api, county: County, case: CaseView) -> None:
    go(county, case.number, *TO_DELIVERED)

    entries = api.get(f"/cases/{case.number}/timeline", by="officer").json()

    assert [(e["sequence"], e["act"], e["label"], e["status"]) for e in entries] == [
        (1, "receive", "收件", "received"),
        (2, "accept", "受理", "accepted"),
        (3, "claim", "领取", "in-review"),
        (4, "opine", "审查意见", "in-review"),
        (5, "grant", "准予", "granted"),
        (6, "prepare-result", "制证", "awaiting-issue"),
        (7, "deliver", "送达", "delivered"),
    ]
    assert {e["by"] for e in entries} == {"周敏"}


def test_no_documents_is_an_empty_list(api: Api, case: CaseView) -> None:
    assert api.get(f"/cases/{case.number}/documents", by="clerk").json() == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("username", READERS)
def test_who_has_to_do_with_it_may_read_it(api: Api, case: CaseView, username: str, path: str) -> None:
    assert api.get(f"/cases/{case.number}{path}", by=username).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("town-clerk", "accounts.not-your-place"),
        ("near-clerk", "accounts.not-your-place"),
        ("town-issuer", "accounts.not-your-place"),
        ("town-officer", "accounts.not-your-place"),
        ("social-officer", "accounts.not-your-place"),
        ("social-head", "accounts.not-your-place"),
        ("system-admin", "accounts.not-your-role"),
    ],
)
def test_nobody_else_may(api: Api, case: CaseView, username: str, code: str, path: str) -> None:
    answer = api.get(f"/cases/{case.number}{path}", by=username)

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["status"], problem["type"]) == (code, 403, f"/problems/{code}/")
    assert case.number not in problem["detail"]


@pytest.mark.parametrize("path", PATHS)
def test_without_a_token_nothing_is_told(api: Api, case: CaseView, path: str) -> None:
    answer = api.get(f"/cases/{case.number}{path}", by=None)

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert case.number not in answer.content.decode()


@pytest.mark.parametrize("number", ["990101202602119999990", "1", "x", "9" * 300])
@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_number_is_not_found(api: Api, number: str, path: str) -> None:
    answer = api.get(f"/cases/{number}{path}", by="clerk")

    assert answer.status_code == 404
    assert answer.json()["code"] == "cases.unknown"


def test_reading_costs_few_statements(
    api: Api, county: County, case: CaseView, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    go(county, case.number, *TO_DELIVERED)

    def read(path: str) -> Any:
        return api.get(f"/cases/{case.number}{path}", by="clerk").json()

    read("")
    for path, most in (("", 3), ("/timeline", 3), ("/documents", 3)):
        with django_assert_max_num_queries(most):
            read(path)
