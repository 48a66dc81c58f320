"""A citizen finds where an item is taken, by keyboard on the map, and near home on a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.pages.public import PublicPages
from tests.e2e.pages.someone import PHONE
from tests.e2e.stories.conftest import Meet

ADMIN = "xitong"
ITEM = "老年人优待证申领"


def test_a_citizen_finds_an_outlet_on_the_map_by_keyboard(meet: Meet) -> None:
    """GUI-04"""
    citizen = meet()
    public = PublicPages(citizen)
    public.ask(ITEM)
    public.choose(ITEM)
    citizen.follow(citizen.page.get_by_role("link", name="在地图上看，哪个现在开着、哪个离我近"))
    assert "个网点受理" in citizen.answer()
    page = citizen.page
    expect(page.locator(".map[data-ready]")).to_be_visible()
    listed = page.locator("#outlets > li").count()
    assert listed == page.locator(".map-mark").count() > 0

    page.locator(".map").focus()
    page.keyboard.press("Tab")
    mark = page.locator(".map-mark").first
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")

    line = page.locator("#outlets > li[aria-current='true']")
    expect(line).to_be_focused()
    number = line.get_attribute("data-number")
    assert str(mark.get_attribute("aria-label")).startswith(f"{number} {line.get_attribute('data-name')}")
    citizen.look()
    page.keyboard.press("Tab")
    citizen.press("Enter")
    assert citizen.answer().startswith(f"{page.locator('[data-outlet]').get_attribute('data-name')}：")
    expect(page.get_by_role("heading", name="这几天什么时候开")).to_be_visible()


def test_on_a_phone_what_is_near_comes_first_when_asked(meet: Meet) -> None:
    """GUI-04"""
    citizen = meet(size=PHONE)
    citizen.context.grant_permissions(["geolocation"])
    citizen.context.set_geolocation({"latitude": 29.8121, "longitude": 123.4521})
    page = citizen.page
    citizen.open("/places/")
    expect(page.locator(".map[data-ready]")).to_be_visible()
    assert page.locator("#outlets > li").first.get_attribute("data-outlet") == "HALL"

    page.get_by_role("button", name="离我近的排前面").click()
    expect(page.get_by_text("没有保存，也没有发给我们")).to_be_visible()
    nearest = page.locator("#outlets > li").first
    assert nearest.get_attribute("data-outlet") == "V43"
    expect(nearest.locator("[data-distance]")).to_have_text("约 50 米")
    nearest.get_by_role("button", name="在地图上看").click()
    expect(page.locator(".map-mark:focus")).to_have_count(1)
    citizen.look()

    citizen.click("link", "高坪村便民服务站")
    expect(page.get_by_role("link", name="0980-5552043").first).to_be_visible()
    citizen.open("/places/?kind=partner")
    expect(page.get_by_text("没有符合条件的网点")).to_be_visible()


def test_without_scripts_the_list_is_whole(meet: Meet) -> None:
    """GUI-04"""
    citizen = meet(scripts=False)

    citizen.open("/places/?town=990101101")

    assert citizen.page.locator("#outlets > li").count() == 4
    expect(citizen.page.locator(".map")).to_be_hidden()


def test_the_administrator_looks_over_places_and_map(meet: Meet) -> None:
    admin = meet(ADMIN)

    admin.open("/desk/")
    admin.click("link", "进入网点与底图")
    admin.click("link", "桥头社区便民服务站")
    admin.open("/hall/maps/")
    admin.click("link", "第 1 版")
    expect(admin.page.locator(".map[data-ready]")).to_be_visible()
    expect(admin.page.locator(".map-mark")).to_have_count(17)
    admin.look()
