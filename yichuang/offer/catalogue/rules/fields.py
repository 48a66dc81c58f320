"""Reading a JSON document field by field, keeping every fault instead of stopping at the first. Pure.

A reader never guesses: a value of the wrong type is a fault at its place, ``null`` and an absent key
are None ("unknown"), and a key nobody knows is a fault too, since it is most often a slip.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from yichuang.kernel.errors import FieldError
from yichuang.kernel.labels import Labelled

L = TypeVar("L", bound=Labelled)


class Fields:
    """One JSON object being read. ``faults`` is shared by all readers of one row."""

    def __init__(self, value: Any, pointer: str, faults: list[FieldError], known: Iterable[str]) -> None:
        self.pointer = pointer
        self.faults = faults
        self._values: dict[str, Any] = {}
        if not isinstance(value, dict):
            self.fault("", "应当是一个对象")
            return
        self._values = value
        for key in value.keys() - set(known):
            self.fault(key, "不认识的字段")

    def fault(self, key: str, detail: str) -> None:
        self.faults.append(FieldError(f"{self.pointer}/{key}" if key else self.pointer or "/", detail))

    def has(self, key: str) -> bool:
        """The key is there and not null."""
        return self._values.get(key) is not None

    def text(self, key: str, *, needed: bool = False, longest: int = 20_000) -> str | None:
        """A text without surrounding white space; an empty one counts as unknown."""
        value = self._values.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            if needed:
                self.fault(key, "不能为空")
            return None
        if not isinstance(value, str):
            self.fault(key, "应当是文字")
            return None
        problem = text_problem(value, longest)
        if problem:
            self.fault(key, problem)
            return None
        return value.strip()

    def whole(self, key: str) -> int | None:
        value: Any = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000_000:
            self.fault(key, "应当是不小于 0 的整数；不知道请写 null")
            return None
        return int(value)

    def flag(self, key: str) -> bool | None:
        value = self._values.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.fault(key, "应当是 true 或 false")
        return None

    def code(self, key: str, table: type[L]) -> L | None:
        """A code of a table."""
        value = self._values.get(key)
        return None if value is None else self._code(key, value, table)

    def codes(self, key: str, table: type[L]) -> tuple[L, ...]:
        found = (self._code(f"{key}/{i}", value, table) for i, value in enumerate(self.array(key)))
        return tuple(code for code in found if code is not None)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; null is an empty one."""
        found = []
        for index, value in enumerate(self.array(key)):
            problem = text_problem(value, 20_000) if isinstance(value, str) else "应当是文字"
            if problem or not value.strip():
                self.fault(f"{key}/{index}", problem or "不能为空")
            else:
                found.append(value.strip())
        return tuple(found)

    def array(self, key: str) -> list[Any]:
        value = self._values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(key, "应当是一个列表")
            return []
        return value

    def within(self, key: str, known: Iterable[str]) -> Fields | None:
        """The object under ``key``; None when it is null or absent."""
        value = self._values.get(key)
        return None if value is None else Fields(value, f"{self.pointer}/{key}", self.faults, known)

    def each(self, key: str, known: Iterable[str]) -> list[Fields]:
        """The objects of the list under ``key``."""
        names = tuple(known)
        return [
            Fields(value, f"{self.pointer}/{key}/{index}", self.faults, names)
            for index, value in enumerate(self.array(key))
        ]

    def raw(self, key: str) -> Any:
        return self._values.get(key)

    def plain(self, key: str, *, longest: int = 20_000) -> str:
        """A text that may be empty."""
        return self.text(key, longest=longest) or ""

    def _code(self, key: str, value: Any, table: type[L]) -> L | None:
        for member in table:
            if value == member.value:
                return member
        known = "、".join(f"{member.value}（{member.label}）" for member in table)
        self.fault(key, f"不认识“{value}”，可以是：{known}")
        return None


def text_problem(text: str, longest: int) -> str | None:
    """Why a text cannot be stored; None when it can."""
    if len(text) > longest:
        return f"超过 {longest} 字"
    if "\x00" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        return "含有无法保存的字符"
    return None
