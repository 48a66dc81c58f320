"""The relay: one job per handler, exactly once; one notice per batch."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import psycopg
import pytest
from django.db import OperationalError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from yichuang.kernel import outbox, relay
from yichuang.kernel.models import OutboxEvent

pytestmark = pytest.mark.smoke

AT = datetime(2026, 3, 6, 1, 30, tzinfo=UTC)
PATIENCE_SECONDS = 60.0
LAST_WORD = "nothing more comes"


@dataclass(frozen=True)
class Heard:
    name: ClassVar[str] = "test.heard"
    version: ClassVar[int] = 1
    step: int


@dataclass(frozen=True)
class Unheard:
    name: ClassVar[str] = "test.unheard"
    version: ClassVar[int] = 1


FLOW = {Heard: ("some.handlers.on_heard", "other.handlers.on_heard"), Unheard: ()}


@pytest.fixture(autouse=True)
def _flow(register: Any) -> None:
    register(FLOW)


@pytest.fixture
def notices(database_url: str) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What has been told since it was asked for; a last word of our own comes after all of it."""
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {relay.CHANNEL}")

        def told() -> list[dict[str, Any]]:
            with psycopg.connect(database_url, autocommit=True) as speaker:
                speaker.execute("SELECT pg_notify(%s, %s)", [relay.CHANNEL, LAST_WORD])
            heard = []
            for notice in listener.notifies(timeout=PATIENCE_SECONDS):
                if notice.payload == LAST_WORD:
                    return heard
                heard.append(json.loads(notice.payload))
            raise AssertionError("the last word was not heard")

        yield told


def jobs() -> list[dict[str, str]]:
    return list(
        ProcrastinateJob.objects.filter(task_name="kernel.run_handler").values_list("args", flat=True)
    )


def waiting() -> int:
    return OutboxEvent.objects.filter(relayed_at__isnull=True).count()


def test_an_event_becomes_one_job_per_handler(db):
    outbox.publish(Heard(1), actor="system", at=AT)
    event_id = str(OutboxEvent.objects.get().pk)

    assert relay.relay_batch(at=AT) == 1

    assert sorted(jobs(), key=lambda job: job["handler"]) == [
        {"event_id": event_id, "handler": "other.handlers.on_heard"},
        {"event_id": event_id, "handler": "some.handlers.on_heard"},
    ]
    assert OutboxEvent.objects.get().relayed_at == AT
    assert set(ProcrastinateJob.objects.values_list("queue_name", "status")) == {("events", "todo")}


def test_a_relayed_event_is_not_relayed_again(db):
    outbox.publish(Heard(1), actor="system", at=AT)

    assert [relay.relay_batch(at=AT), relay.relay_batch(at=AT)] == [1, 0]
    assert len(jobs()) == 2


def test_an_event_nobody_hears_is_marked_and_makes_no_job(db):
    outbox.publish(Unheard(), actor="system", at=AT)

    assert relay.relay_batch(at=AT) == 1
    assert (jobs(), waiting()) == ([], 0)


def test_a_name_of_an_older_release_does_not_stop_the_others(db):
    OutboxEvent.objects.create(
        name="intake.renamed-since", version=1, payload={"a": 1}, actor="system", occurred_at=AT
    )
    outbox.publish(Heard(1), actor="system", at=AT)

    assert relay.relay_batch(at=AT) == 2
    assert (len(jobs()), waiting()) == (2, 0)


def test_a_batch_takes_the_oldest(db, monkeypatch):
    monkeypatch.setattr(relay, "_BATCH", 3)
    for step in range(5):
        outbox.publish(Heard(step), actor="system", at=AT)

    assert relay.relay_batch(at=AT) == 3
    assert [
        event.payload["step"] for event in OutboxEvent.objects.filter(relayed_at=None).order_by("id")
    ] == [3, 4]


def test_an_empty_outbox_costs_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, claim, release
        assert relay.relay_batch(at=AT) == 0


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_fails_is_left_whole(monkeypatch):
    outbox.publish(Heard(1), actor="system", at=AT)

    def fail(topics: set[str], at: datetime) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(relay, "_notify", fail)
    with pytest.raises(OperationalError):
        relay.relay_batch(at=AT)

    assert (jobs(), waiting()) == ([], 1)


@pytest.mark.django_db(transaction=True)
def test_two_relays_make_every_job_once(at_once, monkeypatch):
    monkeypatch.setattr(relay, "_BATCH", 7)
    for step in range(200):
        outbox.publish(Heard(step), actor="system", at=AT)

    def relay_all() -> int:
        total = 0
        while count := relay.relay_batch(at=AT):
            total += count
        return total

    results = at_once([relay_all] * 3)

    made = Counter((job["event_id"], job["handler"]) for job in jobs())
    assert sum(results) == 200
    assert (len(made), set(made.values())) == (400, {1})
    assert waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_an_event_of_an_open_transaction_is_relayed_after_its_commit(at_once):
    with transaction.atomic():
        outbox.publish(Heard(1), actor="system", at=AT)
        assert at_once([lambda: relay.relay_batch(at=AT)]) == [0]

    assert relay.relay_batch(at=AT) == 1


@pytest.mark.django_db(transaction=True)
def test_one_notice_tells_every_topic_that_moved(notices):
    for topic in ("case:b", "case:a", "case:b", "", "case:b"):
        outbox.publish(Heard(1), actor="system", at=AT, topic=topic)

    relay.relay_batch(at=AT)

    assert notices() == [{"at": AT.isoformat(), "topics": ["case:a", "case:b"]}]


@pytest.mark.django_db(transaction=True)
def test_events_without_a_topic_wake_nobody(notices):
    outbox.publish(Heard(1), actor="system", at=AT)

    relay.relay_batch(at=AT)

    assert notices() == []


@pytest.mark.django_db(transaction=True)
def test_publishing_alone_wakes_nobody(notices):
    outbox.publish(Heard(1), actor="system", at=AT, topic="case:a")

    assert notices() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("letter", ["x", "窗", '"'])
def test_many_long_topics_fit_into_several_notices(notices, letter):
    topics = {f"{number:03}{letter * 77}" for number in range(150)}
    for topic in topics:
        outbox.publish(Heard(1), actor="system", at=AT, topic=topic)

    relay.relay_batch(at=AT)

    heard = notices()
    assert len(heard) > 1
    assert {topic for notice in heard for topic in notice["topics"]} == topics
    assert sum(len(notice["topics"]) for notice in heard) == 150


@pytest.mark.django_db(transaction=True)
def test_the_loop_relays_until_it_is_told_to_stop(at_once):
    stop = threading.Event()

    def publish_some() -> None:
        for step in range(5):
            outbox.publish(Heard(step), actor="system", at=AT)
        deadline = threading.Event()
        for _ in range(1000):
            if waiting() == 0:
                break
            deadline.wait(0.05)
        stop.set()

    results = at_once([publish_some, lambda: relay.run(stop.is_set)])

    assert results == [None, None]
    assert (len(jobs()), waiting()) == (10, 0)


@pytest.mark.django_db(transaction=True)
def test_the_loop_outlives_a_lost_connection(at_once, database_url, monkeypatch):
    batches = relay.relay_batch
    pids: list[int] = []

    def counted(*, at: datetime) -> int:
        from django.db import connection

        connection.ensure_connection()
        pids.append(connection.connection.info.backend_pid)
        return batches(at=at)

    monkeypatch.setattr(relay, "relay_batch", counted)
    stop = threading.Event()

    def cut_and_publish() -> None:
        wait = threading.Event()
        while not pids:
            wait.wait(0.01)
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pids[0]])
        outbox.publish(Heard(1), actor="system", at=AT)
        for _ in range(1000):
            if waiting() == 0:
                break
            wait.wait(0.05)
        stop.set()

    results = at_once([cut_and_publish, lambda: relay.run(stop.is_set)])

    assert results == [None, None]
    assert len(set(pids)) == 2
    assert (len(jobs()), waiting()) == (2, 0)
