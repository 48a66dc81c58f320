"""The quality rules, each by an example and by what it lets pass (CAT-09, CAT-15)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.offer.catalogue.rules.content import unknown_elements
from yichuang.offer.catalogue.rules.files import read_catalogue
from yichuang.offer.catalogue.rules.quality import (
    TABLE,
    blocking,
    findings,
    mean_score,
    score,
)
from yichuang.offer.catalogue.tests.base_lists import entry
from yichuang.offer.catalogue.tests.county import ROOT, lists
from yichuang.offer.catalogue.tests.factories import content, immediate_content, material
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    Faq,
    Fee,
    FeeLine,
    HandlingType,
    ItemType,
    LegalBasis,
    Necessity,
    Option,
    ProcedureKind,
    Question,
    ResultDocument,
    ResultKind,
    ServiceObject,
    SpecialProcedure,
    VersionContent,
)
from yichuang.offer.catalogue.types.quality import Finding, QualityRule, Severity

LAW = Path(ROOT) / "docs" / "law.md"
STEPS = ["收件", "受理", "审查", "决定", "送达"]
GOOD: dict[str, Any] = {
    "faqs": (Faq("多久办好？", "八个工作日。"),),
    "guide": {"process": STEPS, "on_site_reason": "核验车辆"},
    "materials": (material("m01", name="申请表", legal_basis="《道路运输条例》第二十四条"),),
    "questions": (),
}
WORKING_DAYS = LimitUnit.WORKING_DAY


def asking(**of_yes: Any) -> tuple[Question, ...]:
    """One question; this is what its second answer means for the decision."""
    return (Question("who", "谁来办", (Option("no", "不是"), Option("yes", "是", **of_yes))),)


def good(**overrides: Any) -> VersionContent:
    """A licence that breaks no rule; ``guide`` adds to its guide."""
    guide = GOOD["guide"] | overrides.pop("guide", {})
    return content(**GOOD | {"guide": guide} | overrides)


def broken(made: VersionContent) -> dict[str, list[tuple[str, str]]]:
    """Rule → where and what."""
    found: dict[str, list[tuple[str, str]]] = {}
    for finding in findings(made):
        found.setdefault(finding.rule.value, []).append((finding.pointer, finding.words))
    return found


def charged(*lines: FeeLine, basis: str = "价格〔2017〕1186号", **guide: Any) -> dict[str, Any]:
    return {"fee": Fee(True, basis, lines), "guide": {"online_payment": True} | guide}


PRICE = FeeLine("工本费", amount_fen=1000)


def test_a_good_licence_breaks_nothing() -> None:
    assert findings(good()) == ()
    assert score(findings(good())) == 100


# rule, what breaks it, where, words; and what passes
EXAMPLES: list[tuple[str, Mapping[str, Any], str, str, Mapping[str, Any]]] = [
    (
        "Q01",
        {"promised": Limit(21, WORKING_DAYS)},
        "/promised",
        "承诺 21 个工作日，长于法定 20 个工作日",
        {"promised": Limit(20, WORKING_DAYS)},
    ),
    ("Q02", charged(PRICE, basis=" "), "/fee/basis", "收费没有写明法律、行政法规的依据", charged(PRICE)),
    ("Q03", charged(), "/fee/lines", "收费没有列出收费项目", charged(PRICE)),
    (
        "Q03",
        charged(PRICE, FeeLine("检测费")),
        "/fee/lines/1",
        "收费项目“检测费”没有写明标准",
        charged(FeeLine("检测费", "按次，每次 80 元")),
    ),
    (
        "Q06",
        {"materials": (material("m02", name="章程", legal_basis="《公司法》", review_points=()),)},
        "/materials/m02/review_points",
        "“章程”没有审查要点",
        {"materials": ()},
    ),
    (
        "Q07",
        {"promised": Limit(0, LimitUnit.IMMEDIATE)},
        "/handling_type",
        "承诺即办，办件类型却是承诺件",
        {"promised": Limit(0, LimitUnit.IMMEDIATE), "handling_type": HandlingType.IMMEDIATE},
    ),
    (
        "Q07",
        {"handling_type": HandlingType.IMMEDIATE},
        "/promised",
        "即办件承诺的是 8 个工作日，应当是即办",
        {"handling_type": HandlingType.IMMEDIATE, "promised": None},
    ),
    (
        "Q08",
        {"guide": {"review_way": "即审即办"}},
        "/guide/review_way",
        "承诺件的审查方式应当是前审后批，写的是“即审即办”",
        {"guide": {"review_way": "前审后批"}},
    ),
    (
        "Q09",
        {"result": ResultDocument(ResultKind.DOCUMENT, "道路运输经营许可证")},
        "/result",
        "结果“道路运输经营许可证”应当是出证，写的是出文",
        {"result": ResultDocument(ResultKind.DOCUMENT, "备案凭证")},
    ),
    (
        "Q09",
        {"result": ResultDocument(ResultKind.OTHER, "关于项目的批复")},
        "/result",
        "结果“关于项目的批复”应当是出文，写的是其他",
        {"result": ResultDocument(ResultKind.DOCUMENT, "关于项目的批复")},
    ),
    (
        "Q10",
        {"visits": 2, "guide": {"on_site_reason": " "}},
        "/guide/on_site_reason",
        "要到现场 2 次，没有写明原因",
        {"visits": 0, "guide": {"on_site_reason": "", "material_post": True}},
    ),
    (
        "Q11",
        {"visits": 0, "guide": {"material_post": True}},
        "/guide/on_site_reason",
        "不用到现场，却写着必须到现场的原因",
        {"visits": None},
    ),
    (
        "Q12",
        {"visits": 0, "guide": {"on_site_reason": "", "handling_forms": ["窗口办理"]}},
        "/guide/handling_forms",
        "不用到现场，却不能网上办理，也不能邮寄材料",
        {"visits": 0, "guide": {"on_site_reason": "", "handling_forms": ["窗口办理", "快递申请"]}},
    ),
    (
        "Q13",
        {"guide": {"online_depth": "Ⅳ级"}},
        "/visits",
        "网上办理深度是“Ⅳ级”，却要到现场 1 次",
        {"guide": {"online_depth": "Ⅲ级"}},
    ),
    (
        "Q14",
        {"fee": Fee(True, "价格〔2017〕1186号", (PRICE,))},
        "/guide/online_payment",
        "收费的事项没有写明是否支持网上支付",
        charged(PRICE, online_payment=False),
    ),
    (
        "Q15",
        {"guide": {"online_payment": True}},
        "/guide/online_payment",
        "不收费的事项写着支持网上支付",
        {"guide": {"online_payment": False}},
    ),
    (
        "Q16",
        {"guide": {"consult": "0990-3101200", "supervision": "（0990）3101200 转 2"}},
        "/guide/supervision",
        "咨询和投诉用的是同一个电话 09903101200",
        {"guide": {"consult": "0990-3101200，12345", "supervision": "0990-3101299，12345"}},
    ),
    (
        "Q17",
        {"guide": {"consult": "窗口 3101200"}},
        "/guide/consult",
        "咨询电话 3101200 没有区号",
        {"guide": {"consult": "0990-3101200，13800001111，12345，400-100-2000，周一至周五 9:00-17:00"}},
    ),
    (
        "Q18",
        {"themes": ("户籍办理",), "service_objects": (ServiceObject.ENTERPRISE,)},
        "/themes",
        "主题“户籍办理”是自然人的，服务对象里没有自然人",
        {"themes": ("户籍办理",)},
    ),
    (
        "Q18",
        {"themes": ("税收财务",), "service_objects": (ServiceObject.NATURAL_PERSON,)},
        "/themes",
        "主题“税收财务”是法人的，服务对象只有自然人",
        {"themes": ("税收财务",)},
    ),
    (
        "Q19",
        {"faqs": ()},
        "/faqs",
        "行政许可没有常见问题",
        {"faqs": (), "item_type": ItemType.PUBLIC_SERVICE},
    ),
    (
        "Q20",
        {"guide": {"process": STEPS[:4]}},
        "/guide/process",
        "行政许可的办理流程有 4 步，至少要有 5 步",
        {"guide": {"process": []}, "item_type": ItemType.CONFIRMATION},
    ),
    ("Q21", {"in_hall": None}, "/hall", "没有写明是否进驻大厅", {"in_hall": False}),
    (
        "Q22",
        {"questions": asking(promised=Limit(21, WORKING_DAYS))},
        "/questions/who/yes/promised",
        "答“是”时承诺 21 个工作日，长于法定 20 个工作日",
        {"questions": asking(promised=Limit(20, WORKING_DAYS))},
    ),
    (
        "Q23",
        {"questions": asking(procedures=(SpecialProcedure(ProcedureKind.HEARING, 20),))},
        "/questions/who/yes/procedures",
        "答“是”要听证，没有写明依据",
        {"questions": asking(procedures=(SpecialProcedure(ProcedureKind.HEARING, 20, "条例"),))},
    ),
    (
        "Q24",
        {"guide": {"plain_words": "装 ETC 要先办。"}},
        "/guide/plain_words",
        "通俗说明“ETC”没有解释，第一次写的时候在后面加括号说明",
        {"guide": {"plain_words": "装 ETC（电子收费）要先办。"}},
    ),
]


@pytest.mark.parametrize(
    ("rule", "wrong", "pointer", "words", "right"),
    EXAMPLES,
    ids=[f"{example[0]}-{index}" for index, example in enumerate(EXAMPLES)],
)
def test_each_rule_sees_its_fault_and_nothing_else(
    rule: str, wrong: Mapping[str, Any], pointer: str, words: str, right: Mapping[str, Any]
) -> None:
    assert broken(good(**wrong)) == {rule: [(pointer, words)]}
    assert rule not in broken(good(**right))


def test_a_material_needs_a_basis_of_its_own() -> None:
    """CAT-15: it may rest on that of the item, and has to say so in words of its own."""
    lone = (material("m01", name="申请表"), material("m02", name="章程", legal_basis="《公司法》"))

    assert broken(good(materials=lone)) == {
        "Q05": [("/materials/m01/legal_basis", "“申请表”没有写明要求提供的依据")]
    }


def test_what_nothing_asks_for_is_not_asked_of_anybody() -> None:
    """CAT-15: without a basis of the material and of the item, publication is forbidden."""
    papers = (
        material("m01", name="申请表"),
        material("m02", name="照片", necessity=Necessity.OPTIONAL),
        material("m03", name="章程", legal_basis="《公司法》"),
    )
    made = good(materials=papers, legal_basis=())

    [found] = blocking(findings(made))

    assert found == Finding(
        QualityRule.MATERIAL_WITHOUT_LAW,
        Severity.BLOCKING,
        "/materials/m01/legal_basis",
        "“申请表”没有依据，事项也没有写明设定依据",
    )
    assert blocking(findings(replace(made, legal_basis=(LegalBasis("道路运输条例"),)))) == ()
    assert blocking(findings(good(materials=papers, legal_basis=(), result=None))) == ()  # taken nowhere


@pytest.mark.parametrize(
    ("above", "faults"),
    [
        ({"working_days": 5}, [("/promised", "承诺办结时限上级 5 个工作日，本地 7 个工作日")]),
        ({"materials": 0}, [("/materials", "申请材料上级 0 份，本地 1 份")]),
        ({"visits": 0}, [("/visits", "到现场上级 0 次，本地 1 次")]),
        ({"working_days": 7, "materials": 1, "visits": 1}, []),
        ({}, []),
    ],
    ids=["limit", "materials", "visits", "as-good", "not-said"],
)
def test_no_list_asks_for_more_than_the_one_above(
    above: dict[str, int], faults: list[tuple[str, str]]
) -> None:
    made = good(promised=Limit(7, WORKING_DAYS), visits=1, guide={"on_site_reason": "核对原件"})

    found = findings(made, entry("A1", **above))

    assert [(one.rule, one.severity, one.pointer, one.words) for one in found] == [
        (QualityRule.WORSE, Severity.BLOCKING, *fault) for fault in faults
    ]


def test_every_rule_has_an_example() -> None:
    tested = {example[0] for example in EXAMPLES} | {"Q04", "Q05", "Q25"}

    assert tested == {rule.value for rule in TABLE} == {rule.value for rule in QualityRule}


def test_ids_and_words_are_each_given_once_and_sources_are_in_the_law_table() -> None:
    keys = set(re.findall(r"^\| (\S[^|]*?) \|", LAW.read_text(encoding="utf-8"), re.M))

    assert [rule.value for rule in TABLE] == [f"Q{number:02}" for number in range(1, len(TABLE) + 1)]
    assert len({rule.label for rule in TABLE}) == len(TABLE)
    assert {check.source for check in TABLE.values()} <= keys


def test_what_the_law_forbids_blocks_and_what_nobody_knows_is_a_hint() -> None:
    by_severity = {
        severity: [rule.value for rule, check in TABLE.items() if check.severity is severity]
        for severity in Severity
    }

    assert by_severity[Severity.BLOCKING] == ["Q01", "Q02", "Q03", "Q04", "Q22", "Q25"]
    assert by_severity[Severity.HINT] == ["Q21"]
    assert by_severity[Severity.ADVICE] == ["Q24"]


# — the mark —


def test_a_mark_loses_by_rule_and_by_open_element() -> None:
    bare = (material("m01", review_points=()), material("m02", review_points=()))

    assert score(findings(good(in_hall=None, fee=None))) == 90
    assert score(findings(good(materials=bare))) == 90  # two rules, each broken by two materials
    assert score(findings(good(**charged()))) == 80
    assert score(findings(good(**charged(basis="")))) == 60


def test_a_list_that_says_nothing_is_not_good() -> None:
    silent = VersionContent(
        code="c",
        name="n",
        item_code="i",
        item_name="n",
        item_type=None,
        handling_type=None,
        guide={},
        source={},
    )
    silent = replace(silent, unknown=unknown_elements(silent, materials_known=False))

    assert score(findings(silent)) == 100 - 5 * len(silent.unknown) == 35


def test_the_mark_of_a_department_is_a_mean() -> None:
    assert mean_score([100, 95, 40]) == 78
    assert mean_score([]) == 100


# — whatever is published —

texts = st.text(max_size=12)
phones = st.text("0123456789-（）()、 转至", max_size=40)
guides = st.fixed_dictionaries(
    {},
    optional={
        "process": st.lists(texts, max_size=7),
        "handling_forms": st.lists(texts, max_size=3),
        "online_depth": texts,
        "on_site_reason": texts,
        "online_payment": st.booleans(),
        "material_post": st.booleans(),
        "consult": phones,
        "supervision": phones,
        "review_way": texts,
    },
)
limits = st.none() | st.builds(
    Limit, st.integers(1, 3650), st.sampled_from([unit for unit in LimitUnit if unit != "immediate"])
)


@st.composite
def contents(draw: st.DrawFn) -> VersionContent:
    """Whatever the factories can make, with anything left open or odd."""
    base = draw(st.sampled_from([content, immediate_content]))
    overrides: dict[str, Any] = {
        "item_type": draw(st.none() | st.sampled_from(ItemType)),
        "handling_type": draw(st.none() | st.sampled_from(HandlingType)),
        "approval_tier": draw(st.none() | st.sampled_from(ApprovalTier)),
        "statutory": draw(limits),
        "promised": draw(limits),
        "visits": draw(st.none() | st.integers(0, 99)),
        "fee": draw(
            st.none()
            | st.builds(Fee, st.booleans(), texts, st.lists(st.builds(FeeLine, texts, texts)).map(tuple))
        ),
        "service_objects": tuple(draw(st.lists(st.sampled_from(ServiceObject), unique=True))),
        "result": draw(st.none() | st.builds(ResultDocument, st.sampled_from(ResultKind), texts)),
        "themes": tuple(draw(st.lists(texts, max_size=3))),
        "legal_basis": draw(st.sampled_from([(), (LegalBasis("道路运输条例"),)])),
        "faqs": draw(st.sampled_from([(), GOOD["faqs"]])),
        "guide": draw(guides),
    }
    return base(**overrides)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(contents())
def test_every_content_is_judged_and_always_alike(made: VersionContent) -> None:
    found = findings(made)

    assert found == findings(made)
    assert 0 <= score(found) <= 100
    assert all(finding.words and finding.pointer.startswith("/") for finding in found)
    assert all(finding.severity is TABLE[finding.rule].severity for finding in found)
    order = [finding.rule.value for finding in found]
    assert order == sorted(order)


def test_every_row_of_a_county_list_is_judged() -> None:
    for file in lists().values():
        rows = [row.content for row in read_catalogue(file).rows if row.content]

        assert len(rows) > 1000
        assert blocking(finding for row in rows for finding in findings(row)) == ()


# — the sample county —

SAMPLE_WITHOUT_FAQ = 19
SAMPLE_CHARGED = 11


def sample() -> dict[str, VersionContent]:
    """The sample county's items, without the papers its materials show."""
    rows = []
    for file in sorted((ROOT / "data" / "anlan" / "items").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        for item in document["items"]:
            for handling_item in item["handling_items"]:
                for paper in handling_item["materials"]:
                    paper.pop("sample", None)
                    paper.pop("blank", None)
        rows += read_catalogue(json.dumps(document).encode()).rows
    return {row.code: row.content for row in rows if row.content}


def test_the_sample_county_may_be_published_and_its_warnings_are_these() -> None:
    by_rule: dict[str, list[str]] = {}
    versions = sample()
    for code, made in versions.items():
        for rule in broken(made):
            by_rule.setdefault(rule, []).append(code)

    assert len(versions) == 104
    assert {rule: len(codes) for rule, codes in by_rule.items()} == {
        "Q12": 1, "Q14": SAMPLE_CHARGED, "Q19": SAMPLE_WITHOUT_FAQ, "Q20": 1, "Q21": 1,
    }  # fmt: skip
    assert by_rule["Q12"] == ["11990101MB2A11124F499200506900001"]
    assert by_rule["Q20"] == ["11990101MB2A10906R499013100400001"]
    assert by_rule["Q21"] == ["11990101MB2A102365499201401500002"]
    assert by_rule["Q14"] == [code for code, made in versions.items() if made.fee and made.fee.charged]
    assert by_rule["Q19"] == [
        code for code, made in versions.items() if made.item_type is ItemType.LICENCE and not made.faqs
    ]
