"""Long tasks (后台任务): run in the worker, with progress, and a result that is fetched later.

Somebody asks (:func:`start`), a job runs the runner that ``flow.py`` names for the kind, and the
runner tells how far it is::

    def export(parameters: dict[str, Any], progress: Progress, folder: Path) -> Result: ...

It reads, writes its result into ``folder`` and returns where. It may be run again from the beginning,
when its worker was killed or failed, so it changes nothing else, or keeps in the same transaction the
place it has come to. The result is kept encrypted for a
week, and only whoever asked may fetch it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection
from django.db.models import F

from yichuang.kernel import outbox
from yichuang.kernel.crypto import DecryptionFailed, decrypt, encrypt
from yichuang.kernel.errors import Conflict, DomainError, NotFound
from yichuang.kernel.models import LongTask, LongTaskPart, TaskState
from yichuang.kernel.time import now
from yichuang.kernel.transactions import act

MOST_OPEN = 3
"""So many tasks of one person wait or run at the same time."""

KEPT = timedelta(days=7)
SHOWN = 50
PART_BYTES = 1024 * 1024
_EVERY_SECONDS = 1.0
_LOCK = "kernel.long-tasks"
_PURPOSE = "kernel.long-task-result"
_OPEN = (TaskState.WAITING.value, TaskState.RUNNING.value)

Runner = Callable[[dict[str, Any], "Progress", Path], "Result"]

_runners: dict[str, str] = {}


class TaskUnknown(NotFound):
    """No such task of this person, or its result is not kept any more."""

    code = "kernel.task-unknown"
    title = "没有这个后台任务，或者结果已经过期"


class TooManyTasks(Conflict):
    """As many of this person's tasks are open as may be."""

    code = "kernel.too-many-tasks"
    title = f"您已有 {MOST_OPEN} 个后台任务没有结束，请等其中一个完成，或者取消后再试"


class TaskEnded(Conflict):
    """What has ended cannot be cancelled."""

    code = "kernel.task-ended"
    title = "这个后台任务已经结束"


class Stopped(Exception):
    """The task was cancelled, or another worker has taken it over. Runners let it pass."""


@dataclass(frozen=True)
class LongTaskMoved:
    """A long task began, went on or ended. Pages that show it look again."""

    name: ClassVar[str] = "kernel.long-task-moved"
    version: ClassVar[int] = 1
    task_id: UUID


@dataclass(frozen=True)
class Result:
    """A file a runner has written. ``note``: one sentence about it for whoever asked, or empty."""

    path: Path
    name: str
    content_type: str
    note: str = ""


@dataclass(frozen=True)
class TaskView:
    """A long task as whoever asked sees it. ``total`` is 0 until it is known."""

    id: UUID
    kind: str
    title: str
    state: TaskState
    done: int
    total: int
    note: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    result_name: str
    result_size: int | None

    @property
    def is_open(self) -> bool:
        return self.state.value in _OPEN


@dataclass(frozen=True)
class StoredResult:
    """A result being fetched: its parts come one after another, never the whole at once."""

    task_id: UUID
    name: str
    content_type: str
    size: int

    def __iter__(self) -> Iterator[bytes]:
        sent, position = 0, 0
        while sent < self.size:
            part = LongTaskPart.objects.filter(task_id=self.task_id, position=position)
            content = part.values_list("content", flat=True).first()
            if content is None:
                raise DecryptionFailed("a part of a result is gone")
            piece = _opened(self.task_id, position, bytes(content))
            yield piece
            sent, position = sent + len(piece), position + 1


def register(runners: Mapping[str, str]) -> None:
    """Take the platform's kinds of long tasks: kind → dotted path of its runner. Called once at start-up."""
    _runners.clear()
    _runners.update(runners)


def topic_of(owner: str) -> str:
    """What the page of a person's tasks watches."""
    return f"long-tasks:{owner}"


# — whoever asks —


@act
def start(*, kind: str, title: str, parameters: Mapping[str, Any], owner: str, at: datetime) -> UUID:
    """Ask for a long task. Returns its id.

    Args:
        title: what will come of it, in words without personal data.
        parameters: JSON values; kept encrypted.

    Raises:
        TooManyTasks: so many are open already.

    Publishes: ``kernel.long-task-moved``.
    """
    from yichuang.kernel.tasks import run_long_task  # the job calls this module

    if kind not in _runners:
        raise LookupError(f"No runner is registered for {kind}.")
    with connection.cursor() as cursor:  # two requests at once are counted one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [topic_of(owner)])
    if LongTask.objects.filter(owner=owner, state__in=_OPEN).count() >= MOST_OPEN:
        raise TooManyTasks
    task = LongTask.objects.create(
        kind=kind,
        title=title,
        parameters=dict(parameters),
        owner=owner,
        state=TaskState.WAITING.value,
        asked_at=at,
    )
    # one after the other: however many wait, documents and messages do not wait behind them
    run_long_task.configure(lock=_LOCK).defer(task_id=str(task.id))
    _moved(task.id, owner, at)
    return task.id


@act
def cancel(*, task_id: UUID, owner: str, at: datetime) -> None:
    """Give up a task that has not ended. A worker notices within a second and stops.

    Raises:
        TaskUnknown: not this person's.
        TaskEnded: it ended before.
    """
    rows = LongTask.objects.filter(id=task_id, owner=owner)
    ended = {"state": TaskState.CANCELLED.value, "ended_at": at, "expires_at": at + KEPT}
    if not rows.filter(state__in=_OPEN).update(**ended):
        raise TaskEnded if rows.exists() else TaskUnknown
    _moved(task_id, owner, at)


def tasks_of(owner: str, kind: str) -> tuple[TaskView, ...]:
    """The newest tasks of a kind that somebody asked for, newest first. One statement."""
    rows = LongTask.objects.filter(owner=owner, kind=kind).order_by("-asked_at", "-id")
    return tuple(_view(row) for row in rows.defer("parameters")[:SHOWN])


def task_of(task_id: UUID, owner: str) -> TaskView | None:
    """One task somebody asked for; None: not theirs, or forgotten with its result."""
    row = LongTask.objects.filter(id=task_id, owner=owner).defer("parameters").first()
    return _view(row) if row else None


def is_open(task_id: UUID | None) -> bool:
    """Whether a task waits or runs."""
    return task_id is not None and LongTask.objects.filter(id=task_id, state__in=_OPEN).exists()


def result_of(task_id: UUID, owner: str, at: datetime) -> StoredResult:
    """The result of a task, for whoever asked and nobody else.

    Raises:
        TaskUnknown: somebody else's, not done, or past its time: all sound alike.
    """
    row = (
        LongTask.objects.filter(id=task_id, owner=owner, state=TaskState.DONE.value, expires_at__gt=at)
        .defer("parameters")
        .first()
    )
    if row is None or row.result_size is None:
        raise TaskUnknown
    return StoredResult(row.id, row.result_name, row.result_type, row.result_size)


# — the worker —


class Progress:
    """What a runner tells how far it is by. Cheap to call for every row: it writes once a second."""

    def __init__(self, task_id: UUID, attempt: int) -> None:
        self.task_id, self.attempt = task_id, attempt
        self._written_at = float("-inf")

    def tell(self, done: int, total: int) -> None:
        """``done`` of ``total`` are done.

        Raises:
            Stopped: nobody waits for this run any more.
        """
        moment = time.monotonic()
        if moment - self._written_at >= _EVERY_SECONDS:
            self._written_at = moment
            advance(task_id=self.task_id, attempt=self.attempt, done=done, total=total, at=now())


def run(task_id: UUID, *, is_last_attempt: bool) -> None:
    """Run a task to its end. A refusal ends it with its sentence; a defect is the job's to try again."""
    begun = begin(task_id=task_id, at=now())
    if begun is None:
        return
    kind, parameters, attempt = begun
    module, _, function = _runners[kind].rpartition(".")
    runner: Runner = getattr(import_module(module), function)
    try:
        with TemporaryDirectory(prefix="yichuang-") as folder:
            result = runner(parameters, Progress(task_id, attempt), Path(folder))
            finish(task_id=task_id, attempt=attempt, result=result, at=now())
    except Stopped:
        return
    except DomainError as refusal:
        fail(task_id=task_id, attempt=attempt, note=refusal.detail, at=now())
    except Exception:
        if is_last_attempt:
            note = f"没有办成，系统已经试过几次。请把编号告诉系统管理员：{task_id}"
            fail(task_id=task_id, attempt=attempt, note=note, at=now())
        raise


@act
def begin(*, task_id: UUID, at: datetime) -> tuple[str, dict[str, Any], int] | None:
    """Take a task up: its kind, its parameters and the number of this attempt; None: it has ended.

    Concurrency: a second worker that takes it up makes the first one stop.
    """
    row = LongTask.objects.select_for_update().filter(id=task_id, state__in=_OPEN).first()
    if row is None:
        return None
    row.state, row.attempt, row.done = TaskState.RUNNING.value, row.attempt + 1, 0
    row.save(update_fields=["state", "attempt", "done"])
    _moved(task_id, row.owner, at)
    return row.kind, row.parameters, row.attempt


@act
def advance(*, task_id: UUID, attempt: int, done: int, total: int, at: datetime) -> None:
    """Write how far this attempt is.

    Raises:
        Stopped: the task was cancelled, or this is not its newest attempt.
    """
    owner = _held(task_id, attempt)
    LongTask.objects.filter(id=task_id).update(done=done, total=total)
    _moved(task_id, owner, at)


@act
def finish(*, task_id: UUID, attempt: int, result: Result, at: datetime) -> None:
    """Keep the result, encrypted, and end the task: both or neither.

    Raises:
        Stopped: as :func:`advance`.
    """
    owner, size = _held(task_id, attempt), 0
    with result.path.open("rb") as content:
        for position, piece in enumerate(iter(lambda: content.read(PART_BYTES), b"")):
            sealed = _sealed(task_id, position, piece)
            LongTaskPart.objects.create(task_id=task_id, position=position, content=sealed)
            size += len(piece)
    LongTask.objects.filter(id=task_id).update(
        state=TaskState.DONE.value,
        done=F("total"),
        note=result.note,
        ended_at=at,
        expires_at=at + KEPT,
        result_name=result.name,
        result_type=result.content_type,
        result_size=size,
    )
    _moved(task_id, owner, at)


@act
def fail(*, task_id: UUID, attempt: int, note: str, at: datetime) -> None:
    """End the task without a result, and say why. Of a task nobody waits for nothing is written."""
    rows = LongTask.objects.filter(id=task_id, attempt=attempt, state=TaskState.RUNNING.value)
    owner = rows.values_list("owner", flat=True).first()
    ended = {"state": TaskState.FAILED.value, "ended_at": at, "expires_at": at + KEPT}
    if owner is not None and rows.update(note=note[:300], **ended):
        _moved(task_id, owner, at)


@act
def forget_old(*, at: datetime) -> int:
    """Delete tasks past their time, with their results; returns how many."""
    old = LongTask.objects.filter(expires_at__lt=at)
    ids = list(old.values_list("id", flat=True))
    old.filter(id__in=ids).delete()
    return len(ids)


def _held(task_id: UUID, attempt: int) -> str:
    """The owner of a task that still runs under this attempt, held until the transaction ends."""
    rows = LongTask.objects.select_for_update().filter(
        id=task_id, attempt=attempt, state=TaskState.RUNNING.value
    )
    owner = rows.values_list("owner", flat=True).first()
    if owner is None:
        raise Stopped
    return owner


def _moved(task_id: UUID, owner: str, at: datetime) -> None:
    outbox.publish(LongTaskMoved(task_id), actor=owner, at=at, topic=topic_of(owner))


def _place(task_id: UUID, position: int) -> bytes:
    return task_id.bytes + position.to_bytes(4)


def _sealed(task_id: UUID, position: int, piece: bytes) -> bytes:
    """A part that opens as this part of this task only."""
    return encrypt(_place(task_id, position) + piece, _PURPOSE)


def _opened(task_id: UUID, position: int, sealed: bytes) -> bytes:
    plain, place = decrypt(sealed, _PURPOSE), _place(task_id, position)
    if not plain.startswith(place):
        raise DecryptionFailed("a part of another result")
    return plain[len(place) :]


def _view(row: LongTask) -> TaskView:
    return TaskView(
        id=row.id,
        kind=row.kind,
        title=row.title,
        state=TaskState(row.state),
        done=row.done,
        total=row.total,
        note=row.note,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        expires_at=row.expires_at,
        result_name=row.result_name,
        result_size=row.result_size,
    )
