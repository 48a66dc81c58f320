"""Workbooks of items brought in (导入事项工作簿): checked first, then written as drafts, in the background.

Both passes go group by group, each group in one transaction with the place it has come to. A worker that
is killed, or a task that is cancelled, leaves whole items behind; going on begins where it stood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Max

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents import services as storing_files
from yichuang.foundation.documents.types import PreparedFile
from yichuang.kernel import audit, long_tasks
from yichuang.kernel.long_tasks import Progress, Result, StoredResult
from yichuang.kernel.spreadsheet_reading import WorkbookReader
from yichuang.kernel.spreadsheets import CONTENT_TYPE
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.adapters.item_workbook import StagedItem, Staging
from yichuang.offer.catalogue.errors import FileUnreadable, ImportNotReady, ImportRunning, ImportUnknown
from yichuang.offer.catalogue.services import revising, storing
from yichuang.offer.catalogue.services.importing import one_import_at_a_time
from yichuang.offer.catalogue.services.workbook_judging import Judge, Judged
from yichuang.offer.catalogue.types import Outcome, VersionContent
from yichuang.offer.catalogue.types.editing import RevisionKind
from yichuang.offer.catalogue.types.sheets import ImportStep, LineView, SheetFault

CHECK_KIND = "catalogue.import-check"
APPLY_KIND = "catalogue.import-apply"
STREAM = "catalogue-import"
GROUP = 50
"""Items of one transaction."""

_KINDS = {ImportStep.CHECK: CHECK_KIND, ImportStep.APPLY: APPLY_KIND}


def bring_workbook(*, content: bytes, name: str, actor: Actor, at: datetime) -> UUID:
    """Bring a workbook of items and have it checked (试运行). Nothing of the catalogue changes.

    Not for use inside a transaction: the file is stored before it.

    Returns:
        The import's id.

    Raises:
        NotYourRole: the actor keeps no department's items.
        FileTooLarge, FileTypeRefused, StorageUnavailable; TooManyTasks.
    """
    accounts.reach(actor, Act.EDIT_CATALOGUE)
    prepared = storing_files.prepare_file(content=content, name=name)
    return _record_import(prepared=prepared, actor=actor, at=at)


@act
def _record_import(*, prepared: PreparedFile, actor: Actor, at: datetime) -> UUID:
    row = models.WorkbookImport.objects.create(
        file_id=storing_files.keep_file(prepared=prepared, at=at),
        asked_by=actor.principal,
        user_id=actor.user_id,
        asked_at=at,
    )
    row.check_task = _start(row, ImportStep.CHECK, prepared.name, actor, at)
    row.save(update_fields=["check_task"])
    _note(row.id, "brought", actor, at, first=True)
    return row.id


@act
def apply_import(*, import_id: UUID, actor: Actor, at: datetime) -> None:
    """Write what was checked as drafts (写入草稿), or go on with what was stopped.

    Every item is judged again when it is written: what was right may be wrong by now. Drafts are
    reviewed and published as all others are.

    Policy: CAT-16: two reviews before anything is offered.

    Raises:
        ImportUnknown: not this person's.
        ImportNotReady: its check has not ended, nothing is to be written, or all is written.
        ImportRunning: another import is being written; the sentence says whose.
        NotYourRole, TooManyTasks.

    Concurrency:
        One import is written at a time (advisory lock while this is decided).
    """
    accounts.reach(actor, Act.EDIT_CATALOGUE)
    one_import_at_a_time()
    row = _own(import_id, actor, lock=True)
    if not row.total or row.checked < row.total:
        raise ImportNotReady("试运行还没有完成，看过结果才能写入")
    if row.applied == row.total:
        raise ImportNotReady("这份工作簿已经全部写入")
    _refuse_second_writer(row)
    row.apply_task = _start(row, ImportStep.APPLY, documents.file_info(row.file_id).name, actor, at)
    row.save(update_fields=["apply_task"])
    _note(row.id, "resumed" if row.applied else "confirmed", actor, at)


@act
def check_again(*, import_id: UUID, actor: Actor, at: datetime) -> None:
    """Go on with a check that was stopped (继续试运行).

    Raises:
        ImportUnknown, ImportNotReady: it is running, or done; NotYourRole, TooManyTasks.
    """
    accounts.reach(actor, Act.EDIT_CATALOGUE)
    row = _own(import_id, actor, lock=True)
    if (row.total and row.checked == row.total) or long_tasks.is_open(row.check_task):
        raise ImportNotReady("试运行正在进行，或者已经完成")
    row.check_task = _start(row, ImportStep.CHECK, documents.file_info(row.file_id).name, actor, at)
    row.save(update_fields=["check_task"])


@act
def cancel_import(*, import_id: UUID, actor: Actor, at: datetime) -> None:
    """Stop the check or the writing (停止). Items that were written stay drafts.

    Raises:
        ImportUnknown; TaskEnded: nothing is running.
    """
    row = _own(import_id, actor)
    task = row.apply_task or row.check_task
    if task is None:
        raise long_tasks.TaskEnded
    long_tasks.cancel(task_id=task, owner=actor.principal, at=at)
    _note(row.id, "stopped", actor, at)


def fetch_import(*, import_id: UUID, step: ImportStep, actor: Actor, at: datetime) -> StoredResult:
    """The workbook with its problems filled in (退回的工作簿), for whoever brought it.

    Raises:
        ImportUnknown; TaskUnknown: not ready, or past its week.
    """
    row = _own(import_id, actor)
    task = row.check_task if step is ImportStep.CHECK else row.apply_task
    if task is None:
        raise long_tasks.TaskUnknown
    return long_tasks.result_of(task, actor.principal, at)


# — the worker —


def run_import(
    *, parameters: Mapping[str, Any], step: ImportStep, progress: Progress, folder: Path, at: datetime
) -> Result:
    """One pass over a workbook, from where an earlier run of it stood. The workbook comes back.

    Raises:
        FileUnreadable, WorkbookRefused: nothing of it can be taken; nothing was changed.
        AccountClosed, NotYourRole: who brought it may no longer.
        Stopped: nobody waits for it any more.
    """
    import_id = UUID(parameters["import"])
    actor = accounts.actor_of_user(UUID(parameters["user"]), at)
    accounts.reach(actor, Act.EDIT_CATALOGUE)
    row = models.WorkbookImport.objects.get(id=import_id)
    staging = Staging(folder / "rows.sqlite3")
    try:
        _stage(staging, row.file_id, folder / "brought.xlsx")
        total = staging.total
        if not total:
            raise FileUnreadable("“事项”表里没有一行，没有导入任何内容")
        at_item = row.checked if step is ImportStep.CHECK else row.applied
        judge = Judge(actor)
        while at_item < total:
            progress.tell(at_item, total)
            group = staging.items(at_item, GROUP)
            at_item = take_group(
                import_id=import_id, step=step, group=group, total=total, judge=judge, by=actor, at=at
            )
        progress.tell(total, total)
        return _returned(staging, row, step, folder / "returned.xlsx")
    finally:
        staging.close()


def _stage(staging: Staging, file_id: UUID, path: Path) -> None:
    path.write_bytes(documents.read_file(file_id).content)
    staging.take(WorkbookReader(path))


@act
def take_group(
    *,
    import_id: UUID,
    step: ImportStep,
    group: Sequence[StagedItem],
    total: int,
    judge: Judge,
    by: Actor,
    at: datetime,
) -> int:
    """Judge some items, and when writing write their drafts: with the place it has come to, or not at all.

    Returns:
        The position to go on from.

    Concurrency:
        Locks the import: of two workers the second finds the place of the first and writes nothing.
    """
    row = models.WorkbookImport.objects.select_for_update().get(id=import_id)
    here = row.checked if step is ImportStep.CHECK else row.applied
    if here != group[0].position:
        return here
    if step is ImportStep.APPLY:
        one_import_at_a_time()
    judged = judge.judge(group)
    if step is ImportStep.APPLY:
        _write([each for each in judged if each.is_to_write], by, at)
    models.WorkbookLine.objects.bulk_create([_line(row, step, each) for each in judged])
    after = here + len(group)
    row.total = total
    if step is ImportStep.CHECK:
        row.checked = after
    else:
        row.applied = after
    row.save(update_fields=["total", "checked", "applied"])
    return after


def _write(judged: Sequence[Judged], by: Actor, at: datetime) -> None:
    """The drafts of these items, each as its first revision."""
    contents = [each.content for each in judged if each.content is not None]
    items = _items(contents)
    codes = [each.staged.code for each in judged]
    known = set(models.HandlingItem.objects.filter(code__in=codes).values_list("code", flat=True))
    models.HandlingItem.objects.bulk_create(
        [
            models.HandlingItem(code=content.code, item=items[content.item_code])
            for content in contents
            if content.code not in known
        ]
    )
    locked = models.HandlingItem.objects.select_for_update().filter(code__in=codes).order_by("id")
    owners = {owner.code: owner for owner in locked}
    numbers = dict(
        models.HandlingVersion.objects.filter(handling_item__code__in=codes)
        .values_list("handling_item__code")
        .annotate(last=Max("version_number"))
    )
    drafts = [
        storing.Draft(owners[each.staged.code], numbers.get(each.staged.code, 0) + 1, each.content, body)
        for each in judged
        if each.content is not None and (body := each.organisation) is not None
    ]
    for version, draft in zip(storing.insert_drafts(drafts, at=at, by=by.principal), drafts, strict=True):
        number = revising.record_revision(
            version,
            draft.content,
            kind=RevisionKind.OPENED,
            words="由 Excel 工作簿导入",
            by=(by.principal, by.name),
            at=at,
        )
        revising.audit_revision(version, number, kind=RevisionKind.OPENED, by=by.principal, at=at)


def _items(contents: Sequence[VersionContent]) -> dict[str, models.Item]:
    """The items these are handled under; one that is new comes into being with its first draft."""
    names = {content.item_code: content.item_name for content in contents}
    models.Item.objects.bulk_create(
        [models.Item(code=code, name=name) for code, name in names.items()], ignore_conflicts=True
    )
    return {item.code: item for item in models.Item.objects.filter(code__in=names)}


def _line(row: models.WorkbookImport, step: ImportStep, judged: Judged) -> models.WorkbookLine:
    return models.WorkbookLine(
        workbook=row,
        step=step.value,
        position=judged.staged.position,
        code=judged.staged.code,
        name=judged.content.name[:200] if judged.content else judged.staged.name,
        outcome=judged.outcome.value,
        words=list(judged.words),
        faults=[list(fault) for fault in judged.faults],
    )


def _returned(staging: Staging, row: models.WorkbookImport, step: ImportStep, path: Path) -> Result:
    """The workbook with what came out of each item; what an earlier run found is in it, too."""
    counts = dict.fromkeys(Outcome, 0)
    lines = models.WorkbookLine.objects.filter(workbook=row, step=step.value).order_by("position")
    for line in lines.iterator(chunk_size=2000):
        outcome = Outcome(line.outcome)
        counts[outcome] += 1
        staging.note_faults(SheetFault(*fault) for fault in line.faults)
        said = LineView(line.code, line.name, outcome, tuple(line.words))
        staging.note_outcomes([(line.position, said)])
    staging.write(path)
    note = "，".join(f"{outcome.label} {number} 项" for outcome, number in counts.items())
    return Result(path, f"事项导入（{step.label}）.xlsx", CONTENT_TYPE, note)


def _start(row: models.WorkbookImport, step: ImportStep, name: str, actor: Actor, at: datetime) -> UUID:
    return long_tasks.start(
        kind=_KINDS[step],
        title=f"{step.label}：{name}"[:200],
        parameters={"import": str(row.id), "user": str(actor.user_id)},
        owner=actor.principal,
        at=at,
    )


def _own(import_id: UUID, actor: Actor, *, lock: bool = False) -> models.WorkbookImport:
    rows = models.WorkbookImport.objects.filter(id=import_id, asked_by=actor.principal)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise ImportUnknown("没有这次导入，或者不是您导入的")
    return row


def _refuse_second_writer(row: models.WorkbookImport) -> None:
    begun = models.WorkbookImport.objects.filter(apply_task__isnull=False)
    for other in begun.order_by("-asked_at")[:50]:
        if long_tasks.is_open(other.apply_task):
            words = (
                "这份工作簿正在写入"
                if other.id == row.id
                else "另一份工作簿正在写入，等它写完或者停止以后再写入"
            )
            raise ImportRunning(words)


def _note(import_id: UUID, action: str, actor: Actor, at: datetime, *, first: bool = False) -> None:
    audit.record(stream=STREAM, stream_id=import_id, action=action, actor=actor.principal, at=at, first=first)
