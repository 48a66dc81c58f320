"""The local list against a list of a level above, difference by difference (四级四同)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.offer.catalogue.rules.drift import (
    adopted,
    base_codes_of,
    changes_between,
    drift,
    held_because,
    key_of,
    level_of_region,
    recoded,
)
from yichuang.offer.catalogue.tests.base_lists import ROAD, entry
from yichuang.offer.catalogue.tests.factories import content
from yichuang.offer.catalogue.types import ItemType, LegalBasis
from yichuang.offer.catalogue.types.base import BaseChange, BaseEntry, BaseKind, BaseStatus
from yichuang.offer.catalogue.types.drift import Drift, DriftKind, LocalItem

FOOD = LegalBasis("食品安全法", "第三十五条")


def local(code: str, name: str = "", **overrides: object) -> LocalItem:
    """A local item that is what :func:`entry` says of this code."""
    made = LocalItem(code, name or f"事项{code}", ItemType.LICENCE, (ROAD,), (code,))
    return replace(made, **overrides)  # type: ignore[arg-type]


def said(base: list[BaseEntry], here: list[LocalItem], **options: object) -> list[tuple[str, str]]:
    return [(one.kind.value, one.words) for one in drift(base, here, **options)]  # type: ignore[arg-type]


def test_the_same_four_facts_are_no_difference() -> None:
    """CAT-22"""
    assert drift([entry("A1")], [local("A1")]) == ()


@pytest.mark.parametrize(
    ("above", "here", "kind", "words"),
    [
        ({"name": "道路货运许可"}, {}, "renamed", "名称上级是“道路货运许可”，本地是“事项A1”"),
        ({"item_type": ItemType.CONFIRMATION}, {}, "retyped", "类型上级是行政确认，本地是行政许可"),
        ({}, {"item_type": None}, "retyped", "类型上级是行政许可，本地没有写明"),
        (
            {"legal_basis": (FOOD,)},
            {},
            "rebased",
            "设定依据上级有、本地没有《食品安全法》第三十五条；本地有、上级没有《道路运输条例》第二十四条",
        ),
        ({}, {"legal_basis": ()}, "rebased", "设定依据上级有、本地没有《道路运输条例》第二十四条"),
        ({"status": BaseStatus.SUSPENDED}, {}, "suspended", "“事项A1”上级已经暂停，本地仍在办理"),
        ({"status": BaseStatus.CANCELLED}, {}, "cancelled", "“事项A1”上级已经取消，本地仍在办理"),
        ({"working_days": 5}, {"working_days": 8}, "worse", "承诺办结时限上级 5 个工作日，本地 8 个工作日"),
        (
            {"materials": 2, "visits": 0},
            {"materials": 4, "visits": 1},
            "worse",
            "申请材料上级 2 份，本地 4 份；到现场上级 0 次，本地 1 次",
        ),
    ],
    ids=["name", "type", "no-type", "basis", "no-basis", "suspended", "cancelled", "slower", "more"],
)
def test_one_item_field_by_field(
    above: dict[str, object], here: dict[str, object], kind: str, words: str
) -> None:
    """CAT-22, CAT-19"""
    base = replace(entry("A1"), **above)  # type: ignore[arg-type]

    assert said([base], [local("A1", **here)]) == [(kind, words)]


@pytest.mark.parametrize(
    ("above", "here"),
    [
        ({"name": "事项 A1(新办)"}, {"name": "事项A1（新办）"}),
        ({"legal_basis": (LegalBasis("《道路运输条例》", "第二十四条"),)}, {}),
        ({"legal_basis": ()}, {}),
        ({"working_days": 8, "materials": 3, "visits": 1}, {"working_days": 8, "materials": 3, "visits": 0}),
        ({"working_days": 1, "materials": 1, "visits": 0}, {}),
        ({"status": BaseStatus.SUSPENDED}, {"is_suspended": True}),
    ],
    ids=[
        "spaces-and-brackets",
        "book-title-marks",
        "basis-unknown",
        "as-good",
        "unknown-here",
        "both-suspended",
    ],
)
def test_what_is_no_difference(above: dict[str, object], here: dict[str, object]) -> None:
    base = replace(entry("A1"), **above)  # type: ignore[arg-type]

    assert said([base], [local("A1", **here)]) == []


def test_recoded_merged_and_split() -> None:
    """CAT-19"""
    base = [
        entry("B1", "事项A1", former_codes=("A1",)),
        entry("B2", former_codes=("A2", "A3")),
        entry("B3", former_codes=("A4",)),
        entry("B4", former_codes=("A4",)),
    ]
    here = [local(code) for code in ("A1", "A2", "A3", "A4")]

    assert said(base, here) == [
        ("recoded", "“事项A1”的基本编码由 A1 改为 B1"),
        ("merged", "“事项A2”上级并入“事项B2”（B2）"),
        ("merged", "“事项A3”上级并入“事项B2”（B2）"),
        ("split", "“事项A4”上级拆分为“事项B3”（B3）、“事项B4”（B4）"),
    ]


def test_an_entry_given_up_with_its_heir_named_is_recoded() -> None:
    base = [entry("A1", status=BaseStatus.CANCELLED), entry("B1", "事项A1", former_codes=("A1",))]

    assert [kind for kind, _ in said(base, [local("A1")])] == ["recoded"]


def test_missing_on_either_side() -> None:
    """CAT-20"""
    assert said([entry("A1")], [local("B1")]) == [
        ("local-only", "基本目录里没有“事项B1”（B1）"),
        ("missing", "基本目录里有“事项A1”（A1），本地没有"),
    ]
    assert said([entry("A1")], [local("B1")], kind=BaseKind.POWER_LIST)[0] == (
        "local-only",
        "权力清单里没有“事项B1”（B1）",
    )


def test_a_power_list_names_no_public_services() -> None:
    service = local("S1", item_type=ItemType.PUBLIC_SERVICE)

    assert said([], [service], kind=BaseKind.POWER_LIST) == []
    assert [kind for kind, _ in said([], [service])] == ["local-only"]


@pytest.mark.parametrize(
    ("overrides", "is_missing"),
    [
        ({}, True),
        ({"levels": ("3", "4")}, True),
        ({"levels": ("7",)}, True),
        ({"levels": ("1", "2")}, False),
        ({"status": BaseStatus.SUSPENDED}, False),
        ({"status": BaseStatus.CANCELLED}, False),
    ],
    ids=["no-level", "county", "graded", "above", "suspended", "cancelled"],
)
def test_what_is_handled_elsewhere_is_not_missed(overrides: dict[str, object], is_missing: bool) -> None:
    made = replace(entry("A1"), **overrides)  # type: ignore[arg-type]

    assert bool(drift([made], [], level="4")) is is_missing


def test_codes_a_local_item_goes_by() -> None:
    implementation = "11990101MB2A1056XG4" + "990123456000"

    assert base_codes_of(implementation) == (implementation, "990123456000")
    assert base_codes_of("511A-5116-000") == ("511A-5116-000", "511A")
    assert base_codes_of("X1", local_base_code="L1", mapped="M1") == ("M1", "X1", "L1")
    assert base_codes_of("X1", mapped="X1") == ("X1",)


def test_the_level_of_a_place() -> None:
    codes = ("990000", "990100", "990101", "990101100", "990101100001")

    assert [level_of_region(code) for code in codes] == ["2", "3", "4", "5", "6"]


def test_a_code_with_the_base_code_exchanged() -> None:
    before = "11990101MB2A1056XG4" + "990123456000"

    assert recoded(before, "990123456000", "990199999000") == "11990101MB2A1056XG4990199999000"
    assert recoded(before + "01", "990123456000", "990199999000") == "11990101MB2A1056XG499019999900001"
    assert recoded("511A-5116", "511A", "511B") == "511B-5116"
    assert recoded("A1", "A1", "B1") == "B1"
    assert recoded("X0903", "A1", "B1") is None


def test_a_difference_keeps_its_name_until_a_side_changes() -> None:
    [one] = drift([entry("A1", "甲")], [local("A1", "乙")])
    [same] = drift([entry("A1", "甲", materials=9)], [local("A1", "丙")])
    [other] = drift([entry("A1", "丁")], [local("A1", "乙")])

    assert key_of(BaseKind.BASE, one) == key_of(BaseKind.BASE, same)
    assert key_of(BaseKind.BASE, one) != key_of(BaseKind.BASE, other)
    assert key_of(BaseKind.BASE, one) != key_of(BaseKind.POWER_LIST, one)


# — adopting —


def test_adopting_changes_only_what_differs() -> None:
    made = content(legal_basis=(LegalBasis("道路运输条例", "第二十四条", "申请从事货运经营的……"),))
    above = entry("A1", "货运许可", item_type=ItemType.CONFIRMATION, legal_basis=(FOOD, ROAD))

    assert adopted(made, above, DriftKind.RENAMED) == replace(made, item_name="货运许可")
    assert adopted(made, above, DriftKind.RETYPED) == replace(made, item_type=ItemType.CONFIRMATION)
    assert adopted(made, above, DriftKind.REBASED) == replace(
        made, legal_basis=(FOOD, LegalBasis("道路运输条例", "第二十四条", "申请从事货运经营的……"))
    )
    with pytest.raises(ValueError):
        adopted(made, above, DriftKind.MERGED)


def test_an_item_of_one_handling_item_is_renamed_whole() -> None:
    made = content(name="道路货运", item_name="道路货运")

    assert adopted(made, entry("A1", "货运许可"), DriftKind.RENAMED) == replace(
        made, name="货运许可", item_name="货运许可"
    )


_CODES = [f"C{number}" for number in range(6)]
_BASES = st.lists(st.sampled_from([ROAD, FOOD, LegalBasis("行政许可法")]), unique=True, max_size=3).map(tuple)


@st.composite
def bases(draw: st.DrawFn) -> list[BaseEntry]:
    """A list above: some codes, each perhaps made from others that may or may not be left."""
    return [
        BaseEntry(
            code,
            draw(st.sampled_from(["甲", "乙", "丙"])),
            draw(st.sampled_from([ItemType.LICENCE, ItemType.PUBLIC_SERVICE])),
            draw(_BASES),
            draw(st.sampled_from(BaseStatus)),
            tuple(
                draw(
                    st.lists(st.sampled_from([one for one in _CODES if one != code]), unique=True, max_size=2)
                )
            ),
            levels=tuple(draw(st.lists(st.sampled_from(["2", "4", "7"]), unique=True, max_size=2))),
            working_days=draw(st.none() | st.integers(1, 9)),
            materials=draw(st.none() | st.integers(0, 5)),
            visits=draw(st.none() | st.integers(0, 2)),
        )
        for code in draw(st.lists(st.sampled_from(_CODES), unique=True))
    ]


@st.composite
def places(draw: st.DrawFn) -> list[LocalItem]:
    return [
        LocalItem(
            code,
            draw(st.sampled_from(["甲", "乙", "丙"])),
            draw(st.none() | st.sampled_from([ItemType.LICENCE, ItemType.PUBLIC_SERVICE])),
            draw(_BASES),
            (code,),
            draw(st.none() | st.integers(0, 9)),
            draw(st.none() | st.integers(0, 5)),
            draw(st.none() | st.integers(0, 2)),
        )
        for code in draw(st.lists(st.sampled_from(_CODES), unique=True))
    ]


def followed(base: list[BaseEntry], here: list[LocalItem], one: Drift) -> list[LocalItem]:
    """The local list once a difference has been followed, as an editor would."""
    entries = {made.code: made for made in base}
    by_code = {item.code: item for item in here}
    item = by_code.get(one.local_code)
    if item is None:
        if one.kind is not DriftKind.MISSING:
            return here
        made = entries[one.base_code]
        new = LocalItem(f"new-{made.code}", made.name, made.item_type, made.legal_basis, (made.code,))
        return [*here, new]
    above = entries.get(one.base_code)
    if one.kind in (DriftKind.LOCAL_ONLY, DriftKind.CANCELLED):
        return [kept for kept in here if kept is not item]
    if one.kind in (DriftKind.RECODED, DriftKind.MERGED, DriftKind.SPLIT):
        changed = replace(item, base_codes=(one.upstream.split("、")[0],))
    elif one.kind is DriftKind.SUSPENDED:
        changed = replace(item, is_suspended=True)
    elif one.kind is DriftKind.WORSE:
        assert above
        changed = replace(
            item, working_days=above.working_days, materials=above.materials, visits=above.visits
        )
    else:
        assert above
        had = content(
            code=item.code,
            name=item.name,
            item_code=item.code,
            item_name=item.name,
            item_type=item.item_type,
            legal_basis=item.legal_basis,
        )
        made_so = adopted(had, above, one.kind)
        changed = replace(
            item, name=made_so.item_name, item_type=made_so.item_type, legal_basis=made_so.legal_basis
        )
    return [changed if kept is item else kept for kept in here]


@given(bases(), places(), st.sampled_from(BaseKind))
def test_when_every_difference_is_followed_none_is_left(
    base: list[BaseEntry], here: list[LocalItem], kind: BaseKind
) -> None:
    """CAT-19, CAT-22: first what each item is, then what is said of it."""
    for _ in range(3):
        for one in drift(base, here, kind=kind):
            here = followed(base, here, one)

    assert drift(base, here, kind=kind) == ()


@given(bases(), places())
def test_every_item_and_every_entry_is_accounted_for(base: list[BaseEntry], here: list[LocalItem]) -> None:
    found = drift(base, here)

    assert len({key_of(BaseKind.BASE, one) for one in found}) == len(found)
    assert all(one.words for one in found)
    listed = {made.code for made in base if made.status is not BaseStatus.CANCELLED}
    lost = {one.local_code for one in found if one.kind is DriftKind.LOCAL_ONLY}
    assert not lost & listed
    assert drift(list(reversed(base)), list(reversed(here))) == found


# — editions —


def test_a_new_edition_against_the_one_before() -> None:
    before = [entry("A1"), entry("A2"), entry("A3")]
    after = [entry("A1"), entry("A2", "新名称"), entry("A4"), entry("A5")]

    assert changes_between(before, after) == {
        BaseChange.ADDED: 2,
        BaseChange.CHANGED: 1,
        BaseChange.REMOVED: 1,
        BaseChange.UNCHANGED: 1,
    }


@pytest.mark.parametrize(
    ("before", "after", "is_held"),
    [(0, 1, False), (4, 3, False), (5, 3, False), (4, 2, True), (5, 2, True), (4, 0, True)],
)
def test_a_list_that_lost_half_is_held(before: int, after: int, is_held: bool) -> None:
    old = [entry(f"A{number}") for number in range(before)]
    new = [entry(f"A{number}", status=BaseStatus.IN_USE if number < after else BaseStatus.CANCELLED)
           for number in range(max(before, after))]  # fmt: skip

    assert bool(held_because(old, new)) is is_held
