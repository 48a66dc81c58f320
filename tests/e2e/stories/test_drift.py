"""The list of the level above: an editor finds what differs and says why it stays so."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.pages.drift import DriftPage
from tests.e2e.pages.someone import PHONE
from tests.e2e.stories.conftest import Meet

EDITOR, COACHES = "jiangluo", "道路旅客运输经营许可"


def test_an_editor_explains_a_difference_and_it_is_off_the_list(meet: Meet) -> None:
    """CAT-20"""
    editor = meet(EDITOR)
    report = DriftPage(editor)

    report.open()
    assert "和上级目录不同，等待处理" in editor.answer()
    report.choose("安澜县交通运输局", "待处理")
    expect(report.difference(COACHES)).to_contain_text("基本目录里有")
    report.explain(COACHES, "客运许可由市级办理，本县不受理")

    expect(editor.page.get_by_text("已记下理由")).to_be_visible()
    report.choose("安澜县交通运输局", "待处理")
    expect(report.difference(COACHES)).to_have_count(0)
    report.choose("安澜县交通运输局", "已经处理")
    expect(report.difference(COACHES)).to_contain_text("客运许可由市级办理，本县不受理")


def test_the_differences_on_a_phone(meet: Meet) -> None:
    editor = meet(EDITOR, size=PHONE)
    report = DriftPage(editor)

    report.open()
    report.difference("高龄津贴").get_by_role("link", name="处理").click()

    expect(editor.page.get_by_text("由这个部门的事项管理员处理。")).to_be_visible()
    editor.look()
