"""The catalogue as a workbook (导出事项工作簿): asked for, made in the worker, fetched later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel import audit, long_tasks
from yichuang.kernel.long_tasks import Progress, Result, StoredResult
from yichuang.kernel.spreadsheets import CONTENT_TYPE
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue.adapters.item_workbook import item_workbook
from yichuang.offer.catalogue.errors import NothingToExport
from yichuang.offer.catalogue.queries.exporting import versions_to_export
from yichuang.offer.catalogue.queries.listing import organisations_for
from yichuang.offer.catalogue.queries.versions import versions_by_id
from yichuang.offer.catalogue.rules.sheets import rows_of
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.catalogue.types.sheets import ExportWanted

EXPORT_KIND = "catalogue.export"
STREAM = "catalogue-export"
_BATCH = 200


@act
def request_item_export(*, wanted: ExportWanted, actor: Actor, at: datetime) -> UUID:
    """Ask for a workbook of items (导出事项). Returns the id of the background task.

    Raises:
        NotYourRole, TooManyTasks.
        NothingToExport: a department whose items the actor may not read.
    """
    bodies = organisations_for(actor, Act.READ_CATALOGUE)
    chosen = [body for body in bodies if wanted.organisation in ("", body.code)]
    if not chosen:
        raise NothingToExport("没有您能导出事项的部门")
    names = chosen[0].name if len(chosen) == 1 else f"{len(chosen)} 个部门"
    task_id = long_tasks.start(
        kind=EXPORT_KIND,
        title=f"{names}的事项（{wanted.contents.label}）"[:200],
        parameters={
            "user": str(actor.user_id),
            "organisation": wanted.organisation,
            "contents": wanted.contents.value,
        },
        owner=actor.principal,
        at=at,
    )
    audit.record(
        stream=STREAM,
        stream_id=task_id,
        action="requested",
        actor=actor.principal,
        at=at,
        details={"organisation": wanted.organisation, "contents": wanted.contents.value},
        first=True,
    )
    return task_id


def fetch_item_export(*, task_id: UUID, actor: Actor, at: datetime) -> StoredResult:
    """The workbook, for whoever asked for it and still may.

    Raises:
        NotYourRole; TaskUnknown: another's, not ready, or past its week.
    """
    accounts.reach(actor, Act.READ_CATALOGUE)
    return long_tasks.result_of(task_id, actor.principal, at)


@act
def cancel_item_export(*, task_id: UUID, actor: Actor, at: datetime) -> None:
    """Give up an export that is not ready.

    Raises:
        TaskUnknown; TaskEnded.
    """
    long_tasks.cancel(task_id=task_id, owner=actor.principal, at=at)


def write_item_export(
    *, parameters: Mapping[str, Any], progress: Progress, folder: Path, at: datetime
) -> Result:
    """Write the workbook, as far as the asker's posts reach now. Reads only; may be run again.

    Raises:
        AccountClosed, NotYourRole: who asked may no longer.
        Stopped: nobody waits for it any more.
    """
    actor = accounts.actor_of_user(UUID(parameters["user"]), at)
    wanted = ExportWanted.of(parameters)
    bodies = organisations_for(actor, Act.READ_CATALOGUE)
    chosen = [body.id for body in bodies if wanted.organisation in ("", body.code)]
    ids = versions_to_export(chosen, wanted.contents, legal_date(at))
    path, number = folder / "items.xlsx", 0
    with item_workbook(path) as sheets:
        progress.tell(0, len(ids))
        for version in _versions(ids):
            rows = rows_of(version, version.organisation_code, version.organisation_name)
            sheets.add(version.code, rows)
            number += 1
            progress.tell(number, len(ids))
    return Result(
        path, f"事项{legal_date(at):%Y%m%d}.xlsx", CONTENT_TYPE, f"共 {number} 项，{sheets.rows} 行"
    )


def _versions(ids: list[UUID]) -> Iterator[HandlingVersion]:
    for first in range(0, len(ids), _BATCH):
        part = ids[first : first + _BATCH]
        views = {view.id: view for view in versions_by_id(part)}
        yield from (views[version_id] for version_id in part)
