"""Sheets of an Excel workbook as rows of text (读取工作簿), by python-calamine."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from yichuang.offer.catalogue.errors import FileUnreadable
from yichuang.offer.catalogue.rules.base_files import SheetRows

MOST_CELLS = 5_000_000
"""A workbook of some kilobytes can claim a sheet that fills the memory."""


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as an Excel workbook does, of the new kind or the old."""
    return content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def sheets_of(content: bytes) -> tuple[SheetRows, ...]:
    """Every sheet, with what its cells show.

    Raises:
        FileUnreadable: no workbook, protected by a password, or a sheet of too many cells.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # where a workbook is read only

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(_rows(book, name) for name in book.sheet_names)
    except CalamineError as broken:
        raise FileUnreadable("文件不是完整的 Excel 工作簿，或者有密码保护，没有导入任何内容") from broken


def _rows(book: Any, name: str) -> SheetRows:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise FileUnreadable(f"工作表“{name}”太大（超过 {MOST_CELLS} 格），没有导入任何内容")
    rows = sheet.to_python(skip_empty_area=False)
    merged = tuple((top, bottom) for (top, _), (bottom, _) in sheet.merged_cell_ranges or ())
    return SheetRows(name, tuple(tuple(map(_text, row)) for row in rows), merged)


def _text(value: Any) -> str:
    """What the cell shows: 3.0 is 3, as codes and counts are meant."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()
