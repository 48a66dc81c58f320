"""Two versions compared in words: every field is compared, the sentences can be read out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.rules.comparison import GUIDE_NAMES, NOT_COMPARED, differences
from yichuang.offer.catalogue.rules.comparison_materials import DETAILS
from yichuang.offer.catalogue.rules.digest import digest
from yichuang.offer.catalogue.tests.factories import content, material, question
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    Condition,
    DeliveryMode,
    Faq,
    Fee,
    FeeLine,
    FormField,
    Guide,
    HandlingType,
    HandlingVersion,
    ItemType,
    LegalBasis,
    Material,
    MaterialDetails,
    MaterialForm,
    MaterialSource,
    Necessity,
    Option,
    ProcedureKind,
    Question,
    ResultDocument,
    ResultKind,
    ReviewPoint,
    ServiceObject,
    SpecialProcedure,
    Topic,
    VersionContent,
    VersionStatus,
)
from yichuang.offer.catalogue.types.forms import FieldFacts

KIND = Question(
    "kind", "谁来办", (Option("person", "个人"), Option("firm", "公司"), Option("partners", "合伙企业"))
)
LEASE = material("m02", name="租赁合同", necessity=Necessity.REQUIRED)
FORM = material("m01", name="申请表", review_points=(ReviewPoint(UUID(int=7), "p1", "签名齐全", "看签名"),))


def version(**overrides: Any) -> HandlingVersion:
    """A version of an item with one question and two materials, without a database."""
    values = {
        "code": "C01", "name": "道路货运经营许可（新办）", "item_code": "C", "item_name": "道路货运经营许可",
        "questions": (KIND,), "materials": (FORM, LEASE),
        "fee": Fee(True, "收费条例", (FeeLine("证照费", "每证 10 元", 1000),)),
        "result": ResultDocument(ResultKind.LICENCE, "道路运输经营许可证", 4),
        "faqs": (Faq("要多久", "八个工作日"),),
    }  # fmt: skip
    identity = {
        name: overrides.pop(name) for name in ("organisation_code", "organisation_name") if name in overrides
    }
    made = content(**values | overrides)
    return HandlingVersion(
        **{field.name: getattr(made, field.name) for field in fields(VersionContent)},
        **{"organisation_code": "JTJ", "organisation_name": "交通运输局"} | identity,
        id=new_id(),
        handling_item_id=UUID(int=2),
        item_id=UUID(int=3),
        version_number=1,
        status=VersionStatus.PUBLISHED,
        valid_from=date(2026, 1, 5),
        organisation_id=UUID(int=5),
    )


BEFORE = version()


def said(after: HandlingVersion, before: HandlingVersion = BEFORE) -> list[str]:
    return [difference.words for difference in differences(before, after)]


def with_lease(**changes: Any) -> HandlingVersion:
    return version(materials=(FORM, replace(LEASE, **changes)))


def with_form_point(**changes: Any) -> HandlingVersion:
    return version(
        materials=(replace(FORM, review_points=(replace(FORM.review_points[0], **changes),)), LEASE)
    )


def test_equal_content_has_no_difference() -> None:
    """Row ids are no content: a new version has new ones."""
    again = version(materials=tuple(replace(one, id=new_id()) for one in BEFORE.materials))

    assert said(again) == []


@pytest.mark.parametrize(
    ("after", "sentences"),
    [
        (with_lease(necessity=Necessity.DEFERRABLE), ["材料“租赁合同”由必要改为容缺后补"]),
        (with_lease(necessity=None), ["材料“租赁合同”由必要改为没有写明是否必要"]),
        (with_lease(name="房屋租赁合同"), ["材料“租赁合同”改名为“房屋租赁合同”"]),
        (
            with_lease(originals=2, copies=None),
            ["材料“租赁合同”的原件由 1 份改为 2 份", "材料“租赁合同”的复印件不再写明，原来是 0 份"],
        ),
        (with_lease(share_source="lease-register"), ["材料“租赁合同”政府已有，不用再交"]),
        (with_lease(sample_file_id=UUID(int=9)), ["材料“租赁合同”的样本是新增的"]),
        (
            with_lease(applies_when=Condition.of({"kind": ["firm", "partners"]})),
            ["材料“租赁合同”的适用情形由任何情形改为“谁来办”答“公司”或者“合伙企业”"],
        ),
        (version(materials=(FORM,)), ["取消材料“租赁合同”"]),
        (version(materials=(LEASE, FORM)), ["材料的顺序有变化"]),
        (
            version(
                materials=(
                    FORM,
                    LEASE,
                    material("m3", name="章程", applies_when=Condition.of({"kind": ["firm"]})),
                )
            ),
            ["新增材料“章程”（必要；“谁来办”答“公司”时需要）"],
        ),
        (with_form_point(text="签名和日期齐全"), ["材料“申请表”的审查要点由“签名齐全”改为“签名和日期齐全”"]),
        (with_form_point(blocking=False), ["材料“申请表”的审查要点“签名齐全”不满足时，仍算交齐"]),
        (version(promised=Limit(5, LimitUnit.WORKING_DAY)), ["承诺办结时限由 8 个工作日缩短为 5 个工作日"]),
        (version(promised=Limit(12, LimitUnit.WORKING_DAY)), ["承诺办结时限由 8 个工作日延长为 12 个工作日"]),
        (version(promised=Limit(10, LimitUnit.CALENDAR_DAY)), ["承诺办结时限由 8 个工作日改为 10 个自然日"]),
        (version(promised=None), ["承诺办结时限不再写明，原来是 8 个工作日"]),
        (
            version(fee=Fee(False)),
            ["收费改为不收费", "收费依据不再写明，原来是“收费条例”", "取消收费项目“证照费”"],
        ),
        (
            version(fee=Fee(True, "收费条例", (FeeLine("证照费", "每证 10 元", 1250),))),
            ["收费项目“证照费”的金额由 10.00 元改为 12.50 元"],
        ),
        (version(conditions=("有车辆",)), ["受理条件新增“有车辆”", "受理条件去掉“有检测合格的车辆”"]),
        (
            version(legal_basis=(LegalBasis("道路运输条例", "第二十五条"),)),
            ["新增设定依据“道路运输条例第二十五条”", "取消设定依据“道路运输条例第二十四条”"],
        ),
        (
            version(questions=(replace(KIND, options=(*KIND.options[:2], Option("farm", "农场"))),)),
            ["情形问题“谁来办”新增选项“农场”", "情形问题“谁来办”取消选项“合伙企业”"],
        ),
        (version(questions=()), ["取消情形问题“谁来办”"]),
        (
            version(organisation_code="XZJ", organisation_name="行政审批局"),
            ["实施部门由“交通运输局”改为“行政审批局”"],
        ),
        (version(organisation_name="交通局"), []),
        (version(guide=Guide(place="二楼")), ["办理地点写明为“二楼”"]),
    ],
    ids=lambda value: "；".join(value) or "none" if isinstance(value, list) else "",
)
def test_a_difference_is_a_sentence(after: HandlingVersion, sentences: list[str]) -> None:
    """CAT-15, CAT-21"""
    assert said(after) == sentences


def test_differences_are_read_out_by_topic() -> None:
    after = replace(
        with_lease(necessity=Necessity.OPTIONAL),
        name="道路货运许可",
        promised=None,
        guide=Guide(hours="全天"),
    )

    assert [difference.topic for difference in differences(BEFORE, after)] == [
        Topic.IDENTITY,
        Topic.MATERIALS,
        Topic.LIMITS,
        Topic.GUIDE,
    ]


def test_a_long_text_is_said_once() -> None:
    old, new = version(guide=Guide(place="甲" * 61)), version(guide=Guide(place="乙" * 5))

    assert said(new, old) == ["办理地点改写为“乙乙乙乙乙”"]


# Every field is compared, or named as not compared

OTHER: dict[str, Any] = {
    "code": "C02", "name": "别的名称", "item_code": "D", "item_name": "别的主项",
    "item_type": ItemType.REWARD,
    "handling_type": HandlingType.JOINT, "statutory": Limit(3, LimitUnit.MONTH), "promised": None,
    "delivery_limit": Limit(3, LimitUnit.HOUR), "correction_limit": Limit(9, LimitUnit.WORKING_DAY),
    "deemed_acceptance_basis": "条例第九条", "approval_tier": ApprovalTier.REPORTED, "visits": 7,
    "in_hall": False, "form": (FormField("name", "name", FieldFacts("姓名")),),
    "fee": None, "service_objects": (ServiceObject.INSTITUTION,), "conditions": (),
    "legal_basis": (), "delivery": (DeliveryMode.TERMINAL,), "result": None, "questions": (), "materials": (),
    "themes": ("别的主题",), "aliases": ("别的说法",), "faqs": (), "guide": Guide(note="说明"),
    "organisation_code": "XZJ",
}  # fmt: skip


@pytest.mark.parametrize("name", [field.name for field in fields(HandlingVersion)])
def test_every_field_of_a_version_is_compared_or_named_as_not_compared(name: str) -> None:
    if name in NOT_COMPARED:
        assert name not in OTHER
    else:
        assert getattr(BEFORE, name) != OTHER[name]
        assert len(said(replace(BEFORE, **{name: OTHER[name]}))) >= 1


def test_what_is_not_compared_is_there() -> None:
    assert {field.name for field in fields(HandlingVersion)} >= NOT_COMPARED


OTHER_PARTS: dict[type, tuple[Any, dict[str, Any]]] = {
    Material: (
        LEASE,
        {
            "id": None, "code": "m9", "name": "别的材料", "necessity": None, "form": MaterialForm.BOTH,
            "originals": 3, "copies": 3, "source": MaterialSource.OTHER, "issuer": "民政局",
            "share_source": "register", "legal_basis": "条例", "note": "注意",
            "applies_when": Condition.of({"kind": ["firm"]}), "review_points": (), "parts": ("甲",),
            "deferral_working_days": 3, "sample_file_id": UUID(int=1), "blank_file_id": UUID(int=1),
            "details": MaterialDetails(kind="form"),
        },
    ),
    ReviewPoint: (
        FORM.review_points[0],
        {"id": None, "code": "p9", "text": "有盖章", "how": "看盖章", "blocking": False},
    ),
    Question: (
        KIND,
        {
            "code": "who", "text": "别的问题", "hint": "提示",
            "options": KIND.options[:2], "asked_when": Condition.of({"first": ["individual"]}),
        },
    ),
    Option: (
        KIND.options[0],
        {
            "code": "human", "label": "自然人", "hint": "提示",
            "promised": Limit(5, LimitUnit.WORKING_DAY), "statutory": Limit(9, LimitUnit.WORKING_DAY),
            "procedures": (SpecialProcedure(ProcedureKind.HEARING),),
        },
    ),
    SpecialProcedure: (
        SpecialProcedure(ProcedureKind.HEARING, 20, "条例"),
        {"kind": ProcedureKind.AUCTION, "working_days": 9, "legal_basis": "别的"},
    ),
    Fee: (Fee(True, "收费条例", ()), {"charged": False, "basis": "别的", "lines": (FeeLine("工本费"),)}),
    FeeLine: (FeeLine("证照费", "十元", 1000), {"name": "别的", "standard": "五元", "amount_fen": 500}),
    LegalBasis: (LegalBasis("条例", "第一条", "原文"), {"law": "别的", "article": "第二条", "text": "新的"}),
    ResultDocument: (
        ResultDocument(ResultKind.LICENCE, "许可证", 4),
        {"kind": ResultKind.OTHER, "name": "决定书", "validity_years": 5},
    ),
    Faq: (Faq("要多久", "八天"), {"question": "几天", "answer": "五天"}),
    Limit: (
        Limit(20, LimitUnit.WORKING_DAY, "条例"),
        {"amount": 9, "unit": LimitUnit.MONTH, "legal_basis": "别的"},
    ),
}  # fmt: skip
FIRST = question("first")


HOLDERS: dict[type, Callable[[Any], HandlingVersion]] = {
    Material: lambda part: version(materials=(FORM, part)),
    ReviewPoint: lambda part: version(materials=(replace(FORM, review_points=(part,)), LEASE)),
    Question: lambda part: version(questions=(FIRST, part)),
    Option: lambda part: version(questions=(replace(KIND, options=(part, *KIND.options[1:])),)),
    SpecialProcedure: lambda part: version(
        questions=(replace(KIND, options=(*KIND.options[:2], replace(KIND.options[2], procedures=(part,)))),)
    ),
    Fee: lambda part: version(fee=part),
    FeeLine: lambda part: version(fee=Fee(True, "收费条例", (part,))),
    LegalBasis: lambda part: version(legal_basis=(part,)),
    ResultDocument: lambda part: version(result=part),
    Faq: lambda part: version(faqs=(part,)),
    Limit: lambda part: version(statutory=part),
}


def each_part() -> Iterable[tuple[type, str]]:
    return [(kind, field.name) for kind in OTHER_PARTS for field in fields(kind)]


@pytest.mark.parametrize(("kind", "name"), each_part(), ids=[f"{k.__name__}-{n}" for k, n in each_part()])
def test_every_field_of_every_part_is_compared(kind: type, name: str) -> None:
    part, others = OTHER_PARTS[kind]
    assert name in others, f"say what another {name} of {kind.__name__} is"
    changed = replace(part, **{name: new_id() if name == "id" else others[name]})

    assert bool(said(HOLDERS[kind](changed), HOLDERS[kind](part))) is (name != "id")


def test_every_key_of_the_guide_and_of_a_material_has_a_name() -> None:
    assert set(GUIDE_NAMES) == set(get_type_hints(Guide))
    assert set(DETAILS) == set(get_type_hints(MaterialDetails))


@pytest.mark.parametrize("key", sorted(GUIDE_NAMES))
def test_every_key_of_the_guide_is_compared(key: str) -> None:
    hint = get_type_hints(Guide)[key]
    value: Any = "文字" if hint is str else True if hint is bool else ["文字"]
    if "dict" in str(hint) or "Row" in str(hint):
        value = [{"kind": "听证", "amount": 20}]

    [sentence] = said(version(guide=Guide(**{key: value})))  # type: ignore[misc]

    assert GUIDE_NAMES[key] in sentence


# The fingerprint of a version and its comparison agree

small = st.sampled_from
materials = st.lists(
    st.builds(
        lambda code, name, necessity, copies, when: material(
            code, name=name, necessity=necessity, copies=copies, applies_when=when, review_points=()
        ),
        small(["m1", "m2", "m3"]),
        small(["甲", "乙", "丙"]),
        small(Necessity),
        small([0, 1]),
        small([Condition(), Condition.of({"kind": ["firm"]})]),
    ),
    max_size=3,
    unique_by=lambda one: one.code,
)


@given(materials, materials)
def test_versions_differ_in_words_exactly_when_their_fingerprints_do(
    before: list[Material], after: list[Material]
) -> None:
    old, new = version(materials=tuple(before)), version(materials=tuple(after))
    same = digest(old, "JTJ") == digest(replace(new, code=old.code, item_code=old.item_code), "JTJ")

    assert (said(new, old) == []) is same
