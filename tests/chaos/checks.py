"""What must hold afterwards, asked of the database itself."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import psycopg

from config.doctor.statements import GAVE_UP
from tests.chaos.load import Answered

QUIET_SECONDS = 600.0

# what the flow still has to do
_WAITING = {
    "events": "SELECT count(*) FROM kernel_outboxevent WHERE relayed_at IS NULL",
    "jobs": "SELECT count(*) FROM procrastinate_jobs"
    " WHERE status IN ('todo', 'doing') AND queue_name = 'events'",
    "documents": "SELECT count(*) FROM notices_notice n LEFT JOIN notices_noticefile f ON f.notice_id = n.id"
    " WHERE f.notice_id IS NULL",
}

# one row for each answered application: what it was told, and how often that is there
_SEEN = """
CREATE TEMP TABLE seen AS
SELECT a.*, c.id AS case_id,
    (SELECT count(*) FROM cases_case other WHERE other.applicant_id = c.applicant_id) AS cases,
    (SELECT count(*) FROM cases_act t WHERE t.case_id = c.id AND t.kind = 'receive') AS receipts,
    (SELECT count(*) FROM cases_act t WHERE t.case_id = c.id AND t.kind = 'accept') AS acceptances,
    (SELECT count(*) FROM approval_review r WHERE r.case_id = c.id) AS reviews,
    (SELECT count(*) FROM approval_decision d WHERE d.case_id = c.id) AS decisions,
    (SELECT count(*) FROM delivery_resultdocument r WHERE r.case_id = c.id) AS results,
    (SELECT count(*) FROM unnest(array[a.receipt, a.acceptance, a.decision]) said
        LEFT JOIN notices_notice n ON n.number = said WHERE said <> '' AND n.id IS NULL) AS documents_gone
FROM answered a LEFT JOIN cases_case c USING (number)
"""
_WRONG = {
    "cases answered and not there": "case_id IS NULL",
    "people with more than one case": "cases > 1",
    "receipts not there once": "receipts <> 1",
    "acceptances not there once": "acceptance <> '' AND acceptances <> 1",
    "decisions not there once": "decision <> '' AND decisions <> 1",
    "documents answered and not there": "documents_gone > 0",
    "accepted cases without one review": "acceptance <> '' AND reviews <> 1",
    "decided cases without one result": "decision <> '' AND results <> 1",
}
_LEFT = {
    "documents without a file": _WAITING["documents"],
    "events nobody relayed": _WAITING["events"],
}


def await_quiet(url: str) -> dict[str, int]:
    """Wait until nothing is left to do; returns what still was when patience ended."""
    deadline = time.monotonic() + QUIET_SECONDS
    while True:
        try:
            left = {name: count for name, statement in _WAITING.items() if (count := _ask(url, statement))}
        except psycopg.OperationalError:
            left = {"database": 1}
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(1)


def losses(url: str, answered: Sequence[Answered]) -> dict[str, int]:
    """What is not as it was answered; nothing when all is well."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TEMP TABLE answered (number text, receipt text, acceptance text, decision text)"
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO answered VALUES (%s, %s, %s, %s)",
                [(a.number, a.receipt, a.acceptance, a.decision) for a in answered],
            )
        connection.execute(_SEEN)
        wrong = {name: f"SELECT count(*) FROM seen WHERE {condition}" for name, condition in _WRONG.items()}
        found = {}
        for name, statement in (wrong | _LEFT).items():
            row = connection.execute(statement.encode()).fetchone()
            if row and row[0]:
                found[name] = int(row[0])
        for task, count in Counter(row[0] for row in connection.execute(GAVE_UP)).items():
            found[f"jobs that gave up: {task}"] = count
    return found


def _ask(url: str, statement: str) -> int:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row: Any = connection.execute(statement.encode()).fetchone()
    return int(row[0])
