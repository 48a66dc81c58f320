"""Simultaneous work on one plan, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from yichuang.kernel.tests.at_once import AtOnce
from yichuang.offer.guidance import services
from yichuang.offer.guidance.errors import PlanMoved
from yichuang.offer.guidance.models import PlanEntry, PlanRevision
from yichuang.offer.guidance.tests.people import AT, TODAY, Place
from yichuang.offer.guidance.tests.plans import draft_of, handed_over, publish_items, row, start, written

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(results: list[Any]) -> list[str]:
    """What each of them got: the name of a refusal, or that it was done."""
    return sorted(type(one).__name__ if isinstance(one, Exception) else "done" for one in results)


def test_of_two_guides_one_saves(committed_place: Place, at_once: AtOnce) -> None:
    place = committed_place
    plan_id, draft = start(place), draft_of(publish_items(place))

    def save(who: str) -> Callable[[], Any]:
        mine = replace(draft, title=f"{who} 写的")
        return lambda: services.save_plan(plan_id=plan_id, edit=1, draft=mine, actor=place.people[who], at=AT)

    results = at_once([save("guide"), save("other-guide")])

    assert kinds(results) == ["PlanMoved", "done"]
    winner = "guide" if results[0] == 2 else "other-guide"
    assert (row(plan_id).title, row(plan_id).edit) == (f"{winner} 写的", 2)


def test_of_two_presses_one_hands_over(committed_place: Place, at_once: AtOnce) -> None:
    place = committed_place
    plan_id = written(place, draft_of(publish_items(place)))

    def hand_over() -> str:
        return services.hand_over_plan(plan_id=plan_id, edit=2, reason="", actor=place.people["guide"], at=AT)

    results = at_once([hand_over, hand_over])

    assert kinds(results) == [PlanMoved.__name__, "done"]
    assert PlanRevision.objects.count() == 1


def test_of_two_who_tick_a_step_one_does(committed_place: Place, at_once: AtOnce) -> None:
    place = committed_place
    plan_id = handed_over(place, draft_of(publish_items(place)))

    def tick(who: str) -> Callable[[], Any]:
        return lambda: services.finish_plan_step(
            plan_id=plan_id, step_key=1, done_on=TODAY, actor=place.people[who], at=AT
        )

    results = at_once([tick("guide"), tick("other-guide")])

    assert kinds(results) == [PlanMoved.__name__, "done"]
    assert PlanEntry.objects.filter(kind="finish").count() == 1
