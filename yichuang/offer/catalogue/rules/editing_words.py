"""What edits share: texts that can be stored, codes of new things, places in a list. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Protocol, TypeVar

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.errors import ContentInvalid
from yichuang.offer.catalogue.rules.fields import text_problem

NAME, LONG = 1000, 5000
"""Longest name, and longest text of several sentences."""


class Coded(Protocol):
    @property
    def code(self) -> str: ...


Thing = TypeVar("Thing", bound=Coded)


def refuse(faults: Sequence[FieldError]) -> None:
    """Refuse when something is wrong.

    Raises:
        ContentInvalid: with every fault.
    """
    if faults:
        raise ContentInvalid("；".join(fault.detail for fault in faults), errors=tuple(faults))


def sound(pointer: str, text: str, longest: int, faults: list[FieldError], *, needed: bool = False) -> str:
    """The text without white space around it; what is wrong with it becomes a fault."""
    problem = text_problem(text, longest)
    if not problem and needed and not text.strip():
        problem = "不能为空"
    if problem:
        faults.append(FieldError(pointer, problem))
    return text.strip()


def free_code(prefix: str, taken: Iterable[str], width: int = 1) -> str:
    """A code nothing has yet: ``m04`` behind ``m03``."""
    known = set(taken)
    return next(code for n in count(1) if (code := f"{prefix}{n:0{width}}") not in known)


def place_of(pointer: str, code: str, things: Sequence[Thing], what: str) -> int:
    """Where the thing with this code stands.

    Raises:
        ContentInvalid: nowhere; most likely somebody has just removed it.
    """
    for index, thing in enumerate(things):
        if thing.code == code:
            return index
    raise ContentInvalid(f"没有这个{what}，可能刚被删掉", errors=(FieldError(pointer, f"没有这个{what}"),))


def swapped(things: Sequence[Thing], index: int, *, up: bool) -> tuple[Thing, ...]:
    """The things with one moved by a place; the first stays when it moves up, the last when down."""
    other = index - 1 if up else index + 1
    if not 0 <= other < len(things):
        return tuple(things)
    moved = list(things)
    moved[index], moved[other] = moved[other], moved[index]
    return tuple(moved)


def put(things: Sequence[Thing], index: int, thing: Thing) -> tuple[Thing, ...]:
    return (*things[:index], thing, *things[index + 1 :])


def without(things: Sequence[Thing], index: int) -> tuple[Thing, ...]:
    return (*things[:index], *things[index + 1 :])
