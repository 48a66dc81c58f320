"""A value as the text of a cell, and back (单元格). Pure.

What a kind of cell cannot show is not shown in it: it then stands in the sheet 其他要素.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from yichuang.kernel.labels import Labelled
from yichuang.kernel.spreadsheets import is_formula, unescaped
from yichuang.offer.catalogue.types.sheets import Cell, CellKind, SheetColumn

_LINK = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_MANY = re.compile(r"[、，,]\s*")
_AND = re.compile(r"[；;]\s*")
_YES, _NO = ("是", "否")
_MOST_FEN = 1_000_000_000


class Unfit(Exception):
    """The value cannot be shown in such a cell, or the cell does not say such a value; the words say why."""


def shown(value: Any, column: SheetColumn) -> Cell:
    """The cell of a value.

    Raises:
        Unfit: this kind of cell cannot say it.
    """
    match column.kind:
        case CellKind.TEXT if isinstance(value, str):
            return value
        case CellKind.WHOLE | CellKind.SCALAR if isinstance(value, int) and not isinstance(value, bool):
            return value
        case CellKind.SCALAR if isinstance(value, str) and not _is_digits(value):
            return value
        case CellKind.FLAG if isinstance(value, bool):
            return _YES if value else _NO
        case CellKind.YUAN if isinstance(value, int) and not isinstance(value, bool):
            return f"{value // 100}.{value % 100:02}"
        case CellKind.LABEL:
            return _label(value, column)
        case CellKind.LABELS if isinstance(value, list):
            return "、".join(_label(entry, column) for entry in value)
        case CellKind.CONDITION if isinstance(value, dict):
            return _condition(value)
    raise Unfit


def meant(cell: str | int, column: SheetColumn) -> Any:
    """The value of a cell that is not empty.

    Raises:
        Unfit: it says none; the words say what it should.
    """
    if isinstance(cell, int) and column.kind in (CellKind.WHOLE, CellKind.SCALAR):
        return cell
    text = told(cell)
    return _READERS[column.kind](text, column)


def told(cell: str | int) -> str:
    """The text of a cell.

    Raises:
        Unfit: a spreadsheet program would take it for a formula (公式注入).
    """
    if isinstance(cell, int):
        return str(cell)
    if is_formula(cell):
        raise Unfit(
            f"以“{cell[0]}”开头，像公式，不能导入；确实是文字的，请在最前面加一个单引号（在 Excel 里打两个）"
        )
    return unescaped(cell)


def _whole(text: str, column: SheetColumn) -> int:
    if not _is_digits(text):
        raise Unfit(f"“{text[:40]}”应当是不小于 0 的整数；不知道请留空")
    return int(text)


def _flag(text: str, column: SheetColumn) -> bool:
    if text not in (_YES, _NO):
        raise Unfit(f"“{text[:40]}”应当写“是”或者“否”；不知道请留空")
    return text == _YES


def _members(text: str, column: SheetColumn) -> list[str]:
    return [_member(word.strip(), column) for word in _MANY.split(text) if word.strip()]


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _label(value: Any, column: SheetColumn) -> str:
    for member in _table(column):
        if value == member.value:
            return member.label
    raise Unfit


def _member(text: str, column: SheetColumn) -> str:
    for member in _table(column):
        if text in (member.label, member.value):
            return str(member.value)
    words = "、".join(member.label for member in _table(column))
    raise Unfit(f"不认识“{text[:40]}”，可以是：{words}")


def _table(column: SheetColumn) -> type[Labelled]:
    if column.table is None:
        raise TypeError(f"the column {column.title} names no table of codes")
    return column.table


def _fen(text: str, column: SheetColumn) -> int:
    try:
        fen = Decimal(text) * 100
    except InvalidOperation:
        raise Unfit(f"“{text[:40]}”不是金额，应当像 12.50 这样写") from None
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 <= fen <= _MOST_FEN:
        raise Unfit(f"“{text[:40]}”不是金额，应当像 12.50 这样写，最多两位小数")
    return int(fen)


def _condition(value: dict[str, Any]) -> str:
    for code, options in value.items():
        sound = (
            isinstance(options, list)
            and options
            and all(isinstance(option, str) and _LINK.fullmatch(option) for option in options)
        )
        if not sound or not _LINK.fullmatch(code):
            raise Unfit
    return "；".join(f"{code}={'、'.join(options)}" for code, options in sorted(value.items()))


def _condition_of(text: str, column: SheetColumn) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in filter(None, _AND.split(text)):
        code, equals, options = part.partition("=")
        words = [word.strip() for word in _MANY.split(options) if word.strip()]
        if not equals or not words or code.strip() in found:
            raise Unfit(f"“{part[:40]}”应当写成“问题代码=选项代码、选项代码”，几个问题之间用“；”")
        found[code.strip()] = words
    return found


_READERS: dict[CellKind, Callable[[str, SheetColumn], Any]] = {
    CellKind.TEXT: lambda text, column: text,
    CellKind.SCALAR: lambda text, column: text,
    CellKind.WHOLE: _whole,
    CellKind.FLAG: _flag,
    CellKind.YUAN: _fen,
    CellKind.LABEL: _member,
    CellKind.LABELS: _members,
    CellKind.CONDITION: _condition_of,
}
