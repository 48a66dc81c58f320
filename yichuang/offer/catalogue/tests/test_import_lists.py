"""Import of guide JSON and county lists, and of files that are broken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.tests.factories import OrganisationFactory, RegionFactory, make_uscc
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.errors import FileUnreadable
from yichuang.offer.catalogue.tests import county
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.catalogue.types import Element, ImportReport, Necessity, Outcome, ResultKind

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
GUIDE: dict[str, Any] = {
    "id": "RSI-901",
    "code": None,
    "name": "城镇污水排入排水管网许可",
    "department": "县城市管理局",
    "region": "某省某县",
    "item_type": "行政许可",
    "handling_type": "承诺件",
    "legal_limit_days": 20,
    "legal_limit_unit": "工作日",
    "promised_limit_days": 8,
    "promised_limit_unit": "工作日",
    "limit_note": "现场审核时间除外",
    "stage_limits": [{"stage": "预审", "working_days": 3}],
    "visits": None,
    "service_object": "自然人、法人",
    "conditions": "有排水设施",
    "legal_basis": ["《城镇排水与污水处理条例》（国务院令第641号）第二十一条"],
    "materials": [
        {"name": "申请表", "form": "申请表", "copies": 2, "necessity": "必要", "source": "申请人自备",
         "issuing_department": None, "review_points": None},
        {"name": "营业执照，身份证", "form": "复印件", "copies": 1, "necessity": "按情形",
         "source": "数据共享/申请人", "issuing_department": None, "review_points": "有效期内",
         "components": ["营业执照", "身份证"]},
        {"name": "检测报告", "form": None, "copies": None, "necessity": None, "source": None,
         "issuing_department": "检测机构", "review_points": None},
    ],
    "materials_complete": True,
    "scenarios": [],
    "fee": "不收费",
    "result_document": "污水排入排水管网许可证",
    "source_kind": "gov_guide_page",
    "quality": "A",
    "source_url_or_ref": "https://guide.example/1",
    "source_date": "2020-06",
    "retrieved": "2026-11-22",
    "note": None,
    "inferred_fields": ["department"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _region() -> None:
    RegionFactory.create(code="990101")


def bring_in(content: bytes, **options: Any) -> ImportReport:
    return services.import_catalogue(content=content, region_code="990101", at=AT, **options)


def guides(*changes: dict[str, Any]) -> bytes:
    return json.dumps([GUIDE | change for change in changes or ({},)], ensure_ascii=False).encode()


# Guides


def test_a_guide_becomes_an_item_and_says_where_it_is_from() -> None:
    """CAT-06, CAT-09"""
    assert bring_in(guides()).file_format == "guide"

    version = queries.published_version("RSI-901", TODAY)
    assert version.statutory == Limit(
        20, LimitUnit.WORKING_DAY, "《城镇排水与污水处理条例》（国务院令第641号）第二十一条"
    )
    assert version.promised == Limit(8, LimitUnit.WORKING_DAY)
    assert version.service_objects == ("1", "2", "3", "4")
    assert version.legal_basis[0].article == "第二十一条"
    assert version.result is not None
    assert version.result.kind is ResultKind.LICENCE
    assert version.fee is not None
    assert version.fee.charged is False
    assert version.guide["stage_limits"] == [{"stage": "预审", "working_days": 3}]
    assert version.source["reference"] == "https://guide.example/1"
    assert version.source["inferred"] == ["department"]
    assert version.organisation_name == "县城市管理局"
    assert version.takes_applications


def test_wordings_that_fit_no_code_stay_words() -> None:
    bring_in(guides())

    form, licence, report = queries.published_version("RSI-901", TODAY).materials
    assert (form.necessity, form.originals, form.copies) == (Necessity.REQUIRED, None, None)
    assert (form.details, form.note) == ({"kind": "form"}, "2 份")
    assert (licence.necessity, licence.originals, licence.copies) == (None, None, 1)
    assert licence.note == "按情形；来源：数据共享/申请人"
    assert licence.parts == ("营业执照", "身份证")
    assert licence.review_points[0].text == "有效期内"
    assert (report.necessity, report.originals, report.copies, report.source) == (None, None, None, None)
    assert report.issuer == "检测机构"


@pytest.mark.parametrize(
    ("change", "promised"),
    [
        ({"promised_limit_days": None, "promised_limit_unit": None}, None),
        ({"promised_limit_days": 0, "promised_limit_unit": None}, Limit(0, LimitUnit.IMMEDIATE)),
        ({"promised_limit_days": None, "limit_note": "受理材料后当场办理"}, Limit(0, LimitUnit.IMMEDIATE)),
        ({"promised_limit_days": 1, "promised_limit_unit": "工作日"}, Limit(1, LimitUnit.WORKING_DAY)),
        ({"promised_limit_days": 3, "promised_limit_unit": "日"}, Limit(3, LimitUnit.CALENDAR_DAY)),
    ],
)
def test_null_is_unknown_and_only_on_the_spot_is_zero(change: dict[str, Any], promised: Limit | None) -> None:
    bring_in(guides({"handling_type": "即办件", "limit_note": None} | change))

    assert queries.published_version("RSI-901", TODAY).promised == promised


def test_an_open_guide_is_found_and_names_what_is_missing() -> None:
    report = bring_in(guides({"item_type": None, "handling_type": None, "materials_complete": False}))

    assert report.lines[0].missing == (Element.ITEM_TYPE, Element.HANDLING_TYPE, Element.MATERIALS)
    assert [hit.takes_applications for hit in queries.search("污水")] == [False]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"promised_limit_unit": "工作曰"}, "/promised_limit_unit"),
        ({"promised_limit_days": 0}, "/promised_limit_days"),
        ({"item_type": "行政处罚"}, "/item_type"),
        ({"department": None}, "/department"),
        ({"name": None}, "/name"),
        ({"materials": "申请表"}, "/materials"),
        ({"unheard": "of"}, "/unheard"),
        ({"id": None}, "/id"),
        ({"id": "第一号"}, "/code"),
        ({"promised_limit_days": 30}, "/promised"),
    ],
)
def test_a_wrong_guide_is_refused_and_the_next_is_not(change: dict[str, Any], pointer: str) -> None:
    report = bring_in(guides(change, {"id": "RSI-902"}))

    assert [line.outcome for line in report.lines] == [Outcome.REFUSED, Outcome.ADDED]
    assert [reason.pointer for reason in report.lines[0].reasons] == [pointer]


def test_departments_are_found_by_name() -> None:
    OrganisationFactory.create(code="CGJ", name="安澜县城市管理局", short_name="县城市管理局")

    bring_in(
        guides({}, {"id": "RSI-902", "department": "县水利局"}, {"id": "RSI-903", "department": "县水利局"})
    )

    assert queries.published_version("RSI-901", TODAY).organisation_code == "CGJ"
    made = {queries.published_version(code, TODAY).organisation_code for code in ("RSI-902", "RSI-903")}
    assert len(made) == 1
    assert made != {"CGJ"}


def test_a_collection_of_real_guides() -> None:
    content = county.given_guides() or guides(*({"id": f"RSI-{number}"} for number in range(1, 114)))

    report = bring_in(content)

    assert report.count(Outcome.ADDED) == 113
    assert bring_in(content).count(Outcome.UNCHANGED) == 113


# County lists


@pytest.mark.parametrize("name", list(county.lists()))
def test_a_county_list_twice(name: str) -> None:
    """CAT-01, CAT-05: 1,135 items of 34 departments"""
    content = county.lists()[name]

    first, second = bring_in(content), bring_in(content)

    assert (first.file_format, first.count(Outcome.ADDED)) == ("county-list", 1135)
    assert second.count(Outcome.UNCHANGED) == 1135
    assert len(places.organisations()) == 34
    assert models.HandlingVersion.objects.filter(takes_applications=True).count() == 0


def test_a_listed_item_says_what_its_list_says_and_no_more() -> None:
    [row] = county.made_rows()[:1]

    report = bring_in(county.as_csv([row]))

    version = queries.published_version(row["item_code"], TODAY)
    assert (version.name, version.item_name) == (row["name"], row["main_item"])
    assert version.guide["online_url"] == row["guide_url"]
    assert version.organisation_name == row["department"]
    assert (version.handling_type, version.statutory, version.promised, version.visits) == (None,) * 4
    assert report.lines[0].place == "第 2 行"
    assert report.lines[0].missing == (
        Element.HANDLING_TYPE, Element.LIMIT, Element.MATERIALS, Element.RESULT,
    )  # fmt: skip


def test_one_bad_line_never_spoils_the_rest() -> None:
    rows = county.made_rows()[:7]
    rows[0]["task_type"] = "2"
    rows[1]["name"] = ""
    rows[2]["item_code"] = rows[3]["item_code"]
    rows[4]["task_type_name"] = "别的类型"
    rows[5]["area_code"] = "九九"
    text = county.as_csv(rows).decode() + "GA-9,残缺的一行\r\n"

    report = bring_in(text.encode())

    assert [line.outcome.value for line in report.lines] == [
        "refused", "refused", "added", "refused", "refused", "refused", "added", "refused",
    ]  # fmt: skip
    details = [line.reasons[0].detail for line in report.lines if line.reasons]
    assert details[0] == "行政处罚不是依申请办理的事项"
    assert details[1] == "不能为空"
    assert "已经出现过（第 4 行）" in details[2]
    assert details[3].endswith("别的类型”不认识")
    assert "九九" in details[4]
    assert details[5] == "应有 11 列，实有 2 列：这一行不完整"
    assert models.HandlingVersion.objects.count() == 2


def test_a_department_takes_its_facts_from_all_its_lines() -> None:
    rows = county.made_rows()[:4]
    uscc, shared = make_uscc(1), make_uscc(2)
    for row, name, code, number in zip(
        rows,
        ["甲局", "甲局", "乙局", "丙局"],
        ["A_12", "A", "B", "C"],
        [uscc, "", shared, shared],
        strict=True,
    ):
        row |= {"department": name, "dept_code": code, "impl_uscc": number}

    bring_in(county.as_csv(rows))

    recorded = {view.name: (view.code, view.uscc) for view in places.organisations()}
    assert recorded == {"甲局": ("A", uscc), "乙局": ("B", None), "丙局": ("C", None)}
    assert {view.region_code for view in places.organisations()} == {"990102"}


def test_a_list_saved_by_an_office_program() -> None:
    """GB 18030, as spreadsheets in China write CSV; or UTF-8 with a mark."""
    rows = county.made_rows()[:3]
    text = county.as_csv(rows).decode()

    assert bring_in(text.encode("gb18030")).count(Outcome.ADDED) == 3
    assert bring_in(text.encode("utf-8-sig")).count(Outcome.UNCHANGED) == 3


# Broken files

PRODUCT = json.dumps({"format": "yichuang-catalogue", "version": 1, "items": []})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b" \n", "空的"),
        (guides()[:-40], "不是完整的 JSON"),
        (PRODUCT[:-3].encode(), "不是完整的 JSON"),
        (b'{"format": NaN}', "不是完整的 JSON"),
        (b"[" * 100_000, "不是完整的 JSON"),
        (b"[]", "不是办事指南"),
        (b"[1]", "不是办事指南"),
        (b'{"items": []}', "没有写明 format"),
        (PRODUCT.replace("1,", "2,", 1).encode(), "版本 2"),
        (PRODUCT.replace("[]", "{}").encode(), "没有 items 列表"),
        (b"\xff\xfe\x00\x01", "文字"),
        ("姓名,年龄\n张三,8\n".encode(), "表头缺少 name"),
        (county.as_csv(county.made_rows()[:3]) + b'GA-9,"cut off', "完整的 CSV"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), ""),
    ],
)
def test_a_broken_file_changes_nothing_and_says_so(content: bytes, words: str) -> None:
    with pytest.raises(FileUnreadable) as refusal:
        bring_in(content)

    assert words in refusal.value.detail
    assert "没有导入任何内容" in refusal.value.detail
    assert not models.Item.objects.exists()
    assert places.organisations() == ()
