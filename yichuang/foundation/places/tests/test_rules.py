from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.env import ROOT
from yichuang.foundation.places import rules
from yichuang.foundation.places.errors import RegionCodeWrong
from yichuang.foundation.places.tests.factories import make_uscc
from yichuang.foundation.places.types import RegionLevel

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_codes_of_every_level_keep_their_natural_length():
    assert [rules.normal_region_code(code) for code in ("99", "9901", "990101", "990101001")] == [
        "99",
        "9901",
        "990101",
        "990101001",
    ]
    assert rules.normal_region_code(" 990101001001 ") == "990101001001"


def test_padded_codes_lose_their_zeros_but_a_city_without_districts_keeps_its_own():
    assert rules.normal_region_code("990101000000") == "990101"
    assert rules.normal_region_code("990101001000") == "990101001"
    assert rules.normal_region_code("442000") == "442000"
    assert rules.normal_region_code("442000000000") == "442000"


@pytest.mark.parametrize(
    "text", ["", "9", "990", "99010", "9901010", "99010A", "９９０１０１", "9901010010011"]
)
def test_what_is_not_a_region_code_is_refused_by_name(text):
    with pytest.raises(RegionCodeWrong) as refusal:
        rules.normal_region_code(text)

    assert f"“{text}”" in refusal.value.detail


def test_level_and_ancestors_follow_from_the_code():
    assert rules.level_of("990101001") is RegionLevel.TOWN
    assert rules.ancestors_of("990101001001") == ("990101001", "990101", "9901", "99")
    assert rules.ancestors_of("99") == ()


def test_a_region_covers_itself_and_what_is_below_it_only():
    assert rules.covers("990101", "990101")
    assert rules.covers("990101", "990101002005")
    assert not rules.covers("990101", "990102")
    assert not rules.covers("990101001", "990101")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "18 位，现在是 0 位"),
        (make_uscc(1)[:17], "18 位，现在是 17 位"),
        (make_uscc(1).replace("1", "I", 1), "不用 I、O、S、V、Z"),
        ("1199X" + make_uscc(1)[5:], "第 3 到 8 位是数字"),
    ],
)
def test_a_wrong_uscc_says_what_is_wrong(number, words):
    assert words in (rules.uscc_problem(number) or "")


@given(serial=st.integers(0, 999_999_999), place=st.integers(0, 17), other=st.sampled_from(ALPHABET))
def test_no_single_wrong_character_of_a_uscc_goes_unnoticed(serial, place, other):
    number = make_uscc(serial)
    changed = number[:place] + other + number[place + 1 :]

    assert rules.uscc_problem(number) is None
    assert (rules.uscc_problem(changed) is None) == (changed == number)


def test_authorities_and_regions_of_no_table_are_accepted():
    body = "A1990199MB0012340"
    weights = [pow(3, place, 31) for place in range(17)]
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, weights, strict=True))

    assert rules.uscc_problem(body + ALPHABET[-total % 31]) is None


def test_every_uscc_of_the_test_vectors():
    folder = os.environ.get("YICHUANG_TEST_DATA") or ROOT.parent / "shared" / "data"
    path = Path(folder) / "test_vectors" / "uscc_samples.csv"
    if not path.exists():
        pytest.skip("no test vectors: YICHUANG_TEST_DATA names no folder that has them")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    wrong = [
        row["uscc"] for row in rows if (rules.uscc_problem(row["uscc"]) is None) != (row["valid"] == "1")
    ]

    assert len(rows) > 100
    assert wrong == []
