"""What an answer means for the decision: another limit, special procedures (情形的时限和特别程序)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.offer.catalogue.errors import ScenarioTooLarge
from yichuang.offer.catalogue.rules.analysis import analyse
from yichuang.offer.catalogue.rules.comparison import differences
from yichuang.offer.catalogue.rules.content import content_faults
from yichuang.offer.catalogue.rules.digest import canonical, digest, option_from_json, option_to_json
from yichuang.offer.catalogue.rules.files import FORMAT, FORMAT_VERSION, read_catalogue
from yichuang.offer.catalogue.rules.quality import findings
from yichuang.offer.catalogue.rules.revisions import content_from_json
from yichuang.offer.catalogue.rules.scenario_limits import limit_clashes
from yichuang.offer.catalogue.rules.sheets import item_of, rows_of
from yichuang.offer.catalogue.tests.factories import content, published_item
from yichuang.offer.catalogue.types import (
    Condition,
    Option,
    ProcedureKind,
    Question,
    ScenarioTerms,
    SpecialProcedure,
    Trouble,
    VersionContent,
)
from yichuang.offer.catalogue.types.quality import QualityRule
from yichuang.offer.catalogue.types.sheets import SheetRow

REVIEW = SpecialProcedure(ProcedureKind.EXPERT_REVIEW, 20, "道路运输条例第三十条")
HEARING = SpecialProcedure(ProcedureKind.HEARING)


def days(amount: int, basis: str = "") -> Limit:
    return Limit(amount, LimitUnit.WORKING_DAY, basis)


def asked(code: str, **of_last: Any) -> Question:
    """A question answered yes or no; no more is said about yes than this."""
    return Question(code, f"{code}？", (Option("no", "不是"), Option("yes", "是", **of_last)))


def item(*questions: Question, **overrides: Any) -> VersionContent:
    """Decided within 8 of at most 20 working days."""
    return content(questions=questions, materials=content().materials[:1], **overrides)


def test_without_a_word_of_the_answers_the_limits_of_the_item_hold() -> None:
    made = item(asked("dangerous", promised=days(12)))
    assert made.promised
    assert made.statutory
    plain = ScenarioTerms(made.promised, made.statutory)

    assert made.terms({}) == plain
    assert made.terms({"dangerous": "no"}) == plain
    assert made.terms({"dangerous": "maybe", "other": "yes"}) == plain
    assert plain.promised == days(8)
    assert plain.statutory == days(20, "行政许可法第四十二条")


def test_a_chosen_answer_takes_the_place_of_the_items_limits() -> None:
    made = item(asked("dangerous", promised=days(30), statutory=days(45, "危险货物条例第十条")))

    assert made.terms({"dangerous": "yes"}) == ScenarioTerms(days(30), days(45, "危险货物条例第十条"))


@pytest.mark.parametrize(
    ("first", "second", "promised", "statutory"),
    [
        ({"promised": days(5)}, {"promised": days(3)}, days(3), 20),
        ({"promised": days(3)}, {"promised": days(5)}, days(3), 20),
        ({"statutory": days(10)}, {"statutory": days(15)}, days(8), 10),
        # the law of one answer is shorter than the promise of the other, or of the item
        ({"promised": days(15, "承诺书")}, {"statutory": days(10, "条例")}, days(10, "承诺书"), 10),
        ({"statutory": days(6)}, {}, days(6), 6),
    ],
)
def test_of_several_limits_the_shortest_holds(
    first: dict[str, Any], second: dict[str, Any], promised: Limit, statutory: int
) -> None:
    """Law: 行政许可法 §42(1). Whoever applies may rely on each of them."""
    terms = item(asked("a", **first), asked("b", **second)).terms({"a": "yes", "b": "yes"})

    assert terms.promised == promised
    assert terms.statutory
    assert terms.statutory.amount == statutory


def test_procedures_of_all_answers_are_told_each_once_with_the_longer_time() -> None:
    shorter = replace(REVIEW, working_days=10)
    made = item(asked("a", procedures=(shorter, HEARING)), asked("b", procedures=(REVIEW,)))

    assert made.terms({"a": "yes", "b": "no"}).procedures == (shorter, HEARING)
    assert made.terms({"a": "yes", "b": "yes"}).procedures == (REVIEW, HEARING)
    assert made.terms({"a": "yes", "b": "yes"}).promised == days(8)
    assert REVIEW.words == "专家评审（20 个工作日，不计入办理期限）"
    assert HEARING.words == "听证（不计入办理期限）"


@pytest.mark.parametrize(
    ("of_option", "faults"),
    [
        ({"promised": days(20)}, []),
        (
            {"promised": days(21)},
            [("/questions/0/options/1/promised", "答“是”时承诺 21 个工作日，长于法定 20 个工作日")],
        ),
        ({"statutory": days(45, "条例第十条"), "promised": days(45)}, []),
        (
            {"statutory": days(45)},
            [
                (
                    "/questions/0/options/1/statutory",
                    "答“是”时法定 45 个工作日，长于事项法定 20 个工作日，要写明依据",
                )
            ],
        ),
        (
            {"promised": Limit(1, LimitUnit.MONTH)},
            [("/questions/0/options/1/promised", "情形的时限按工作日计算")],
        ),
        (
            {"procedures": (HEARING, HEARING)},
            [("/questions/0/options/1/procedures", "听证写了不止一次")],
        ),
        (
            {"procedures": (replace(HEARING, working_days=0),)},
            [("/questions/0/options/1/procedures/0/working_days", "时间应当是 1 到 3650 个工作日")],
        ),
    ],
)
def test_what_may_be_published(of_option: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    found = content_faults(item(asked("a", **of_option)))

    assert [(fault.pointer, fault.detail) for fault in found] == faults


def test_the_quality_rules_see_the_answers_too() -> None:
    """Law: 行政许可法 §42(1), §45"""
    made = item(asked("a", promised=days(21), procedures=(HEARING, REVIEW)))

    rules = (QualityRule.SCENARIO_LIMIT, QualityRule.PROCEDURES)
    assert [
        (found.rule.value, found.severity.value, found.pointer, found.words)
        for found in findings(made)
        if found.rule in rules
    ] == [
        ("Q22", "blocking", "/questions/a/yes/promised", "答“是”时承诺 21 个工作日，长于法定 20 个工作日"),
        ("Q23", "warning", "/questions/a/yes/procedures", "答“是”要听证，没有写明需要多少个工作日"),
        ("Q23", "warning", "/questions/a/yes/procedures", "答“是”要听证，没有写明依据"),
    ]


def test_an_option_that_changes_nothing_is_stored_as_it_always_was() -> None:
    plain = Option("yes", "是", "看营业执照")

    assert option_to_json(plain) == {"code": "yes", "label": "是", "hint": "看营业执照"}
    assert option_from_json(option_to_json(plain)) == plain


def test_what_an_option_says_is_stored_and_counts_for_the_fingerprint() -> None:
    full = asked("a", promised=days(5), statutory=days(9, "条例"), procedures=(REVIEW, HEARING))
    made = item(full)
    plain = replace(made, questions=(asked("a"),))

    assert option_from_json(option_to_json(full.options[1])) == full.options[1]
    assert content_from_json(canonical(made, "x")).questions == made.questions
    assert digest(made, "x") != digest(plain, "x")


def test_a_file_says_it_too() -> None:
    option: dict[str, Any] = {
        "code": "yes",
        "label": "是",
        "promised": {"amount": 5, "unit": "working-day"},
        "procedures": [{"kind": "expert-review", "working_days": 20, "legal_basis": "条例"}],
    }
    row: dict[str, Any] = {
        "code": "a" * 33,
        "name": "办理",
        "organisation": "x",
        "questions": [{"code": "q", "text": "问", "options": [option, {"code": "no", "label": "不是"}]}],
    }
    entry = {"code": "a" * 31, "name": "主项", "handling_items": [row]}
    document = {"format": FORMAT, "version": FORMAT_VERSION, "items": [entry]}

    [read] = read_catalogue(json.dumps(document).encode()).rows
    assert read.content
    assert read.content.questions[0].options[0] == Option(
        "yes", "是", "", days(5), None, (SpecialProcedure(ProcedureKind.EXPERT_REVIEW, 20, "条例"),)
    )
    option["procedures"] = [{"kind": "lunch"}]
    [refused] = read_catalogue(json.dumps(document).encode()).rows
    assert [fault.pointer for fault in refused.faults] == ["/questions/0/options/0/procedures/0/kind"]


@pytest.mark.django_db
def test_the_comparison_says_what_became_different_for_which_answer() -> None:
    before = published_item(questions=(asked("a", promised=days(8), procedures=(HEARING,)),), materials=())
    after = replace(
        before, questions=(asked("a", promised=days(5), statutory=days(9), procedures=(REVIEW,)),)
    )

    assert [difference.words for difference in differences(before, after)] == [
        "情形问题“a？”答“是”时的承诺办结时限由 8 个工作日缩短为 5 个工作日",
        "情形问题“a？”答“是”时的法定办结时限写明为 9 个工作日",
        "情形问题“a？”答“是”时的特别程序新增专家评审（20 个工作日，不计入办理期限）",
        "情形问题“a？”答“是”时的特别程序去掉听证",
    ]


def limits_differ(*questions: Question) -> list[tuple[str, str]]:
    found = analyse(questions, content().materials[:1]).of(Trouble.LIMITS_DIFFER)
    return [(finding.pointer, finding.words) for finding in found]


def test_two_answers_with_different_limits_are_reported() -> None:
    found = limits_differ(asked("a", promised=days(3)), asked("b", promised=days(5)))

    assert found == [
        (
            "/questions/1/options",
            "“a？”答“是”承诺 3 个工作日，“b？”答“是”承诺 5 个工作日，可以同时选，只能按短的 3 个工作日 办",
        )
    ]


def test_equal_limits_and_answers_nobody_gives_together_are_no_contradiction() -> None:
    first, second = asked("a", promised=days(3)), asked("b", promised=days(5))
    only_otherwise = replace(second, asked_when=Condition.of({"a": ["no"]}))

    assert limits_differ(first, replace(second, options=first.options)) == []
    assert limits_differ(first, only_otherwise) == []
    assert limits_differ(first, asked("b", statutory=days(5))) == []
    assert limits_differ(first, asked("b", procedures=(HEARING,))) == []


def test_a_question_that_decides_about_the_limit_is_not_idle() -> None:
    assert analyse([asked("a")], ()).of(Trouble.QUESTION_IDLE)
    assert analyse([asked("a", promised=days(3))], ()).of(Trouble.QUESTION_IDLE) == ()
    assert analyse([asked("a", procedures=(HEARING,))], ()).of(Trouble.QUESTION_IDLE) == ()


def test_too_many_limits_are_refused_not_guessed() -> None:
    many = [
        Question(
            f"q{number}",
            f"{number}？",
            tuple(Option(f"o{amount}", str(amount), promised=days(amount + 1)) for amount in range(40)),
        )
        for number in range(60)
    ]

    with pytest.raises(ScenarioTooLarge, match="定了时限的选项太多"):
        list(limit_clashes(many))


def test_a_workbook_carries_it_there_and_back() -> None:
    full = asked("a", promised=days(5), statutory=days(9, "条例"), procedures=(REVIEW, HEARING))
    made = item(full)

    rows = [SheetRow(row.sheet, 2, row.cells) for row in rows_of(made, "JTJ", "交通运输局")]
    read = item_of(made.code, rows, {}, {})

    assert read.faults == ()
    assert read.row
    assert read.row.content
    assert read.row.content.questions == made.questions
