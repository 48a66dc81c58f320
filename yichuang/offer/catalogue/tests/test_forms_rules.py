"""Forms as JSON Schema, what may be defined, what was filled in; against an independent validator."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema_rs
import pytest

from yichuang.foundation.parties.tests.factories import make_resident_id
from yichuang.foundation.places.tests.factories import make_uscc
from yichuang.offer.catalogue.queries.forms import judge_form
from yichuang.offer.catalogue.rules.content import content_faults
from yichuang.offer.catalogue.rules.digest import canonical, digest
from yichuang.offer.catalogue.rules.form_patterns import pattern_problem
from yichuang.offer.catalogue.rules.form_values import asked_fields, value_text
from yichuang.offer.catalogue.rules.forms import facts_faults, form_of_schema, form_schema
from yichuang.offer.catalogue.rules.revisions import content_from_json
from yichuang.offer.catalogue.tests.factories import content
from yichuang.offer.catalogue.types import Condition, FormField
from yichuang.offer.catalogue.types.forms import FieldFacts, FieldType, Sensitivity

ON = date(2026, 3, 2)
COMPANY = Condition.of({"subject-kind": ["company"]})
BORN = make_resident_id(date(1990, 5, 6), 12)
FACTS: Mapping[str, FieldFacts] = {
    "name": FieldFacts("姓名", sensitivity=Sensitivity.PERSONAL, name_en="Name", longest=10),
    "reason": FieldFacts("申请理由", FieldType.LONG_TEXT, longest=20),
    "people": FieldFacts("人数", FieldType.WHOLE, longest=50),
    "born": FieldFacts("出生日期", FieldType.DATE),
    "sex": FieldFacts("性别", FieldType.CHOICE, options=("男", "女"), element="GB/T 2261.1"),
    "trades": FieldFacts("经营项目", FieldType.CHOICES, options=("热食", "冷食", "糕点")),
    "agree": FieldFacts("是否邮寄", FieldType.YES_NO),
    "id": FieldFacts("公民身份号码", FieldType.RESIDENT_ID, Sensitivity.SENSITIVE),
    "uscc": FieldFacts("统一社会信用代码", FieldType.USCC),
    "phone": FieldFacts("联系电话", FieldType.PHONE),
    "plate": FieldFacts("车牌", pattern="[京沪]{1}[A-Z][0-9]{5}", pattern_words="写成京A12345的样子"),
}
FORM = (
    *(FormField(code, code, facts, section="基本情况") for code, facts in FACTS.items() if code != "uscc"),
    FormField("uscc", "uscc", FACTS["uscc"], applies_when=COMPANY),
    FormField("name-2", "name", FACTS["name"], label="联系人", required=False, hint="可以不填"),
)
TYPED: Mapping[str, Sequence[str]] = {
    "name": ["  安 宁 "],
    "reason": ["第一行\r\n第二行"],
    "people": ["１２"],
    "born": ["2026/03/02"],
    "sex": ["女"],
    "trades": ["糕点", "热食"],
    "agree": ["no"],
    "id": [f" {BORN[:6]} {BORN[6:]} "],
    "phone": ["+86 139 0000 1234"],
    "plate": ["京A12345"],
    "uscc": [make_uscc(7)],
}
ANSWERS = {"subject-kind": "company"}


def judged(typed: Mapping[str, Sequence[str]], answers: Mapping[str, str] = ANSWERS) -> Any:
    return judge_form(asked_fields(FORM, answers), typed, ON)


def accepts(values: Mapping[str, Any], answers: Mapping[str, str] = ANSWERS) -> bool:
    validator = jsonschema_rs.Draft202012Validator(form_schema(FORM), validate_formats=True)
    return bool(validator.is_valid({"answers": dict(answers), "values": dict(values)}))


def test_what_was_filled_in_becomes_values_the_schema_accepts() -> None:
    values, wrong = judged(TYPED)

    assert wrong == {}
    assert values == {
        "name": "安 宁",
        "reason": "第一行\n第二行",
        "people": 12,
        "born": "2026-03-02",
        "sex": "女",
        "trades": ["热食", "糕点"],
        "agree": False,
        "id": BORN,
        "phone": "13900001234",
        "plate": "京A12345",
        "uscc": make_uscc(7),
    }
    assert accepts(values)
    jsonschema_rs.meta.validate(form_schema(FORM))


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "字" * 11, "超过 10 字"),
        ("name", "   ", "请填写姓名"),
        ("people", "三", "请填写整数，只用数字"),
        ("people", "51", "最大是 50"),
        ("born", "2026-02-30", "没有这一天，请核对年、月、日"),
        ("born", "三月二日", "日期写成 2026-03-02 的样子"),
        ("sex", "其他", "请在列出的选项里选一个"),
        ("sex", "", "请选择性别"),
        ("trades", "烧烤", "请在列出的选项里选"),
        ("agree", "maybe", "请选“是”或者“否”"),
        ("id", "1234", "身份证号码应当是 18 位，现在是 4 位。"),
        ("phone", "12", "请填写 11 位手机号码，或者带区号的固定电话。"),
        ("plate", "京A1234", "写成京A12345的样子"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_the_schema_refuses_it_too(
    field: str, typed: str, words: str
) -> None:
    values, wrong = judged({**TYPED, field: [typed]})

    assert wrong == {field: words}
    assert not accepts(values)  # what is wrong has no value, and it is required
    raw: Any = [typed] if field == "trades" else typed
    assert not accepts({**values, field: raw})


def test_a_number_whose_check_digit_is_wrong_is_refused_although_its_shape_is_right() -> None:
    other = BORN[:-1] + ("0" if BORN[-1] != "0" else "1")

    assert judged({**TYPED, "id": [other]})[1] == {"id": "身份证号码的校验码不对，请核对是否有输错的数字。"}


def test_what_only_a_company_fills_in_is_not_asked_of_anybody_else() -> None:
    alone = {"subject-kind": "individual"}
    values, wrong = judged(TYPED, alone)

    assert wrong == {}
    assert "uscc" not in values
    assert accepts(values, alone)
    assert not accepts({**values, "uscc": make_uscc(7)}, alone)
    assert not accepts(values, ANSWERS)
    assert judged({**TYPED, "uscc": [""]})[1] == {"uscc": "请填写统一社会信用代码"}


def test_a_value_nobody_asked_for_is_refused_by_the_schema_and_dropped_by_the_page() -> None:
    values, wrong = judged({**TYPED, "secret": ["x"]})

    assert wrong == {}
    assert "secret" not in values
    assert not accepts({**values, "secret": "x"})


def test_a_schema_says_its_form_again_whatever_the_order_of_its_keys() -> None:
    stored = json.loads(json.dumps(form_schema(FORM), sort_keys=True))

    assert form_of_schema(stored) == FORM
    assert form_schema(form_of_schema(stored)) == form_schema(FORM)
    assert form_of_schema(None) == ()


def test_a_version_without_a_form_keeps_the_fingerprint_it_had() -> None:
    plain = content()

    assert "form" not in canonical(plain, "JTJ")["details"]
    with_form = replace(plain, form=FORM)
    assert digest(with_form, "JTJ") != digest(plain, "JTJ")
    assert digest(replace(with_form, form=()), "JTJ") == digest(plain, "JTJ")


def test_a_form_comes_back_from_the_revision_of_a_draft() -> None:
    kept = json.loads(json.dumps(canonical(content(form=FORM), "JTJ")))

    assert content_from_json(kept).form == FORM


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ((FORM[0], FORM[0]), "表单字段代码“name”重复"),
        (
            (replace(FORM[0], applies_when=Condition.of({"nothing": ["a"]})),),
            "引用的问题“nothing”不存在",
        ),
        (
            (replace(FORM[0], applies_when=Condition.of({"subject-kind": ["ghost"]})),),
            "问题“subject-kind”没有选项“ghost”",
        ),
        ((replace(FORM[0], facts=replace(FACTS["name"], name=" ")),), "请写明字段名称"),
        ((replace(FORM[0], label="字" * 101),), "超过 100 字"),
        (tuple(replace(FORM[0], code=f"f{n}") for n in range(201)), "一张表最多 200 个字段"),
    ],
    ids=["twice", "no-question", "no-option", "no-name", "long", "many"],
)
def test_a_form_that_breaks_a_rule_cannot_be_published(form: tuple[FormField, ...], words: str) -> None:
    assert [fault.detail for fault in content_faults(content(form=form))] == [words]


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        (FieldFacts("性别", FieldType.CHOICE), "/options"),
        (FieldFacts("性别", FieldType.CHOICE, options=("男", "男")), "/options"),
        (FieldFacts("姓名", options=("甲", "乙")), "/options"),
        (FieldFacts("日期", FieldType.DATE, longest=4), "/longest"),
        (FieldFacts("姓名", longest=201), "/longest"),
        (FieldFacts("姓名", longest=0), "/longest"),
        (FieldFacts("人数", FieldType.WHOLE, pattern="[0-9]", pattern_words="一位"), "/pattern"),
        (FieldFacts("车牌", pattern="(a+)+", pattern_words="x"), "/pattern"),
        (FieldFacts("车牌", pattern="[0-9]{5}"), "/pattern_words"),
        (FieldFacts("姓名", held_by="resident-id"), "/held_as"),
        (FieldFacts(""), "/name"),
        (FieldFacts("字" * 101), "/name"),
        (FieldFacts("姓名", aliases=("\x00",)), "/aliases"),
    ],
    ids=range(13),
)
def test_a_definition_that_cannot_work_is_refused_beside_its_field(facts: FieldFacts, pointer: str) -> None:
    assert [fault.pointer for fault in facts_faults(facts)] == [pointer]


@pytest.mark.parametrize("pattern", ["[A-Z]{2}[0-9]{6,8}", "〔[0-9]{4}〕[0-9]{1,5}号", "A1-", "", "[甲乙]"])
def test_patterns_of_pieces_are_taken(pattern: str) -> None:
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "[0-9]+",
        "(a|b)",
        "[0-9]{1,3}[0-9]{1,3}",
        "[0-9]{3,1}",
        "[z-a]",
        ".*",
        "[^a]",
        r"\d",
        "x" * 201,
        "a{1,}",
    ],
)
def test_patterns_that_could_keep_a_machine_busy_or_mean_nothing_are_refused(pattern: str) -> None:
    assert pattern_problem(pattern)


def test_values_are_printed_as_people_write_them() -> None:
    values, _ = judged(TYPED)

    printed = {code: value_text(FACTS[code], value) for code, value in values.items()}
    assert printed["born"] == "2026年3月2日"
    assert printed["trades"] == "热食、糕点"
    assert printed["agree"] == "否"
    assert printed["people"] == "12"
    assert value_text(FACTS["name"], None) == ""
