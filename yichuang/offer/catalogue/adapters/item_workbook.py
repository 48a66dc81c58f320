"""The workbook of items (事项工作簿) as a file: written from rows, read into a file of rows, returned.

What comes in is kept row by row in a SQLite file of the task's own folder: the rows of an item stand in
many sheets and in any order, and a workbook of 100,000 rows must not fill the memory.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from yichuang.kernel.spreadsheet_reading import WorkbookReader
from yichuang.kernel.spreadsheets import Column, Sheet, is_formula, unescaped, workbook_of
from yichuang.offer.catalogue.errors import FileUnreadable
from yichuang.offer.catalogue.rules.sheet_layout import (
    ALL_HEADINGS,
    CODE,
    GUIDE_SHEET,
    LISTS,
    OUTCOMES,
    PROBLEM,
    REST,
    SHEETS,
    TEMPLATE,
)
from yichuang.offer.catalogue.types.sheets import Cell, LineView, SheetFault, SheetRow

ITEMS = SHEETS[0].title
_VERSION = "模板版本"
_BATCH = 5000
_LONGEST_CODE = 64
_MANY_WORDS = 30_000
_WIDTHS = {PROBLEM: 24, CODE: 36}
_COLUMN_WIDTHS = {
    layout.title: {column.title: column.width for column in layout.columns} for layout in SHEETS
} | {LISTS: {"内容": 60}, REST: {"位置": 30, "值（JSON）": 60}}
_SCHEMA = """
CREATE TABLE row (sheet TEXT, number INTEGER, code TEXT, cells TEXT, PRIMARY KEY (sheet, number))
    WITHOUT ROWID;
CREATE TABLE item (position INTEGER PRIMARY KEY, code TEXT UNIQUE, name TEXT);
CREATE TABLE fault (sheet TEXT, number INTEGER, place INTEGER, words TEXT);
CREATE TABLE outcome (position INTEGER PRIMARY KEY, code TEXT, name TEXT, outcome TEXT, words TEXT);
"""


@dataclass(frozen=True)
class StagedItem:
    """An item of a workbook: its rows, and what is wrong with it already. ``position`` counts from 0."""

    position: int
    code: str
    name: str
    rows: tuple[SheetRow, ...]
    faults: tuple[SheetFault, ...]


# — written —


class ItemSheets:
    """The sheets of a workbook being written."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self._sheets = sheets

    def add(self, code: str, rows: Iterable[SheetRow]) -> None:
        """The rows of one item."""
        for row in rows:
            self._sheets[row.sheet].add_exact((None, code, *row.cells))

    @property
    def rows(self) -> int:
        return sum(sheet.rows for sheet in self._sheets.values())


@contextmanager
def item_workbook(path: Path) -> Iterator[ItemSheets]:
    """A workbook of items, with 说明 before its sheets."""
    with workbook_of(path, _explained() | _columns()) as [explained, *sheets]:
        _explain(explained)
        yield ItemSheets(dict(zip(ALL_HEADINGS, sheets, strict=True)))


def _columns() -> dict[str, list[Column]]:
    return {
        title: [Column(head, _WIDTHS.get(head) or _COLUMN_WIDTHS[title].get(head, 16)) for head in headings]
        for title, headings in ALL_HEADINGS.items()
    }


def _explained() -> dict[str, list[Column]]:
    return {GUIDE_SHEET: [Column("工作表", 16), Column("列", 22), Column("怎样填写", 90)]}


def _explain(sheet: Sheet) -> None:
    sheet.add_exact((_VERSION, TEMPLATE, "导入时核对，请不要改"))
    sheet.add_exact(
        ("", "", "工作表和列都不能少：少一张表，就像里面的内容全部删掉，所以不导入。列的先后可以换")
    )
    sheet.add_exact(("", PROBLEM, "导入时不看；返回的工作簿在这一列写明这一行的问题，有问题的单元格涂成红色"))
    sheet.add_exact(("", CODE, "每张表都用它指明是哪一个业务办理项"))
    sheet.add_exact(("", "", "不要合并单元格，不要写公式；文字以 = + - @ 开头的，前面有一个单引号"))
    for layout in SHEETS:
        sheet.add_exact((layout.title, "", layout.help))
        if layout.parent:
            sheet.add_exact(("", layout.parent, "写在外层那张表里的代码"))
        for column in layout.columns:
            sheet.add_exact(("", column.title, column.help))
    sheet.add_exact((LISTS, "", "主题、别名、办理流程等只有文字的列表，一条一行"))
    sheet.add_exact((REST, "", "别的表没有列出的内容，原样保留；一般不用改"))


# — read —


class Staging:
    """A workbook that came in, row by row in a file of its own."""

    def __init__(self, path: Path) -> None:
        self._rows = sqlite3.connect(path, isolation_level=None)
        self._rows.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")

    def close(self) -> None:
        self._rows.close()

    def take(self, reader: WorkbookReader) -> None:
        """Every sheet of the workbook.

        Raises:
            FileUnreadable: a sheet or a column is missing, or one is there that nobody knows.
            WorkbookRefused: merged cells, formulas, too large a sheet.
        """
        missing = [title for title in (GUIDE_SHEET, *ALL_HEADINGS) if title not in reader.names]
        if missing:
            names = "、".join(f"“{title}”" for title in missing)
            raise FileUnreadable(
                f"工作簿里没有工作表{names}，不是完整的事项模板；请从导出的工作簿改起，没有导入任何内容"
            )
        _check_version(reader)
        sheets = tuple(ALL_HEADINGS)
        reader.refuse_merged(sheets)
        reader.refuse_formulas(sheets)
        self._rows.execute("BEGIN")
        for title in sheets:
            self._take_sheet(reader, title)
        self._number_items()
        self._rows.execute("COMMIT")

    def _take_sheet(self, reader: WorkbookReader, title: str) -> None:
        rows = reader.rows(title)
        places = _places(title, next(rows, (0, []))[1])
        batch: list[tuple[str, int, str, str]] = []
        for number, cells in rows:
            ordered = [cells[place] if place < len(cells) else "" for place in places]
            code = ordered[1]
            text = str(code) if isinstance(code, int) else unescaped(code)
            batch.append((title, number, text, json.dumps(ordered[2:], ensure_ascii=False)))
            if len(batch) == _BATCH:
                self._rows.executemany("INSERT INTO row VALUES (?, ?, ?, ?)", batch)
                batch.clear()
        self._rows.executemany("INSERT INTO row VALUES (?, ?, ?, ?)", batch)

    def _number_items(self) -> None:
        """The items in their order; behind them what belongs to none."""
        execute = self._rows.execute
        execute("CREATE INDEX row_of_code ON row (code)")
        execute(
            "INSERT INTO item SELECT row_number() OVER (ORDER BY min(number)) - 1, code,"
            " json_extract(cells, '$[0]') FROM row WHERE sheet = ? GROUP BY code",
            [ITEMS],
        )
        execute(
            "INSERT INTO fault SELECT sheet, number, 1, '编码在“事项”表里出现了几次，请只留一行' FROM row"
            " WHERE sheet = ? AND code <> '' AND code IN"
            " (SELECT code FROM row WHERE sheet = ? GROUP BY code HAVING count(*) > 1)",
            [ITEMS, ITEMS],
        )
        execute(
            "INSERT INTO fault SELECT sheet, number, 1, '“事项”表里没有这个编码' FROM row"
            " WHERE code <> '' AND code NOT IN (SELECT code FROM item)"
        )
        execute("INSERT INTO fault SELECT sheet, number, 1, '没有写编码' FROM row WHERE code = ''")
        last = self.total
        orphans = execute(
            "SELECT DISTINCT code FROM row WHERE code NOT IN (SELECT code FROM item) ORDER BY code"
        ).fetchall()
        self._rows.executemany(
            "INSERT INTO item VALUES (?, ?, '')",
            [(last + place, code) for place, (code,) in enumerate(orphans)],
        )
        for (code,) in execute("SELECT code FROM item").fetchall():
            if is_formula(code) or len(code) > _LONGEST_CODE:
                words = "像公式，不能导入" if is_formula(code) else f"编码超过 {_LONGEST_CODE} 位"
                execute("INSERT INTO fault SELECT sheet, number, 1, ? FROM row WHERE code = ?", [words, code])

    @property
    def total(self) -> int:
        [(number,)] = self._rows.execute("SELECT count(*) FROM item")
        return int(number)

    def items(self, after: int, limit: int) -> list[StagedItem]:
        """The items from a position on, in order."""
        found = self._rows.execute(
            "SELECT position, code, name FROM item WHERE position >= ? ORDER BY position LIMIT ?",
            [after, limit],
        ).fetchall()
        return [self._item(position, code, str(name or "")) for position, code, name in found]

    def _item(self, position: int, code: str, name: str) -> StagedItem:
        rows = self._rows.execute(
            "SELECT sheet, number, cells FROM row WHERE code = ? ORDER BY number", [code]
        ).fetchall()
        faults = self._rows.execute(
            "SELECT f.sheet, f.number, f.place, f.words FROM fault f JOIN row r USING (sheet, number)"
            " WHERE r.code = ?",
            [code],
        ).fetchall()
        return StagedItem(
            position,
            code[:_LONGEST_CODE],
            name[:200],
            tuple(SheetRow(sheet, number, tuple(_cells(cells))) for sheet, number, cells in rows),
            tuple(SheetFault(*fault) for fault in faults),
        )

    # — returned —

    def note_faults(self, faults: Iterable[SheetFault]) -> None:
        """What the returned workbook says of cells."""
        self._rows.executemany("INSERT INTO fault VALUES (?, ?, ?, ?)", list(faults))

    def note_outcomes(self, lines: Iterable[tuple[int, LineView]]) -> None:
        """What the returned workbook says of items."""
        self._rows.executemany(
            "INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?, ?)",
            [
                (position, line.code, line.name, line.outcome.label, "\n".join(line.words)[:_MANY_WORDS])
                for position, line in lines
            ],
        )

    def write(self, path: Path) -> None:
        """The same workbook with 问题 filled in, the cells marked, and what came out of each item."""
        outcomes = {OUTCOMES: [Column(CODE, 36), Column("名称", 36), Column("结果", 8), Column("说明", 90)]}
        with workbook_of(path, outcomes | _explained() | _columns()) as [first, explained, *sheets]:
            for row in self._rows.execute("SELECT code, name, outcome, words FROM outcome ORDER BY position"):
                first.add_exact(row)
            _explain(explained)
            for title, sheet in zip(ALL_HEADINGS, sheets, strict=True):
                self._write_sheet(title, sheet)

    def _write_sheet(self, title: str, sheet: Sheet) -> None:
        marked: dict[int, list[tuple[int | None, str]]] = {}
        for number, place, words in self._rows.execute(
            "SELECT DISTINCT number, place, words FROM fault WHERE sheet = ?", [title]
        ):
            marked.setdefault(number, []).append((place, words))
        for number, code, cells in self._rows.execute(
            "SELECT number, code, cells FROM row WHERE sheet = ? ORDER BY number", [title]
        ):
            faults = marked.get(number, [])
            words = "；".join(dict.fromkeys(words for _, words in faults))[:_MANY_WORDS]
            wrong = {place for place, _ in faults if place is not None} | ({0} if faults else set())
            texts = [unescaped(cell) if isinstance(cell, str) else cell for cell in _cells(cells)]
            sheet.add_exact((words, code, *texts), wrong)


def _cells(text: str) -> Sequence[Cell]:
    found: list[Cell] = json.loads(text)
    return found


def _check_version(reader: WorkbookReader) -> None:
    for _number, cells in reader.rows(GUIDE_SHEET):
        if cells[0] == _VERSION:
            if str(cells[1]) != TEMPLATE:
                raise FileUnreadable(
                    f"模板版本是 {str(cells[1])[:20]}，本系统读版本 {TEMPLATE}；请重新导出再改，"
                    "没有导入任何内容"
                )
            return
    raise FileUnreadable(f"工作表“{GUIDE_SHEET}”里没有写明{_VERSION}，不是事项模板，没有导入任何内容")


def _places(title: str, heads: Sequence[Cell]) -> list[int]:
    """Where each column of the template stands in this sheet."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        name = str(head or "").strip()
        if name and name in found:
            raise FileUnreadable(f"工作表“{title}”有两列都叫“{name[:40]}”，没有导入任何内容")
        if name and name not in ALL_HEADINGS[title]:
            raise FileUnreadable(f"工作表“{title}”有一列“{name[:40]}”，模板里没有，没有导入任何内容")
        if name:
            found[name] = place
    missing = [head for head in ALL_HEADINGS[title] if head not in found and head != PROBLEM]
    if missing:
        names = "、".join(f"“{head}”" for head in missing)
        raise FileUnreadable(f"工作表“{title}”缺少{names}列，没有导入任何内容")
    return [found.get(head, len(heads)) for head in ALL_HEADINGS[title]]
