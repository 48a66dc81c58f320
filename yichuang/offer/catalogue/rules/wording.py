"""Sentences about what became different (比较用语). Pure.

Every function returns no sentence when nothing differs. ``name`` says what is compared: “办理地点”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.types import Condition, Question

LONGEST_QUOTE = 60

Thing = TypeVar("Thing")
Pairs = tuple[list[tuple[Thing, Thing]], list[Thing], list[Thing]]


def value_words(value: Any, unit: str = "") -> str:
    """A value as it is read out; nothing for what is not said."""
    if value is None or value == "":
        return ""
    if isinstance(value, Labelled):
        return value.label
    if isinstance(value, Limit):
        return f" {value.words}" if value.amount else value.words
    if isinstance(value, bool):
        return "是" if value else "否"
    return f" {value}{unit}" if isinstance(value, int) else f"“{value}”"


def changed(name: str, before: Any, after: Any, unit: str = "") -> list[str]:
    """A single value that was, became or is no longer said."""
    return became(name, value_words(before, unit), value_words(after, unit))


def became(name: str, old: str, new: str) -> list[str]:
    """As :func:`changed`, of values in words."""
    if old == new:
        return []
    if not old:
        return [f"{name}写明为{new}"]
    if not new:
        return [f"{name}不再写明，原来是{old}"]
    if max(len(old), len(new)) > LONGEST_QUOTE:
        return [f"{name}改写为{new}"]
    return [f"{name}由{old}改为{new}"]


def listed(name: str, before: Sequence[Any], after: Sequence[Any]) -> list[str]:
    """Entries of a list that came and went, or the same in another order."""
    old, new = [value_words(entry) for entry in before], [value_words(entry) for entry in after]
    sentences = [f"{name}新增{entry}" for entry in new if entry not in old]
    sentences += [f"{name}去掉{entry}" for entry in old if entry not in new]
    return sentences or ([f"{name}的顺序或者重复有变化"] if old != new else [])


def limit_changed(name: str, before: Limit | None, after: Limit | None) -> list[str]:
    """A limit that became longer, shorter or another one, and its basis."""
    if before is None or after is None:
        return changed(name, before, after)
    sentences = []
    if before.words != after.words:
        old, new = value_words(before), value_words(after)
        sentences.append(f"{name}由{old}{_direction(before, after)}{new}")
    return sentences + changed(f"{name}的依据", before.legal_basis, after.legal_basis)


def _direction(before: Limit, after: Limit) -> str:
    if before.unit is not after.unit:
        return "缩短为" if after.unit is LimitUnit.IMMEDIATE else "改为"
    return "缩短为" if after.amount < before.amount else "延长为"


def condition_words(condition: Condition, questions: Sequence[Question]) -> str:
    """When something applies: “谁来办”答“公司”或者“合伙企业”."""
    parts = []
    by_code = {question.code: question for question in questions}
    for code, options in condition.requires:
        question = by_code[code]
        labels = [option.label for option in question.options if option.code in options]
        parts.append(f"“{question.text}”答{'或者'.join(f'“{label}”' for label in labels)}")
    return "，并且".join(parts) or "任何情形"


def condition_changed(
    name: str,
    before: tuple[Condition, Sequence[Question]],
    after: tuple[Condition, Sequence[Question]],
) -> list[str]:
    if before[0] == after[0]:
        return []
    return [f"{name}由{condition_words(*before)}改为{condition_words(*after)}"]


def matched(before: Iterable[Thing], after: Iterable[Thing], *keys: Callable[[Thing], Any]) -> Pairs[Thing]:
    """What is the same thing in both, by the first key that finds it; what went; what came."""
    pairs: list[tuple[Thing, Thing]] = []
    gone, come = list(before), list(after)
    for key in keys:
        waiting = {key(thing): thing for thing in reversed(gone)}
        for thing in list(come):
            same = waiting.pop(key(thing), None)
            if same is not None:
                pairs.append((same, thing))
                gone.remove(same)
                come.remove(thing)
    return pairs, gone, come


def reordered(name: str, before: Sequence[Thing], after: Sequence[Thing], pairs: Pairs[Thing]) -> list[str]:
    """Whether what stayed stands in another order."""
    kept = pairs[0]
    old = sorted(range(len(kept)), key=lambda index: _place(before, kept[index][0]))
    new = sorted(range(len(kept)), key=lambda index: _place(after, kept[index][1]))
    return [f"{name}的顺序有变化"] if old != new else []


def _place(things: Sequence[Any], wanted: Any) -> int:
    return next(index for index, thing in enumerate(things) if thing is wanted)
