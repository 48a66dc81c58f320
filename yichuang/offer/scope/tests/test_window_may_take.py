"""Which window may take what, and where else to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.tests.factories import (
    OutletFactory,
    RegionFactory,
    WindowFactory,
    ZoneFactory,
)
from yichuang.foundation.places.types import WindowKind, WindowView
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.tests.factories import AT, BY, published_item
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.scope import queries, services
from yichuang.offer.scope.tests.factories import SINCE, entrust, exception, grant
from yichuang.offer.scope.types import Mandate, Place, ScopeAnswer, Subject

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)


@dataclass(frozen=True)
class Hall:
    """A hall with two windows in one zone and one in another, and a town centre with one."""

    outlet: Any
    zone_a: Any
    zone_b: Any
    a1: WindowView
    a2: WindowView
    b1: WindowView
    town: WindowView


@pytest.fixture
def hall() -> Hall:
    places.forget()
    outlet = OutletFactory.create(code="HALL", name="安澜县政务服务中心")
    zone_a, zone_b = ZoneFactory.create(outlet=outlet, code="A"), ZoneFactory.create(outlet=outlet, code="B")
    town_region = RegionFactory.create(code="990101001")
    centre = OutletFactory.create(code="TOWN", name="城关镇便民服务中心", region=town_region)
    rows = [
        WindowFactory.create(zone=zone_a, code="A1", label="1号窗口"),
        WindowFactory.create(zone=zone_a, code="A2", label="2号窗口"),
        WindowFactory.create(zone=zone_b, code="B1", label="3号窗口"),
        WindowFactory.create(zone=ZoneFactory.create(outlet=centre), code="T1", label="综合窗口"),
    ]
    return Hall(outlet, zone_a, zone_b, *(places.window(row.id) for row in rows))


@pytest.fixture
def version() -> HandlingVersion:
    return published_item(name="道路普通货物运输经营许可（新办）")


def may(window: WindowView, version: HandlingVersion, on: date = TODAY) -> ScopeAnswer:
    return queries.window_may_take(window=window, version=version, on=on)


def labels(answer: ScopeAnswer) -> list[str]:
    return [window.code for window in answer.windows]


def test_a_hall_that_takes_everything(hall: Hall, version: HandlingVersion) -> None:
    """CAT-01: any window takes all items."""
    grant_id = grant(Place(outlet_id=hall.outlet.id))

    for window in (hall.a1, hall.a2, hall.b1):
        assert may(window, version) == ScopeAnswer(True, mandate=Mandate.OWN, grant_id=grant_id)
    assert not may(hall.town, version).allowed


def test_nothing_granted_is_nothing_allowed(hall: Hall, version: HandlingVersion) -> None:
    answer = may(hall.a1, version)

    assert not answer.allowed
    assert answer.reason == "“道路普通货物运输经营许可（新办）”不在安澜县政务服务中心1号窗口的受理范围内"
    assert answer.windows == ()


@pytest.mark.parametrize("narrow", ["organisation_id", "item_id", "handling_item_id"])
def test_scopes_by_department_item_and_handling_item(
    hall: Hall, version: HandlingVersion, narrow: str
) -> None:
    """CAT-04: from one department's items to everything."""
    other = published_item()
    grant(Place(window_id=hall.a1.id), Subject(**{narrow: getattr(version, narrow)}))

    assert may(hall.a1, version).allowed
    assert not may(hall.a1, other).allowed
    assert not may(hall.a2, version).allowed


def test_a_zone_covers_its_windows(hall: Hall, version: HandlingVersion) -> None:
    grant(Place(zone_id=hall.a1.zone_id))

    assert [may(window, version).allowed for window in (hall.a1, hall.a2, hall.b1)] == [True, True, False]


def test_scopes_have_days(hall: Hall, version: HandlingVersion) -> None:
    """CAT-05: widened step by step, each step dated."""
    grant(Place(window_id=hall.a1.id), valid_from=TODAY, valid_until=TODAY + timedelta(days=10))

    day = timedelta(days=1)
    assert [may(hall.a1, version, TODAY + day * n).allowed for n in (-1, 0, 9, 10)] == [
        False,
        True,
        True,
        False,
    ]


def test_an_entrusted_scope_says_in_whose_name(hall: Hall, version: HandlingVersion) -> None:
    """CAT-25"""
    entrust(version.organisation_id, hall.town.outlet_id, version.item_id)

    assert may(hall.town, version).mandate is Mandate.ENTRUSTED


def test_the_narrowest_grant_speaks(hall: Hall, version: HandlingVersion) -> None:
    grant(Place(outlet_id=hall.town.outlet_id), mandate=Mandate.ASSISTED)
    paper = entrust(
        version.organisation_id, hall.town.outlet_id, mandate=Mandate.AUTHORISED, gives_scope=False
    )
    narrow = grant(
        Place(outlet_id=hall.town.outlet_id),
        Subject(item_id=version.item_id),
        mandate=Mandate.AUTHORISED,
        entrustment_id=paper,
    )

    assert may(hall.town, version).grant_id == narrow


# Exceptions


def test_an_exception_comes_before_any_grant_and_says_why(hall: Hall, version: HandlingVersion) -> None:
    """CAT-02, R18"""
    grant(Place(outlet_id=hall.outlet.id))
    grant(Place(window_id=hall.a1.id), Subject(handling_item_id=version.handling_item_id))
    exception(Subject(item_id=version.item_id))

    answer = may(hall.a1, version)

    assert not answer.allowed
    assert answer.reason.endswith("安澜县政务服务中心1号窗口受理：要到现场采集指纹")
    assert answer.windows == ()
    assert may(hall.a1, published_item()).allowed


def test_an_exception_at_one_place_sends_people_to_the_others(hall: Hall, version: HandlingVersion) -> None:
    grant(Place(outlet_id=hall.outlet.id))
    exception(Subject(organisation_id=version.organisation_id), Place(zone_id=hall.a1.zone_id))

    answer = may(hall.a1, version)

    assert not answer.allowed
    assert labels(answer) == ["B1"]
    assert may(hall.b1, version).allowed


def test_an_exception_has_days_too(hall: Hall, version: HandlingVersion) -> None:
    grant(Place(outlet_id=hall.outlet.id))
    exception(Subject(item_id=version.item_id), valid_until=TODAY)

    assert may(hall.a1, version).allowed
    assert not may(hall.a1, version, TODAY - timedelta(days=1)).allowed


# Where else


def test_a_window_out_of_scope_says_which_can(hall: Hall, version: HandlingVersion) -> None:
    """R18: same zone first, then this outlet."""
    grant(Place(window_id=hall.a2.id), Subject(item_id=version.item_id))
    grant(Place(zone_id=hall.b1.zone_id))
    grant(Place(outlet_id=hall.town.outlet_id))

    answer = may(hall.a1, version)

    assert labels(answer) == ["A2", "B1"]
    assert [window.code for window in queries.windows_taking(version=version, on=TODAY)] == ["A2", "B1", "T1"]


def test_when_no_window_here_can_the_nearest_outlet_is_named(hall: Hall, version: HandlingVersion) -> None:
    grant(Place(outlet_id=hall.town.outlet_id))

    assert labels(may(hall.a1, version)) == ["T1"]


def test_closed_windows_and_windows_that_receive_nothing_are_not_named(
    hall: Hall, version: HandlingVersion
) -> None:
    WindowFactory.create(zone=hall.zone_a, code="A3", is_open=False)
    WindowFactory.create(zone=hall.zone_b, code="B2", kind=WindowKind.ISSUE.value)

    grant(Place(outlet_id=hall.outlet.id))

    takers = queries.windows_taking(version=version, on=TODAY)
    assert [window.code for window in takers] == ["A1", "A2", "B1"]


def test_an_issue_window_takes_nothing_whatever_is_granted(hall: Hall, version: HandlingVersion) -> None:
    grant(Place(outlet_id=hall.outlet.id))
    row = WindowFactory.create(zone=hall.zone_b, label="出件窗口", kind=WindowKind.ISSUE.value)

    answer = may(places.window(row.id), version)

    assert not answer.allowed
    assert answer.reason == "出件窗口是综合出件窗口，不办理收件"
    assert labels(answer) == ["B1", "A1", "A2"]


# Cost


def test_an_allowed_item_costs_one_statement(
    hall: Hall, version: HandlingVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    grant(Place(outlet_id=hall.outlet.id))

    with django_assert_num_queries(1):
        assert may(hall.a1, version).allowed


def test_a_refusal_costs_three(
    hall: Hall, version: HandlingVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        grant(Place(outlet_id=OutletFactory.create(code=f"V{number}").id))

    with django_assert_num_queries(3):
        assert not may(hall.a1, version).allowed


def test_a_withdrawal_counts_from_the_next_question(hall: Hall, version: HandlingVersion) -> None:
    grant_id = grant(Place(window_id=hall.a1.id), valid_from=SINCE)
    assert may(hall.a1, version).allowed

    services.withdraw_scope(grant_id=grant_id, ended_on=TODAY, reason="窗口调整", at=AT, by=BY)

    assert not may(hall.a1, version).allowed
