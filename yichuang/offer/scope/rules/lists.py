"""Lists of what is sunk to towns, villages and partners (下沉事项清单) as rows of a workbook. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from yichuang.kernel.spreadsheets import Column, is_formula, unescaped
from yichuang.offer.scope.types import Mandate

SHEET = "下沉清单"
PROBLEM = "问题"
COLUMNS: Mapping[str, Column] = {
    "problem": Column(PROBLEM, 40),
    "outlet": Column("网点编码", 16),
    "outlet_name": Column("网点", 28),
    "code": Column("事项编码", 36),
    "name": Column("事项", 36),
    "mandate": Column("受理方式", 12),
    "basis": Column("依据", 30),
    "paper": Column("委托书文号", 24),
    "training": Column("上岗培训", 24),
    "first_day": Column("开始日期", 12),
    "last_day": Column("结束日期", 12),
}
KEYS = tuple(COLUMNS)
NEEDED = ("outlet", "code", "mandate", "first_day")
LONGEST = {"basis": 1000, "training": 500, "paper": 100}
MOST_ROWS = 5000

Read = TypeVar("Read")
Cell = str | int
Fault = tuple[str, str]
"""A column's key and what is wrong there."""


@dataclass(frozen=True)
class ListRow:
    """A row of the list as it was read. ``last_day`` None: open-ended. With ``faults`` it says nothing."""

    number: int
    cells: Mapping[str, str]
    mandate: Mandate | None
    first_day: date | None
    last_day: date | None
    faults: tuple[Fault, ...] = ()

    @property
    def valid_until(self) -> date | None:
        """The first day it does not hold any more."""
        return self.last_day and self.last_day + timedelta(days=1)


def places_of(heads: Sequence[Cell]) -> dict[str, int] | str:
    """Where each column stands; or the sentence why the heads are not those of the list."""
    keys = {column.title: key for key, column in COLUMNS.items()}
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        title = str(head).strip()
        if not title:
            continue
        if title not in keys or keys[title] in found:
            return f"工作表“{SHEET}”的“{title[:40]}”列重复，或者模板里没有，没有导入任何内容"
        found[keys[title]] = place
    missing = [column.title for key, column in COLUMNS.items() if key not in found and key != "problem"]
    if missing:
        names = "、".join(f"“{title}”" for title in missing)
        return f"工作表“{SHEET}”缺少{names}列，没有导入任何内容"
    return found


def row_of(number: int, cells: Sequence[Cell], places: Mapping[str, int]) -> ListRow:
    """One row read, with everything that is wrong in it by itself."""
    faults: list[Fault] = []
    texts = {}
    for key in KEYS[1:]:
        cell = cells[places[key]] if places[key] < len(cells) else ""
        text = str(cell)
        if isinstance(cell, str) and is_formula(cell):
            faults.append((key, f"以“{cell[0]}”开头，像公式，不能导入"))
        elif len(text) > LONGEST.get(key, 200):
            faults.append((key, f"超过 {LONGEST.get(key, 200)} 字"))
        texts[key] = unescaped(text)
    for key in NEEDED:
        if not texts[key]:
            faults.append((key, f"要写明{COLUMNS[key].title}"))
    return ListRow(
        number,
        texts,
        _read(_mandate, "mandate", texts, faults),
        _read(_day, "first_day", texts, faults),
        _read(_day, "last_day", texts, faults),
        tuple(faults),
    )


def _read(
    reader: Callable[[str], Read], key: str, texts: Mapping[str, str], faults: list[Fault]
) -> Read | None:
    if not texts[key]:
        return None
    try:
        return reader(texts[key])
    except ValueError as wrong:
        faults.append((key, str(wrong)))
        return None


def _mandate(text: str) -> Mandate:
    for mandate in Mandate:
        if text in (mandate.label, mandate.value):
            return mandate
    words = "、".join(mandate.label for mandate in Mandate)
    raise ValueError(f"不认识“{text[:40]}”，可以是：{words}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.replace("/", "-")[:10])
    except ValueError:
        raise ValueError(f"“{text[:40]}”不是日期，应当像 2026-03-01 这样写") from None
