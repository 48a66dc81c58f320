"""A filled form as a paper has it, and what has to be answered before it is filled in (填写申请表). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yichuang.offer.catalogue.types import FormField, HandlingVersion, Question
from yichuang.offer.guidance.rules.lists import next_questions
from yichuang.offer.guidance.types.filling import FormSection, FormWords


def open_for_form(version: HandlingVersion, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Questions that decide what the form asks, are asked under these answers, and are not answered yet."""
    deciding: set[str] = set()
    waiting = [code for field in version.form for code, _ in field.applies_when.requires]
    while waiting:
        question = version.question(waiting.pop())
        if question is not None and question.code not in deciding:
            deciding.add(question.code)
            waiting += [code for code, _ in question.asked_when.requires]
    return tuple(question for question in next_questions(version, answers) if question.code in deciding)


def sections_of(form: Sequence[FormField]) -> tuple[FormSection, ...]:
    """The fields by the parts of the form, in the order in which the parts begin."""
    parts: dict[str, list[FormField]] = {}
    for field in form:
        parts.setdefault(field.section, []).append(field)
    return tuple(FormSection(title, tuple(fields)) for title, fields in parts.items())


def form_words(
    version: HandlingVersion, asked: Sequence[FormField], texts: Mapping[str, str], answers: Mapping[str, str]
) -> FormWords:
    """What the printed form says (申请表).

    Args:
        texts: what was filled in, as it is printed; what was not is an empty cell.
    """
    scenario = [
        f"{question.text}{option.label}"
        for question in version.questions
        if (option := question.option(answers.get(question.code, "")))
    ]
    sections: list[dict[str, Any]] = [
        {
            "title": part.title,
            "rows": [[field.title, texts.get(field.code, "")] for field in part.fields],
        }
        for part in sections_of(asked)
    ]
    return {
        "title": "申请表",
        "subject": version.name,
        "authority": version.organisation_name,
        "version": f"第 {version.version_number} 版 · {version.code}",
        "scenario": scenario,
        "sections": sections,
    }
