"""Names that mean the same document, and what a merger keeps (材料库); on the sample county too."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.rules import library as rules
from yichuang.offer.catalogue.tests.county import given_materials
from yichuang.offer.catalogue.types.library import Candidate, Likeness, MaterialTypeFacts, Named, TypePoint

ROOT = Path(__file__).resolve().parents[4]


def named(name: str, issuer: str = "", *aliases: str, weight: int = 1) -> Named:
    return Named(new_id(), name, issuer, aliases, weight)


def pairs(types: Iterable[Named]) -> list[tuple[str, str, Likeness]]:
    """Who would go into whom, by name."""
    made = list(types)
    name = {one.id: one.name for one in made}
    return [(name[one.other_id], name[one.keeper_id], one.likeness) for one in rules.candidates(made)]


# — one name —


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("营业执照（副本）", "营业执照(副本)"),
        ("ＡＢ证 明", "ab证明"),
        ("申请表〔一〕", "申请表[一]"),
        ("甲，乙；丙：丁", "甲,乙;丙:丁"),
    ],
)
def test_width_brackets_case_and_spaces_make_no_other_name(one: str, other: str) -> None:
    assert rules.key_of(one) == rules.key_of(other)


def test_other_words_are_another_name() -> None:
    names = ["营业执照", "营业执照副本", "营业执照（副本）", "居民户口簿", "户口簿"]
    assert len({rules.key_of(name) for name in names}) == len(names)


def test_the_longest_name_has_a_key_an_index_holds() -> None:
    long, longer = "材" * 999 + "甲", "材" * 999 + "乙"
    assert len(rules.key_of(long)) == rules.LONGEST_KEY
    assert rules.key_of(long) != rules.key_of(longer)


@given(st.text(max_size=300))
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    key = rules.key_of(text)
    assert len(key) <= rules.LONGEST_KEY
    if "#" not in key:
        assert rules.key_of(key) == key


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("营业执照（原件及复印件）", "营业执照"),
        ("营业执照正本、副本（纸质）", "营业执照"),
        ("居民身份证复印件2份", "居民身份证"),
        ("居民户口簿，居民身份证", "居民户口簿居民身份证"),
        ("营业执照（个体工商户）", "营业执照个体工商户"),
        ("原件", "原件"),
    ],
)
def test_the_bare_name_has_no_form_and_no_punctuation(name: str, plain: str) -> None:
    assert rules.bare(name) == plain


# — duplicates —


def test_names_that_differ_in_form_only_are_found() -> None:
    found = pairs(
        [named("营业执照", weight=3), named("营业执照（复印件）"), named("营业执照 原件", weight=9)]
    )

    assert found == [
        ("营业执照 原件", "营业执照", Likeness.WORDING),
        ("营业执照（复印件）", "营业执照", Likeness.WORDING),
    ]


def test_an_alias_names_the_same() -> None:
    assert pairs([named("户口本", weight=9), named("居民户口簿")]) == [
        ("户口本", "居民户口簿", Likeness.ALIAS)
    ]
    assert pairs([named("货运证", weight=9), named("道路运输证", "", "货运证")]) == [
        ("货运证", "道路运输证", Likeness.ALIAS)
    ]


def test_whose_paper_it_is_makes_no_other_paper() -> None:
    types = [
        named("代办人居民身份证", weight=73),
        named("居民身份证"),
        named("法定代表人（负责人）居民身份证"),
    ]

    assert pairs(types) == [
        ("代办人居民身份证", "居民身份证", Likeness.HOLDER),
        ("法定代表人（负责人）居民身份证", "居民身份证", Likeness.HOLDER),
    ]


def test_a_name_inside_another_counts_only_with_the_same_issuer() -> None:
    whole, part = named("不动产权证书（住所自有）", "不动产登记机构"), named("不动产权证书", "不动产登记机构")

    assert pairs([whole, part]) == [("不动产权证书（住所自有）", "不动产权证书", Likeness.PART)]
    assert pairs([replace(whole, issuer="住建局"), part]) == []
    assert pairs([replace(whole, issuer=""), replace(part, issuer="")]) == []


def test_what_is_different_is_no_candidate() -> None:
    assert pairs([named("结婚证", "民政局"), named("离婚证", "民政局"), named("申请表"), named("章程")]) == []


NAMES = st.sampled_from(
    ["营业执照", "营业执照（复印件）", "居民身份证", "申请人身份证", "身份证", "户口本", "户口簿",
     "居民户口簿原件", "不动产权证书（自有）", "不动产权证书", "申请表", "章程"]
)  # fmt: skip


@given(st.lists(NAMES, unique=True, max_size=12), st.sampled_from(["", "甲局"]))
def test_nobody_who_goes_away_is_a_keeper(names: list[str], issuer: str) -> None:
    """So each list of candidates can be merged as it stands, one after the other."""
    found = rules.candidates([named(name, issuer) for name in names])

    going = [one.other_id for one in found]
    assert len(set(going)) == len(going)
    assert not set(going) & {one.keeper_id for one in found}
    assert all(isinstance(one, Candidate) and one.other_id != one.keeper_id for one in found)


# — on lists as they are —


def types_of(rows: Iterable[tuple[str, str | None]]) -> list[Named]:
    """The rows as the library would take them in: by name, with the issuer said most often."""
    issuers: dict[str, tuple[str, list[str]]] = {}
    for name, issuer in rows:
        issuers.setdefault(rules.key_of(name), (name, []))[1].append(issuer or "")
    return [
        named(name, rules.first_facts(said, ()).issuer, weight=len(said)) for name, said in issuers.values()
    ]


def sample_materials() -> Iterator[tuple[str, str | None]]:
    for file in sorted((ROOT / "data" / "anlan" / "items").glob("*.json")):
        yield from _materials(json.loads(file.read_text(encoding="utf-8")))


def _materials(document: Any) -> Iterator[tuple[str, str | None]]:
    if isinstance(document, list):
        for one in document:
            yield from _materials(one)
    elif isinstance(document, dict):
        for material in document.get("materials") or ():
            yield material["name"], material["issuer"]
        for one in document.values():
            yield from _materials(one)


def test_the_sample_county_asks_for_one_identity_card_under_many_names() -> None:
    types = types_of(sample_materials())
    found = pairs(types)

    assert Counter(likeness for _, _, likeness in found)[Likeness.HOLDER] == 40
    to_card = {other for other, keeper, _ in found if keeper == "居民身份证"}
    assert {
        "代办人居民身份证",
        "法定代表人（负责人）居民身份证",
        "经营者、法定代表人（负责人）居民身份证",
    } <= to_card
    assert ("营业执照正本、副本（纸质）", "营业执照", Likeness.WORDING) in found
    assert ("不动产权证书（住所自有）", "不动产权证书", Likeness.PART) in found
    assert not [pair for pair in found if "申请表" in pair[0] and "申请表" in pair[1]]


def test_the_duplicates_of_real_lists_are_found() -> None:
    """The materials of 113 guides as departments wrote them."""
    content = given_materials()
    if content is None:
        pytest.skip("no real lists: YICHUANG_TEST_DATA names no folder that has them")
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    types = types_of((row["material"], row["issuing_department"]) for row in rows)

    assert len(types) == 319
    assert set(pairs(types)) == {
        ("居民户口簿，居民身份证", "居民户口簿、居民身份证", Likeness.WORDING),
        ("户口簿", "居民户口簿", Likeness.ALIAS),
        ("户口本", "居民户口簿", Likeness.ALIAS),
        ("双方居民户口簿、居民身份证", "居民户口簿、居民身份证", Likeness.HOLDER),
        ("有效身份证件", "身份证", Likeness.HOLDER),
        ("申请人的身份证明", "身份证明", Likeness.HOLDER),
        ("申请人身份证明", "身份证明", Likeness.HOLDER),
        ("经办人的身份证明", "身份证明", Likeness.HOLDER),
        ("本人的结婚证", "结婚证", Likeness.HOLDER),
    }


# — entries and mergers —


def test_a_new_type_begins_with_what_the_lists_say_most_often() -> None:
    facts = rules.first_facts(["公安局", "公安机关", "公安机关", ""], ["", "household", "household"])
    assert (facts.issuer, facts.register, facts.e_licence) == ("公安机关", "household", "")
    assert rules.first_facts([], ["business-licence"]).e_licence == "business-licence"
    assert rules.first_facts([], []) == MaterialTypeFacts()


def test_what_both_say_differently_is_to_be_decided() -> None:
    one = MaterialTypeFacts(issuer="公安局", register="household", issued_here=True)
    other = MaterialTypeFacts(issuer="公安机关", note="户口")

    assert [(d.name, d.merged, d.into) for d in rules.differences(one, other)] == [
        ("issuer", "公安局", "公安机关"),
        ("register", "household", ""),
        ("issued_here", True, False),
    ]
    assert rules.merged_facts(one, other, {"register"}) == replace(other, register="household")


def test_undoing_restores_only_what_the_merger_changed() -> None:
    before, after = MaterialTypeFacts(issuer="甲"), MaterialTypeFacts(issuer="甲", register="household")

    now = replace(after, note="后来写的")
    assert rules.restored_facts(before, after, now) == (replace(before, note="后来写的"), ())
    changed = replace(after, register="another")
    assert rules.restored_facts(before, after, changed)[1] == ("共享登记",)


def test_the_same_point_is_shown_once_with_its_picture() -> None:
    plain, drawn = TypePoint(new_id(), "在有效期内"), TypePoint(new_id(), "在有效期内 ", "", new_id())
    other = TypePoint(new_id(), "姓名一致")

    assert rules.points_together([[plain, other], [drawn]]) == (drawn, other)


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        (MaterialTypeFacts(issuer="字" * 301), "/issuer"),
        (MaterialTypeFacts(register="a\x00b"), "/register"),
        (MaterialTypeFacts(aliases=("",)), "/aliases"),
        (MaterialTypeFacts(aliases=tuple(str(n) for n in range(21))), "/aliases"),
    ],
)
def test_an_entry_that_says_too_much_is_told_where(facts: MaterialTypeFacts, pointer: str) -> None:
    assert [fault.pointer for fault in rules.fact_faults(facts)] == [pointer]
