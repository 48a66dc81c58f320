"""Jobs of the kernel: one handler of one event; seals; what expired; what a dead worker left."""

from __future__ import annotations

from importlib import import_module
from uuid import UUID

import structlog
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from yichuang.kernel import idempotency, long_tasks, outbox
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.time import now

log = structlog.get_logger("yichuang.jobs")


@app.task(
    name="kernel.run_handler",
    queue="events",
    retry=RetryStrategy(max_attempts=12, exponential_wait=2),  # about two hours and a quarter in all
)
def run_handler(event_id: str, handler: str) -> None:
    """Run one handler (a dotted path in ``flow.py``) for one stored event. A failure is tried again."""
    stored = OutboxEvent.objects.get(pk=event_id)
    module, _, function = handler.rpartition(".")
    handle = getattr(import_module(module), function)
    handle(outbox.from_payload(stored.name, stored.payload), event_id=UUID(event_id), at=now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="kernel.seal_audit_log", queue="kernel", queueing_lock="kernel.seal_audit_log")
def seal_audit_log(timestamp: int) -> None:
    """Every five minutes: seal what no seal covers."""
    from yichuang.kernel import seals  # brings SM2 along; the web process, too, loads this module

    while seals.seal_entries(at=now()):
        pass


@app.periodic(cron="17 * * * *")
@app.task(name="kernel.forget_expired_answers", queue="kernel", queueing_lock="kernel.forget_expired_answers")
def forget_expired_answers(timestamp: int) -> None:
    """Hourly: idempotent answers past their time."""
    idempotency.forget_expired(at=now())


@app.periodic(cron="* * * * *")
@app.task(
    name="kernel.retry_stalled_jobs",
    queue="kernel",
    queueing_lock="kernel.retry_stalled_jobs",
    pass_context=True,
)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Every minute: jobs whose worker was killed in the middle of them are run again.

    Of a periodic job the next one may be waiting by then; it does the work of both.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        log.warning("job of a dead worker", job=job.id, task=job.task_name)
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # of its queueing lock
            await manager.finish_job(job, Status.ABORTED, delete_job=True)


LONG_TASK_ATTEMPTS = 3
"""So often a long task that failed is begun again."""


@app.task(
    name="kernel.run_long_task",
    queue="long",
    pass_context=True,
    retry=RetryStrategy(max_attempts=LONG_TASK_ATTEMPTS, exponential_wait=5),
)
def run_long_task(context: JobContext, task_id: str) -> None:
    """Run one long task (后台任务). What a worker left unfinished is begun anew."""
    job = context.job
    long_tasks.run(UUID(task_id), is_last_attempt=job is None or job.attempts >= LONG_TASK_ATTEMPTS)


@app.periodic(cron="23 * * * *")
@app.task(name="kernel.forget_long_tasks", queue="kernel", queueing_lock="kernel.forget_long_tasks")
def forget_long_tasks(timestamp: int) -> None:
    """Hourly: long tasks whose results are not kept any longer."""
    long_tasks.forget_old(at=now())
