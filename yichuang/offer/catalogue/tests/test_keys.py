"""The normal form, n-grams and spellings behind search."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from yichuang.offer.catalogue.adapters.pinyin import syllables_of
from yichuang.offer.catalogue.rules import keys
from yichuang.offer.catalogue.tests import county

TEXT = st.text(st.sampled_from("食品经营许可（新办）《A1、ａ“'\\ é㎡"), min_size=1, max_size=12)


def spelled(text: str) -> str:
    key = keys.normal(text)
    return keys.spelling(key, syllables_of(key))


@given(TEXT)
def test_the_normal_form_is_stable(text: str) -> None:
    assert keys.normal(keys.normal(text)) == keys.normal(text)


@given(TEXT, st.data())
def test_every_part_of_a_text_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    part = keys.normal(text[start:end])

    place = keys.find(part, text)

    if part:
        assert place is not None
        assert part in keys.normal(text[place[0] : place[1]])


@given(TEXT, st.data())
def test_a_document_holds_every_gram_its_parts_are_asked_by(text: str, data: st.DataObject) -> None:
    key = keys.normal(text)
    start = data.draw(st.integers(0, max(0, len(key) - 1)))
    part = key[start : data.draw(st.integers(start + 1, len(key) + 1))]
    if not part:
        return
    held = keys.grams(key) | keys.pinyin_grams(key, syllables_of(key))

    literal = (
        keys.index_query(part).split(" | ")[0].strip("()")
        if re.search("[a-z]", part)
        else keys.index_query(part)
    )
    asked = {
        token.replace("''", "'").replace("\\\\", "\\") for token in re.findall(r"'((?:[^']|'')*)'", literal)
    }

    assert asked <= held


def test_pinyin_is_found_at_the_beginning_of_syllables_only() -> None:
    """``an`` is 安 and not the end of 山."""
    an = keys.patterns("an").pinyin

    assert keys.find_spelled(an, "公安局", spelled("公安局")) == (1, 2)
    assert keys.find_spelled(an, "山林", spelled("山林")) is None
    assert keys.find_spelled(keys.patterns("pin").pinyin, "食品", spelled("食品")) == (1, 2)
    assert keys.find_spelled(keys.patterns("ipin").pinyin, "食品", spelled("食品")) is None


def test_the_last_syllable_may_be_cut_short() -> None:
    for asked in ("shi", "ship", "shipi", "shipin", "shipinj"):
        assert keys.find_spelled(keys.patterns(asked).pinyin, "食品经营", spelled("食品经营")) is not None, (
            asked
        )


@pytest.mark.parametrize(
    ("asked", "text", "place"),
    [
        ("食品jy", "预包装食品经营备案", (3, 7)),
        ("食品jing", "食品经营", (0, 3)),
        ("shi品", "食品经营", (0, 2)),
        ("80zhou", "满80周岁", (1, 4)),
        ("alei", "A类许可", (0, 2)),
        ("al", "A类许可", (0, 2)),
    ],
)
def test_characters_and_letters_may_be_mixed(asked: str, text: str, place: tuple[int, int]) -> None:
    patterns = keys.patterns(asked)
    line = spelled(text)

    found = keys.find_spelled(patterns.pinyin, text, line) or keys.find_spelled(patterns.initials, text, line)

    assert found == place


def test_a_syllable_before_a_character_is_whole() -> None:
    assert keys.find_spelled(keys.patterns("sh品").pinyin, "食品", spelled("食品")) is None
    assert keys.find_spelled(keys.patterns("s品").initials, "食品", spelled("食品")) == (0, 2)


def test_readings_follow_the_phrase() -> None:
    assert syllables_of("银行行政") == ["yin", "hang", "xing", "zheng"]
    assert syllables_of("绿A8") == ["lv", "", ""]


@pytest.mark.parametrize("name", list(county.lists()))
def test_readings_are_those_of_the_library_for_the_whole_name(name: str) -> None:
    """Each phrase is read once and kept; that changes no reading."""
    rows = csv.DictReader(io.StringIO(county.lists()[name].decode("utf-8-sig")))
    names = sorted({keys.normal(row["name"]) for row in rows})

    for text in names:
        syllables = lazy_pinyin(text, errors=lambda characters: [""] * len(characters))
        assert syllables_of(text) == [syllable.replace("ü", "v") for syllable in syllables], text
    assert len(names) > 500


def test_a_spelling_can_be_read_back() -> None:
    key = keys.normal("食品A（新办）'")

    assert keys.unspelled(keys.spelling(key, syllables_of(key))) == (key, syllables_of(key))


def test_the_words_of_a_query_are_each_asked_once() -> None:
    assert keys.terms("  食品　许可 食品 ") == ("食品", "许可")
    assert keys.terms(" \n\t") == ()
