"""Excel workbooks (Excel 工作簿) of any length, written row by row with little memory.

Nothing in them is ever worked out: each text is text, and one that a spreadsheet program would take for
a formula, there or after it was saved as CSV, begins with an apostrophe.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from yichuang.kernel.time import SHANGHAI

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""Rows of one sheet below its head."""

_LONGEST_TEXT = 32_767
_STARTS_FORMULA = frozenset("=+-@\t\r\n")

Value = str | int | date | datetime | None


@dataclass(frozen=True)
class Column:
    """A column: its head, and its width in characters of digits."""

    title: str
    width: int = 14


def safe_text(text: str) -> str:
    """The text as a cell may hold it: never a formula (公式注入), never too long.

    Source: OWASP, CSV Injection: = + - @ and control characters begin a formula.
    """
    return ("'" + text if text[:1] in _STARTS_FORMULA else text)[:_LONGEST_TEXT] if text else ""


class Sheet:
    """The one sheet of a workbook being written."""

    def __init__(self, sheet: Any, moment: Any, day: Any) -> None:
        self._sheet, self._moment, self._day = sheet, moment, day
        self.rows = 0

    def add(self, values: Sequence[Value]) -> None:
        """One row. Moments are shown in Shanghai time; None is an empty cell."""
        self.rows += 1
        for place, value in enumerate(values):
            if isinstance(value, datetime):
                local = value.astimezone(SHANGHAI).replace(tzinfo=None)
                self._sheet.write_datetime(self.rows, place, local, self._moment)
            elif isinstance(value, date):
                self._sheet.write_datetime(self.rows, place, value, self._day)
            elif isinstance(value, int):
                self._sheet.write_number(self.rows, place, value)
            elif value:
                self._sheet.write_string(self.rows, place, safe_text(value))


@contextmanager
def workbook(path: Path, title: str, columns: Sequence[Column]) -> Iterator[Sheet]:
    """A workbook of one sheet with a frozen head, written to ``path`` when the block ends."""
    import xlsxwriter  # in the worker only

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.title, head)
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        yield Sheet(sheet, moment, book.add_format({"num_format": "yyyy-mm-dd"}))
