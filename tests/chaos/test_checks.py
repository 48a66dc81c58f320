"""The checks of ``make chaos`` can fail: each loss is counted. (The kills take a whole product.)"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests.chaos.checks import losses
from tests.chaos.load import Answered
from yichuang.kernel.models import OutboxEvent

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def url() -> str:
    known = connection.settings_dict
    address = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"]}
    return make_conninfo(**address, password=known["PASSWORD"], dbname=known["NAME"])


def test_nothing_answered_is_nothing_lost() -> None:
    assert losses(url(), []) == {}


def test_what_was_answered_and_is_not_there_is_counted() -> None:
    answered = [Answered("990101", "收1", "受1", "决1"), Answered("990102", "收2")]

    assert losses(url(), answered) == {
        "cases answered and not there": 2,
        "receipts not there once": 2,
        "acceptances not there once": 1,
        "decisions not there once": 1,
        "documents answered and not there": 2,
        "accepted cases without one review": 1,
        "decided cases without one result": 1,
    }


def test_what_was_left_undone_is_counted() -> None:
    OutboxEvent.objects.create(name="test", version=1, payload={}, actor="system", occurred_at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
            " VALUES ('events', 'test', 'failed')"
        )

    assert losses(url(), []) == {"events nobody relayed": 1, "jobs that gave up: test": 1}


def test_a_periodic_task_that_failed_once_is_no_loss() -> None:
    with connection.cursor() as cursor:
        for moment, status in ((100, "failed"), (200, "failed")):
            cursor.execute(
                "WITH job AS (INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
                " VALUES ('kernel', 'seal', %s) RETURNING id)"
                " INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp, job_id)"
                " SELECT 'seal', %s, id FROM job",
                [status, moment],
            )
    assert losses(url(), []) == {"jobs that gave up: seal": 2}, "it fails again and again"

    with connection.cursor() as cursor:  # the next run succeeds, and its job is deleted
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp) VALUES ('seal', 300)"
        )

    assert losses(url(), []) == {}
