"""Excel workbooks (Excel 工作簿) that come in: told from other files, and read sheet by sheet.

What could not be meant is refused for the whole workbook, in one sentence: formulas, merged cells,
sheets that claim to be larger than any list is.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from yichuang.kernel.errors import Invalid

MOST_CELLS = 12_000_000
"""Of one sheet. A workbook of some kilobytes can claim a sheet that fills the memory."""

MOST_BYTES = 400 * 1024 * 1024
"""Of all its parts when unpacked."""

_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f[\s/>]')
_PIECE = 1024 * 1024
_OVERLAP = 4096
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Cell = str | int


class WorkbookRefused(Invalid):
    """An Excel workbook cannot be read, or holds what cannot be meant. Nothing was changed."""

    code = "kernel.workbook-refused"
    title = "这个 Excel 工作簿不能导入"


class WorkbookReader:
    """A workbook being read, a sheet at a time.

    Raises:
        WorkbookRefused: no workbook of the kind ``.xlsx``, broken, protected by a password, too large.
    """

    def __init__(self, path: Path) -> None:
        from python_calamine import CalamineError, CalamineWorkbook  # where a workbook is read only

        self._path = path
        _check_package(path)
        try:
            self._book = CalamineWorkbook.from_path(path)
        except CalamineError as broken:
            raise WorkbookRefused(
                "文件不是完整的 Excel 工作簿（.xlsx），或者有密码保护，没有导入任何内容"
            ) from broken
        self.names: tuple[str, ...] = tuple(self._book.sheet_names)

    def rows(self, name: str) -> Iterator[tuple[int, list[Cell]]]:
        """The rows of a sheet that are not empty, with their numbers as Excel counts them.

        Whole numbers are int; everything else is the text the cell shows, without white space around it.

        Raises:
            WorkbookRefused: broken, or too large a sheet.
        """
        from python_calamine import CalamineError

        try:
            sheet = self._book.get_sheet_by_name(name)
        except CalamineError as broken:
            raise WorkbookRefused(f"工作表“{name}”不完整，没有导入任何内容") from broken
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise WorkbookRefused(f"工作表“{name}”太大（超过 {MOST_CELLS} 格），没有导入任何内容")
        before: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)  # empty columns are left out
        for top, row in enumerate(sheet.iter_rows(), 1):
            cells = before + [_cell(value) for value in row]
            if any(cell != "" for cell in cells):
                yield top, cells

    def refuse_merged(self, names: tuple[str, ...]) -> None:
        """None of these sheets may have merged cells.

        Raises:
            WorkbookRefused: one has; names sheet and row.
        """
        for name in names:
            for (top, _), _ in self._book.get_sheet_by_name(name).merged_cell_ranges or ():
                raise WorkbookRefused(
                    f"工作表“{name}”第 {top + 1} 行有合并单元格，请取消合并、逐行填写，没有导入任何内容"
                )

    def refuse_formulas(self, names: tuple[str, ...]) -> None:
        """None of these sheets may have formulas: what they would work out is nobody's word (公式注入).

        Raises:
            WorkbookRefused: one has; names sheet and cell.
        """
        with zipfile.ZipFile(self._path) as package:
            for name, part in _parts(package).items():
                if name in names and (cell := _formula(package, part)):
                    raise WorkbookRefused(
                        f"工作表“{name}”的 {cell} 格是公式，请改成文字再导入，没有导入任何内容"
                    )


def _check_package(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as broken:
        raise WorkbookRefused(
            "文件不是 Excel 工作簿（.xlsx）；旧的 .xls 和 .csv 请先另存为 .xlsx，没有导入任何内容"
        ) from broken
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise WorkbookRefused(
            f"工作簿展开以后超过 {MOST_BYTES // 1024 // 1024} MB，请分成几份，没有导入任何内容"
        )


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the package each sheet is."""
    relations, book = _tree(package, "xl/_rels/workbook.xml.rels"), _tree(package, "xl/workbook.xml")
    targets = {row.get("Id"): str(row.get("Target", "")) for row in relations}
    found = {}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            target = targets.get(element.get(_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[str(element.get("name"))] = part
    return found


def _tree(package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    try:
        content = package.read(part)
        if b"<!" in content:  # entities grow without end; no spreadsheet program writes any
            raise KeyError(part)
        return ElementTree.fromstring(content)  # noqa: S314 — without a document type there is nothing to attack
    except (KeyError, ElementTree.ParseError) as broken:
        raise WorkbookRefused("文件不是完整的 Excel 工作簿，没有导入任何内容") from broken


def _formula(package: zipfile.ZipFile, part: str) -> str:
    """The first cell of a sheet that is a formula; empty: none is."""
    if part not in package.namelist():
        return ""
    kept = b""
    with package.open(part) as content:
        while piece := content.read(_PIECE):
            found = _FORMULA.search(kept + piece)
            if found:
                return found.group(1).decode()
            kept = (kept + piece)[-_OVERLAP:]
    return ""


def _cell(value: Any) -> Cell:
    """What the cell shows: 3.0 is 3, as codes and counts are meant."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return int(value) if value.is_integer() else str(value)
    if isinstance(value, int):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip().replace("\x00", "\ufffd")  # no database keeps it
