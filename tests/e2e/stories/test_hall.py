"""A hall manager keeps what the windows take; a citizen reads what is taken near home."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.pages.someone import PHONE
from tests.e2e.stories.conftest import Meet

MANAGER, OF_TOWNS = "qinhaibo", "jiangyan"


def test_a_manager_looks_at_the_scopes_and_records_an_exception(meet: Meet) -> None:
    """CAT-02, CAT-04, CAT-28"""
    manager = meet(MANAGER)

    manager.open("/desk/")  # the place of work leads there
    assert manager.page.url.endswith("/hall/")
    assert manager.answer().startswith("安澜县政务服务中心：")
    manager.click("link", "受理范围")
    expect(manager.page.get_by_text("一窗通办").first).to_be_visible()
    expect(manager.page.get_by_text("同部门跨领域 → 跨部门跨领域")).to_be_visible()
    manager.open("/hall/coverage/")
    expect(manager.page.get_by_text("每个在用事项都有窗口受理。")).to_be_visible()

    manager.open("/hall/exceptions/new/?outlet=HALL")
    manager.page.get_by_label("部门的全部事项").select_option("安澜县烟草专卖局")
    manager.page.get_by_label("适用地点").select_option("A6 跨省跨域代收代办")
    manager.page.get_by_label("依据").fill("例外事项清单（样例）")
    manager.click("button", "登记")
    expect(manager.page.locator(".yc-wrong")).to_have_count(1)  # the reason people will hear
    manager.page.get_by_label("原因").fill("要核对经营地址，请到A1窗口办理。")
    manager.click("button", "登记")
    expect(manager.page.get_by_text("要核对经营地址").first).to_be_visible()


def test_papers_of_the_towns_on_a_phone(meet: Meet) -> None:
    """CAT-25"""
    manager = meet(OF_TOWNS, size=PHONE)

    manager.open("/hall/entrustments/?outlet=T4")
    expect(manager.page.get_by_text("受理委托书快到期")).to_be_visible()
    manager.open("/hall/entrustments/new/?outlet=T4")
    manager.open("/hall/levels/new/?outlet=T4")
    manager.open("/hall/coverage/?outlet=T4")
    manager.open("/hall/scopes/?outlet=T4")
    expect(manager.page.get_by_text("委托受理").first).to_be_visible()


def test_a_citizen_reads_what_is_taken_near_home(meet: Meet) -> None:
    """CAT-24, CAT-26"""
    citizen = meet(size=PHONE)

    citizen.open("/local/?field=relief")
    citizen.click("link", "云栖镇便民服务中心")
    assert citizen.answer().startswith("云栖镇便民服务中心可以办")
    citizen.open("/exceptions/")
    expect(citizen.page.get_by_text("请到A7公安专区办理").first).to_be_visible()
    citizen.open("/zero-visit/")
    assert "一次也不用跑" in citizen.answer()
