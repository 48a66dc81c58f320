"""A case keeps the version it was received under, whatever happens to its item (CAT-18, R16)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused, unchanged
from yichuang.casework.intake.tests.applications import application_for
from yichuang.casework.intake.tests.counter_pages import text
from yichuang.casework.intake.tests.new_case_forms import APPLICANT
from yichuang.casework.intake.tests.states import accept, receive
from yichuang.foundation.accounts.tests.factories import an_actor
from yichuang.foundation.accounts.types import Role
from yichuang.kernel.errors import DomainError
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.errors import ItemSuspended
from yichuang.offer.catalogue.tests.desk import changed
from yichuang.offer.catalogue.tests.factories import publish
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.catalogue.types.life import LifeInput

pytestmark = pytest.mark.django_db

ITEMS = 3
REVIEWER = an_actor(Role.CATALOGUE_REVIEWER)

Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "suspend", "resume", "cancel", "merge", "split", "receive", "wait"]),
        st.integers(0, ITEMS - 1),
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=12,
)


@dataclass
class World:
    """Items, the day it is, and the cases with the version each was received under."""

    county: County
    items: list[HandlingVersion]
    kept: dict[str, UUID] = field(default_factory=dict)
    done: int = 0
    day: date = TODAY

    def at(self) -> Any:
        return AT + (self.day - TODAY)

    def change(self, later: int) -> LifeInput:
        return LifeInput("试验", self.day + timedelta(days=later))

    def receive(self, which: int) -> None:
        version = catalogue.published_version(self.items[which].code, self.day)
        number = receive(self.county, application_for(version), at=self.at()).number
        self.kept[number] = version.id

    def step(self, step: Step) -> None:
        """One thing that happens; what is not possible now is refused and changes nothing."""
        kind, which, number = step
        version, others = self.items[which], self.items[:which] + self.items[which + 1 :]
        given: dict[str, Any] = {"change": self.change(number), "at": self.at(), "by": REVIEWER}
        acts: dict[str, Callable[[], Any]] = {
            "wait": lambda: setattr(self, "day", self.day + timedelta(days=number)),
            "receive": lambda: self.receive(which),
            "publish": lambda: publish(
                changed(version, visits=self.done % 5),
                organisation_id=self.county.transport,
                valid_from=self.day + timedelta(days=number),
                at=self.at(),
            ),
            "suspend": lambda: services.suspend_item(code=version.code, **given),
            "resume": lambda: services.resume_item(code=version.code, **given),
            "cancel": lambda: services.cancel_item(
                code=version.code, successors=[one.code for one in others[: number % 3]], **given
            ),
            "merge": lambda: services.merge_items(codes=[version.code], into=others[0].code, **given),
            "split": lambda: services.split_item(
                code=version.code, into=[one.code for one in others], **given
            ),
        }
        try:
            acts[kind]()
        except DomainError:
            return
        self.done += 1


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_a_case_never_changes_version_by_itself(county: County, steps: list[Step]) -> None:
    """CAT-18: publications, suspensions, ends, mergers and splits in any order."""
    world = World(county, [county.item(questions=(), materials=()) for _ in range(ITEMS)])
    for which in range(ITEMS):
        world.receive(which)

    for step in steps:
        world.step(step)
        found = {number: cases.case_by_number(number).version_id for number in world.kept}
        assert found == world.kept, step

    for number, version_id in world.kept.items():
        assert catalogue.version(version_id).id == version_id
        accept(county, number, at=AT + timedelta(minutes=5))
        assert cases.case_by_number(number).version_id == version_id


def test_the_walk_does_what_it_says(county: County) -> None:
    """The property would hold of a walk on which everything is refused: this one is not."""
    world = World(county, [county.item(questions=(), materials=()) for _ in range(ITEMS)])
    walk = [
        ("receive", 0, 0), ("publish", 0, 0), ("receive", 0, 0), ("suspend", 0, 0), ("resume", 0, 0),
        ("suspend", 1, 1), ("wait", 0, 1), ("merge", 0, 0), ("split", 1, 1), ("cancel", 2, 3),
    ]  # fmt: skip

    for step in walk:
        world.step(step)

    # one item is gone and one is ending: nothing is left that a split could go into
    assert world.done == 9
    assert len(set(world.kept.values())) == 2


def test_a_window_does_not_take_a_suspended_item_and_says_why(county: County) -> None:
    version = county.item(questions=(), materials=())
    services.suspend_item(
        code=version.code, change=LifeInput("系统升级", TODAY), at=AT, by=county.people["head"]
    )

    with refused(ItemSuspended, "自 2026-02-11 起暂停办理：系统升级"):
        receive(county, application_for(version))


def test_an_item_suspended_while_somebody_types_loses_nothing(
    county: County, signed_in: Callable[[str], Client], on_the_day: Callable[..., None]
) -> None:
    desk = signed_in("clerk")
    version = county.item(questions=(), materials=())
    desk.post("/counter/windows/", {"window": str(county.a1.id)})
    desk.get(f"/counter/new/{version.code}/")
    services.suspend_item(
        code=version.code, change=LifeInput("系统升级", TODAY), at=AT, by=county.people["head"]
    )

    with unchanged():
        answer = desk.post(f"/counter/new/{version.code}/receipts/", APPLICANT)

    assert answer.status_code == 404
    assert f"“{version.name}”自 2026-02-11 起暂停办理：系统升级" in text(answer)
    assert f'value="{APPLICANT["applicant-name"]}"' in text(answer)
