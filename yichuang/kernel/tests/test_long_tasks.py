"""Long tasks: asked for once, run to the end whatever dies, fetched by nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from procrastinate.contrib.django.models import ProcrastinateJob

from yichuang.kernel import long_tasks
from yichuang.kernel.crypto import DecryptionFailed
from yichuang.kernel.errors import Conflict
from yichuang.kernel.ids import new_id
from yichuang.kernel.long_tasks import Progress, Result, Stopped, TaskEnded, TaskUnknown, TooManyTasks
from yichuang.kernel.models import LongTask, LongTaskPart, OutboxEvent, TaskState
from yichuang.kernel.tests.at_once import AtOnce
from yichuang.kernel.time import now

pytestmark = pytest.mark.django_db

HERE = "yichuang.kernel.tests.test_long_tasks"
AT = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)
OWNER, OTHER = f"user:{new_id()}", f"user:{new_id()}"


def write_lines(parameters: dict[str, Any], progress: Progress, folder: Path) -> Result:
    """Writes a line for each count."""
    path = folder / "lines.txt"
    with path.open("w") as out:
        for number in range(parameters["lines"]):
            progress.tell(number, parameters["lines"])
            out.write(f"{number}\n")
    progress.tell(parameters["lines"], parameters["lines"])
    return Result(path, "结果.txt", "text/plain", note="写好了")


def refuse(parameters: dict[str, Any], progress: Progress, folder: Path) -> Result:
    raise Conflict("太多了，请缩小范围")


def break_down(parameters: dict[str, Any], progress: Progress, folder: Path) -> Result:
    raise RuntimeError("the disk is on fire")


@pytest.fixture(autouse=True)
def _runners(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {"lines": f"{HERE}.write_lines", "refusing": f"{HERE}.refuse", "breaking": f"{HERE}.break_down"}
    monkeypatch.setattr(long_tasks, "_runners", kinds)
    monkeypatch.setattr(long_tasks, "_EVERY_SECONDS", 0.0)


def start(kind: str = "lines", owner: str = OWNER, **parameters: Any) -> UUID:
    given = {"lines": 3} | parameters
    return long_tasks.start(kind=kind, title="一份名单", parameters=given, owner=owner, at=AT)


def view(task_id: UUID, owner: str = OWNER, kind: str = "lines") -> long_tasks.TaskView:
    return next(task for task in long_tasks.tasks_of(owner, kind) if task.id == task_id)


def fetched(task_id: UUID, owner: str = OWNER) -> bytes:
    return b"".join(long_tasks.result_of(task_id, owner, now()))


def test_a_task_waits_runs_and_ends_with_its_result() -> None:
    task_id = start()
    waiting = view(task_id)

    long_tasks.run(task_id, is_last_attempt=False)

    done = view(task_id)
    assert (waiting.state, waiting.is_open) == (TaskState.WAITING, True)
    assert (done.state, done.done, done.total, done.note) == (TaskState.DONE, 3, 3, "写好了")
    assert fetched(task_id) == b"0\n1\n2\n"
    result = long_tasks.result_of(task_id, OWNER, now())
    assert (result.name, result.content_type, result.size) == ("结果.txt", "text/plain", 6)
    assert done.expires_at == done.ended_at + timedelta(days=7)


def test_it_moves_the_page_of_whoever_asked() -> None:
    task_id = start()
    long_tasks.run(task_id, is_last_attempt=False)

    topics = set(OutboxEvent.objects.values_list("topic", flat=True))
    assert topics == {f"long-tasks:{OWNER}"}
    assert OutboxEvent.objects.count() == 1 + 1 + 4 + 1  # asked, begun, told, ended


def test_progress_is_written_once_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_tasks, "_EVERY_SECONDS", 3600.0)
    task_id = start(lines=500)
    before = OutboxEvent.objects.count()

    long_tasks.run(task_id, is_last_attempt=False)

    assert OutboxEvent.objects.count() - before == 3  # begun, told once, ended


def test_parameters_and_result_lie_encrypted() -> None:
    task_id = start(whom="王小满")
    long_tasks.run(task_id, is_last_attempt=False)

    with connection.cursor() as cursor:
        cursor.execute("SELECT parameters FROM kernel_longtask")
        parameters = bytes(cursor.fetchone()[0])
    (content,) = LongTaskPart.objects.values_list("content", flat=True)
    assert "王小满".encode() not in parameters
    assert b"1\n2" not in bytes(content)


def test_a_large_result_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_tasks, "PART_BYTES", 100)
    task_id = start(lines=200)

    long_tasks.run(task_id, is_last_attempt=False)

    parts = list(long_tasks.result_of(task_id, OWNER, now()))
    assert len(parts) == LongTaskPart.objects.count() == 7
    assert b"".join(parts).split() == [str(number).encode() for number in range(200)]


def test_parts_put_in_another_place_do_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_tasks, "PART_BYTES", 4)
    task_id = start()
    long_tasks.run(task_id, is_last_attempt=False)
    LongTaskPart.objects.filter(position=0).update(position=9)
    LongTaskPart.objects.filter(position=1).update(position=0)

    with pytest.raises(DecryptionFailed):
        fetched(task_id)


# who


def test_nobody_else_sees_fetches_or_cancels_it() -> None:
    task_id = start()
    assert long_tasks.tasks_of(OTHER, "lines") == ()
    with pytest.raises(TaskUnknown):
        long_tasks.cancel(task_id=task_id, owner=OTHER, at=AT)
    assert view(task_id).state is TaskState.WAITING
    long_tasks.run(task_id, is_last_attempt=False)

    for guessed, owner in ((task_id, OTHER), (new_id(), OWNER)):
        with pytest.raises(TaskUnknown, match="没有这个后台任务"):
            long_tasks.result_of(guessed, owner, now())


def test_a_result_is_kept_for_a_week() -> None:
    task_id, waiting = start(), start(owner=OTHER)
    long_tasks.run(task_id, is_last_attempt=False)
    later = now() + timedelta(days=7, minutes=1)

    with pytest.raises(TaskUnknown):
        long_tasks.result_of(task_id, OWNER, later)
    assert long_tasks.forget_old(at=now()) == 0
    assert long_tasks.forget_old(at=later) == 1

    assert list(LongTask.objects.values_list("id", flat=True)) == [waiting]
    assert LongTaskPart.objects.count() == 0


def test_so_many_at_the_same_time_and_no_more() -> None:
    tasks = [start() for _ in range(long_tasks.MOST_OPEN)]
    with pytest.raises(TooManyTasks):
        start()
    start(owner=OTHER)

    long_tasks.cancel(task_id=tasks[0], owner=OWNER, at=AT)

    assert start()
    assert LongTask.objects.count() == long_tasks.MOST_OPEN + 2


# ends


def test_a_cancelled_task_stops_and_leaves_nothing() -> None:
    task_id = start()
    begun = long_tasks.begin(task_id=task_id, at=AT)
    assert begun is not None

    long_tasks.cancel(task_id=task_id, owner=OWNER, at=AT)

    with pytest.raises(Stopped):
        Progress(task_id, begun[2]).tell(1, 3)
    long_tasks.run(task_id, is_last_attempt=False)
    assert view(task_id).state is TaskState.CANCELLED
    assert LongTaskPart.objects.count() == 0
    with pytest.raises(TaskEnded):
        long_tasks.cancel(task_id=task_id, owner=OWNER, at=AT)


def test_a_refusal_ends_it_with_its_sentence() -> None:
    task_id = start("refusing")

    long_tasks.run(task_id, is_last_attempt=False)

    failed = view(task_id, kind="refusing")
    assert (failed.state, failed.note) == (TaskState.FAILED, "太多了，请缩小范围")
    with pytest.raises(TaskUnknown):
        long_tasks.result_of(task_id, OWNER, now())


def test_a_defect_is_tried_again_and_at_last_said() -> None:
    task_id = start("breaking")

    with pytest.raises(RuntimeError):
        long_tasks.run(task_id, is_last_attempt=False)
    assert view(task_id, kind="breaking").state is TaskState.RUNNING
    with pytest.raises(RuntimeError):
        long_tasks.run(task_id, is_last_attempt=True)

    failed = view(task_id, kind="breaking")
    assert failed.state is TaskState.FAILED
    assert str(task_id) in failed.note
    assert "fire" not in failed.note


def test_after_a_kill_it_is_begun_anew_and_the_first_worker_writes_no_more(tmp_path: Path) -> None:
    """Whichever of the two lives on, one result is kept."""
    task_id = start()
    first = long_tasks.begin(task_id=task_id, at=AT)
    assert first is not None
    progress = Progress(task_id, first[2])
    progress.tell(2, 3)

    long_tasks.run(task_id, is_last_attempt=False)

    late = tmp_path / "late"
    late.write_bytes(b"late")
    with pytest.raises(Stopped):
        progress.tell(3, 3)
    with pytest.raises(Stopped):
        long_tasks.finish(task_id=task_id, attempt=first[2], result=Result(late, "late", "text/plain"), at=AT)
    assert fetched(task_id) == b"0\n1\n2\n"
    assert LongTaskPart.objects.count() == 1
    long_tasks.run(task_id, is_last_attempt=False)  # the job of the first, run again
    assert LongTask.objects.get().attempt == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "lost"},
        {"state": "done"},
        {"ended_at": AT},
        {"result_size": 1, "result_name": "x"},
        {"state": "failed", "ended_at": AT},
    ],
)
def test_the_table_refuses_what_cannot_be(changes: dict[str, Any]) -> None:
    task_id = start()

    with pytest.raises(IntegrityError):
        LongTask.objects.filter(id=task_id).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_was_asked_for() -> None:
    task_id = start()

    call_command("worker", until_empty=True, concurrency=1)

    assert fetched(task_id) == b"0\n1\n2\n"
    assert not ProcrastinateJob.objects.filter(task_name="kernel.run_long_task").exists()


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_do_not_pass_the_limit_together(
    at_once: AtOnce,
) -> None:
    results = at_once([start] * (long_tasks.MOST_OPEN + 2))

    assert sum(isinstance(result, UUID) for result in results) == long_tasks.MOST_OPEN
    assert sum(isinstance(result, TooManyTasks) for result in results) == 2
