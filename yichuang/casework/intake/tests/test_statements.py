"""What the two hot acts cost: every statement, listed. Twelve at most (the issue's budget)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from yichuang.casework.cases.tests.county import LICENCE_NEW, County
from yichuang.casework.intake.tests.applications import person

# as in production: BEGIN, not SAVEPOINT
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.smoke]


class Statements:
    """Counts and names what reaches the database; BEGIN and COMMIT do not pass through here."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen.append(_name(sql))
        return execute(sql, params, many, context)


def _name(sql: str) -> str:
    verb = re.search(r"\b(INSERT INTO|UPDATE|DELETE FROM|FROM|SELECT)\b\s+(\"?\w+\"?(?:\.\"?\w+\"?)?)", sql)
    first = sql.split(None, 1)[0].upper()
    table = re.search(r'\b(?:INTO|UPDATE|FROM)\s+"?(\w+)"?', sql)
    return f"{first} {table.group(1) if table else (verb.group(2) if verb else '')}".strip()


def receipt_body() -> dict[str, Any]:
    applicant = person()
    return {
        "code": LICENCE_NEW,
        "answers": {"subject": "person"},
        "applicant": {
            "kind": "natural",
            "name": applicant.name,
            "id_type": "resident-id",
            "id_number": applicant.id_number,
            "phone": applicant.phone,
        },
        "materials": [
            {"code": "m1", "collected": "paper", "originals": 1, "points": {"p1": True, "p2": True}}
        ],
        "window": "A1",
    }


def test_receipt_and_acceptance_stay_within_twelve_statements(
    committed_county: County, on_the_day: object, client: Client
) -> None:
    headers = {"Authorization": f"Bearer {committed_county.token('clerk')}"}

    def post(path: str, body: dict[str, Any], key: str) -> tuple[Any, list[str]]:
        counter = Statements()
        with connection.execute_wrapper(counter):
            answer = client.post(
                f"/api/v1{path}",
                body,
                content_type="application/json",
                headers=headers | {"Idempotency-Key": key},
            )
        return answer, counter.seen

    for key in ("warm-1", "warm-2"):  # caches of places, versions, calendar fill on the first request
        answer, _ = post("/cases", receipt_body(), key)
        assert answer.status_code == 201, answer.content.decode()
        assert (
            post(f"/cases/{answer.json()['number']}/acceptance", {"window": "A1"}, key)[0].status_code == 201
        )

    answer, receipt = post("/cases", receipt_body(), "counted")
    accepted, acceptance = post(f"/cases/{answer.json()['number']}/acceptance", {"window": "A1"}, "counted")

    assert answer.status_code == accepted.status_code == 201
    assert receipt == [
        "SELECT accounts_apitoken",
        "INSERT kernel_idempotencyrecord",
        "SELECT catalogue_handlingversion",
        "SELECT scope_scopegrant",
        "WITH parties_party",
        "WITH cases_case",
        "WITH kernel_auditentry",
        "INSERT intake_submittedmaterial",
        "WITH notices_notice",
        "INSERT kernel_outboxevent",
        "INSERT kernel_outboxevent",
        "UPDATE kernel_idempotencyrecord",
    ]
    assert acceptance == [
        "SELECT accounts_apitoken",
        "INSERT kernel_idempotencyrecord",
        "SELECT cases_case",
        "SELECT intake_submittedmaterial",
        "WITH cases_case",
        "SELECT kernel_auditentry",
        "WITH kernel_auditentry",
        "SELECT parties_party",
        "WITH notices_notice",
        "INSERT kernel_outboxevent",
        "INSERT kernel_outboxevent",
        "UPDATE kernel_idempotencyrecord",
    ]
    assert len(receipt) <= 12
    assert len(acceptance) <= 12
