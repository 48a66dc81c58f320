"""The quality of items: an editor sees which department has the most to put right, and what."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.catalogue import QualityPage
from tests.e2e.pages.someone import DESKTOP, PHONE
from tests.e2e.stories.conftest import Meet

EDITOR = "tangwen"


def test_an_editor_finds_what_a_department_has_to_put_right(meet: Meet) -> None:
    """CAT-15"""
    editor = meet(EDITOR)
    report = QualityPage(editor)

    editor.open("/catalogue/")  # the place of work leads there
    editor.click("link", "事项质量")
    assert editor.answer().startswith("104 项在用")
    editor.click("link", "安澜县交通运输局")
    assert editor.answer() == "安澜县交通运输局的事项质量"
    expect(report.item("没有写明是否支持网上支付")).to_have_count(1)
    editor.page.reload()
    expect(report.item("没有写明是否支持网上支付")).to_have_count(1)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_editor_finds_what_could_be_asked_of_people_less(meet: Meet, size: tuple[int, int]) -> None:
    """CAT-27"""
    editor = meet(EDITOR, size=size)
    report = QualityPage(editor)

    editor.open("/catalogue/simplification/")
    assert "可以再简便" in editor.answer()
    editor.click("link", "压缩承诺时限")
    expect(report.item("承诺 12 个工作日，法定 20 个工作日，只压缩了 40%")).to_have_count(1)
    report.choose("安澜县农业农村局")

    assert "kind=limit" in editor.page.url
    expect(report.item("安澜县农业农村局").first).to_be_visible()
    expect(report.item("安澜县民政局")).to_have_count(0)


def test_the_report_on_a_phone_and_its_rules(meet: Meet) -> None:
    editor = meet(EDITOR, size=PHONE)
    report = QualityPage(editor)

    report.open()
    editor.page.get_by_text("质量规则和得分的算法").click()
    expect(editor.page.get_by_text("没有依据的材料不得要求提供")).to_be_visible()
    editor.look()
    report.choose("安澜县市场监督管理局")

    assert "organisation=" in editor.page.url
    expect(report.item("行政许可的办理流程有 4 步").locator("h2")).to_have_count(1)
