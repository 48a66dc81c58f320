"""The worker: handlers run, failures are tried again, a dead worker's jobs are not lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from yichuang.kernel import audit, idempotency, outbox, relay, seals, tasks
from yichuang.kernel.models import AuditSeal, IdempotencyRecord, OutboxEvent
from yichuang.kernel.time import now

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "yichuang.kernel.tests.test_worker"
CASE = UUID("019510a0-0000-7000-8000-000000000001")


@dataclass(frozen=True)
class CaseMoved:
    name: ClassVar[str] = "test.case-moved"
    version: ClassVar[int] = 1
    case_id: UUID


heard: list[tuple[CaseMoved, UUID, datetime]] = []


def on_case_moved(event: CaseMoved, *, event_id: UUID, at: datetime) -> None:
    heard.append((event, event_id, at))


def on_case_moved_breaking(event: CaseMoved, *, event_id: UUID, at: datetime) -> None:
    raise RuntimeError("the printer is on fire")


def on_case_moved_writing(event: CaseMoved, *, event_id: UUID, at: datetime) -> None:
    audit.record(stream="case", stream_id=event.case_id, action="moved", actor="system", at=at)


@pytest.fixture(autouse=True)
def _nothing_heard() -> None:
    heard.clear()


def publish_and_relay() -> str:
    outbox.publish(CaseMoved(CASE), actor="system", at=now())
    assert relay.relay_batch(at=now()) == 1
    return str(OutboxEvent.objects.get().pk)


def work() -> None:
    call_command("worker", until_empty=True, concurrency=1)


def jobs() -> list[tuple[str, int]]:
    """Handlers' jobs that are still there; the worker defers housekeeping of its own."""
    handlers = ProcrastinateJob.objects.filter(task_name="kernel.run_handler")
    return list(handlers.order_by("id").values_list("status", "attempts"))


def test_a_handler_hears_the_event_as_it_was_published(register):
    register({CaseMoved: (f"{HERE}.on_case_moved",)})
    before = now()
    event_id = publish_and_relay()

    work()

    ((event, heard_id, at),) = heard
    assert (event, str(heard_id)) == (CaseMoved(CASE), event_id)
    assert before < at < now()
    assert jobs() == [], "a job that succeeded is deleted"


def test_a_handler_writes_to_the_database(register):
    register({CaseMoved: (f"{HERE}.on_case_moved_writing",)})
    publish_and_relay()

    work()

    assert (seals.verify_log().entries, jobs()) == (1, [])


def test_a_failing_handler_is_tried_again_later_and_the_others_are_not_held_up(register):
    register({CaseMoved: (f"{HERE}.on_case_moved_breaking", f"{HERE}.on_case_moved")})
    publish_and_relay()

    work()

    assert len(heard) == 1
    assert jobs() == [("todo", 1)]
    again_at = ProcrastinateJob.objects.get(task_name="kernel.run_handler").scheduled_at
    assert timedelta(0) < again_at - now() <= timedelta(seconds=3)


def test_after_the_last_attempt_the_failure_stays_to_be_seen(register):
    register({CaseMoved: (f"{HERE}.on_case_moved_breaking",)})
    publish_and_relay()
    sql("UPDATE procrastinate_jobs SET attempts = 12")

    work()

    assert jobs() == [("failed", 13)]


def test_what_gave_up_is_run_again_when_somebody_says_so(register, capsys):
    register({CaseMoved: (f"{HERE}.on_case_moved_breaking", f"{HERE}.on_case_moved")})
    publish_and_relay()
    sql("UPDATE procrastinate_jobs SET attempts = 12")
    work()
    assert (jobs(), len(heard)) == ([("failed", 13)], 1)
    register({CaseMoved: (f"{HERE}.on_case_moved",)})
    # the reason is put right: the same job now reaches a handler that works
    sql(f'UPDATE procrastinate_jobs SET args = args || \'{{"handler": "{HERE}.on_case_moved"}}\'')

    call_command("jobs_retry", only=f"{HERE}.another")
    assert jobs() == [("failed", 13)]
    call_command("jobs_retry")
    work()

    assert (jobs(), len(heard)) == ([], 2)
    assert capsys.readouterr().out.split() == ["0", "个后台任务重新排队", "1", "个后台任务重新排队"]


def test_an_event_whose_class_is_gone_fails_its_own_job_only(register):
    register({CaseMoved: (f"{HERE}.on_case_moved",)})
    publish_and_relay()
    register({})

    work()

    assert (jobs(), heard) == ([("todo", 1)], [])


def test_the_job_of_a_killed_worker_is_run_again(register):
    register({CaseMoved: (f"{HERE}.on_case_moved",)})
    publish_and_relay()
    # as kill -9 leaves it: taken by a worker that has not been heard of for a minute
    sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
    sql("UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)")

    tasks.retry_stalled_jobs.defer(timestamp=0)
    work()

    assert [event for event, _, _ in heard] == [CaseMoved(CASE)]
    assert jobs() == []


def test_the_periodic_job_of_a_killed_worker_leaves_its_work_to_the_next(register):
    register({CaseMoved: (f"{HERE}.on_case_moved",)})
    tasks.seal_audit_log.defer(timestamp=0)
    sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
    sql("UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)")
    tasks.seal_audit_log.configure(schedule_in={"minutes": 5}).defer(timestamp=300)
    publish_and_relay()
    sql(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)"
        " WHERE task_name = 'kernel.run_handler'"
    )

    tasks.retry_stalled_jobs.defer(timestamp=0)
    work()

    sealing = ProcrastinateJob.objects.filter(task_name="kernel.seal_audit_log")
    assert [event for event, _, _ in heard] == [CaseMoved(CASE)]
    assert (jobs(), list(sealing.values_list("status", flat=True))) == ([], ["todo"])


def test_the_sealing_job_seals_everything():
    for step in range(3):
        audit.record(stream="s", stream_id=step, action="a", actor="system", at=now())

    tasks.seal_audit_log.defer(timestamp=0)
    work()

    assert AuditSeal.objects.get().count == 3


def test_the_forgetting_job_forgets_what_expired():
    def answer() -> tuple[int, Any]:
        return 201, {}

    old, fresh = now() - idempotency.KEPT_FOR - timedelta(seconds=1), now()
    for key, at in (("old", old), ("fresh", fresh)):
        idempotency.once(principal="p", route="r", key=key, body=b"", at=at, write=answer)

    tasks.forget_expired_answers.defer(timestamp=0)
    work()

    assert list(IdempotencyRecord.objects.values_list("key", flat=True)) == ["fresh"]


def test_housekeeping_is_scheduled():
    from procrastinate.contrib.django import app

    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}

    assert {
        "kernel.seal_audit_log": "*/5 * * * *",
        "kernel.forget_expired_answers": "17 * * * *",
        "kernel.retry_stalled_jobs": "* * * * *",
    }.items() <= periodic.items()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
