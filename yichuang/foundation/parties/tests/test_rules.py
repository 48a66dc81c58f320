from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.env import ROOT
from yichuang.foundation.parties import rules
from yichuang.foundation.parties.tests.factories import a_company, a_person, make_resident_id
from yichuang.foundation.parties.types import IdType, PartyKind
from yichuang.foundation.places.tests.factories import make_uscc

ON = date(2026, 2, 11)

BIRTHDAYS = st.dates(date(1900, 1, 1), ON)
SERIALS = st.integers(0, 999)
REGIONS = st.from_regex(r"[0-9]{6}", fullmatch=True)


def problem(id_type, number):
    return rules.ID_PROBLEM[id_type](rules.normal_id_number(number), ON)


# Resident identity numbers


@given(BIRTHDAYS, SERIALS, REGIONS)
def test_a_right_number_of_any_region_passes(born, serial, region):
    assert rules.resident_id_problem(make_resident_id(born, serial, region), ON) is None


@given(BIRTHDAYS, SERIALS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_no_single_wrong_character_goes_unnoticed(born, serial, place, other):
    number = make_resident_id(born, serial)
    changed = number[:place] + other + number[place + 1 :]

    assert (rules.resident_id_problem(changed, ON) is None) == (changed == number)


@given(BIRTHDAYS, SERIALS, st.integers(0, 16))
def test_no_two_neighbours_swapped_go_unnoticed(born, serial, place):
    number = make_resident_id(born, serial)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert (rules.resident_id_problem(swapped, ON) is None) == (swapped == number)


@given(BIRTHDAYS, SERIALS)
def test_the_check_character_is_iso_7064_mod_11_2(born, serial):
    number = make_resident_id(born, serial)
    total = 0
    for character in number:
        total = (total * 2 + (10 if character == "X" else int(character))) % 11

    assert total == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("990101900615001", "第一代身份证已经停止使用"),
        (make_resident_id(date(1990, 6, 15), 1)[:17], "18 位，现在是 17 位"),
        (make_resident_id(date(1990, 6, 15), 1) + "0", "18 位，现在是 19 位"),
        ("", "现在是 0 位"),
        ("99010119900615O01X", "前 17 位是数字"),
        (make_resident_id(date(2026, 2, 12), 1), "还没有到"),
        (make_resident_id(date(1875, 12, 31), 1), "太早"),
        ("99010119900230001" + rules.check_character("99010119900230001"), "不是一个日期"),
        ("99010119901301001" + rules.check_character("99010119901301001"), "不是一个日期"),
        ("99010100000000001" + rules.check_character("99010100000000001"), "不是一个日期"),
        ("99010119000229001" + rules.check_character("99010119000229001"), "不是一个日期"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(number, words):
    assert words in (rules.resident_id_problem(number, ON) or "")


def test_somebody_born_today_or_on_a_leap_day_passes():
    assert rules.resident_id_problem(make_resident_id(ON, 1), ON) is None
    assert rules.resident_id_problem(make_resident_id(date(2000, 2, 29), 1), ON) is None
    assert rules.resident_id_problem(make_resident_id(ON + timedelta(days=1), 1), ON) is not None


def test_an_unknown_region_only_warns():
    of_nobody = make_resident_id(date(1990, 6, 15), 1)

    assert rules.resident_id_problem(of_nobody, ON) is None
    assert "99" in (rules.resident_id_warning(of_nobody) or "")
    for region in ("510212", "440620", "810000", "820000", "830000", "110101"):
        number = make_resident_id(date(1990, 6, 15), 1, region)
        assert rules.resident_id_problem(number, ON) is None
        assert rules.resident_id_warning(number) is None


def test_what_people_type_is_brought_into_form():
    number = make_resident_id(date(1990, 6, 15), 7)
    ends_in_x = next(
        found for serial in range(99) if (found := make_resident_id(date(1990, 6, 15), serial)).endswith("X")
    )

    assert rules.normal_id_number(f" {number[:6]} {number[6:14]}-{number[14:]} ") == number
    assert rules.normal_id_number(ends_in_x.lower()) == ends_in_x
    assert rules.normal_id_number("".join(chr(ord(digit) + 0xFEE0) for digit in number)) == number


def test_every_resident_number_of_the_test_vectors():
    folder = os.environ.get("YICHUANG_TEST_DATA") or ROOT.parent / "shared" / "data"
    path = Path(folder) / "test_vectors" / "resident_id_samples.csv"
    if not path.exists():
        pytest.skip("no test vectors: YICHUANG_TEST_DATA names no folder that has them")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    # the file calls a right number of an unassigned region wrong; here it passes with a warning
    of_no_region = [row["id_number"] for row in rows if "unassigned region" in row["note_SYNTHETIC"]]
    expected = {row["id_number"]: row["valid"] == "1" for row in rows} | dict.fromkeys(of_no_region, True)

    found = {number: rules.resident_id_problem(number, ON) is None for number in expected}

    assert len(rows) > 150
    assert len(of_no_region) == 3
    assert found == expected


# Other documents


@pytest.mark.parametrize(
    ("id_type", "number"),
    [
        (IdType.USCC, make_uscc(5).lower()),
        (IdType.PASSPORT, "E12345678"),
        (IdType.PASSPORT, "ej1234567"),
        (IdType.PASSPORT, "K0123456"),
        (IdType.PERMANENT_RESIDENCE, "XXX990190061501"),
        (IdType.PERMANENT_RESIDENCE, make_resident_id(date(1990, 6, 15), 1, "999001")),
        (IdType.HK_MACAO_PERMIT, "H12345678"),
        (IdType.HK_MACAO_PERMIT, "m1234567801"),
        (IdType.TAIWAN_PERMIT, "12345678"),
        (IdType.TAIWAN_PERMIT, "1234567890（B）"),
        (IdType.MILITARY_ID, "南字第01234567号"),
        (IdType.OTHER, "社证字第 0123 号"),
    ],
)
def test_documents_of_every_type_pass(id_type, number):
    assert problem(id_type, number) is None


@pytest.mark.parametrize(
    ("id_type", "number"),
    [
        (IdType.USCC, make_uscc(5)[:17]),
        (IdType.PASSPORT, "E123"),
        (IdType.PASSPORT, "E123456789"),
        (IdType.PASSPORT, "ABCDEFG"),
        (IdType.PASSPORT, "护照12345"),
        (IdType.PERMANENT_RESIDENCE, "XX990190061501"),
        (IdType.PERMANENT_RESIDENCE, make_resident_id(date(1990, 6, 15), 1, "110101")),
        (IdType.PERMANENT_RESIDENCE, "99900119900230001" + rules.check_character("99900119900230001")),
        (IdType.PERMANENT_RESIDENCE, make_resident_id(date(1990, 6, 15), 1, "999001")[:17] + "?"),
        (IdType.HK_MACAO_PERMIT, "T12345678"),
        (IdType.HK_MACAO_PERMIT, "H123456789"),
        (IdType.TAIWAN_PERMIT, "1234567"),
        (IdType.TAIWAN_PERMIT, "T1234567"),
        (IdType.MILITARY_ID, "01234567"),
        (IdType.OTHER, "12"),
        (IdType.OTHER, "12\t3<4>"),
        *((id_type, "") for id_type in IdType),
    ],
)
def test_documents_of_every_type_are_refused_with_a_sentence(id_type, number):
    sentence = problem(id_type, number)

    assert sentence is not None
    assert sentence.endswith("。")


def test_every_type_has_its_rule():
    assert set(rules.ID_PROBLEM) == set(IdType)


# Names


@pytest.mark.parametrize(
    "name", ["张三", "𠮷田", "阿依古丽·买买提", "䶮", "㛃", "王 小明", "John O’Neil", "Müller", "ᠪᠠᠲᠤ"]
)
def test_names_of_all_scripts_pass_and_stay_as_they_are(name):
    assert rules.normal_name(name) == name
    assert rules.name_problem(name, PartyKind.NATURAL) is None


def test_names_are_composed_and_trimmed():
    assert rules.normal_name("  Mu\u0308ller ") == "M\u00fcller"
    assert rules.normal_name("\u3000张\u3000\u3000三 ") == "张 三"


@pytest.mark.parametrize(
    "name",
    ["", "张\n三", "张\u200b三", "张\u202e三", "张\x00三", "张\ue000", "张\ud800", "123", "··", "张" * 51],
)
def test_names_nobody_can_print_are_refused(name):
    assert rules.name_problem(rules.normal_name(name), PartyKind.NATURAL) is not None


def test_a_company_may_have_a_long_name():
    assert rules.name_problem("公" * 200, PartyKind.LEGAL) is None
    assert rules.name_problem("公" * 201, PartyKind.LEGAL) is not None


@given(st.text(max_size=60))
def test_bringing_a_name_into_form_twice_changes_nothing(text):
    once = rules.normal_name(text)

    assert rules.normal_name(once) == once


# Phones


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0000 3210", "13800003210"),
        ("+86 138-0000-3210", "13800003210"),
        ("8613800003210", "13800003210"),
        ("１３８００００３２１０", "13800003210"),
        ("0990-8001234", "09908001234"),
        ("(021) 6123 4567", "02161234567"),
        ("8001234", "8001234"),
        ("400-812-3456", "4008123456"),
    ],
)
def test_mobiles_and_landlines_pass_in_one_form(typed, kept):
    assert rules.normal_phone(typed) == kept
    assert rules.phone_problem(kept) is None


@pytest.mark.parametrize(
    "typed", ["12800003210", "1380000321", "138000032100", "12345", "0990-12345", "电话", "1"]
)
def test_other_phones_are_refused(typed):
    assert rules.phone_problem(rules.normal_phone(typed)) == "请填写 11 位手机号码，或者带区号的固定电话。"


# Parties


def test_a_right_party_has_no_problem():
    assert rules.party_problems(rules.normal_party(a_person()), ON) == {}
    assert rules.party_problems(rules.normal_party(a_company()), ON) == {}
    assert rules.party_problems(rules.normal_party(a_person(phone="")), ON) == {}


@pytest.mark.parametrize(
    ("party", "fields"),
    [
        (a_person(id_number="1", name="", phone="1"), {"id_number", "name", "phone"}),
        (a_person(id_type=IdType.USCC, id_number=make_uscc(1)), {"id_type"}),
        (a_company(id_type=IdType.PASSPORT, id_number="E12345678"), {"id_type"}),
        (a_person(legal_representative="李四"), {"legal_representative"}),
        (a_company(legal_representative="李\n四"), {"legal_representative"}),
        (a_company(id_type=IdType.OTHER, id_number="社证字第0123号"), set()),
    ],
)
def test_every_wrong_field_is_named_at_once(party, fields):
    assert set(rules.party_problems(rules.normal_party(party), ON)) == fields


# Masks


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张", "张*"),
        ("欧阳娜娜", "欧*"),
        ("𠮷田", "𠮷*"),
        ("葛\U000e0100城", "葛\U000e0100*"),
        ("", ""),
    ],
)
def test_a_persons_name_shows_its_first_character(name, shown):
    assert rules.mask_name(name) == shown


def test_a_companys_name_and_code_are_public():
    assert rules.mask_name("安澜县顺达运输有限公司", PartyKind.LEGAL) == "安澜县顺达运输有限公司"
    assert rules.mask_id(make_uscc(1), IdType.USCC) == make_uscc(1)


def test_phones_and_numbers_show_their_ends():
    assert rules.mask_phone("13800003210") == "138****3210"
    assert rules.mask_phone("09908001234") == "********234"
    assert rules.mask_phone("") == ""
    assert rules.mask_id("990101199006150016", IdType.RESIDENT_ID) == "9901**********0016"
    assert rules.mask_id("E12345678", IdType.PASSPORT) == "E1*****78"
    assert rules.mask_id("1234", IdType.OTHER) == "1**4"


@given(BIRTHDAYS, SERIALS)
def test_a_mask_hides_the_birthday(born, serial):
    shown = rules.mask_id(make_resident_id(born, serial), IdType.RESIDENT_ID)

    assert len(shown) == 18
    assert shown[6:14] == "********"


@given(st.text(alphabet="0123456789", min_size=1, max_size=20))
def test_no_mask_shows_the_whole_number(number):
    for id_type in set(IdType) - {IdType.USCC}:
        assert len(number) < 3 or "*" in rules.mask_id(number, id_type)
