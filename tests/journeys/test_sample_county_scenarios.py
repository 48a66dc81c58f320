"""The sample county as files: every item asks, every answer matters, every path asks for something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

from tests.journeys.county_files import assert_unique, each_handling


@each_handling
def test_every_item_asks_before_it_lists(item: dict[str, Any], handling: dict[str, Any]) -> None:
    """A scenario tree of every item, its options worded apart; a deferral within the promise (容缺后补)."""
    assert handling["questions"]
    for question in handling["questions"]:
        assert len(question["options"]) >= 2
        assert_unique([option["label"] for option in question["options"]])
    for material in handling["materials"]:
        assert material["necessity"] in ("required", "optional", "deferrable")
        if days := material.get("deferral_working_days"):
            assert material["necessity"] == "deferrable"
            assert days <= handling["promised"]["amount"]


@each_handling
def test_every_answer_makes_a_difference(item: dict[str, Any], handling: dict[str, Any]) -> None:
    """Every option is named by a condition, except the one of its question that remains."""
    named = Counter(
        (question, option)
        for condition in conditions(handling)
        for question, options in condition.items()
        for option in options
    )
    for question in handling["questions"]:
        idle = [
            option["code"] for option in question["options"] if not named[question["code"], option["code"]]
        ]
        assert len(idle) <= 1, (question["text"], idle)


@each_handling
def test_every_path_asks_for_something(item: dict[str, Any], handling: dict[str, Any]) -> None:
    asked_for: set[str] = set()
    for answers in paths(handling):
        needed = [material for material in handling["materials"] if holds(material["applies_when"], answers)]
        assert any(material["necessity"] == "required" for material in needed), answers
        asked_for |= {material["code"] for material in needed}

    assert asked_for == {material["code"] for material in handling["materials"]}


def conditions(handling: dict[str, Any]) -> Iterator[dict[str, list[str]]]:
    yield from (question["asked_when"] for question in handling["questions"])
    yield from (material["applies_when"] for material in handling["materials"])


def holds(condition: dict[str, list[str]], answers: dict[str, str]) -> bool:
    return all(answers.get(question) in options for question, options in condition.items())


def paths(handling: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Every complete run of answers; a question whose premise does not hold is not asked."""
    questions = handling["questions"]
    for row in product(*([option["code"] for option in question["options"]] for question in questions)):
        answers: dict[str, str] = {}
        for question, answer in zip(questions, row, strict=True):
            if holds(question["asked_when"], answers):
                answers[question["code"]] = answer
        yield answers
