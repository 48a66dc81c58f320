"""A list of cases as an Excel workbook (导出办件): asked for, made in the worker, fetched later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from yichuang.casework.cases import queries
from yichuang.casework.cases.errors import TooManyToExport
from yichuang.casework.cases.types import CaseFilter, CaseOrder, CaseStatus, Days, FoundCase
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor, Reach
from yichuang.foundation.clocks.types import Light
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import MaskedParty
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit, long_tasks
from yichuang.kernel.long_tasks import Progress, Result, StoredResult
from yichuang.kernel.spreadsheets import CONTENT_TYPE, MOST_ROWS, Column, Value, workbook
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act

KIND = "cases.export"
STREAM = "case-export"

_BATCH = 1000
_COLUMNS = (
    Column("办件编号", 24),
    Column("事项", 40),
    Column("业务办理项编码", 34),
    Column("申请人", 20),
    Column("证件号码", 22),
    Column("状态", 14),
    Column("时限灯", 10),
    Column("时限", 22),
    Column("现在的期限", 12),
    Column("收件时间", 17),
    Column("受理时间", 17),
    Column("决定时间", 17),
    Column("办结时间", 17),
    Column("办结结果", 14),
    Column("承诺办结日期", 12),
    Column("法定办结日期", 12),
    Column("主管部门", 28),
    Column("收件网点", 28),
    Column("收件窗口", 10),
    Column("申请渠道", 10),
)


@act
def request_export(*, wanted: CaseFilter, words: str, actor: Actor, at: datetime) -> UUID:
    """Ask for a workbook of the cases that fit (导出办件). Returns the id of the background task.

    Policy: exports are for those whose work is with lists, not for every clerk (accounts' table); what
        people are called stays masked, and each request and each fetching is on record.

    Args:
        words: the conditions in words, without personal data.

    Raises:
        NotYourRole; TooManyTasks.
    """
    accounts.reach(actor, Act.EXPORT_CASES)
    task_id = long_tasks.start(
        kind=KIND,
        title=words[:200],
        parameters={"user": str(actor.user_id), "wanted": to_json(wanted)},
        owner=actor.principal,
        at=at,
    )
    audit.record(
        stream=STREAM,
        stream_id=task_id,
        action="requested",
        actor=actor.principal,
        at=at,
        details={"conditions": words},
        first=True,
    )
    return task_id


@act
def fetch_export(*, task_id: UUID, actor: Actor, at: datetime) -> StoredResult:
    """The workbook, for whoever asked for it and still may; each fetching is on record.

    Raises:
        NotYourRole; TaskUnknown: another's, not ready, or past its week.
    """
    accounts.reach(actor, Act.EXPORT_CASES)
    result = long_tasks.result_of(task_id, actor.principal, at)
    audit.record(stream=STREAM, stream_id=task_id, action="fetched", actor=actor.principal, at=at)
    return result


@act
def cancel_export(*, task_id: UUID, actor: Actor, at: datetime) -> None:
    """Give up an export that is not ready.

    Raises:
        TaskUnknown; TaskEnded.
    """
    long_tasks.cancel(task_id=task_id, owner=actor.principal, at=at)
    audit.record(stream=STREAM, stream_id=task_id, action="cancelled", actor=actor.principal, at=at)


def write_export(*, parameters: Mapping[str, Any], progress: Progress, folder: Path, at: datetime) -> Result:
    """Write the workbook, as far as the asker's posts reach now. Reads only; may be run again.

    Raises:
        AccountClosed, NotYourRole: who asked may no longer.
        TooManyToExport: more than a sheet has rows.
        Stopped: nobody waits for it any more.
    """
    actor = accounts.actor_of_user(UUID(parameters["user"]), at)
    wanted = from_json(parameters["wanted"])
    reach = accounts.reach(actor, Act.EXPORT_CASES)
    total = queries.count_found(wanted=wanted, reach=reach, at=at)
    if total > MOST_ROWS:
        raise TooManyToExport(
            f"符合条件的办件有 {total} 件，超过一张 Excel 表的 {MOST_ROWS} 行，"
            "请缩小收件日期等条件，分几次导出",
            count=total,
            limit=MOST_ROWS,
        )
    path = folder / "cases.xlsx"
    names = _Names()
    with workbook(path, "办件", _COLUMNS) as sheet:
        progress.tell(0, total)
        for page in _pages(wanted, reach, at):
            people = parties.masked([row.applicant_id for row in page])
            for row in page:
                sheet.add(_cells(row, people[row.applicant_id], names))
            progress.tell(sheet.rows, max(total, sheet.rows))
    return Result(path, f"办件名单{legal_date(at):%Y%m%d}.xlsx", CONTENT_TYPE, f"共 {sheet.rows} 件")


def _pages(wanted: CaseFilter, reach: Reach, at: datetime) -> Iterator[tuple[FoundCase, ...]]:
    after = None
    while True:
        page = queries.search(wanted=wanted, reach=reach, at=at, after=after, limit=_BATCH)
        if page:
            yield page
        if len(page) < _BATCH:
            return
        after = queries.place_of(page[-1], CaseOrder.NEWEST)


class _Names:
    """What places are called, each asked for once."""

    def __init__(self) -> None:
        outlets = places.outlets()
        self.outlets = {outlet.id: outlet.name for outlet in outlets}
        self.organisations = {body.id: body.name for body in places.organisations()}
        windows = places.windows_of_outlets([outlet.id for outlet in outlets])
        self.windows = {window.id: window.code for window in windows}


def _cells(row: FoundCase, applicant: MaskedParty, names: _Names) -> list[Value]:
    return [
        row.number,
        row.name,
        row.handling_code,
        applicant.name,
        applicant.id_number,
        row.status.label,
        row.light.label if row.light else "",
        row.deadline.words if row.deadline else "",
        row.due_on if row.light and row.light is not Light.DONE else None,
        row.received_at,
        row.accepted_at,
        row.decided_at,
        row.completed_at,
        row.completion_code.label if row.completion_code else "",
        row.promised_due_on,
        row.statutory_due_on,
        names.organisations[row.organisation_id],
        names.outlets[row.outlet_id],
        names.windows[row.window_id] if row.window_id else "",
        row.channel.label,
    ]


def to_json(wanted: CaseFilter) -> dict[str, Any]:
    """The conditions as JSON values."""
    return {name: _plain(value) for name, value in asdict(wanted).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value


def from_json(values: Mapping[str, Any]) -> CaseFilter:
    """The conditions :func:`to_json` made these of."""
    readers: dict[str, Any] = {
        "applicants": lambda ids: tuple(map(UUID, ids)),
        "handling_codes": tuple,
        "statuses": lambda codes: tuple(map(CaseStatus, codes)),
        "light": Light,
        "outlet_id": UUID,
        "window_id": UUID,
        "organisation_id": UUID,
        "received": _days,
        "accepted": _days,
        "completed": _days,
    }
    known = {field.name for field in fields(CaseFilter)}
    return CaseFilter(
        **{
            name: readers.get(name, lambda same: same)(value)
            for name, value in values.items()
            if value is not None and name in known
        }
    )


def _days(ends: Mapping[str, str | None]) -> Days:
    first, last = ends["first"], ends["last"]
    return Days(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)
