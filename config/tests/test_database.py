"""The database settings do what they promise: statements are prepared, connections are shared."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection

from config.env import database_settings
from yichuang.kernel.middleware import _forget_dead_connections
from yichuang.kernel.models import OutboxEvent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.smoke]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Opens Django's connection anew as ``database_settings`` says, with options changed."""

    def open_it(pool_size: int = 0, **options: Any) -> Any:
        said = database_settings("postgresql://nobody@nowhere/none", pool_size)["OPTIONS"]
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", said | options)
        connection.ensure_connection()
        return connection

    yield open_it
    connection.close()
    if connection.pool:
        connection.close_pool()


def prepared(of: Any) -> list[str]:
    of.ensure_connection()
    cursor = of.connection.execute(
        "SELECT statement FROM pg_prepared_statements WHERE NOT from_sql", prepare=False
    )
    return [row[0] for row in cursor.fetchall()]


def ask(times: int) -> None:
    for _ in range(times):
        list(OutboxEvent.objects.filter(topic="case:1").order_by("id")[:5])


def test_django_prepares_what_it_repeats(connect):
    mine = connect()
    ask(2)
    assert prepared(mine) == [], "twice is not yet a repetition"

    ask(2)

    (statement,) = prepared(mine)
    assert 'FROM "kernel_outboxevent"' in statement
    assert "$1" in statement


def test_raw_statements_are_prepared_too(connect):
    mine = connect()
    for number in range(4):
        with mine.cursor() as cursor:
            cursor.execute("SELECT %s + 1", [number])

    assert prepared(mine) == ["SELECT $1 + 1"]


@pytest.mark.parametrize("option", [{"server_side_binding": False}, {"prepare_threshold": None}])
def test_without_either_option_nothing_is_prepared(connect, option):
    mine = connect(**option)

    ask(6)

    assert prepared(mine) == []


def test_a_pooled_connection_keeps_its_prepared_statements(connect):
    mine = connect(pool_size=1)
    for _ in range(4):
        ask(1)
        mine.close()  # as at the end of a request: it goes back into the pool

    assert len(prepared(mine)) == 1


def test_many_threads_share_few_connections(connect):
    connect(pool_size=3)
    seen: set[int] = set()
    failures: list[BaseException] = []

    def serve_requests() -> None:
        try:
            for _ in range(20):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid(), current_setting('TimeZone')")
                    pid, timezone = cursor.fetchone()
                assert timezone == "UTC"
                seen.add(pid)
                connection.close()
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=serve_requests) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failures == []
    assert 1 <= len(seen) <= 3


@pytest.mark.parametrize("is_learned", [True, False])
def test_after_a_restart_of_the_server_one_failure_is_enough(connect, is_learned):
    """Every pooled connection is dead then; without a look at the others each costs one refusal more."""
    mine = connect(pool_size=3)
    held = [mine.pool.getconn() for _ in range(2)]
    pids = [one.info.backend_pid for one in (*held, mine.connection)]
    for one in held:
        mine.pool.putconn(one)
    known = mine.settings_dict
    with psycopg.connect(
        host=known["HOST"],
        port=known["PORT"],
        user=known["USER"],
        password=known["PASSWORD"],
        dbname="postgres",
    ) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", [pids])

    failures = 0
    for _ in range(6):
        try:
            ask(1)
        except OperationalError:
            failures += 1
            if is_learned:
                _forget_dead_connections()
        mine.close()

    assert failures == (1 if is_learned else 3)
