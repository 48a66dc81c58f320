"""How many demands could be met without the applicant (免交测算): exact, per item, department, scenario."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue import models, services
from yichuang.offer.catalogue.queries.shares import share_report
from yichuang.offer.catalogue.rules import shares as rules
from yichuang.offer.catalogue.tests.desk import TODAY, Desk, item, make_desk
from yichuang.offer.catalogue.tests.factories import AT, content, material, publish, question
from yichuang.offer.catalogue.tests.test_quality import run
from yichuang.offer.catalogue.types import Condition, Necessity
from yichuang.offer.catalogue.types.library import (
    Demand,
    ItemShare,
    MaterialTypeFacts,
    MaterialTypeLine,
    Tally,
)

SPARED, COULD, BRING = rules.SPARED, rules.COULD, rules.BRING


def demand(name: str = "申请表", share_source: str = "", version_id: UUID | None = None) -> Demand:
    return Demand(
        new_id(),
        version_id or new_id(),
        "A1",
        "甲事项",
        new_id(),
        "m01",
        name,
        name,
        share_source=share_source,
    )


def line(name: str = "申请表", facts: MaterialTypeFacts | None = None) -> MaterialTypeLine:
    return MaterialTypeLine(new_id(), name, name, facts or MaterialTypeFacts(), 1)


def share(code: str, owner: UUID, all_: Tally, worst: Tally | None = None) -> ItemShare:
    return ItemShare(new_id(), code, f"事项{code}", owner, all_, worst or all_)


# — the rule —


@pytest.mark.parametrize(
    ("facts", "way"),
    [
        (MaterialTypeFacts(), BRING),
        (MaterialTypeFacts(e_licence="business-licence"), COULD),
        (MaterialTypeFacts(register="household"), COULD),
        (MaterialTypeFacts(issued_here=True), COULD),
    ],
)
def test_any_way_of_the_government_will_do(facts: MaterialTypeFacts, way: str) -> None:
    assert rules.way_of(demand(), line(facts=facts)) == way


def test_what_the_list_spares_is_spared_whatever_the_library_knows() -> None:
    assert rules.way_of(demand(share_source="household"), None) == SPARED
    assert rules.way_of(demand(share_source="household"), line()) == SPARED
    assert rules.way_of(demand(), None) == BRING


def test_the_worst_scenario_has_the_smallest_share_and_is_the_longest() -> None:
    lists = [[SPARED, BRING], [BRING], [BRING, BRING], [SPARED, SPARED, BRING]]

    assert rules.worst_of(lists) == Tally(2, 0, 0)
    assert rules.worst_of([[], [SPARED]]) == Tally(1, 1, 0)
    assert rules.worst_of([[]]) == Tally()
    assert rules.worst_of([]) is None


@given(st.lists(st.lists(st.sampled_from([SPARED, COULD, BRING]), max_size=8), min_size=1, max_size=8))
def test_no_scenario_is_worse_than_the_worst(lists: list[list[str]]) -> None:
    worst = rules.worst_of(lists)

    assert worst is not None
    assert any(rules.tally(ways) == worst for ways in lists)
    assert all(rules.tally(ways).percent >= worst.percent for ways in lists)


@pytest.mark.parametrize(
    ("tally", "percent", "reached"),
    [
        (Tally(5, 3, 0), 60, True),
        (Tally(5, 1, 2), 60, True),
        (Tally(10, 5, 0), 50, False),
        (Tally(1000, 599, 0), 59, False),
        (Tally(3, 2, 0), 66, True),
        (Tally(), 100, True),
    ],
)
def test_the_target_is_sixty_percent(tally: Tally, percent: int, reached: bool) -> None:
    assert tally.percent == percent
    assert rules.reaches(tally) is reached


def test_departments_from_the_worst_and_items_of_equal_weight() -> None:
    good, bad = new_id(), new_id()
    items = [share("A", good, Tally(10, 8, 2)), share("B", bad, Tally(1)), share("C", bad, Tally(9, 9, 0))]

    found = rules.report(items, (), {good: ("HAO", "好局"), bad: ("CHA", "差局")})

    assert found.all == Tally(20, 17, 2)
    assert (found.all.percent, found.mean_percent) == (95, 66)
    assert [(one.code, one.items, one.reaching, one.mean_percent, one.all) for one in found.departments] == [
        ("CHA", 2, 1, 50, Tally(10, 9, 0)),
        ("HAO", 1, 1, 100, Tally(10, 8, 2)),
    ]
    assert [one.code for one in found.items] == ["B", "A", "C"]


def test_what_is_missing_most_comes_first_by_type() -> None:
    household, version_id = line("居民户口簿", MaterialTypeFacts(issuer="公安机关")), new_id()
    bring = [
        (demand("户口簿", version_id=version_id), household),
        (demand("居民户口簿", version_id=version_id), household),
        (demand("居民户口簿"), household),
        (demand("章程"), None),
    ]

    assert [(one.name, one.issuer, one.demands, one.items) for one in rules.missing(bring)] == [
        ("居民户口簿", "公安机关", 3, 2),
        ("章程", "", 1, 1),
    ]


# — from the lists in force —


@pytest.fixture
def desk() -> Desk:
    return make_desk()


@pytest.mark.django_db
def test_the_report_of_two_items(desk: Desk) -> None:
    """LIB-11. The first item asks for 申请表, of a company for 章程 too; 营业执照 is spared."""
    first = item(desk, name="甲事项")
    second = publish(
        content(
            name="乙事项",
            questions=(),
            materials=(
                material("m01", name="户口簿"),
                material("m02", name="章程"),
                material("m03", name="照片", necessity=Necessity.OPTIONAL),
            ),
        ),
        organisation_id=desk.other.id,
    )
    services.collect_material_types(at=AT)

    found = share_report(TODAY)

    assert found.all == Tally(5, 1, 0)
    assert {one.code: (one.all, one.worst) for one in found.items} == {
        first.code: (Tally(3, 1, 0), Tally(3, 1, 0)),
        second.code: (Tally(2), Tally(2)),
    }
    assert found.worst == Tally(5, 1, 0)
    assert [(one.code, one.all, one.reaching) for one in found.departments] == [
        ("MZJ", Tally(2), 0),
        ("JTJ", Tally(3, 1, 0), 0),
    ]
    assert [(one.name, one.demands) for one in found.missing] == [
        ("公司章程", 1),
        ("户口簿", 1),
        ("申请表", 1),
        ("章程", 1),
    ]


@pytest.mark.django_db
def test_the_command_says_the_same(desk: Desk) -> None:
    item(desk, questions=(), materials=(material("m01", name="户口簿"),))

    words, of_one = (
        run("catalogue_materials", *options) for options in (["--collect"], ["--organisation", "JTJ"])
    )

    assert words.splitlines() == [
        "1 项材料要求，0% 可以不用申请人提交，没有达到 60% 的目标",
        "清单已经免交 0，材料库还可以免交 0；每个事项同样分量平均 0%，最差情形合计 0%",
        "0% 交通运输局（JTJ）：1 项事项，0 项达到目标，0/1 项材料要求，最差情形 0%",
        "“户口簿”如果能共享，1 项要求、1 个事项免交",
    ]
    assert of_one.endswith("：0/1，最差情形 0/1\n")
    assert run("catalogue_materials", "--organisation", "MZJ") == "民政局没有在用的事项\n"
    assert json.loads(run("catalogue_materials", "--json"))["all"] == {"demands": 1, "spared": 0, "could": 0}


@pytest.mark.django_db
def test_one_register_more_and_demands_fall_away(desk: Desk) -> None:
    for number in range(3):
        materials = (
            material("m01", name="户口簿" if number else "居民户口簿"),
            material("m02", name="申请表"),
        )
        item(desk, materials=materials, questions=())
    services.collect_material_types(at=AT)
    ids = {row.name: row.id for row in models.MaterialType.objects.all()}
    before = share_report(TODAY)

    services.change_material_type(
        type_id=ids["户口簿"],
        facts=MaterialTypeFacts(register="household"),
        revision=1,
        at=AT,
        by=desk.reviewer,
    )
    after = share_report(TODAY)

    assert [(one.name, one.demands, one.items) for one in before.missing] == [
        ("申请表", 3, 3),
        ("户口簿", 2, 2),
        ("居民户口簿", 1, 1),
    ]
    assert (before.all, after.all) == (Tally(6), Tally(6, 0, 2))
    assert [(one.name, one.demands) for one in after.missing] == [("申请表", 3), ("居民户口簿", 1)]


@pytest.mark.django_db
def test_the_worst_scenario_is_found_among_all_answers(desk: Desk) -> None:
    """Three answers: nothing but what is spared, one to bring, two to bring."""
    one, two = Condition.of({"way": ["one", "two"]}), Condition.of({"way": ["two"]})
    item(
        desk,
        questions=(question("way", "none", "one", "two"),),
        materials=(
            material("m01", name="营业执照", share_source="business-licence"),
            material("m02", name="申请表", applies_when=one),
            material("m03", name="章程", applies_when=two),
        ),
    )
    services.collect_material_types(at=AT)

    [found] = share_report(TODAY).items

    assert (found.all, found.worst) == (Tally(3, 1, 0), Tally(3, 1, 0))


@pytest.mark.django_db
def test_alternatives_are_never_asked_together(desk: Desk) -> None:
    """自有 or 租用: the item as a whole has a half, the one who rents has nothing spared."""
    own, rent = Condition.of({"place": ["own"]}), Condition.of({"place": ["rent"]})
    item(
        desk,
        questions=(question("place", "own", "rent"),),
        materials=(
            material("m01", name="不动产权证书", share_source="real-estate", applies_when=own),
            material("m02", name="租赁协议", applies_when=rent),
        ),
    )
    services.collect_material_types(at=AT)

    [found] = share_report(TODAY).items

    assert (found.all, found.worst) == (Tally(2, 1, 0), Tally(1))


@pytest.mark.django_db
def test_nothing_in_force_is_nothing_to_report() -> None:
    found = share_report(TODAY)

    assert (found.items, found.departments, found.missing) == ((), (), ())
    assert (found.all, found.mean_percent) == (Tally(), 100)


@pytest.mark.django_db
def test_a_version_is_collected_when_it_is_published(desk: Desk) -> None:
    version = item(desk, materials=(material("m01", name="申请表"),), questions=())

    assert services.collect_material_types(version_id=version.id, at=AT) == 1
    assert services.collect_material_types(version_id=version.id, at=AT) == 0
    assert services.collect_material_types(version_id=new_id(), at=AT) == 0
