"""Questions and conditions that fit together (情形规则). Pure.

A question may only refer to questions before it, so nothing runs in circles.
"""

from __future__ import annotations

from collections.abc import Sequence

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import Condition, FormField, Material, Question, can_hold


def scenario_faults(questions: Sequence[Question], materials: Sequence[Material]) -> tuple[FieldError, ...]:
    """References to nothing; once they are sound, unreachable questions and materials no path asks for."""
    broken = reference_faults(questions, materials)
    if broken:
        return broken
    unreachable = [
        FieldError(f"/questions/{index}/asked_when", f"问题“{question.text}”的前提互相矛盾，永远不会问到")
        for index, question in enumerate(questions)
        if not can_hold(question.asked_when, questions)
    ]
    unused = [
        FieldError(f"/materials/{index}/applies_when", f"没有哪种回答会用到材料“{material.name}”")
        for index, material in enumerate(materials)
        if not can_hold(material.applies_when, questions)
    ]
    return tuple(unreachable + unused)


def form_condition_faults(questions: Sequence[Question], form: Sequence[FormField]) -> list[FieldError]:
    """Fields of a form asked under answers there are not, or that no path gives. The questions are sound."""
    known = {question.code: question for question in questions}
    faults = []
    for index, field in enumerate(form):
        pointer = f"/form/{index}/applies_when"
        broken = _reference_faults(field.applies_when, known, set(), pointer)
        if not broken and not can_hold(field.applies_when, questions):
            broken = [FieldError(pointer, f"没有哪种回答会用到表单字段“{field.title}”")]
        faults += broken
    return faults


def reference_faults(questions: Sequence[Question], materials: Sequence[Material]) -> tuple[FieldError, ...]:
    """Conditions that refer to no question, a later question, no option or an unknown one."""
    before: dict[str, Question] = {}
    later = {question.code for question in questions}
    broken: list[FieldError] = []
    for index, question in enumerate(questions):
        broken += _reference_faults(question.asked_when, before, later, f"/questions/{index}/asked_when")
        before[question.code] = question
    for index, material in enumerate(materials):
        broken += _reference_faults(material.applies_when, before, set(), f"/materials/{index}/applies_when")
    return tuple(broken)


def _reference_faults(
    condition: Condition, known: dict[str, Question], later: set[str], pointer: str
) -> list[FieldError]:
    faults = []
    for code, options in condition.requires:
        question = known.get(code)
        if question is None:
            why = "排在后面，只能引用前面的问题" if code in later else "不存在"
            faults.append(FieldError(f"{pointer}/{code}", f"引用的问题“{code}”{why}"))
            continue
        if not options:
            faults.append(FieldError(f"{pointer}/{code}", f"问题“{code}”没有列出任何选项"))
        faults += [
            FieldError(f"{pointer}/{code}", f"问题“{code}”没有选项“{option}”")
            for option in options
            if question.option(option) is None
        ]
    return faults
