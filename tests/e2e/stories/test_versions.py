"""A draft on its way: an editor changes an item, two people review it, it is published from a day on."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.pages.catalogue import VersionPage
from tests.e2e.pages.someone import PHONE
from tests.e2e.stories.conftest import Meet

EDITOR, HEAD, REVIEWER = "jiangluo", "qianjin", "shenhe"
ITEM = "道路普通货物运输经营许可（变更）"
LATER = "2026-12-21"


def test_a_draft_is_reviewed_by_two_people_and_published_from_a_day_on(meet: Meet) -> None:
    """CAT-16, CAT-18"""
    editor = meet(EDITOR)
    editor.open("/catalogue/")
    editor.page.get_by_label("名称或者编码").fill(ITEM)
    editor.click("button", "查看")
    editor.click("link", ITEM)
    editor.click("link", "修改草稿")
    editor.click("button", "开始修改")
    editor.click("link", "基本要素")
    editor.page.get_by_label("通俗说明").fill("在公路上施工以前要先办的许可。")
    editor.click("button", "保存名称")
    editor.click("link", "草稿概览")
    editor.click("link", "送审和发布")
    assert editor.answer() == "草稿与第 1 版有 1 处不同"
    editor.page.get_by_label("送审说明").fill("加一句通俗说明")
    editor.click("button", "送审")

    head = meet(HEAD, size=PHONE)
    head.open("/catalogue/reviews/")
    head.click("link", ITEM)
    own = VersionPage(head)
    expect(own.log()).to_contain_text("加一句通俗说明")
    own.decide("退回修改", remarks="再写短一点", reason="表述不清")
    expect(own.log()).to_contain_text("表述不清")
    editor.page.reload()
    editor.click("button", "送审")
    head.page.reload()
    own.decide("审核同意")

    reviewer = meet(REVIEWER)
    reviewer.open("/catalogue/")
    assert "等您办理" in reviewer.answer()
    reviewer.click("link", "待我办理")
    reviewer.click("link", ITEM)
    VersionPage(reviewer).decide("审核同意", remarks="同意发布")

    editor.page.reload()
    editor.page.get_by_label("生效日期").fill("2026-11-01")
    editor.click("button", "发布")
    expect(editor.page.get_by_role("alert").first).to_contain_text("生效日期 2026-11-01 已经过去")
    editor.page.get_by_label("生效日期").fill(LATER)
    editor.click("button", "发布")
    assert editor.answer() == ITEM
    editor.click("link", "事项的全部版本")
    expect(editor.page.get_by_role("row").filter(has_text="第 2 版")).to_contain_text("2026年12月21日")


def test_an_item_is_suspended_and_resumed_by_the_head(meet: Meet) -> None:
    """CAT-18"""
    head = meet(HEAD)
    head.open("/office/")
    head.click("link", "事项审核")
    head.click("link", "事项清单")
    head.page.get_by_label("名称或者编码").fill(ITEM)
    head.click("button", "查看")
    head.click("link", ITEM)
    head.page.get_by_text("暂停办理", exact=True).click()
    head.page.get_by_label("自哪一天起").first.fill("2026-12-01")
    head.page.get_by_label("原因").first.fill("系统升级")
    head.look()
    head.click("button", "登记暂停")
    expect(head.page.get_by_role("list", name="变动记录")).to_contain_text("系统升级")
