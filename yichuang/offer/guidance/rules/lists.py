"""From answers to the exact list (导办规则). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import HandlingVersion, Question, VersionContent, can_hold
from yichuang.offer.guidance.errors import InvalidAnswer
from yichuang.offer.guidance.types import ExactList


def exact_list(version: HandlingVersion, answers: Mapping[str, str]) -> ExactList:
    """The exact list of materials under these answers (一次告知清单).

    Law: 行政许可法 §30 (the whole list is made public), §31 (nothing unlisted may be asked), §42(1), §45
        (how long this scenario takes, and what it waits for besides).

    Raises:
        InvalidAnswer: an unknown question, an unknown option, or a question that is not asked
            under the other answers.
    """
    wrong = answer_faults(version, answers)
    if wrong:
        raise InvalidAnswer("；".join(fault.detail for fault in wrong), errors=wrong)
    given = {
        question.code: answers[question.code] for question in version.questions if question.code in answers
    }
    unanswered = next_questions(version, given)
    holds = {material.code: material.applies_when.holds(given) for material in version.materials}
    needed = tuple(material for material in version.materials if holds[material.code])
    undecided = tuple(
        material
        for material in version.materials
        if not holds[material.code] and can_hold(material.applies_when, version.questions, given)
    )
    terms = version.terms(given)
    return ExactList(
        version_id=version.id,
        answers=given,
        unanswered=unanswered,
        materials=needed,
        open_materials=undecided,
        promised=terms.promised,
        statutory=terms.statutory,
        visits=version.visits,
        procedures=terms.procedures,
    )


def next_questions(version: VersionContent, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Questions that are asked under these answers and not answered yet, in order."""
    return tuple(
        question
        for question in version.questions
        if question.code not in answers and question.asked_when.holds(answers)
    )


def answer_faults(version: VersionContent, answers: Mapping[str, str]) -> tuple[FieldError, ...]:
    """Everything wrong with the answers, with pointers ``/answers/<question>``."""
    faults = []
    for code, choice in answers.items():
        question = version.question(code)
        if question is None:
            faults.append(FieldError(_pointer(code), f"这个事项没有“{code}”这个问题"))
        elif question.option(choice) is None:
            known = "、".join(option.code for option in question.options)
            faults.append(
                FieldError(_pointer(code), f"“{question.text}”不能回答“{choice}”，可以回答：{known}")
            )
        elif not question.asked_when.holds(answers):
            faults.append(FieldError(_pointer(code), f"按其他回答，不用回答“{question.text}”"))
    return tuple(faults)


def relevant_answers(version: VersionContent, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that still count: what was answered before an earlier answer changed is left out."""
    kept: dict[str, str] = {}
    for question in version.questions:
        choice = answers.get(question.code)
        if choice is not None and question.option(choice) and question.asked_when.holds(kept):
            kept[question.code] = choice
    return kept


def encode_answers(answers: Mapping[str, str]) -> str:
    """Answers as one stable query value, ``subject-kind:individual,vehicle:truck``, sorted by question."""
    return ",".join(
        f"{quote(code, safe='')}:{quote(choice, safe='')}" for code, choice in sorted(answers.items())
    )


def decode_answers(text: str) -> dict[str, str]:
    """Read what :func:`encode_answers` wrote; an empty text is no answers.

    Raises:
        InvalidAnswer: not of that form, or one question twice.
    """
    answers: dict[str, str] = {}
    for pair in filter(None, text.split(",")):
        code, colon, choice = (unquote(part) for part in pair.partition(":"))
        if not (code and colon and choice):
            raise InvalidAnswer(
                f"“{pair}”不是“问题:选项”的写法",
                errors=(FieldError("/answers", "写成“问题:选项”，多个用逗号隔开"),),
            )
        if answers.get(code, choice) != choice:
            raise InvalidAnswer(
                f"问题“{code}”有两个不同的回答", errors=(FieldError(_pointer(code), "只能有一个回答"),)
            )
        answers[code] = choice
    return answers


def _pointer(code: str) -> str:
    return "/answers/" + code.replace("~", "~0").replace("/", "~1")
