"""Lists of what is sunk (导入下沉事项清单): judged row by row, granted as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents import services as storing_files
from yichuang.foundation.documents.types import PreparedFile
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OutletView
from yichuang.kernel.spreadsheet_reading import WorkbookReader, WorkbookRefused
from yichuang.kernel.spreadsheets import workbook
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.catalogue.types import Outcome
from yichuang.offer.scope import rules
from yichuang.offer.scope.errors import ListHasFaults
from yichuang.offer.scope.models import Entrustment, ScopeGrant
from yichuang.offer.scope.rules.entrustments import Paper, why_not_on_paper
from yichuang.offer.scope.rules.lists import (
    COLUMNS,
    KEYS,
    MOST_ROWS,
    SHEET,
    Fault,
    ListRow,
    places_of,
    row_of,
)
from yichuang.offer.scope.rules.scopes import subjects_by_code
from yichuang.offer.scope.services.papers import locked_paper
from yichuang.offer.scope.services.rows import record_grant, wait_for
from yichuang.offer.scope.types import ON_PAPER, GrantInput, ListLine, ListReport, Place, Subject


@dataclass(frozen=True)
class _Held:
    """A grant that is there, or that an earlier row of the list gives. ``valid_until`` is exclusive."""

    outlet_id: UUID | None
    subject: Subject
    said: tuple[str, str, str]
    valid_from: date
    valid_until: date | None

    def overlaps(self, other: _Held) -> bool:
        return (
            (self.outlet_id, self.subject) == (other.outlet_id, other.subject)
            and (self.valid_until is None or other.valid_from < self.valid_until)
            and (other.valid_until is None or self.valid_from < other.valid_until)
        )


def bring_list(*, content: bytes, name: str, actor: Actor, at: datetime) -> UUID:
    """Keep a list that was brought in, to be looked at before anything is granted. Returns its file.

    Not for use inside a transaction.

    Raises:
        NotYourRole; FileTooLarge, FileTypeRefused, StorageUnavailable.
    """
    accounts.reach(actor, Act.GRANT_SCOPE)
    return keep_list(prepared=storing_files.prepare_file(content=content, name=name), at=at)


@act
def keep_list(*, prepared: PreparedFile, at: datetime) -> UUID:
    """Make the prepared list a file."""
    return storing_files.keep_file(prepared=prepared, at=at)


@act
def import_local_list(*, file_id: UUID, actor: Actor, at: datetime, dry_run: bool = False) -> ListReport:
    """Grant what a list says (导入下沉事项清单): each row lets an outlet take an item.

    A row that says what holds already changes nothing. With one wrong row none is granted.

    Policy: FEATURES CAT-25: 委托受理, 授权办理, 帮办代办, each with its basis.
    Law: 行政许可法 §24: what is entrusted or authorised rests on a registered paper.

    Args:
        dry_run: judge and report only.

    Raises:
        WorkbookRefused: no workbook, other sheets or columns, merged cells, formulas.
        ListHasFaults: some rows are wrong and nothing was granted (never in a dry run).
        NotYourRole.

    Publishes:
        ``scope.scope-changed`` v1 for each grant, in this transaction.

    Concurrency:
        One writer of a place's scopes at a time, the places always in the same order.
    """
    accounts.reach(actor, Act.GRANT_SCOPE)
    rows = read_list(file_id)
    outlets = {outlet.code: outlet for outlet in places.outlets()}
    named = {outlets[row.cells["outlet"]].id for row in rows if row.cells["outlet"] in outlets}
    for outlet_id in sorted(named):
        wait_for(Place(outlet_id=outlet_id))
    judge = _Judge(actor, outlets, named, legal_date(at))
    judged = [judge.judge(row) for row in rows]
    report = ListReport(tuple(line for line, _ in judged), dry_run)
    if dry_run:
        return report
    if report.count(Outcome.REFUSED):
        raise ListHasFaults(f"有 {report.count(Outcome.REFUSED)} 行有问题，一行都没有导入")
    for line, grant in judged:
        if line.outcome is Outcome.ADDED and grant is not None:
            record_grant(grant, at, actor.principal)
    return report


def read_list(file_id: UUID) -> tuple[ListRow, ...]:
    """The rows of a list that was brought in.

    Raises:
        WorkbookRefused
    """
    with TemporaryDirectory(prefix="yichuang-") as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(documents.read_file(file_id).content)
        reader = WorkbookReader(path)
        if SHEET not in reader.names:
            names = "、".join(f"“{name}”" for name in reader.names)
            raise WorkbookRefused(f"工作簿里没有工作表“{SHEET}”，只有{names[:200]}，没有导入任何内容")
        reader.refuse_merged((SHEET,))
        reader.refuse_formulas((SHEET,))
        rows = reader.rows(SHEET)
        found = places_of(next(rows, (0, []))[1])
        if isinstance(found, str):
            raise WorkbookRefused(found)
        read = tuple(row_of(number, cells, found) for number, cells in rows)
    if not 0 < len(read) <= MOST_ROWS:
        raise WorkbookRefused(
            f"工作表“{SHEET}”有 {len(read)} 行，应当是 1 到 {MOST_ROWS} 行，没有导入任何内容"
        )
    return read


def write_list(path: Path, rows: Iterable[tuple[Sequence[str | None], Sequence[int]]]) -> None:
    """A workbook of the list: rows of its columns, each with the places of cells to be marked."""
    with workbook(path, SHEET, tuple(COLUMNS.values())) as sheet:
        for cells, wrong in rows:
            sheet.add_exact(cells, wrong)


def returned_rows(
    rows: Sequence[ListRow], report: ListReport
) -> Iterable[tuple[Sequence[str | None], Sequence[int]]]:
    """The list as it came, with its problems and the cells marked (退回的清单)."""
    for row, line in zip(rows, report.lines, strict=True):
        wrong = [KEYS.index(key) for key, _ in line.faults]
        words = "；".join(words for _, words in line.faults)
        yield (words, *(row.cells[key] for key in KEYS[1:])), ([0, *wrong] if wrong else [])


class _Judge:
    """What each row would do, as things are now and after the rows before it."""

    def __init__(self, actor: Actor, outlets: dict[str, OutletView], named: set[UUID], today: date) -> None:
        self._actor, self._outlets = actor, outlets
        self._items = subjects_by_code(offered_items(today))
        papers = Entrustment.objects.filter(outlet_id__in=named)
        self._papers = {(row.outlet_id, row.number): row.id for row in papers}
        self._read: dict[UUID, Paper | None] = {}
        grants = ScopeGrant.objects.filter(outlet_id__in=named).order_by("id")
        self._held = [
            _Held(
                row.outlet_id,
                Subject(row.organisation_id, row.item_id, row.handling_item_id),
                (row.mandate, row.basis, row.training),
                row.valid_from,
                row.valid_until,
            )
            for row in grants
            if row.valid_until is None or row.valid_until > row.valid_from
        ]

    def judge(self, row: ListRow) -> tuple[ListLine, GrantInput | None]:
        faults = list(row.faults)
        outlet = self._outlet(row, faults)
        subject = self._items.get(row.cells["code"])
        if subject is None and row.cells["code"]:
            faults.append(("code", "没有这个在用的事项编码"))
        if faults or outlet is None or subject is None or row.mandate is None or row.first_day is None:
            return _line(row, Outcome.REFUSED, faults), None
        paper_id = self._papers.get((outlet.id, row.cells["paper"]))
        grant = GrantInput(
            place=Place(outlet_id=outlet.id),
            subject=subject,
            basis=row.cells["basis"] or row.cells["paper"],
            valid_from=row.first_day,
            valid_until=row.valid_until,
            mandate=row.mandate,
            entrustment_id=paper_id,
            training=row.cells["training"],
        )
        faults += [
            (_COLUMN_OF.get(fault.pointer, "code"), fault.detail) for fault in rules.grant_faults(grant)
        ]
        faults += self._paper_faults(row, grant, outlet)
        said = (row.mandate.value, grant.basis.strip(), grant.training.strip())
        held = _Held(outlet.id, subject, said, grant.valid_from, grant.valid_until)
        if not faults and held in self._held:
            return _line(row, Outcome.UNCHANGED, ()), None
        if not faults and any(held.overlaps(other) for other in self._held):
            faults.append(("code", "这个网点的这个事项在这些日子里已有登记，请先撤回原来的"))
        if faults:
            return _line(row, Outcome.REFUSED, faults), None
        self._held.append(held)
        return _line(row, Outcome.ADDED, ()), grant

    def _outlet(self, row: ListRow, faults: list[Fault]) -> OutletView | None:
        outlet = self._outlets.get(row.cells["outlet"])
        if outlet is None:
            if row.cells["outlet"]:
                faults.append(("outlet", "没有登记这个网点"))
        elif not accounts.may(self._actor, Act.GRANT_SCOPE, outlet_id=outlet.id):
            faults.append(("outlet", "这个网点的受理范围不由您管理"))
        return outlet

    def _paper_faults(self, row: ListRow, grant: GrantInput, outlet: OutletView) -> list[Fault]:
        if row.cells["paper"] and grant.entrustment_id is None:
            return [("paper", "这个网点没有登记这个文号的委托书")]
        paper = self._paper(grant.entrustment_id)
        if why_not := why_not_on_paper(grant, outlet.id, paper):
            return [("paper", why_not)]
        if grant.mandate in ON_PAPER and grant.valid_until is None and paper is not None:
            last = f"{paper.valid_until}"
            return [("last_day", f"委托书自 {last} 起失效，要写明结束日期")]
        return []

    def _paper(self, paper_id: UUID | None) -> Paper | None:
        if paper_id is None:
            return None
        if paper_id not in self._read:
            self._read[paper_id] = locked_paper(paper_id)
        return self._read[paper_id]


_COLUMN_OF = {"/basis": "basis", "/valid_until": "last_day", "/subject": "code", "/place": "outlet"}


def _line(row: ListRow, outcome: Outcome, faults: Iterable[Fault]) -> ListLine:
    cells = row.cells
    return ListLine(
        row.number,
        cells["outlet_name"] or cells["outlet"],
        cells["name"] or cells["code"],
        outcome,
        tuple(faults),
    )
