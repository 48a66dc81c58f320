"""Workbooks of items: what an export holds, what was brought in and how far it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from yichuang.foundation.accounts.types import Actor
from yichuang.kernel import long_tasks
from yichuang.kernel.long_tasks import TaskView
from yichuang.kernel.models import TaskState
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import ImportUnknown
from yichuang.offer.catalogue.queries.versions import in_force
from yichuang.offer.catalogue.types import Outcome
from yichuang.offer.catalogue.types.sheets import (
    ExportContents,
    ImportCounts,
    ImportState,
    ImportStep,
    ImportView,
    LineView,
)

SHOWN_IMPORTS = 20


def versions_to_export(organisation_ids: Collection[UUID], contents: ExportContents, on: date) -> list[UUID]:
    """The versions an export of these departments holds, by code."""
    if contents is ExportContents.IN_FORCE:
        rows = in_force(on)
    else:
        newer = models.HandlingVersion.objects.filter(
            handling_item=OuterRef("handling_item"), version_number__gt=OuterRef("version_number")
        )
        rows = models.HandlingVersion.objects.filter(~Exists(newer))
    found = rows.filter(organisation__in=list(organisation_ids)).order_by("code", "id")
    return list(found.values_list("id", flat=True))


def imports_of(actor: Actor) -> tuple[ImportView, ...]:
    """What somebody brought in, newest first."""
    rows = models.WorkbookImport.objects.filter(asked_by=actor.principal).select_related("file")
    return tuple(_view(row) for row in rows.order_by("-asked_at", "-id")[:SHOWN_IMPORTS])


def import_of(import_id: UUID, actor: Actor) -> ImportView:
    """One import, for whoever brought it.

    Raises:
        ImportUnknown: not this person's.
    """
    rows = models.WorkbookImport.objects.filter(id=import_id, asked_by=actor.principal)
    row = rows.select_related("file").first()
    if row is None:
        raise ImportUnknown("没有这次导入，或者不是您导入的")
    return _view(row)


def lines_of_import(
    import_id: UUID, step: ImportStep, outcome: Outcome, *, limit: int
) -> tuple[LineView, ...]:
    """The first items that came out so, in the order of the workbook."""
    rows = models.WorkbookLine.objects.filter(workbook=import_id, step=step.value, outcome=outcome.value)
    return tuple(
        LineView(row.code, row.name, outcome, tuple(row.words)) for row in rows.order_by("position")[:limit]
    )


def _view(row: models.WorkbookImport) -> ImportView:
    check, apply = _task(row, row.check_task), _task(row, row.apply_task)
    step = ImportStep.APPLY if row.apply_task else ImportStep.CHECK
    current = apply if row.apply_task else check
    numbers = (
        models.WorkbookLine.objects.filter(workbook=row, step=step.value)
        .values_list("outcome")
        .annotate(number=Count("id"))
    )
    return ImportView(
        id=row.id,
        file_name=row.file.name,
        asked_at=row.asked_at,
        state=_state(row, current),
        step=step,
        done=row.applied if step is ImportStep.APPLY else row.checked,
        total=row.total,
        counts=ImportCounts.of(dict(numbers)),
        note=current.note if current and current.state is TaskState.FAILED else "",
        check_result=_result(check),
        apply_result=_result(apply),
        open_task=current.id if current and current.is_open else None,
    )


def _task(row: models.WorkbookImport, task_id: UUID | None) -> TaskView | None:
    return long_tasks.task_of(task_id, row.asked_by) if task_id else None


def _result(task: TaskView | None) -> UUID | None:
    return task.id if task and task.state is TaskState.DONE else None


def _state(row: models.WorkbookImport, task: TaskView | None) -> ImportState:
    is_open = task is not None and task.is_open
    if row.apply_task:
        if row.applied == row.total:
            return ImportState.APPLIED
        return ImportState.APPLYING if is_open else ImportState.STOPPED
    if row.total and row.checked == row.total and not is_open:
        return ImportState.CHECKED
    if is_open:
        return ImportState.CHECKING
    failed = task is not None and task.state is TaskState.FAILED
    return ImportState.UNREADABLE if failed and not row.total else ImportState.STOPPED
