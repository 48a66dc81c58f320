"""Which items may still be combed and made simpler (再梳理、再优化). Pure: suggestions, never faults.

A suggestion says what could be asked of people less; whether it can is for the department to say, so
none of them keeps a version from being published.

Policy: 国发〔2022〕5号 — fewer materials, shorter limits, fewer visits; nothing is asked for that the
government has issued itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from yichuang.foundation.clocks.types import LimitUnit
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    HandlingType,
    Material,
    MaterialForm,
    MaterialSource,
    Necessity,
    VersionContent,
)
from yichuang.offer.catalogue.types.scenarios import Condition, Question, can_hold
from yichuang.offer.catalogue.types.simplifying import Simplification, Suggestion

ENOUGH_SAVED_PERCENT = 50
"""A promise that saves half of the statutory limit is not asked to be shorter still."""

SHORT_WORKING_DAYS = 1
"""Who promises one working day and decides alone could do it while people wait."""

Said = tuple[str, str]


def suggestions(content: VersionContent) -> tuple[Suggestion, ...]:
    """Everything about a version that could be simpler (优化建议), in the order of the kinds."""
    return tuple(
        Suggestion(kind, pointer, words) for kind, look in _LOOKS.items() for pointer, words in look(content)
    )


def _asked(content: VersionContent) -> list[Material]:
    """What people have to bring: neither optional nor to be had from a register."""
    return [
        material
        for material in content.materials
        if material.necessity is not Necessity.OPTIONAL and not material.share_source
    ]


def _papers(content: VersionContent) -> Iterator[Said]:
    for material in _asked(content):
        if material.source is MaterialSource.GOVERNMENT:
            issuer = material.issuer or "政府部门"
            words = f"“{material.name}”由{issuer}核发，还要申请人提供；能共享就可以免交"
            yield f"/materials/{material.code}", words


def _repeated(content: VersionContent) -> Iterator[Said]:
    for first, second in combinations(_asked(content), 2):
        if _names(first) & _names(second) and _together(first, second, content.questions):
            name = min(_names(first) & _names(second))
            if first.name == second.name:
                words = f"“{name}”在同一种情形里要交两次"
            else:
                words = f"“{first.name}”和“{second.name}”里都有“{name}”，在同一种情形里要交两次"
            yield f"/materials/{second.code}", words


def _names(material: Material) -> set[str]:
    return set(material.parts) | {material.name}


def _together(first: Material, second: Material, questions: tuple[Question, ...]) -> bool:
    """Whether some run of answers asks for both."""
    wanted: dict[str, set[str]] = {}
    for condition in (first.applies_when, second.applies_when):
        for code, options in condition.requires:
            wanted[code] = wanted.get(code, set(options)) & set(options)
    if not all(wanted.values()):
        return False
    both = Condition.of({code: sorted(options) for code, options in wanted.items()})
    return can_hold(both, questions)


def _limit(content: VersionContent) -> Iterator[Said]:
    promised, statutory = content.promised, content.statutory
    if promised is None or statutory is None or promised.unit is not statutory.unit or not statutory.amount:
        return
    saved = 100 * (statutory.amount - promised.amount) // statutory.amount
    if 0 <= saved < ENOUGH_SAVED_PERCENT:
        how = f"只压缩了 {saved}%" if saved else "没有压缩"
        yield "/promised", f"承诺 {promised.words}，法定 {statutory.words}，{how}"


def _at_once(content: VersionContent) -> Iterator[Said]:
    promised = content.promised
    if content.handling_type is not HandlingType.COMMITTED or promised is None:
        return
    is_short = promised.unit is LimitUnit.WORKING_DAY and promised.amount <= SHORT_WORKING_DAYS
    if is_short and content.approval_tier is ApprovalTier.SOLE:
        yield "/handling_type", f"承诺 {promised.words}，由一人决定，可以当场办结"


def _visits(content: VersionContent) -> Iterator[Said]:
    asked = _asked(content)
    if content.visits and all(material.form in _SENT and not material.originals for material in asked):
        how = "材料都可以在网上提交，不看原件" if asked else "没有要申请人提供的材料"
        why = content.guide.get("on_site_reason", "").strip()
        yield "/visits", f"{how}，还要到现场 {content.visits} 次" + (f"，原因写的是“{why}”" if why else "")


def _questions(content: VersionContent) -> Iterator[Said]:
    decisive = {
        code
        for condition in (
            *(material.applies_when for material in content.materials),
            *(question.asked_when for question in content.questions),
            *(field.applies_when for field in content.form),
        )
        for code, _ in condition.requires
    }
    for question in content.questions:
        sets_terms = any(option.changes_terms for option in question.options)
        if question.code not in decisive and not sets_terms:
            yield f"/questions/{question.code}", f"问题“{question.text}”怎么回答，要交的、要填的、时限都一样"


_SENT = (MaterialForm.ELECTRONIC, MaterialForm.BOTH)

_LOOKS: dict[Simplification, Callable[[VersionContent], Iterator[Said]]] = {
    Simplification.PAPER: _papers,
    Simplification.REPEATED: _repeated,
    Simplification.LIMIT: _limit,
    Simplification.AT_ONCE: _at_once,
    Simplification.VISITS: _visits,
    Simplification.QUESTION: _questions,
}
