"""Files of a level above (上级目录文件): JSON, CSV and the rows of a workbook. Pure.

An edition is one whole: with one wrong row the others are not taken either, since what is left out
would look as if the level above had given it up. Columns: docs/reference/base-catalogue-format.md.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yichuang.offer.catalogue.errors import FileUnreadable
from yichuang.offer.catalogue.rules.fields import text_problem
from yichuang.offer.catalogue.types import ItemType, LegalBasis
from yichuang.offer.catalogue.types.base import BaseEntry, BaseFile, BaseKind, BaseStatus, RowFault

FORMAT = "yichuang-base-catalogue"
FORMAT_VERSION = 1
HEADING_WITHIN = 10
"""The heading of a table stands in one of so many first rows; titles may stand above it."""

# key → how heads of tables write it
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("基本编码", "事项编码", "item_code"),
    "name": ("事项名称", "名称"),
    "type": ("事项类型", "类型", "task_type"),
    "basis": ("设定依据", "法定依据"),
    "status": ("事项状态", "状态"),
    "former_codes": ("曾用编码", "原编码"),
    "department": ("实施部门", "责任部门"),
    "levels": ("行使层级",),
    "working_days": ("承诺办结时限", "办结时限（工作日）"),
    "materials": ("材料数", "申请材料数"),
    "visits": ("到办事现场次数", "到现场次数"),
}
NEEDED = ("code", "name", "type")
_KEYS = {head: key for key, heads in COLUMNS.items() for head in (key, *heads)}
_TITLES = {key: heads[0] for key, heads in COLUMNS.items()}

# GB/T 39046—2020 A.2
LEVELS = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "镇级", "6": "村级", "7": "分级管理"}
_LEVEL_WORDS = {
    "国家": "1", "省": "2", "直属": "2", "市": "3", "隶属": "3", "县": "4", "区": "4", "镇": "5",
    "乡": "5", "街道": "5", "村": "6", "社区": "6", "分级": "7",
}  # fmt: skip
_NOT_APPLIED_FOR = {"02": "行政处罚", "03": "行政强制", "06": "行政检查"}
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}")
_STARTS_FORMULA = frozenset("=+-@\t\r")
_MANY = re.compile(r"[、,，;；\s]+")
_BASES = re.compile(r"[;；\n]+")
_BASIS = re.compile(r"^《([^》]+)》(?:[（(][^）)]*[）)])?\s*(.*)$")
_MOST = 100_000


@dataclass(frozen=True)
class SheetRows:
    """A sheet of a workbook: its cells as text, and the rows its merged cells span (from 0)."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int], ...] = ()


class _Faults:
    """The faults of one row."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.found: list[RowFault] = []

    def add(self, key: str, detail: str) -> None:
        self.found.append(RowFault(self.place, _TITLES.get(key, key), detail))


# — which file —


def read_text(content: bytes) -> BaseFile:
    """JSON or CSV.

    Raises:
        FileUnreadable: neither, broken or cut off; nothing of it can be taken.
    """
    text = _decode(content)
    if not text.strip():
        raise FileUnreadable("文件是空的，没有导入任何内容")
    return _from_json(text) if text.lstrip()[0] in "{[" else _from_csv(text)


def read_sheets(sheets: Sequence[SheetRows], wanted: str = "") -> BaseFile:
    """The one sheet of a workbook that has the columns.

    Args:
        wanted: the name of the sheet; empty: the only one with the columns.

    Raises:
        FileUnreadable: no such sheet, none or several with the columns, merged cells in the table.
    """
    names = "、".join(f"“{sheet.name}”" for sheet in sheets)
    if wanted and wanted not in [sheet.name for sheet in sheets]:
        raise FileUnreadable(f"工作簿里没有工作表“{wanted}”，只有{names}，没有导入任何内容")
    named = [sheet for sheet in sheets if not wanted or sheet.name == wanted]
    found = [(sheet, at) for sheet in named if (at := _heading(sheet.rows)) is not None]
    if not found:
        needed = "、".join(_TITLES[key] for key in NEEDED)
        raise FileUnreadable(f"工作表{names}里都没有表头（{needed}），没有导入任何内容")
    if len(found) > 1:
        several = "、".join(f"“{sheet.name}”" for sheet, _ in found)
        raise FileUnreadable(f"工作表{several}都像目录，请指明用哪一个，没有导入任何内容")
    [(sheet, at)] = found
    for top, bottom in sheet.merged:
        if bottom >= at:
            raise FileUnreadable(
                f"工作表“{sheet.name}”第 {top + 1} 行有合并单元格，请取消合并、逐行填写，没有导入任何内容"
            )
    return _from_table("excel", sheet.rows, at)


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable("文件不是 Excel 工作簿，也不是 UTF-8 或 GB 18030 文字，没有导入任何内容")


def _from_csv(text: str) -> BaseFile:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = tuple(tuple(cell.strip() for cell in row) for row in reader)
    except csv.Error as broken:
        raise FileUnreadable(f"第 {reader.line_num} 行起不是完整的 CSV，没有导入任何内容") from broken
    at = _heading(rows)
    if at is None:
        needed = "、".join(_TITLES[key] for key in NEEDED)
        raise FileUnreadable(f"没有找到表头（{needed}），没有导入任何内容")
    return _from_table("csv", rows, at)


def _heading(rows: Sequence[Sequence[str]]) -> int | None:
    """The first row with all needed columns, from 0."""
    for number, row in enumerate(rows[:HEADING_WITHIN]):
        if set(NEEDED) <= {_KEYS.get(cell.strip()) for cell in row}:
            return number
    return None


def _from_table(file_format: str, rows: Sequence[Sequence[str]], at: int) -> BaseFile:
    keys = [_KEYS.get(cell.strip()) for cell in rows[at]]
    twice = {key for key in keys if key and keys.count(key) > 1}
    if twice:
        raise FileUnreadable(f"表头里“{_TITLES[min(twice)]}”出现了两次，没有导入任何内容")
    records = []
    for number, row in enumerate(rows[at + 1 :], at + 2):
        if any(cell.strip() for cell in row):
            cells = {key: cell.strip() for key, cell in zip(keys, row, strict=False) if key}
            records.append((f"第 {number} 行", cells, len(row) < len(keys)))
    return _file(file_format, records)


def _from_json(text: str) -> BaseFile:
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise FileUnreadable("文件不是完整的 JSON，没有导入任何内容") from broken
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FileUnreadable(f"这个 JSON 没有写明 format: {FORMAT}，没有导入任何内容")
    if document.get("version") != FORMAT_VERSION:
        raise FileUnreadable(
            f"不认识格式的版本 {document.get('version')}，本系统读版本 {FORMAT_VERSION}，没有导入任何内容"
        )
    items = document.get("items")
    if not isinstance(items, list):
        raise FileUnreadable("JSON 里没有 items 列表，没有导入任何内容")
    records = [(f"items/{number}", _cells(item), False) for number, item in enumerate(items)]
    kind, name, dated_on = document.get("kind"), document.get("name"), document.get("dated_on")
    file = _file("json", records)
    return BaseFile(
        file.file_format,
        file.entries,
        file.faults,
        file.passed_over,
        kind=_kind(kind),
        name=name.strip() if isinstance(name, str) else "",
        dated_on=_day(dated_on),
    )


def _kind(value: Any) -> BaseKind | None:
    if value is None:
        return None
    try:
        return BaseKind(value)
    except ValueError:
        raise FileUnreadable(
            f"不认识目录种类“{value}”，可以是 base 或 power-list，没有导入任何内容"
        ) from None


def _day(value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise FileUnreadable(f"dated_on“{value}”不是日期（例如 2026-01-31），没有导入任何内容") from None


def _cells(item: Any) -> dict[str, str]:
    """A JSON object as a row of a table has it. What has no such form is a fault of its cell."""
    if not isinstance(item, dict):
        return {"": "应当是一个对象"}
    cells = {}
    for key, value in item.items():
        if value is None:
            continue
        if key not in COLUMNS:
            cells[""] = f"不认识的字段 {key}"
        elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            cells[key] = str(value).strip()
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            cells[key] = "；".join(value)
        else:
            cells[""] = f"字段 {key} 应当是文字、整数或者文字的列表"
    return cells


# — rows —


def _file(file_format: str, records: Sequence[tuple[str, dict[str, str], bool]]) -> BaseFile:
    if len(records) > _MOST:
        raise FileUnreadable(f"超过 {_MOST} 行，没有导入任何内容")
    entries: list[BaseEntry] = []
    faults: list[RowFault] = []
    seen: dict[str, str] = {}
    passed_over = 0
    for place, cells, is_short in records:
        row = _Faults(place)
        if _is_passed_over(cells):
            passed_over += 1
            continue
        entry = _entry(cells, row, is_short)
        if entry is not None and entry.code in seen:
            row.add("code", f"编码 {entry.code} 已经出现过（{seen[entry.code]}）")
        if row.found or entry is None:
            faults += row.found
            continue
        seen[entry.code] = place
        entries.append(entry)
    if not entries and not faults:
        raise FileUnreadable("表头下面没有事项，没有导入任何内容")
    return BaseFile(file_format, tuple(entries), tuple(faults), passed_over)


def _is_passed_over(cells: Mapping[str, str]) -> bool:
    kind = cells.get("type", "")
    return kind.zfill(2) in _NOT_APPLIED_FOR or kind in _NOT_APPLIED_FOR.values()


def _entry(cells: Mapping[str, str], row: _Faults, is_short: bool) -> BaseEntry | None:
    if "" in cells:
        row.add("", cells[""])
        return None
    for key, text in cells.items():
        problem = _text_problem(key, text)
        if problem:
            row.add(key, problem)
    for key in NEEDED:
        if not cells.get(key):
            row.add(key, "这一行不完整" if is_short else "不能为空")
    if row.found:
        return None
    entry = BaseEntry(
        code=_code(cells["code"], "code", row),
        name=" ".join(cells["name"].split()),
        item_type=_item_type(cells["type"], row),
        legal_basis=bases_of(cells.get("basis", "")),
        status=_status(cells.get("status", ""), row),
        former_codes=_former(cells, row),
        department=cells.get("department", ""),
        levels=tuple(dict.fromkeys(_levels(cells.get("levels", ""), row))),
        working_days=_whole(cells, "working_days", row),
        materials=_whole(cells, "materials", row),
        visits=_whole(cells, "visits", row),
    )
    return None if row.found else entry


def _text_problem(key: str, text: str) -> str | None:
    if text[:1] in _STARTS_FORMULA:
        return f"以“{text[0]}”开头，像公式，不能导入"
    longest = {"name": 1000, "basis": 20_000, "department": 200}.get(key, 2000)
    return text_problem(text, longest)


def _code(text: str, key: str, row: _Faults) -> str:
    if not _CODE.fullmatch(text):
        row.add(key, f"“{text[:80]}”不是编码：只能有字母、数字和连字符，最长 64 位")
    return text


def _former(cells: Mapping[str, str], row: _Faults) -> tuple[str, ...]:
    found = [part for part in _MANY.split(cells.get("former_codes", "")) if part]
    former = tuple(dict.fromkeys(_code(part, "former_codes", row) for part in found))
    return tuple(code for code in former if code != cells["code"])


def _item_type(text: str, row: _Faults) -> ItemType:
    for item_type in ItemType:
        if text in (item_type.label, item_type.value, str(int(item_type.value))):
            return item_type
    row.add("type", f"不认识事项类型“{text[:80]}”")
    return ItemType.OTHER_POWER


def _status(text: str, row: _Faults) -> BaseStatus:
    if not text:
        return BaseStatus.IN_USE
    for number, status in enumerate(BaseStatus, 1):
        if text in (status.value, status.label, str(number)):
            return status
    row.add("status", f"不认识状态“{text[:80]}”，可以是：在用、暂停、取消")
    return BaseStatus.IN_USE


def _levels(text: str, row: _Faults) -> Iterator[str]:
    for part in filter(None, _MANY.split(text)):
        number = part if part in LEVELS else next((n for w, n in _LEVEL_WORDS.items() if w in part), None)
        if number is None:
            row.add("levels", f"不认识行使层级“{part[:80]}”")
        else:
            yield number


def _whole(cells: Mapping[str, str], key: str, row: _Faults) -> int | None:
    text = cells.get(key, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        row.add(key, f"“{text[:80]}”不是整数；不知道请留空")
        return None
    return int(text)


def bases_of(text: str) -> tuple[LegalBasis, ...]:
    """《law》article; 《law》article … as separate bases, in order, each once."""
    found: Iterable[str] = (part.strip() for part in _BASES.split(text))
    return tuple(dict.fromkeys(_basis(part) for part in found if part))


def _basis(text: str) -> LegalBasis:
    found = _BASIS.match(text)
    return LegalBasis(found.group(1).strip(), found.group(2).strip()) if found else LegalBasis(text)
