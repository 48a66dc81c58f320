"""Questions and conditions that fit together, checked against walking every path."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.offer.catalogue.rules.scenarios import scenario_faults
from yichuang.offer.catalogue.tests.factories import material, question
from yichuang.offer.catalogue.types import Condition, Question, can_hold

KIND = question("kind", "individual", "company")
BRANCH = question("branch", "yes", "no", asked_when=Condition.of({"kind": ["company"]}))


def when(**options: list[str]) -> Condition:
    return Condition.of({code.replace("_", "-"): listed for code, listed in options.items()})


def test_a_sound_scenario_has_no_fault() -> None:
    needed = material(applies_when=when(kind=["company"], branch=["yes", "no"]))

    assert scenario_faults([KIND, BRANCH], [needed]) == ()


def test_a_question_nobody_reaches() -> None:
    """CAT-06"""
    lost = question("lost", asked_when=when(kind=["individual"], branch=["yes"]))

    [fault] = scenario_faults([KIND, BRANCH, lost], [])

    assert fault.pointer == "/questions/2/asked_when"
    assert "永远不会问到" in fault.detail


def test_a_material_no_path_asks_for() -> None:
    """CAT-08"""
    never = material("m02", name="许可证", applies_when=when(kind=["individual"], branch=["no"]))

    [fault] = scenario_faults([KIND, BRANCH], [never])

    assert fault.pointer == "/materials/0/applies_when"
    assert fault.detail == "没有哪种回答会用到材料“许可证”"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (when(nothing=["x"]), "不存在"),
        (when(kind=["robot"]), "没有选项“robot”"),
        (when(kind=[]), "没有列出任何选项"),
    ],
)
def test_references_have_to_be_there(condition: Condition, words: str) -> None:
    [fault] = scenario_faults([KIND], [material(applies_when=condition)])

    assert words in fault.detail


def test_a_question_refers_to_questions_before_it_only() -> None:
    first = question("first", asked_when=when(second=["individual"]))
    second = question("second", asked_when=when(first=["individual"]))

    faults = scenario_faults([first, second], [])

    assert [fault.pointer for fault in faults] == ["/questions/0/asked_when/second"]
    assert "只能引用前面的问题" in faults[0].detail


# The rule against walking every path

OPTIONS = ("x", "y", "z")


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[list[Question], Condition]:
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 4))):
        questions.append(question(f"q{number}", *OPTIONS, asked_when=draw(conditions(questions))))
    return questions, draw(conditions(questions))


@st.composite
def conditions(draw: st.DrawFn, questions: list[Question]) -> Condition:
    codes = draw(st.lists(st.sampled_from([q.code for q in questions]), unique=True)) if questions else []
    chosen = st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=2, unique=True)
    return Condition.of({code: draw(chosen) for code in codes})


def runs(questions: list[Question], answers: dict[str, str]) -> Iterator[dict[str, str]]:
    """Every way through the questions, asking what is asked in order."""
    for asked in questions:
        if asked.code not in answers and asked.asked_when.holds(answers):
            for option in asked.options:
                yield from runs(questions, answers | {asked.code: option.code})
            return
    yield answers


@given(scenarios())
def test_a_condition_can_hold_exactly_when_some_run_meets_it(
    scenario: tuple[list[Question], Condition],
) -> None:
    questions, condition = scenario

    walked = any(condition.holds(answers) for answers in runs(questions, {}))

    assert can_hold(condition, questions) is walked
