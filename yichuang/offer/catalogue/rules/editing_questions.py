"""Edits of scenario questions, their options, and what depends on them (情形问题). Pure.

A question refers to questions before it only, so nothing can run in circles: an edit that would turn
the order round is refused by ``rules.scenarios``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.rules.editing_words import (
    LONG,
    NAME,
    free_code,
    place_of,
    put,
    refuse,
    sound,
    swapped,
    without,
)
from yichuang.offer.catalogue.types import Condition, Material, Option, Question, VersionContent
from yichuang.offer.catalogue.types.editing import (
    AddOption,
    AddQuestion,
    ChangeOption,
    ChangeQuestion,
    MaterialsOfQuestion,
    MoveOption,
    MoveQuestion,
    QuestionAsked,
    RemoveOption,
    RemoveQuestion,
    TermsOfOption,
)

MOST_QUESTIONS, MOST_OPTIONS = 60, 40


def add_question(content: VersionContent, edit: AddQuestion) -> VersionContent:
    """A question behind all others, with at least two options; always asked until an edit says otherwise."""
    faults: list[FieldError] = []
    if len(content.questions) >= MOST_QUESTIONS:
        faults.append(FieldError("/text", f"一个事项最多 {MOST_QUESTIONS} 个问题"))
    if len(edit.options) > MOST_OPTIONS:
        faults.append(FieldError("/options", f"一个问题最多 {MOST_OPTIONS} 个选项"))
    text = sound("/text", edit.text, NAME, faults, needed=True)
    hint = sound("/hint", edit.hint, LONG, faults)
    labels = [sound("/options", label, NAME, faults, needed=True) for label in edit.options]
    if len(set(labels)) < max(len(labels), 2):
        faults.append(FieldError("/options", "至少写两个不同的选项"))
    refuse(faults)
    options = tuple(Option(f"o{number}", label) for number, label in enumerate(labels, 1))
    code = free_code("q", (question.code for question in content.questions))
    return replace(content, questions=(*content.questions, Question(code, text, options, hint=hint)))


def change_question(content: VersionContent, edit: ChangeQuestion) -> VersionContent:
    faults: list[FieldError] = []
    text = sound("/text", edit.text, NAME, faults, needed=True)
    hint = sound("/hint", edit.hint, LONG, faults)
    refuse(faults)
    index = _index(content, edit.question)
    return _with(content, index, replace(content.questions[index], text=text, hint=hint))


def question_asked(content: VersionContent, edit: QuestionAsked) -> VersionContent:
    """The question is asked after these answers only (何时询问); without any, always."""
    index = _index(content, edit.question)
    return _with(content, index, replace(content.questions[index], asked_when=edit.asked_when))


def remove_question(content: VersionContent, edit: RemoveQuestion) -> VersionContent:
    """Nothing may depend on it any more."""
    index = _index(content, edit.question)
    depending = _depending(content, edit.question)
    if depending:
        refuse([FieldError("/questions", f"还有内容取决于这个问题，请先改：{'、'.join(depending)}")])
    return replace(content, questions=without(content.questions, index))


def move_question(content: VersionContent, edit: MoveQuestion) -> VersionContent:
    return replace(content, questions=swapped(content.questions, _index(content, edit.question), up=edit.up))


def add_option(content: VersionContent, edit: AddOption) -> VersionContent:
    """Another answer. What depends on the question is not needed for it until an edit says so."""
    index = _index(content, edit.question)
    question = content.questions[index]
    if len(question.options) >= MOST_OPTIONS:
        refuse([FieldError("/label", f"一个问题最多 {MOST_OPTIONS} 个选项")])
    code = free_code("o", (option.code for option in question.options))
    added = _option(question, Option(code, ""), edit.label, edit.hint)
    return _with(content, index, replace(question, options=(*question.options, added)))


def change_option(content: VersionContent, edit: ChangeOption) -> VersionContent:
    index, place = _option_index(content, edit.question, edit.option)
    question = content.questions[index]
    changed = _option(question, question.options[place], edit.label, edit.hint)
    return _with(content, index, replace(question, options=put(question.options, place, changed)))


def terms_of_option(content: VersionContent, edit: TermsOfOption) -> VersionContent:
    """Another limit and special procedures for one answer (选项的时限和特别程序).

    A refusal of the whole content is told beside the fields of this answer: ``/promised``.

    Law: 行政许可法 §42(1), §45
    """
    index, place = _option_index(content, edit.question, edit.option)
    faults: list[FieldError] = []
    for pointer, limit in (("/statutory", edit.statutory), ("/promised", edit.promised)):
        sound(pointer, limit.legal_basis if limit else "", LONG, faults)
    for number, procedure in enumerate(edit.procedures):
        sound(f"/procedures/{number}/legal_basis", procedure.legal_basis, LONG, faults)
    refuse(faults)
    question = content.questions[index]
    changed = replace(
        question.options[place],
        promised=edit.promised,
        statutory=edit.statutory,
        procedures=edit.procedures,
    )
    return _with(content, index, replace(question, options=put(question.options, place, changed)))


def remove_option(content: VersionContent, edit: RemoveOption) -> VersionContent:
    """The answer goes, out of every condition too. What depends on it alone has to be changed first."""
    index, place = _option_index(content, edit.question, edit.option)
    only = (edit.option,)
    depending = [
        name
        for name, condition in _conditions(content)
        if dict(condition.requires).get(edit.question) == only
    ]
    if depending:
        refuse([FieldError("/options", f"还有内容只取决于这个选项，请先改：{'、'.join(depending)}")])
    question = content.questions[index]
    content = _with(content, index, replace(question, options=without(question.options, place)))
    return replace(
        content,
        questions=tuple(
            replace(other, asked_when=_less(other.asked_when, edit)) for other in content.questions
        ),
        materials=tuple(
            replace(material, applies_when=_less(material.applies_when, edit))
            for material in content.materials
        ),
        form=tuple(replace(field, applies_when=_less(field.applies_when, edit)) for field in content.form),
    )


def move_option(content: VersionContent, edit: MoveOption) -> VersionContent:
    index, place = _option_index(content, edit.question, edit.option)
    question = content.questions[index]
    return _with(content, index, replace(question, options=swapped(question.options, place, up=edit.up)))


def materials_of_question(content: VersionContent, edit: MaterialsOfQuestion) -> VersionContent:
    """Under which answers to one question materials are needed (选项和材料).

    What is as it was stays as it was: a material needed whenever the question is asked, whatever the
    answer, is not taken for one that does not depend on it.
    """
    question = content.questions[_index(content, edit.question)]
    faults = []
    for code, options in edit.needed.items():
        place_of("/materials", code, content.materials, "材料")
        for option in options:
            place_of("/options", option, question.options, "选项")
        if not options:
            name = content.materials[place_of("/materials", code, content.materials, "材料")].name
            faults.append(
                FieldError(f"/needed/{code}", f"“{name}”至少勾一个答案；不再需要的，请在材料页删掉它")
            )
    refuse(faults)
    return replace(
        content,
        materials=tuple(
            _needed(material, question, edit.needed[material.code])
            if material.code in edit.needed
            else material
            for material in content.materials
        ),
    )


def needed_options(material: Material, question: Question) -> tuple[str, ...]:
    """The answers to a question under which the material can be needed, in the question's order."""
    required = dict(material.applies_when.requires).get(question.code)
    return tuple(option.code for option in question.options if required is None or option.code in required)


def _needed(material: Material, question: Question, options: Iterable[str]) -> Material:
    chosen = set(options)
    if chosen == set(needed_options(material, question)):
        return material
    others = {code: kept for code, kept in material.applies_when.requires if code != question.code}
    if len(chosen) < len(question.options):
        others[question.code] = tuple(chosen)
    return replace(material, applies_when=Condition.of(others))


def _less(condition: Condition, edit: RemoveOption) -> Condition:
    """The condition without the option."""
    return Condition.of(
        {
            code: [option for option in options if (code, option) != (edit.question, edit.option)]
            for code, options in condition.requires
        }
    )


def _conditions(content: VersionContent) -> list[tuple[str, Condition]]:
    """Every condition with the name of what it is about."""
    return [
        *((f"问题“{question.text}”", question.asked_when) for question in content.questions),
        *((f"材料“{material.name}”", material.applies_when) for material in content.materials),
        *((f"表单字段“{field.title}”", field.applies_when) for field in content.form),
    ]


def _depending(content: VersionContent, code: str) -> list[str]:
    return [name for name, condition in _conditions(content) if code in dict(condition.requires)]


def _index(content: VersionContent, code: str) -> int:
    return place_of("/questions", code, content.questions, "问题")


def _option_index(content: VersionContent, question: str, option: str) -> tuple[int, int]:
    index = _index(content, question)
    return index, place_of("/options", option, content.questions[index].options, "选项")


def _with(content: VersionContent, index: int, question: Question) -> VersionContent:
    return replace(content, questions=put(content.questions, index, question))


def _option(question: Question, option: Option, label: str, hint: str) -> Option:
    faults: list[FieldError] = []
    words = sound("/label", label, NAME, faults, needed=True)
    more = sound("/hint", hint, LONG, faults)
    if any(other.label == words for other in question.options if other.code != option.code):
        faults.append(FieldError("/label", f"已经有“{words}”这个选项"))
    refuse(faults)
    return replace(option, label=words, hint=more)
