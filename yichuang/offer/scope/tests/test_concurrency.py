"""Two managers at once, each on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from yichuang.casework.cases.tests.county import AT, LICENCE_NEW, TODAY, County
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.scope import queries, services
from yichuang.offer.scope.errors import EntrustmentNeeded, LevelSetAlready, ScopeOverlaps
from yichuang.offer.scope.models import LevelStep, ScopeGrant
from yichuang.offer.scope.tests.factories import entrust, original
from yichuang.offer.scope.types import (
    EntrustmentInput,
    GrantInput,
    Level,
    LevelInput,
    Mandate,
    Place,
    Subject,
)

pytestmark = pytest.mark.django_db(transaction=True)

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def test_of_two_levels_from_one_day_one_is_set(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    place = Place(outlet_id=county.a1.outlet_id)

    def to(level: Level, *departments: UUID) -> Callable[[], UUID]:
        step = LevelInput(place, level, TODAY, "调整", "进驻决定", departments)
        return lambda: services.set_level(step=step, at=AT, by="user:1")

    results = at_once(
        [
            to(Level.ONE_DEPARTMENT, county.transport),
            to(Level.CROSS_DEPARTMENT, county.transport, county.social),
        ]
    )

    assert sorted(type(result).__name__ for result in results) == ["LevelSetAlready", "UUID"]
    step = LevelStep.objects.get()
    held = queries.grants(place=place, on=TODAY)
    assert len(held) == (1 if step.level == Level.ONE_DEPARTMENT.value else 2)
    assert set(ScopeGrant.objects.filter(level_step=step).values_list("id", flat=True)) == {
        view.id for view in held
    }
    assert LevelSetAlready in {type(result) for result in results}


def test_the_same_scope_is_granted_once(committed_county: County, at_once: AtOnce) -> None:
    place = Place(window_id=committed_county.a1.id)
    given = GrantInput(place, Subject(), "进驻决定", TODAY)

    results = at_once([lambda: services.grant_scope(grant=given, at=AT, by="user:1")] * 3)

    assert sorted(type(result).__name__ for result in results) == ["ScopeOverlaps", "ScopeOverlaps", "UUID"]
    assert len(queries.grants(place=place)) == 1
    assert ScopeOverlaps in {type(result) for result in results}


def test_nothing_rests_on_a_paper_that_is_being_revoked(committed_county: County, at_once: AtOnce) -> None:
    """Either the grant came first and ends with the paper, or it is refused."""
    county = committed_county
    version = catalogue.published_version(LICENCE_NEW, TODAY)
    paper = entrust(county.transport, county.town.outlet_id, gives_scope=False, valid_from=TODAY)
    given = GrantInput(
        Place(window_id=county.town.id),
        Subject(item_id=version.item_id),
        "委托书",
        TODAY + timedelta(days=1),
        mandate=Mandate.ENTRUSTED,
        entrustment_id=paper,
    )

    granted, revoked = at_once(
        [
            lambda: services.grant_scope(grant=given, at=AT, by="user:1"),
            lambda: services.revoke_entrustment(
                entrustment_id=paper, ended_on=TODAY, reason="解除", at=AT, by="user:2"
            ),
        ]
    )

    assert revoked is None
    later = queries.grants(place=given.place, on=TODAY + timedelta(days=2))
    assert later == ()
    assert isinstance(granted, UUID | EntrustmentNeeded)
    assert ScopeGrant.objects.filter(entrustment=paper).count() == isinstance(granted, UUID)


def test_one_number_is_registered_once(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    kept = original()
    paper = EntrustmentInput(
        "安交委〔2026〕9号",
        county.transport,
        county.near.outlet_id,
        "邻县人民政府",
        Mandate.ENTRUSTED,
        TODAY,
        TODAY + timedelta(days=99),
    )

    def register() -> UUID:
        return services.register_entrustment(entrustment=paper, original=kept, at=AT, by="user:1")

    results = at_once([register] * 2)

    assert sorted(type(result).__name__ for result in results) == ["EntrustmentKnown", "UUID"]
    assert len(queries.grants(outlet_id=county.near.outlet_id)) == 1
