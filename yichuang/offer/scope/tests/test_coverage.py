"""The figures of 一窗通办: the same as asking at every window for every item, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.tests.factories import (
    OrganisationFactory,
    OutletFactory,
    WindowFactory,
    ZoneFactory,
)
from yichuang.foundation.places.types import WindowKind, WindowView
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.tests.factories import AT, published_item
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.catalogue.types.inventory import OfferedItem
from yichuang.offer.scope import queries
from yichuang.offer.scope.queries.coverage import coverage, zero_visit_items
from yichuang.offer.scope.rules import Covering, decide
from yichuang.offer.scope.rules.coverage import share_of, taken_at
from yichuang.offer.scope.rules.fields import is_livelihood, local_fields
from yichuang.offer.scope.tests.factories import exception, grant
from yichuang.offer.scope.types import Holding, Level, LocalField, Mandate, Place, Share, Subject

TODAY = legal_date(AT)


# — the rule —

OUTLETS = [UUID(int=n) for n in (1, 2)]
ZONES = [UUID(int=n) for n in (11, 12)]


def a_window(number: int, kind: WindowKind = WindowKind.INTEGRATED) -> WindowView:
    outlet, zone = OUTLETS[number // 2], ZONES[number // 2] if number % 2 else None
    return WindowView(
        UUID(int=100 + number), f"A{number}", f"{number}号", kind, True, zone, "", "", outlet, "", "",
        "990101", "", "",
    )  # fmt: skip


WINDOWS = [a_window(0), a_window(1), a_window(2, WindowKind.SECTOR), a_window(3, WindowKind.ISSUE)]
ITEMS = [
    OfferedItem(UUID(int=300 + n), UUID(int=200 + n // 2), UUID(int=400 + n // 3), "", "", "", "", 1, ())
    for n in range(6)
]
SUBJECTS = [
    Subject(),
    *dict.fromkeys(Subject(organisation_id=item.organisation_id) for item in ITEMS),
    *dict.fromkeys(Subject(item_id=item.item_id) for item in ITEMS),
    *(Subject(handling_item_id=item.handling_item_id) for item in ITEMS),
]
PLACES = [
    *(Place(outlet_id=one) for one in OUTLETS),
    *(Place(zone_id=one) for one in ZONES),
    *(Place(window_id=window.id) for window in WINDOWS),
]
granted = st.builds(Holding, st.sampled_from(PLACES), st.sampled_from(SUBJECTS))
excepted = st.builds(Holding, st.sampled_from([None, *PLACES]), st.sampled_from(SUBJECTS[1:]), st.just(True))


def asked(window: WindowView, item: OfferedItem, holdings: list[Holding]) -> bool:
    """What the counter decides for one window and one item, from the coverings that touch both."""
    if window.kind is WindowKind.ISSUE:
        return False
    where = [None, Place(outlet_id=window.outlet_id), Place(window_id=window.id)]
    where += [Place(zone_id=window.zone_id)] if window.zone_id else []
    what = [
        Subject(),
        Subject(organisation_id=item.organisation_id),
        Subject(item_id=item.item_id),
        Subject(handling_item_id=item.handling_item_id),
    ]
    coverings = [
        Covering(
            UUID(int=place), None if one.is_exception else Mandate.OWN, "", 3 - where.index(one.place),
            3 - what.index(one.subject),
        )
        for place, one in enumerate(holdings)
        if one.place in where and one.subject in what
    ]  # fmt: skip
    deciding = decide(coverings)
    return deciding is not None and deciding.mandate is not None


@given(st.lists(granted | excepted, max_size=12))
@settings(max_examples=200, deadline=None)
def test_all_at_once_is_what_each_would_be_told(holdings: list[Holding]) -> None:
    """CAT-01, CAT-28"""
    taken = [taken_at(window, ITEMS, holdings) for window in WINDOWS]
    told = {
        (window.id, item.handling_item_id): asked(window, item, holdings)
        for window, item in product(WINDOWS, ITEMS)
    }

    for window, mine in zip(WINDOWS, taken, strict=True):
        assert mine == {item.handling_item_id for item in ITEMS if told[window.id, item.handling_item_id]}
    share = share_of(ITEMS, WINDOWS, taken)
    some = sum(any(told[window.id, item.handling_item_id] for window in WINDOWS) for item in ITEMS)
    each = sum(all(told[window.id, item.handling_item_id] for window in WINDOWS[:2]) for item in ITEMS)
    assert share == Share(items=6, windows=3, some=some, each=each)
    assert share.each <= share.some or not share.some


def test_where_no_window_is_integrated_every_receiving_window_counts() -> None:
    sector, issue = WINDOWS[2:]
    holdings = [Holding(Place(window_id=sector.id), Subject())]

    assert share_of(ITEMS, [sector, issue], [taken_at(one, ITEMS, holdings) for one in (sector, issue)]) == (
        Share(items=6, windows=1, some=6, each=6)
    )
    assert share_of(ITEMS, [], []) == Share(6, 0, 0, 0)
    assert (Share(0, 0, 0, 0).some_percent, Share(3, 1, 2, 1).some_percent) == (0, 66)


def test_fields_and_livelihood_are_read_from_themes() -> None:
    """CAT-24, CAT-26"""
    assert local_fields(("社会保障", "就业创业")) == (LocalField.EMPLOYMENT, LocalField.INSURANCE)
    assert local_fields(("社会救助", "养老服务")) == (LocalField.RELIEF, LocalField.ELDERLY)
    assert local_fields(("准营准办", "医疗卫生")) == ()
    assert {local_fields((theme,)) for theme in ("医疗卫生", "优待抚恤", "农林牧渔")} == {
        (LocalField.HEALTH,), (LocalField.SOCIAL,), (),
    }  # fmt: skip
    assert [is_livelihood(themes) for themes in (("户籍办理",), ("设立变更", "公用事业"), ("其他",), ())] == [
        True, False, False, False,
    ]  # fmt: skip


# — the figures of a county —


@dataclass(frozen=True)
class Hall:
    """A hall with two integrated windows, one for transport, one that issues; a village without scope."""

    outlet: UUID
    village: UUID
    windows: dict[str, WindowView]
    versions: tuple[HandlingVersion, ...]


@pytest.fixture
def hall(db: None) -> Hall:
    places.forget()
    outlet, village = OutletFactory.create(code="HALL"), OutletFactory.create(code="V1")
    zone = ZoneFactory.create(outlet=outlet, code="A")
    rows = [
        WindowFactory.create(zone=zone, code="A1"),
        WindowFactory.create(zone=zone, code="A2"),
        WindowFactory.create(zone=zone, code="A3", kind=WindowKind.SECTOR.value),
        WindowFactory.create(zone=zone, code="A4", kind=WindowKind.ISSUE.value),
        WindowFactory.create(zone=ZoneFactory.create(outlet=village), code="1"),
        WindowFactory.create(zone=zone, code="A5", is_open=False),
    ]
    transport = OrganisationFactory.create(name="交通运输局").id
    civil = OrganisationFactory.create(name="民政局").id
    versions = (
        published_item(organisation_id=transport, item_name="货运许可", themes=("准营准办",)),
        published_item(organisation_id=transport, item_name="客运许可", themes=("准营准办",)),
        published_item(
            organisation_id=civil, item_name="高龄津贴", name="高龄津贴", themes=("优待抚恤",), visits=0
        ),
        published_item(organisation_id=civil, item_name="婚姻登记", themes=("婚姻登记",)),
    )
    views = {row.code: places.window(row.id) for row in rows}
    made = Hall(outlet.id, village.id, views, versions)
    grant(Place(outlet_id=outlet.id), Subject(organisation_id=civil))
    for code in ("A1", "A2", "A3"):
        grant(Place(window_id=views[code].id), Subject(organisation_id=transport))
    exception(Subject(item_id=versions[3].item_id), Place(zone_id=views["A1"].zone_id))
    exception(Subject(item_id=versions[1].item_id), Place(window_id=views["A2"].id))
    return made


def brute_force(hall: Hall, codes: list[str], versions: list[HandlingVersion]) -> tuple[int, int]:
    """Some and each, by asking at these windows for each item."""
    told = [
        [queries.window_may_take(window=hall.windows[code], version=one, on=TODAY).allowed for code in codes]
        for one in versions
    ]
    return sum(map(any, told)), sum(map(all, told))


def test_the_figures_are_those_of_asking_everywhere(hall: Hall) -> None:
    """CAT-01, CAT-28: 全覆盖、无差别、无前台 as figures."""
    found = coverage(TODAY, outlet_id=hall.outlet)

    at_hall, at_village = (one.share for one in found.outlets)
    versions = list(hall.versions)
    assert (at_hall.some, at_hall.each) == two(hall, versions) == (3, 2)
    assert (at_hall.items, at_hall.windows, at_hall.some_percent, at_hall.each_percent) == (4, 3, 75, 50)
    assert (at_village.windows, at_village.some, at_village.each) == (1, 0, 0)
    assert found.total == at_hall
    assert [(one.name, one.share.items, one.share.some, one.share.each) for one in found.departments] == [
        ("交通运输局", 2, *two(hall, versions[:2])),
        ("民政局", 2, *two(hall, versions[2:])),
    ]
    assert [(one.level, one.share.windows) for one in found.levels] == [(Level.CROSS_DEPARTMENT, 3)]
    assert [one.name for one in found.uncovered] == [hall.versions[3].name]
    assert found.uncovered[0].is_livelihood


def two(hall: Hall, versions: list[HandlingVersion]) -> tuple[int, int]:
    some, _ = brute_force(hall, ["A1", "A2", "A3"], versions)
    _, each = brute_force(hall, ["A1", "A2"], versions)
    return some, each


def test_windows_of_one_department_are_own_counters(hall: Hall) -> None:
    """CAT-28: 无前台"""
    relief = OutletFactory.create(code="X1")
    row = WindowFactory.create(zone=ZoneFactory.create(outlet=relief), code="1")
    grant(Place(window_id=row.id), Subject(organisation_id=hall.versions[2].organisation_id))

    found = {one.outlet_code: one.own_counters for one in coverage(TODAY).outlets}

    assert found == {"HALL": 0, "V1": 0, "X1": 1}
    levels = {one.level: one.share for one in coverage(TODAY).levels}
    assert list(levels) == [Level.CROSS_DEPARTMENT, Level.ONE_DEPARTMENT, None]
    assert (levels[Level.ONE_DEPARTMENT].some, levels[Level.ONE_DEPARTMENT].each) == (2, 2)


def test_items_without_a_visit_are_listed_by_department(hall: Hall) -> None:
    """CAT-24"""
    [line] = zero_visit_items(TODAY)

    assert (line.name, line.organisation_name, line.is_livelihood) == ("高龄津贴", "民政局", True)
    assert zero_visit_items(date(2025, 1, 1)) == ()


def test_the_figures_take_a_fixed_number_of_statements(hall: Hall) -> None:
    counts = []
    for number in range(2):
        grant(Place(outlet_id=OutletFactory.create(code=f"N{number}").id))
        published_item()
        with CaptureQueriesContext(connection) as seen:
            coverage(TODAY)
        counts.append(len(seen))

    assert counts == [6, 6]
