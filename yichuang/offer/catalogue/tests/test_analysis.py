"""What the scenarios of an item lead to, compared with walking every path."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.offer.catalogue.errors import ContentInvalid, ScenarioTooLarge
from yichuang.offer.catalogue.rules import analysis
from yichuang.offer.catalogue.rules.analysis import analyse, path_per_list
from yichuang.offer.catalogue.tests.factories import material, question
from yichuang.offer.catalogue.types import Condition, Material, Question, Trouble

KIND = question("kind", "individual", "company")
BRANCH = question("branch", "yes", "no", asked_when=Condition.of({"kind": ["company"]}))


def when(**options: list[str]) -> Condition:
    return Condition.of({code.replace("_", "-"): listed for code, listed in options.items()})


def said(questions: list[Question], materials: list[Material]) -> list[tuple[str, str, str]]:
    found = analyse(questions, materials).findings
    return [(finding.trouble.value, finding.pointer, finding.words) for finding in found]


def test_an_item_without_questions_has_one_path() -> None:
    found = analyse([], [material()])

    assert (found.paths, found.lists, found.empty, found.findings) == (1, 1, 0, ())


def test_paths_and_lists_of_a_sound_scenario() -> None:
    """CAT-06, CAT-08: three ways through two questions, three lists."""
    needed = [
        material("form"),
        material("id-card", applies_when=when(kind=["individual"])),
        material("charter", applies_when=when(kind=["company"])),
        material("deed", applies_when=when(branch=["yes"])),
    ]

    found = analyse([KIND, BRANCH], needed)

    assert (found.paths, found.lists, found.empty, found.findings) == (3, 3, 0, ())
    assert path_per_list([KIND, BRANCH], needed) == (
        {"kind": "individual"},
        {"kind": "company", "branch": "yes"},
        {"kind": "company", "branch": "no"},
    )


def test_a_question_nobody_reaches_and_a_material_no_path_asks_for() -> None:
    lost = question("lost", "x", "y", text="有分支吗", asked_when=when(kind=["individual"], branch=["yes"]))
    never = material("never", name="许可证", applies_when=when(lost=["x"]))

    assert said([KIND, BRANCH, lost], [material(), never])[:6] == [
        ("question-unreachable", "/questions/2", "问题“有分支吗”永远不会问到"),
        ("option-unreachable", "/questions/2/options/0", "问题“有分支吗”的选项“x”永远选不到"),
        ("option-unreachable", "/questions/2/options/1", "问题“有分支吗”的选项“y”永远选不到"),
        (
            "contradiction",
            "/questions/2/asked_when",
            "问题“有分支吗”的前提互相矛盾：“kind？”没有一个选项能同时满足",
        ),
        (
            "contradiction",
            "/materials/1/applies_when",
            "材料“许可证”的适用情形互相矛盾：“kind？”没有一个选项能同时满足",
        ),
        ("material-unused", "/materials/1", "没有哪种回答会用到材料“许可证”"),
    ]


def test_a_question_that_changes_nothing() -> None:
    """Asking further questions that change nothing is no difference; splitting a pair of them is one."""
    follow = question("follow", "x", "y", asked_when=when(kind=["company"]))
    swapped = [
        material("a", applies_when=when(kind=["individual"], other=["x"])),
        material("b", applies_when=when(kind=["company"], other=["x"])),
    ]

    idle = analyse([KIND, follow], [material()]).of(Trouble.QUESTION_IDLE)
    both_count = analyse([KIND, question("other", "x", "y")], swapped).of(Trouble.QUESTION_IDLE)

    assert [finding.words for finding in idle] == [
        "问题“kind？”怎么回答，材料清单都一样",
        "问题“follow？”怎么回答，材料清单都一样",
    ]
    assert both_count == ()


def test_ways_that_need_nothing_are_counted_with_an_example() -> None:
    charter = material(applies_when=when(branch=["yes"]))

    found = analyse([KIND, BRANCH], [charter])

    assert (found.paths, found.lists, found.empty) == (3, 2, 2)
    assert [finding.words for finding in found.findings] == [
        "有 2 种回答不需要任何材料，例如“kind？”答“individual”"
    ]
    assert [finding.words for finding in analyse([], []).findings] == ["不需要任何材料"]


def test_references_have_to_be_sound() -> None:
    with pytest.raises(ContentInvalid) as refused:
        analyse([question("first", asked_when=when(kind=["company"])), KIND], [])

    assert [fault.pointer for fault in refused.value.errors] == ["/questions/0/asked_when/kind"]


def test_twelve_questions_of_six_options_are_exact() -> None:
    """2 · 6^11 ways and 2 · 6^11 lists, none of them written down."""
    kind = question("kind", "person", "firm")
    options = [f"o{number}" for number in range(6)]
    rest = [
        question(f"q{number}", *options, asked_when=when(kind=["person", "firm"])) for number in range(11)
    ]
    needed = [material("firm", applies_when=when(kind=["firm"]))] + [
        material(f"{asked.code}-{option}", applies_when=Condition.of({asked.code: [option]}))
        for asked in rest
        for option in options
    ]

    found = analyse([kind, *rest], needed)

    assert (found.paths, found.lists, found.empty, found.findings) == (2 * 6**11, 2 * 6**11, 0, ())


def test_what_cannot_be_judged_exactly_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    options = [f"o{number}" for number in range(6)]
    asked = [question(f"q{number}", *options) for number in range(12)]
    tangled = [
        material(
            f"m{one}-{option}", applies_when=Condition.of({f"q{one}": [option], f"q{one + 6}": [option]})
        )
        for one in range(6)
        for option in options
    ] + [material("all", applies_when=Condition.of({q.code: ["o0"] for q in asked}))]

    with pytest.raises(ScenarioTooLarge):
        analyse(asked, tangled)
    monkeypatch.setattr(analysis, "MOST_CONDITIONS", 3)
    with pytest.raises(ScenarioTooLarge):
        analyse(asked[:4], [material(applies_when=Condition.of({"q0": [o], "q1": [o]})) for o in options])


# Against walking every path

OPTIONS = ("x", "y", "z")


@st.composite
def conditions(draw: st.DrawFn, questions: list[Question]) -> Condition:
    codes = draw(st.lists(st.sampled_from([q.code for q in questions]), unique=True)) if questions else []
    chosen = st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=3, unique=True)
    return Condition.of({code: draw(chosen) for code in codes})


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[list[Question], list[Material]]:
    questions: list[Question] = []
    for number in range(draw(st.integers(0, 4))):
        questions.append(question(f"q{number}", *OPTIONS, asked_when=draw(conditions(questions))))
    materials = [
        material(f"m{number}", applies_when=draw(conditions(questions)))
        for number in range(draw(st.integers(0, 4)))
    ]
    return questions, materials


def answered(questions: list[Question], choice: tuple[str, ...]) -> dict[str, str]:
    """The run in which every question, if asked, is answered so."""
    answers: dict[str, str] = {}
    for asked, option in zip(questions, choice, strict=True):
        if asked.asked_when.holds(answers):
            answers[asked.code] = option
    return answers


def listed(materials: list[Material], answers: dict[str, str]) -> tuple[str, ...]:
    return tuple(one.code for one in materials if one.applies_when.holds(answers))


def choices(questions: list[Question]) -> Iterator[tuple[str, ...]]:
    return product(OPTIONS, repeat=len(questions))


def pointers(found: analysis.ScenarioAnalysis, trouble: Trouble) -> set[str]:
    return {finding.pointer for finding in found.of(trouble)}


@settings(max_examples=150)
@given(scenarios())
def test_the_analysis_says_what_walking_every_path_says(
    scenario: tuple[list[Question], list[Material]],
) -> None:
    questions, materials = scenario
    runs = {choice: answered(questions, choice) for choice in choices(questions)}
    paths = {tuple(sorted(run.items())) for run in runs.values()}
    lists = [listed(materials, dict(path)) for path in paths]
    asked = {code for path in paths for code, _ in path}
    idle = {
        index
        for index, one in enumerate(questions)
        if one.code in asked
        and all(
            listed(materials, run)
            == listed(materials, answered(questions, (*choice[:index], other, *choice[index + 1 :])))
            for choice, run in runs.items()
            for other in OPTIONS
        )
    }

    found = analyse(questions, materials)

    assert found.paths == len(paths)
    assert found.lists == len(set(lists))
    assert found.empty == lists.count(())
    lost = {index for index, one in enumerate(questions) if one.code not in asked}
    unused = {index for index, one in enumerate(materials) if not any(one.code in needed for needed in lists)}
    assert pointers(found, Trouble.QUESTION_UNREACHABLE) == {f"/questions/{index}" for index in lost}
    assert len(found.of(Trouble.OPTION_UNREACHABLE)) == 3 * len(lost)
    assert pointers(found, Trouble.MATERIAL_UNUSED) == {f"/materials/{index}" for index in unused}
    assert pointers(found, Trouble.CONTRADICTION) == {
        *(f"/questions/{index}/asked_when" for index in lost),
        *(f"/materials/{index}/applies_when" for index in unused),
    }
    assert pointers(found, Trouble.QUESTION_IDLE) == {f"/questions/{index}" for index in idle}


@given(scenarios())
def test_one_path_to_every_list(scenario: tuple[list[Question], list[Material]]) -> None:
    questions, materials = scenario
    runs = [answered(questions, choice) for choice in choices(questions)]

    found = path_per_list(questions, materials)

    assert all(answers in runs for answers in found)
    reached = [listed(materials, answers) for answers in found]
    assert len(reached) == len(set(reached))
    assert set(reached) == {listed(materials, run) for run in runs}
