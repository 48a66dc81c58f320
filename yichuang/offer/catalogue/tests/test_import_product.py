"""Import of the product's own JSON."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.tests.factories import OrganisationFactory, make_uscc
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.tests.factories import AT, BY
from yichuang.offer.catalogue.types import Element, ImportReport, Outcome

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
ITEM_CODE = "11990101MB2A1056XG4990118001000"
NEW, CHANGE = ITEM_CODE + "01", ITEM_CODE + "02"

HANDLING_ITEM: dict[str, Any] = {
    "code": NEW,
    "name": "道路普通货物运输经营许可（新办）",
    "handling_type": "committed",
    "organisation": "JTJ",
    "service_objects": ["1", "2"],
    "statutory": {"amount": 20, "unit": "working-day", "legal_basis": "行政许可法第四十二条"},
    "promised": {"amount": 8, "unit": "working-day"},
    "conditions": ["有检测合格的车辆"],
    "legal_basis": [{"law": "道路运输条例", "article": "第二十四条"}],
    "approval_tier": "review-check",
    "visits": 1,
    "fee": {"charged": False},
    "hall": True,
    "delivery": ["window", "post"],
    "result": {"kind": "licence", "name": "道路运输经营许可证", "validity_years": 4},
    "questions": [
        {
            "code": "subject-kind",
            "text": "申请人是哪一类？",
            "options": [{"code": "individual", "label": "个体工商户"}, {"code": "company", "label": "公司"}],
            "asked_when": {},
        }
    ],
    "materials": [
        {
            "code": "m01",
            "name": "申请表",
            "necessity": "required",
            "form": "both",
            "originals": 1,
            "copies": None,
            "source": "applicant",
            "issuer": None,
            "share_source": None,
            "legal_basis": "第八条",
            "applies_when": {"subject-kind": ["company"]},
            "review_points": [{"code": "p1", "text": "签名齐全", "how": "看签名", "blocking": False}],
        }
    ],
    "faqs": [{"q": "要多久？", "a": "八个工作日。"}],
}
DOCUMENT: dict[str, Any] = {
    "format": "yichuang-catalogue",
    "version": 1,
    "items": [
        {
            "code": ITEM_CODE,
            "name": "道路普通货物运输经营许可",
            "item_type": "01",
            "theme": ["交通运输"],
            "aliases": ["货运证"],
            "source": {"law": "道路运输条例"},
            "handling_items": [HANDLING_ITEM],
        }
    ],
}


@pytest.fixture(autouse=True)
def _department() -> None:
    OrganisationFactory.create(code="JTJ", name="安澜县交通运输局")


def document(*handling_items: dict[str, Any], **item: Any) -> dict[str, Any]:
    """The document with these handling items; each a change to the one above."""
    made = deepcopy(DOCUMENT)
    made["items"][0] |= item
    made["items"][0]["handling_items"] = [
        deepcopy(HANDLING_ITEM) | change for change in handling_items or ({},)
    ]
    return made


def bring_in(made: Any, *, days: int = 0, **options: Any) -> ImportReport:
    content = json.dumps(made).encode()
    at = AT + timedelta(days=days)
    return services.import_catalogue(content=content, region_code="990101", at=at, by=BY, **options)


def outcomes(report: ImportReport) -> list[str]:
    return [line.outcome.value for line in report.lines]


def reasons(report: ImportReport) -> list[tuple[str, str]]:
    return [tuple(reason) for line in report.lines for reason in line.reasons]


def test_a_file_becomes_published_versions() -> None:
    """CAT-06, CAT-07, CAT-09, CAT-13"""
    report = bring_in(DOCUMENT)

    assert (report.file_format, outcomes(report)) == ("product", ["added"])
    version = queries.published_version(NEW, TODAY)
    assert version.statutory == Limit(20, LimitUnit.WORKING_DAY, "行政许可法第四十二条")
    assert version.promised == Limit(8, LimitUnit.WORKING_DAY)
    assert (version.item_type, version.organisation_code, version.aliases) == ("01", "JTJ", ("货运证",))
    assert version.questions[0].options[1].label == "公司"
    assert version.materials[0].copies is None
    assert version.materials[0].applies_when.as_json() == {"subject-kind": ["company"]}
    assert version.materials[0].review_points[0].blocking is False
    assert version.faqs[0].answer == "八个工作日。"
    assert version.unknown == ()
    assert version.takes_applications
    assert [hit.name for hit in queries.search("huoyunzheng")] == [version.name]


def test_how_long_to_correct_and_whether_silence_accepts_come_with_the_file() -> None:
    bring_in(
        document(
            {
                "correction_limit": {"amount": 10, "unit": "working-day", "legal_basis": "某省条例"},
                "deemed_acceptance_basis": "某省政务服务条例第十八条",
            }
        )
    )

    version = queries.published_version(NEW, TODAY)
    assert version.correction_limit == Limit(10, LimitUnit.WORKING_DAY, "某省条例")
    assert version.deemed_acceptance_basis == "某省政务服务条例第十八条"


def test_importing_twice_changes_nothing() -> None:
    bring_in(DOCUMENT)
    before = (models.HandlingVersion.objects.count(), OutboxEvent.objects.count(), AuditEntry.objects.count())

    report = bring_in(DOCUMENT, days=5)

    assert outcomes(report) == ["unchanged"]
    assert before == (
        models.HandlingVersion.objects.count(),
        OutboxEvent.objects.count(),
        AuditEntry.objects.count(),
    )


def test_the_order_of_keys_and_options_is_no_change() -> None:
    bring_in(DOCUMENT)
    turned = document({"materials": [dict(reversed(HANDLING_ITEM["materials"][0].items()))]})
    turned["items"][0] = dict(reversed(turned["items"][0].items()))

    assert outcomes(bring_in(turned)) == ["unchanged"]


def test_a_change_is_a_new_version_from_today() -> None:
    """CAT-15, CAT-21"""
    bring_in(DOCUMENT)

    report = bring_in(document({"visits": 0}), days=3)

    assert outcomes(report) == ["changed"]
    assert queries.published_version(NEW, TODAY + timedelta(days=2)).visits == 1
    assert queries.published_version(NEW, TODAY + timedelta(days=3)).visits == 0
    assert queries.published_version(NEW, TODAY + timedelta(days=3)).version_number == 2


def test_a_trial_run_reports_and_writes_nothing() -> None:
    report = bring_in(DOCUMENT, dry_run=True)

    assert (outcomes(report), report.dry_run) == (["added"], True)
    assert not models.Item.objects.exists()
    assert not models.SearchEntry.objects.exists()


def test_null_stays_unknown() -> None:
    """Never 0, never "none": the elements are named, and the item is found but not taken."""
    open_elements = dict.fromkeys(["statutory", "promised", "visits", "fee", "materials", "result", "hall"])

    [line] = bring_in(document(open_elements | {"questions": []})).lines

    version = queries.published_version(NEW, TODAY)
    assert (version.statutory, version.promised, version.visits, version.fee) == (None, None, None, None)
    assert version.unknown == (
        Element.LIMIT, Element.MATERIALS, Element.RESULT, Element.VISITS, Element.FEE, Element.HALL,
    )  # fmt: skip
    assert line.missing == version.missing_to_apply == (Element.LIMIT, Element.MATERIALS, Element.RESULT)
    assert not version.takes_applications
    assert queries.search("货物运输")[0].takes_applications is False


def test_an_empty_list_of_materials_says_none_are_needed() -> None:
    bring_in(document({"materials": []}))

    version = queries.published_version(NEW, TODAY)
    assert Element.MATERIALS not in version.unknown
    assert version.takes_applications


def test_one_bad_row_never_spoils_the_rest() -> None:
    made = document(
        {"code": NEW, "promised": {"amount": 21, "unit": "working-day"}},
        {"code": CHANGE, "name": "道路普通货物运输经营许可（变更）"},
        {"code": ITEM_CODE + "03", "organisation": "NOBODY"},
    )

    report = bring_in(made)

    assert outcomes(report) == ["refused", "added", "refused"]
    assert [line.place for line in report.lines] == [f"items/0/handling_items/{n}" for n in range(3)]
    assert reasons(report) == [
        ("/promised", "承诺时限不能长于法定时限"),
        ("/organisation", "没有登记部门 NOBODY"),
    ]
    assert list(models.HandlingItem.objects.values_list("code", flat=True)) == [CHANGE]


def test_all_faults_of_a_row_are_told_at_once() -> None:
    made = document({"visits": -1, "fee": {"charged": "no"}, "handling_type": "slow", "colour": "blue"})

    report = bring_in(made)

    assert {pointer for pointer, _ in reasons(report)} == {
        "/visits", "/fee/charged", "/handling_type", "/colour",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"statutory": {"amount": 0, "unit": "working-day"}}, "/statutory/amount"),
        ({"statutory": {"amount": None, "unit": "working-day"}}, "/statutory/amount"),
        ({"statutory": {"amount": 3, "unit": "moon"}}, "/statutory/unit"),
        ({"statutory": {"amount": 3, "unit": "immediate"}}, "/statutory/amount"),
        ({"statutory": 20}, "/statutory"),
        ({"promised": {"amount": 0, "unit": "immediate"}}, "/handling_type"),
        ({"materials": {}}, "/materials"),
        ({"materials": [1]}, "/materials/0"),
        ({"materials": [{"code": "m01", "name": "表", "originals": True}]}, "/materials/0/originals"),
        ({"materials": [{"code": "m01", "name": None}]}, "/materials/0/name"),
        ({"materials": [{"code": "m01", "name": "\x00"}]}, "/materials/0/name"),
        ({"materials": [{"code": "m01", "name": "\ud800"}]}, "/materials/0/name"),
        ({"materials": [{"code": "m01", "name": "表", "applies_when": ["x"]}]}, "/materials/0/applies_when"),
        (
            {"materials": [{"code": "m01", "name": "表", "applies_when": {"q": ["x"]}}]},
            "/materials/0/applies_when/q",
        ),
        ({"materials": [{"code": "m", "name": "甲"}, {"code": "m", "name": "乙"}]}, "/materials"),
        ({"delivery": ["pigeon"]}, "/delivery/0"),
        ({"name": ""}, "/name"),
        ({"name": "长" * 1001}, "/name"),
        ({"code": "货运"}, "/code"),
        ({"code": "11990101MB2A1056XG499011800200001"}, "/code"),
        ({"organisation": None}, "/organisation"),
        ({"guide": {"unheard": "of"}}, "/guide/unheard"),
        ({"guide": {"process": "one step"}}, "/guide/process"),
        ({"guide": {"special_procedures": [{"kind": ["x"]}]}}, "/guide/special_procedures/0"),
    ],
)
def test_reasons_of_refusal(change: dict[str, Any], pointer: str) -> None:
    report = bring_in(document(change))

    assert outcomes(report) == ["refused"]
    assert pointer in {found for found, _ in reasons(report)}
    assert not models.HandlingVersion.objects.exists()


def test_a_bad_item_refuses_its_own_handling_items_only() -> None:
    made = document()
    made["items"].insert(
        0, {"code": "", "name": "无编码", "item_type": "77", "handling_items": [HANDLING_ITEM]}
    )
    made["items"].insert(1, {"code": "000118002000", "name": "没有业务办理项"})

    report = bring_in(made)

    assert outcomes(report) == ["refused", "refused", "added"]
    assert [pointer for pointer, _ in reasons(report)] == ["/code", "/item_type", "/handling_items"]


def test_a_code_twice_in_a_file_is_refused_the_second_time() -> None:
    report = bring_in(document({}, {"name": "同一个编码"}))

    assert outcomes(report) == ["added", "refused"]
    assert reasons(report) == [("/code", f"编码 {NEW} 在本文件里已经出现过（items/0/handling_items/0）")]


def test_a_new_code_keeps_the_old_one_findable() -> None:
    """CAT-19: the handling item stays the same; its old codes still lead to it."""
    bring_in(DOCUMENT)
    old = queries.published_version(NEW, TODAY)
    item_code = "11990101MB2A1056XG4990118009000"
    made = document({"code": item_code + "01", "former_codes": [NEW]}, code=item_code)

    report = bring_in(made, days=1)

    assert outcomes(report) == ["changed"]
    tomorrow = TODAY + timedelta(days=1)
    new = queries.published_version(item_code + "01", tomorrow)
    assert new.handling_item_id == old.handling_item_id
    assert queries.published_version(NEW, tomorrow).id == new.id
    assert queries.published_version(ITEM_CODE, tomorrow).id == new.id
    assert queries.published_version(NEW, TODAY).id == old.id
    assert [hit.code for hit in queries.search(NEW)] == [item_code + "01"]
    assert outcomes(bring_in(made, days=2)) == ["unchanged"]


def test_a_former_code_of_another_handling_item_is_refused() -> None:
    bring_in(document({}, {"code": CHANGE, "name": "变更"}))

    report = bring_in(document({"former_codes": [CHANGE]}))

    assert reasons(report) == [("/former_codes", "曾用编码属于另一个业务办理项")]


def test_an_open_draft_is_not_run_over() -> None:
    bring_in(DOCUMENT)
    version = queries.published_version(NEW, TODAY)
    names = {name: getattr(version, name) for name in type(version).__mro__[1].__dataclass_fields__}
    services.create_draft(
        content=type(version).__mro__[1](**names | {"visits": 3}),
        organisation_id=version.organisation_id,
        at=AT,
        by=BY,
    )

    report = bring_in(document({"visits": 0}))

    assert reasons(report) == [("/code", "这个业务办理项有未发布的草稿，请先发布")]


def test_a_withdrawn_item_comes_back() -> None:
    bring_in(DOCUMENT)
    services.withdraw_item(code=NEW, ended_on=TODAY + timedelta(days=1), at=AT, by=BY, reason="取消")

    report = bring_in(DOCUMENT, days=10)

    assert outcomes(report) == ["changed"]
    assert queries.search("货运证")[0].ended_on is None


def test_departments_of_the_file_are_recorded_when_they_are_unknown() -> None:
    uscc = make_uscc(77)
    made = document({"organisation": "GXJ"}, {"code": CHANGE, "organisation": "JTJ"})
    made["organisations"] = [
        {"code": "GXJ", "name": "安澜县工信局", "uscc": uscc, "region_code": "990101"},
        {"code": "JTJ", "name": "改了名的交通局"},
        {"code": "WYJ", "name": "没有事项的局"},
    ]

    assert outcomes(bring_in(made)) == ["added", "added"]

    recorded = {view.code: (view.name, view.uscc) for view in places.organisations()}
    assert recorded == {"GXJ": ("安澜县工信局", uscc), "JTJ": ("安澜县交通运输局", None)}


def test_an_import_says_how_many_of_what() -> None:
    bring_in(document({}, {"code": CHANGE}))

    report = bring_in(document({}, {"code": CHANGE, "visits": 2}, {"code": ITEM_CODE + "03"}, {"code": "?"}))

    counts = {outcome: report.count(outcome) for outcome in Outcome}
    assert counts == {Outcome.ADDED: 1, Outcome.CHANGED: 1, Outcome.UNCHANGED: 1, Outcome.REFUSED: 1}


def test_what_a_day_is_follows_shanghai() -> None:
    late = AT.replace(hour=23, minute=30)
    content = json.dumps(DOCUMENT).encode()

    services.import_catalogue(content=content, region_code="990101", at=late, by=BY)

    assert models.HandlingVersion.objects.get().valid_from == date(2026, 3, 2)
