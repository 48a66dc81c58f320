"""Two managers at once, each on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from yichuang.kernel.tests.at_once import AtOnce
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.scope import queries, services
from yichuang.offer.scope.errors import EntrustmentNeeded, LevelSetAlready, ScopeOverlaps
from yichuang.offer.scope.models import LevelStep, ScopeGrant
from yichuang.offer.scope.tests.factories import entrust, original
from yichuang.offer.scope.tests.halls import Halls
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

TODAY = legal_date(AT)


def test_of_two_levels_from_one_day_one_is_set(committed_halls: Halls, at_once: AtOnce) -> None:
    halls = committed_halls
    place = Place(outlet_id=halls.hall)

    def to(level: Level, *departments: UUID) -> Callable[[], UUID]:
        step = LevelInput(place, level, TODAY, "调整", "进驻决定", departments)
        return lambda: services.set_level(step=step, at=AT, by="user:1")

    results = at_once(
        [
            to(Level.ONE_DEPARTMENT, halls.transport),
            to(Level.CROSS_DEPARTMENT, halls.transport, halls.civil),
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


def test_the_same_scope_is_granted_once(committed_halls: Halls, at_once: AtOnce) -> None:
    place = Place(window_id=committed_halls.a1.id)
    given = GrantInput(place, Subject(), "进驻决定", TODAY)

    results = at_once([lambda: services.grant_scope(grant=given, at=AT, by="user:1")] * 3)

    assert sorted(type(result).__name__ for result in results) == ["ScopeOverlaps", "ScopeOverlaps", "UUID"]
    assert len(queries.grants(place=place)) == 1
    assert ScopeOverlaps in {type(result) for result in results}


def test_nothing_rests_on_a_paper_that_is_being_revoked(committed_halls: Halls, at_once: AtOnce) -> None:
    """Either the grant came first and ends with the paper, or it is refused."""
    halls = committed_halls
    paper = entrust(halls.transport, halls.town, gives_scope=False, valid_from=TODAY)
    given = GrantInput(
        Place(window_id=halls.t1.id),
        Subject(item_id=halls.freight.item_id),
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


def test_one_number_is_registered_once(committed_halls: Halls, at_once: AtOnce) -> None:
    halls = committed_halls
    kept = original()
    paper = EntrustmentInput(
        "安交委〔2026〕9号",
        halls.transport,
        halls.near.outlet_id,
        "邻县人民政府",
        Mandate.ENTRUSTED,
        TODAY,
        TODAY + timedelta(days=99),
    )

    def register() -> UUID:
        return services.register_entrustment(entrustment=paper, original=kept, at=AT, by="user:1")

    results = at_once([register] * 2)

    assert sorted(type(result).__name__ for result in results) == ["EntrustmentKnown", "UUID"]
    assert len(queries.grants(outlet_id=halls.near.outlet_id)) == 1
