"""The sample county as files: items of every kind, whole, in form, and nothing left open."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from uuid import uuid4

from tests.journeys.county_files import (
    COUNTY,
    COUNTY_FILE,
    FILES,
    HANDLING,
    ITEMS,
    ORGANISATIONS,
    assert_unique,
    each_handling,
    each_item,
)
from yichuang.offer.catalogue.rules.content import content_faults
from yichuang.offer.catalogue.rules.files import read_catalogue

# issue 2 names the first five; the sample county was asked for the others too
NAMED = [
    "道路普通货物运输经营许可",
    "食品经营许可",
    "社会保障卡",
    "灵活就业人员参保登记",
    "公共场所卫生许可",
    "个体工商户登记",
    "公司设立登记",
    "户口登记",
    "居民身份证",
    "不动产转移登记",
    "城乡居民基本医疗保险参保登记",
    "住房公积金提取",
    "老年人优待证办理",
    "残疾人证办理",
    "烟草专卖零售许可证核发",
    "药品零售企业经营许可",
    "医疗机构执业登记",
    "出版物零售单位和个体工商户经营许可",
    "特种设备使用登记",
    "临时占用城市道路审批",
    "建筑工程施工许可证核发",
    "城镇污水排入排水管网许可",
    "宅基地使用权及房屋所有权首次登记",
    "最低生活保障审核确认",
    "婚姻登记（结婚、补领）",
    "民办非企业单位登记",
    "户口登记项目变更更正",
    "普通护照签发",
    "大型群众性活动安全许可",
    "收养登记",
    "特困人员认定",
    "人力资源服务许可",
    "劳务派遣经营许可",
    "失业登记",
    "养老保险丧葬补助金和抚恤金申领",
    "不动产变更登记和更正登记",
    "不动产登记资料查询",
    "商品房预售许可",
    "挖掘城市道路审批",
    "机动车维修经营备案",
    "涉路施工许可",
    "兽药经营许可证核发",
    "水域滩涂养殖证核发",
    "互联网上网服务营业场所经营单位设立审批",
    "旅行社分社设立备案",
    "护士执业注册",
    "生育登记",
    "独生子女父母奖励金",
    "公司变更登记",
    "市场监管领域重大违法行为举报奖励",
    "生育保险待遇核定支付",
    "民办幼儿园设立审批",
    "义务教育学校学生转学",
    "住房公积金个人住房贷款",
]


def test_there_are_enough_items_of_enough_types() -> None:
    types = Counter(item["item_type"] for item in ITEMS)

    assert len(ITEMS) >= 60
    assert {item["name"] for item in ITEMS} >= set(NAMED)
    assert types["01"] >= 25
    assert types["20"] >= 12
    for code in ("05", "07", "10"):
        assert types[code] >= 3
    assert types["08"] >= 2


def test_every_department_has_items_of_both_kinds_in_all() -> None:
    """Twelve departments, each competent for something; 即办件 and 承诺件, charged and free, deferrable."""
    competent = Counter(
        organisation for item in ITEMS for organisation in {h["organisation"] for h in item["handling_items"]}
    )
    departments = {code for code, entry in ORGANISATIONS.items() if entry["department"]}
    kinds = Counter(handling["handling_type"] for _, handling in HANDLING)
    charged = sum(bool(handling["fee"] and handling["fee"]["charged"]) for _, handling in HANDLING)
    deferrable = sum(
        material["necessity"] == "deferrable"
        for _, handling in HANDLING
        for material in handling["materials"]
    )

    assert len(departments) == 12
    assert all(competent[department] >= 2 for department in departments)
    assert kinds["immediate"] >= 25
    assert kinds["committed"] >= 60
    assert charged >= 8
    assert deferrable >= 12


def test_no_words_of_a_draft_are_left() -> None:
    """Nothing is left to be filled in, and no text is there twice where it has to differ."""
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"TODO|待定|待补|XXX|××|？？", text), path.name
    assert_unique([alias for item in ITEMS for alias in item["aliases"]])
    assert_unique([handling["name"] for _, handling in HANDLING])


def test_the_named_handling_items_are_there() -> None:
    names = {handling["name"] for _, handling in HANDLING}

    for item, kinds in {
        "道路普通货物运输经营许可": "新办 变更 注销",
        "食品经营许可": "新办 变更 延续 注销",
        "公共场所卫生许可": "新办 变更 延续",
    }.items():
        assert {f"{item}（{kind}）" for kind in kinds.split()} <= names


def test_the_importer_takes_every_row() -> None:
    papers = {path.name: uuid4() for path in (COUNTY / "items" / "files").iterdir()}
    for path in FILES:
        for row in read_catalogue(path.read_bytes(), papers).rows:
            assert not row.faults, (path.name, row.name, row.faults)
            assert row.content is not None
            assert not content_faults(row.content), (row.name, content_faults(row.content))
            assert row.content.takes_applications, (row.name, row.content.missing_to_apply)


def test_codes_are_unique() -> None:
    assert_unique([item["code"] for item in ITEMS])
    assert_unique([handling["code"] for _, handling in HANDLING])
    assert_unique([item["code"][19:] for item in ITEMS])


@each_item
def test_codes_are_built_as_the_standard_says(item: dict[str, Any]) -> None:
    """DOMAIN 3.2: body's credit code, level of exercise, base code, serial."""
    base = item["code"][19:]

    assert len(item["code"]) == 31
    assert item["code"][18] == "4"
    assert re.fullmatch(r"99[0-9]{10}", base)
    assert base[2:4] == item["item_type"]
    for number, handling in enumerate(item["handling_items"], 1):
        assert handling["code"] == f"{item['code']}{number:02d}"
        assert item["code"][:18] == ORGANISATIONS[handling["organisation"]]["uscc"]


@each_item
def test_an_item_names_its_legal_source_and_what_people_call_it(item: dict[str, Any]) -> None:
    assert re.search(r"《[^》]+》", item["source"]["law"])
    assert item["aliases"]
    assert item["theme"]
    assert item["name"] not in item["aliases"]


@each_handling
def test_limits_are_kept(item: dict[str, Any], handling: dict[str, Any]) -> None:
    statutory, promised = handling["statutory"], handling["promised"]

    assert promised is not None
    if statutory is not None:
        assert statutory["amount"] > 0
        assert "《" in statutory["legal_basis"]
    if promised["unit"] == "immediate":
        assert handling["handling_type"] == "immediate"
        assert promised["amount"] == 0
    else:
        assert handling["handling_type"] == "committed"
        assert promised["amount"] > 0
        if statutory is not None:
            assert promised["unit"] == statutory["unit"]
            assert promised["amount"] <= statutory["amount"]


@each_handling
def test_a_handling_item_says_what_the_law_asks(item: dict[str, Any], handling: dict[str, Any]) -> None:
    """行政许可法第三十条: conditions, basis, materials, result are made public."""
    assert handling["conditions"]
    assert handling["legal_basis"]
    assert all(basis["law"] for basis in handling["legal_basis"])
    assert handling["result"]["name"]
    assert handling["service_objects"]
    assert handling["guide"]["reconsideration"]
    assert handling["guide"]["litigation"]
    if item["item_type"] == "01":
        assert handling["approval_tier"] in ("sole", "review-check", "reported")
    if handling["fee"] is not None and handling["fee"]["charged"]:
        assert "《" in handling["fee"]["basis"] or "〔" in handling["fee"]["basis"]


@each_handling
def test_a_material_has_a_basis_and_points_to_tick(item: dict[str, Any], handling: dict[str, Any]) -> None:
    shared = {source["code"] for source in COUNTY_FILE["share_sources"]}

    assert_unique([material["code"] for material in handling["materials"]])
    for material in handling["materials"]:
        points = material["review_points"]
        assert material["legal_basis"], material["name"]
        assert 3 <= len(points) <= 6, material["name"]
        assert_unique([point["text"] for point in points])
        assert all(point["how"] for point in points)
        assert any(point["blocking"] for point in points), material["name"]
        assert material["share_source"] is None or material["share_source"] in shared
        assert material["share_source"] is None or material["source"] != "applicant", material["name"]


def test_share_sources_are_used() -> None:
    declared = [source["code"] for source in COUNTY_FILE["share_sources"]]
    used = {material["share_source"] for _, handling in HANDLING for material in handling["materials"]}

    assert_unique(declared)
    assert set(declared) == used - {None}
