"""Items as rows of the template's sheets, and back (事项工作簿). Pure.

Every fault knows its cell, so that a workbook can be returned with the cells marked.
"""

from __future__ import annotations

import copy
import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from yichuang.offer.catalogue.rules import records
from yichuang.offer.catalogue.rules.sheet_cells import Unfit, meant, shown, told
from yichuang.offer.catalogue.rules.sheet_layout import ALL_HEADINGS, LIST_NAMES, LISTS, REST, SHEETS
from yichuang.offer.catalogue.types import VersionContent
from yichuang.offer.catalogue.types.forms import LibraryField
from yichuang.offer.catalogue.types.sheets import (
    Cell,
    Record,
    SheetColumn,
    SheetFault,
    SheetItem,
    SheetLayout,
    SheetRow,
)

_LAYOUTS = {layout.title: layout for layout in SHEETS}
_PATHS = {name: path for path, name in LIST_NAMES.items()}
_OUTER_KEY = "code"
_BEFORE = 2
"""问题 and the code come before the cells of a row."""

# where the rules of our own format point to something else than the record's key
_POINTERS = {"item_code": "code", "item_name": "name", "themes": "theme"}


# — out —


def rows_of(content: VersionContent, organisation_code: str, organisation_name: str) -> list[SheetRow]:
    """A version as rows, sheet by sheet in the template's order; ``number`` is 0."""
    return record_rows(records.record_of(content, organisation_code, organisation_name))


def record_rows(record: Record) -> list[SheetRow]:
    """A record as rows. What no column can show stands in 其他要素."""
    rest = copy.deepcopy(record)
    rest.pop("code", None)
    rows = [row for layout in SHEETS for row in _sheet_rows(layout, rest)]
    for path, name in LIST_NAMES.items():
        entries = _at(rest, path)
        if isinstance(entries, list) and all(isinstance(entry, str) for entry in entries):
            rows += [SheetRow(LISTS, 0, (name, entry)) for entry in entries]
            _drop(rest, path)
    rows += [SheetRow(REST, 0, (pointer, text)) for pointer, text in _rest(rest, "")]
    return rows


def _sheet_rows(layout: SheetLayout, rest: Record) -> Iterator[SheetRow]:
    if not layout.path:
        cells = tuple(_taken(rest, column) for column in layout.columns)
        if layout is SHEETS[0] or any(cell is not None for cell in cells):
            yield SheetRow(layout.title, 0, cells)
    elif not layout.parent:
        yield from _list_rows(layout, rest, layout.path, ())
    else:
        outer, inner = layout.path
        for entry in _objects(rest.get(outer)):
            # the outer sheet has taken the code already; it is kept beside the entry
            code = entry.get("\0code")
            if isinstance(code, str):
                yield from _list_rows(layout, entry, (inner,), (code,))


def _list_rows(
    layout: SheetLayout, rest: Record, path: tuple[str, ...], before: tuple[Cell, ...]
) -> Iterator[SheetRow]:
    entries = _at(rest, path)
    if not isinstance(entries, list):
        return
    if layout.plain:
        if all(isinstance(entry, str) for entry in entries):
            yield from (SheetRow(layout.title, 0, (*before, entry)) for entry in entries)
            _drop(rest, path)
        return
    if not all(isinstance(entry, dict) for entry in entries):
        return
    for entry in entries:
        code = entry.get(_OUTER_KEY)
        yield SheetRow(layout.title, 0, (*before, *(_taken(entry, column) for column in layout.columns)))
        if isinstance(code, str) and _OUTER_KEY not in entry:
            entry["\0code"] = code


def _taken(rest: Record, column: SheetColumn) -> Cell:
    """The cell of a value, which is taken out of what is left."""
    path = tuple(column.key.split("."))
    value = _at(rest, path)
    if value is None:
        return None
    try:
        cell = shown(value, column)
    except Unfit:
        return None
    _drop(rest, path)
    return cell


def _rest(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """What is left, by its place."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if not key.startswith("\0"):
                yield from _rest(entry, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
        for index, entry in enumerate(value):
            yield from _rest(entry, f"{pointer}/{index}")
    else:
        yield pointer, json.dumps(value, ensure_ascii=False)


# — in —


def item_of(
    code: str,
    rows: Iterable[SheetRow],
    files: Mapping[str, UUID],
    library: Mapping[str, LibraryField],
    faults: Sequence[SheetFault] = (),
) -> SheetItem:
    """The rows of one item, its own row among them, read by the catalogue's rules.

    Args:
        rows: in the order of their sheets and numbers.
        files: samples and blank forms that may be named.
        library: the fields its form may be made of.
        faults: what is wrong with it already.
    """
    reading = _Reading(code)
    by_sheet: dict[str, list[SheetRow]] = defaultdict(list)
    for row in rows:
        by_sheet[row.sheet].append(row)
    for layout in SHEETS:
        for row in by_sheet[layout.title]:
            reading.take(layout, row)
    for row in by_sheet[LISTS]:
        reading.take_entry(row)
    for row in by_sheet[REST]:
        reading.take_rest(row)
    record = reading.record
    own = by_sheet[SHEETS[0].title][0]
    reading.places["/code"] = (own.sheet, own.number, 1)
    reading.faults += faults
    if reading.faults:
        return SheetItem(code, _name(record), None, record, tuple(reading.faults), reading.places)
    row_read = records.row_of(record, f"“{own.sheet}”第 {own.number} 行", files, library)
    found = tuple(fault_at(reading.places, own, reason.pointer, reason.detail) for reason in row_read.faults)
    return SheetItem(code, _name(record), None if found else row_read, record, found, reading.places)


def fault_at(
    places: Mapping[str, tuple[str, int, int | None]], own: SheetRow, pointer: str, words: str
) -> SheetFault:
    """The cell a pointer means: the nearest one there is, else the item's own row."""
    at = pointer.rstrip("/")
    while at:
        if at in places:
            sheet, number, column = places[at]
            return SheetFault(sheet, number, column, words)
        at = at.rpartition("/")[0]
    return SheetFault(own.sheet, own.number, 1, words)


class _Begun(list[Any]):
    """A list that no sheet has: put together entry by entry from 其他要素."""


class _Reading:
    """One item being put together from its rows."""

    def __init__(self, code: str) -> None:
        self.record: Record = {"code": code}
        self.faults: list[SheetFault] = []
        self.places: dict[str, tuple[str, int, int | None]] = {}
        self._outer: dict[tuple[str, str], tuple[dict[str, Any], str]] = {}

    def take(self, layout: SheetLayout, row: SheetRow) -> None:
        """A row of a sheet of the template."""
        cells = row.cells
        target, pointer = self.record, ""
        path = layout.path
        if layout.parent:
            found = self._outer.get((path[0], self._text(row, 0)))
            if found is None:
                self._fault(row, 0, f"没有{layout.parent}“{str(cells[0] or '')[:40]}”")
                return
            target, pointer = found
            path, cells = path[1:], cells[1:]
        offset = _BEFORE + (1 if layout.parent else 0)
        if not path:
            self._fill(layout, row, cells, target, pointer, offset)
            return
        entries = target
        for key in path[:-1]:
            entries = entries.setdefault(key, {})
        listed: list[Any] = entries.setdefault(path[-1], [])
        pointer = f"{pointer}/{'/'.join(path)}/{len(listed)}"
        self.places[pointer] = (row.sheet, row.number, offset)
        if layout.plain:
            listed.append(self._text(row, offset - _BEFORE))
            return
        entry: dict[str, Any] = {}
        listed.append(entry)
        self._fill(layout, row, cells, entry, pointer, offset)
        if len(path) == 1 and not layout.parent and isinstance(entry.get(_OUTER_KEY), str):
            self._outer.setdefault((path[0], entry[_OUTER_KEY]), (entry, pointer))

    def _fill(
        self,
        layout: SheetLayout,
        row: SheetRow,
        cells: Sequence[Cell],
        target: dict[str, Any],
        pointer: str,
        offset: int,
    ) -> None:
        for place, (column, cell) in enumerate(zip(layout.columns, cells, strict=True)):
            keys = column.key.split(".")
            if not pointer:
                keys = [_POINTERS.get(keys[0], keys[0]), *keys[1:]]
            where = f"{pointer}/{'/'.join(keys)}"
            self.places.setdefault(where, (row.sheet, row.number, offset + place))
            if cell is None or cell == "":
                continue
            try:
                _put(target, column.key.split("."), meant(cell, column))
            except Unfit as unfit:
                self.faults.append(SheetFault(row.sheet, row.number, offset + place, str(unfit)))

    def take_entry(self, row: SheetRow) -> None:
        """A row of 其他列表."""
        path = _PATHS.get(self._text(row, 0))
        if path is None:
            self._fault(row, 0, f"不认识列表“{str(row.cells[0] or '')[:40]}”，可以是：{'、'.join(_PATHS)}")
            return
        target = self.record
        for key in path[:-1]:
            target = target.setdefault(key, {})
        entries = target.setdefault(path[-1], [])
        first = _POINTERS.get(path[0], path[0]) if len(path) == 1 else path[0]
        self.places["/".join(("", first, *path[1:], str(len(entries))))] = (row.sheet, row.number, 3)
        entries.append(self._text(row, 1))

    def take_rest(self, row: SheetRow) -> None:
        """A row of 其他要素."""
        pointer, text = self._text(row, 0), self._text(row, 1)
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            self._fault(row, 1, "不是完整的 JSON")
            return
        keys = [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]
        target: Any = self.record
        for key, following in itertools.pairwise(keys):
            if isinstance(target, dict):
                if following == "0" and key not in target:
                    target[key] = _Begun()
                target = target.setdefault(key, {})
            elif isinstance(target, list) and key.isdigit():
                if isinstance(target, _Begun) and int(key) == len(target):
                    target.append({})
                target = target[int(key)] if int(key) < len(target) else None
            else:
                target = None
        if not keys or not isinstance(target, dict) or keys[-1] in target:
            self._fault(row, 0, f"没有“{pointer[:80]}”这个位置，或者别的表已经写了")
            return
        target[keys[-1]] = value
        self.places.setdefault(pointer, (row.sheet, row.number, _BEFORE + 1))

    def _text(self, row: SheetRow, place: int) -> str:
        cell = row.cells[place]
        if cell is None or cell == "":
            return ""
        try:
            return told(cell)
        except Unfit as unfit:
            self._fault(row, place, str(unfit))
            return ""

    def _fault(self, row: SheetRow, place: int, words: str) -> None:
        self.faults.append(SheetFault(row.sheet, row.number, _BEFORE + place, words))


def _name(record: Record) -> str:
    return str(record.get("name", ""))


def _at(value: Any, path: Sequence[str]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _drop(value: Record, path: Sequence[str]) -> None:
    """Take a value out, and what is empty without it."""
    if len(path) > 1:
        _drop(value[path[0]], path[1:])
        if value[path[0]]:
            return
    del value[path[0]]


def _put(target: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for key in path[:-1]:
        target = target.setdefault(key, {})
    target[path[-1]] = value


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, dict))


def width(sheet: str) -> int:
    """How many cells a row of a sheet has after 问题 and the code."""
    return len(ALL_HEADINGS[sheet]) - _BEFORE
