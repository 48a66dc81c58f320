"""Excel workbooks (Excel 工作簿) of any length, written row by row with little memory.

Nothing in them is ever worked out: each text is text, and one that a spreadsheet program would take for
a formula, there or after it was saved as CSV, begins with an apostrophe. Where a workbook comes back,
:func:`escaped` and :func:`unescaped` keep every text as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
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


def escaped(text: str) -> str:
    """The text as a cell holds it that comes back: with an apostrophe more where it looks like a formula.

    Raises:
        ValueError: longer than a cell may be.
    """
    made = "'" + text if _looks_like_formula(text) else text
    if len(made) > _LONGEST_TEXT:
        raise ValueError(f"a text of {len(text)} characters does not fit into a cell")
    return made


def unescaped(text: str) -> str:
    """The text that :func:`escaped` made this of. What a person typed without apostrophes stays."""
    return text[1:] if text.startswith("'") and _looks_like_formula(text) else text


def _looks_like_formula(text: str) -> bool:
    return text.lstrip("'")[:1] in _STARTS_FORMULA if text else False


def is_formula(text: str) -> bool:
    """Whether a cell that came in would be taken for a formula (公式注入)."""
    return text[:1] in _STARTS_FORMULA if text else False


class Sheet:
    """A sheet of a workbook being written."""

    def __init__(self, sheet: Any, moment: Any, day: Any, wrong: Any = None) -> None:
        self._sheet, self._moment, self._day, self._wrong = sheet, moment, day, wrong
        self.rows = 0

    def add_exact(self, values: Sequence[str | int | None], wrong: Collection[int] = ()) -> None:
        """One row whose texts come back as they are (:func:`unescaped`).

        Args:
            wrong: the places, from 0, of cells to be marked.
        """
        self.rows += 1
        for place, value in enumerate(values):
            look = self._wrong if place in wrong else None
            if isinstance(value, int):
                self._sheet.write_number(self.rows, place, value, look)
            elif value:
                self._sheet.write_string(self.rows, place, escaped(value), look)
            elif look:
                self._sheet.write_blank(self.rows, place, None, look)

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
    with workbook_of(path, {title: columns}) as [sheet]:
        yield sheet


@contextmanager
def workbook_of(path: Path, sheets: Mapping[str, Sequence[Column]]) -> Iterator[list[Sheet]]:
    """A workbook of several such sheets, in their order; rows come to them in any order."""
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
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        wrong = book.add_format({"bg_color": "#FFD9D9", "font_color": "#8A1C1C", "border": 1})
        made = []
        for title, columns in sheets.items():
            sheet = book.add_worksheet(title[:31])
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(columns):
                sheet.set_column(place, place, column.width)
                sheet.write_string(0, place, column.title, head)
            made.append(Sheet(sheet, moment, day, wrong))
        yield made
