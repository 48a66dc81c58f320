"""How well a short description reads: exact counts, and what to change (通俗说明)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.offer.catalogue.rules.quality import findings, score
from yichuang.offer.catalogue.rules.reading import ABBREVIATIONS, LEGAL_TERMS, Reading, reading_of
from yichuang.offer.catalogue.tests.factories import content
from yichuang.offer.catalogue.types.quality import QualityRule, Severity

PLAIN = "开货车拉货，要先办这个证。办好了才能上路。"
OFFICIAL = (
    "申请人从事道路普通货物运输经营活动应当依法具备与其经营业务相适应并经检测合格的车辆。"
    "逾期未补正的，不予受理。"
)


def test_plain_words_read_well() -> None:
    assert reading_of(PLAIN) == Reading((11, 7), 0, (), (), ())
    assert reading_of(PLAIN).longest == 11


def test_the_words_of_a_law_are_counted_and_each_gets_an_everyday_word() -> None:
    reading = reading_of(OFFICIAL)

    assert reading.sentences == (41, 10)
    # 申请人 从事 应当 依法 具备 逾期 补正: 15 of 51 characters
    assert reading.legal_terms == ("申请人", "从事", "应当", "依法", "具备", "逾期", "补正")
    assert reading.legal_percent == 29
    assert reading.advice == (
        "第 1 句有 41 字，超过 30 字，可以拆成两句：“申请人从事道路普通货物运…”",
        "法律用语占 29%，超过 10%：“申请人”可以说“您”，“从事”可以说“做”，“应当”可以说“要”，"
        "“依法”可以删去，“具备”可以说“有”，“逾期”可以说“过期”，“补正”可以说“补材料”",
    )


@pytest.mark.parametrize(
    ("length", "advice"),
    [(30, ()), (31, ("第 1 句有 31 字，超过 30 字，可以拆成两句：“好好好好好好好好好好好好…”",))],
)
def test_thirty_characters_are_read_at_one_go(length: int, advice: tuple[str, ...]) -> None:
    assert reading_of("好" * length + "。").advice == advice
    assert reading_of("，".join("好" * length)).sentences == (length,)


@pytest.mark.parametrize(
    ("words", "percent", "is_told"),
    [("应当" + "好" * 18, 10, False), ("应当" + "好" * 16, 11, True), ("应当", 100, True)],
)
def test_one_legal_character_in_ten_is_still_taken_in(words: str, percent: int, is_told: bool) -> None:
    reading = reading_of(words)

    assert reading.legal_percent == percent
    assert bool(reading.advice) is is_told


def test_the_longer_of_two_terms_is_counted() -> None:
    assert reading_of("行政许可").legal_terms == ("行政许可",)
    assert reading_of("行政相对人").legal_percent == 100


@pytest.mark.parametrize(
    ("text", "unexplained"),
    [
        ("装了 ETC 的车", ("ETC",)),
        ("装了 ETC（电子收费）的车，ETC 要绑卡", ()),
        ("装了电子收费（ETC）的车", ()),
        ("ETC 的车，ETC（电子收费）", ("ETC",)),
        ("支持 OFD(版式文件) 和 PDF", ("PDF",)),
        ("这是承诺件，可以容缺。", ("承诺件", "容缺")),
        ("到 A 区办，用 App 看", ()),
    ],
)
def test_an_abbreviation_is_explained_where_it_first_stands(text: str, unexplained: tuple[str, ...]) -> None:
    assert reading_of(text).unexplained == unexplained


def test_what_to_say_instead_of_an_abbreviation() -> None:
    assert reading_of("这是承诺件，装 ETC。").advice == (
        "“承诺件”没有解释，可以说“几天内办完”",
        "“ETC”没有解释，第一次写的时候在后面加括号说明",
    )


@pytest.mark.parametrize("text", ["", "。。；\n", " ", "，，"])
def test_nothing_said_is_nothing_to_change(text: str) -> None:
    assert reading_of(text) == Reading((), 0, (), (), ())


def test_no_everyday_word_is_itself_a_legal_term() -> None:
    for plain in (*LEGAL_TERMS.values(), *ABBREVIATIONS.values()):
        assert reading_of(plain).advice == ()


@given(st.text(max_size=300))
def test_any_text_is_counted(text: str) -> None:
    reading = reading_of(text)

    assert 0 <= reading.legal_percent <= 100
    assert all(length > 0 for length in reading.sentences)


def test_the_quality_report_advises_and_takes_no_mark_for_it() -> None:
    plain, official = (content(guide={"plain_words": words}) for words in (PLAIN, OFFICIAL))

    found = [finding for finding in findings(official) if finding.rule is QualityRule.PLAIN_WORDS]

    assert [(finding.severity, finding.pointer, finding.words) for finding in found] == [
        (Severity.ADVICE, "/guide/plain_words", f"通俗说明{words}") for words in reading_of(OFFICIAL).advice
    ]
    assert QualityRule.PLAIN_WORDS not in {finding.rule for finding in findings(plain)}
    assert score(findings(official)) == score(findings(plain))
