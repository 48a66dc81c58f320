"""The department: the list by deadline, the opinion, the decision by someone else."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.office import OfficePage
from tests.e2e.pages.someone import OFFICE
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet
from yichuang.foundation.notices.tests.reading import words_of


def test_an_officer_examines_and_the_head_decides(meet: Meet, person: Person) -> None:
    number = roads.accepted(meet, person)
    officer = meet(roads.OFFICER, size=OFFICE)
    office = OfficePage(officer)

    office.open()
    expect(office.row(number)).to_contain_text("剩 8 个工作日")
    expect(office.row(number)).to_contain_text(roads.PROMISED)
    expect(office.row(number).locator("[data-light=green]")).to_be_visible()
    office.take_up(number)
    assert office.state() == "还没有人承办"
    assert person.id_number not in officer.page.content()
    officer.page.get_by_role("link", name="查看完整信息").click()
    officer.page.get_by_label("查看完整信息的事由").fill("核对营业执照上的经营者")
    officer.page.get_by_role("button", name="查看完整信息").click()
    expect(officer.page.get_by_text(person.id_number)).to_be_visible()
    expect(officer.page.get_by_text("已经写入审计记录")).to_be_visible()
    office.claim()
    assert office.state() == "等您提出审查意见"
    officer.click("button", "提交审查意见")  # empty
    expect(officer.page.get_by_label("审查意见", exact=True)).to_be_focused()
    office.give_opinion("材料属实，车辆技术等级达到二级，建议准予。")
    assert office.state() == "意见已写，等别人决定"
    expect(officer.page.get_by_text("写审查意见的人不能同时作决定")).to_be_visible()
    expect(officer.page.get_by_role("button", name="准予")).to_have_count(0)

    head = meet(roads.HEAD)
    office = OfficePage(head)
    office.open()
    office.take_up(number)
    assert office.state() == "材料齐全，等您决定"
    head.page.get_by_label("条件和义务").fill("车辆取得道路运输证后方可投入营运")
    dialog = office.look_through()
    expect(dialog.get_by_role("article")).to_contain_text("车辆取得道路运输证后方可投入营运")
    expect(dialog.get_by_role("article")).to_contain_text("自2026年11月23日起至2030年11月22日止")
    dialog.get_by_role("checkbox").check()
    head.follow(dialog.get_by_role("button", name="准予"))

    expect(head.page.get_by_role("status").filter(has_text="已作出决定")).to_be_visible()
    line = head.page.get_by_role("listitem").filter(has_text="准予行政许可决定书")
    address = line.get_by_role("link").get_attribute("href")
    decision = words_of(head.context.request.get(head.web + str(address)).body())
    assert number in decision
    assert "车辆取得道路运输证后方可投入营运" in decision


def test_a_case_appears_in_an_open_list(meet: Meet, person: Person) -> None:
    officer = meet(roads.OFFICER)
    OfficePage(officer).open()
    officer.page.evaluate("window.wasHereBefore = true")

    number = roads.accepted(meet, person)

    expect(OfficePage(officer).row(number)).to_be_visible()
    assert officer.page.evaluate("window.wasHereBefore") is True
    officer.look()


def test_filters_of_the_list_survive_opening_a_file(meet: Meet, person: Person) -> None:
    number = roads.accepted(meet, person)
    officer = meet(roads.OFFICER)

    officer.open(f"/office/?q={number}")
    expect(officer.page.locator(".yc-rows a")).to_have_count(1)
    OfficePage(officer).take_up(number)

    expect(officer.page.locator(".yc-rows a")).to_have_count(1)
    expect(officer.page.locator('.yc-rows a[aria-current="true"]')).to_contain_text(roads.ITEM)
    officer.open("/office/?due=late")
    expect(officer.page.get_by_text("这里没有办件")).to_be_visible()
