"""A refusal: proposed by one, written and read through by another, handed over with its proof."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.issue import IssuePage
from tests.e2e.pages.office import OfficePage
from tests.e2e.pages.someone import OFFICE
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet
from yichuang.foundation.notices.tests.reading import words_of


def test_a_refusal_is_written_read_through_and_handed_over(meet: Meet, person: Person) -> None:
    number = roads.accepted(meet, person)
    office = OfficePage(meet(roads.OFFICER))
    office.open()
    office.take_up(number)
    office.claim()
    office.give_opinion("车辆技术等级为三级。", conclusion="建议不予批准")

    head = meet(roads.HEAD, size=OFFICE)
    office = OfficePage(head)
    office.open()
    office.take_up(number)
    assert office.state() == "建议不予批准，等您决定"
    dialog = office.write_refusal("车辆技术等级评定为三级。", "不符合车辆技术等级达到二级以上的条件。")
    paper = dialog.get_by_role("article")
    expect(paper).to_contain_text("不予行政许可决定书")
    expect(paper).to_contain_text("申请行政复议")
    assert person.name not in paper.inner_text()
    dialog.get_by_role("checkbox").check()
    head.follow(dialog.get_by_role("button", name="不予批准"))
    expect(head.page.get_by_role("status").filter(has_text="已作出不予批准的决定")).to_be_visible()

    issuer = meet(roads.ISSUER)
    desk = IssuePage(issuer)
    desk.scan(number)
    assert issuer.answer().startswith("没有批准，核对证件，把决定文书交给")
    desk.hand_over_to(person.name, is_identity_checked=True)
    assert issuer.answer().startswith("已送达，")
    proof = issuer.page.get_by_role("link", name="打印送达回证").get_attribute("href")
    words = words_of(issuer.context.request.get(issuer.web + str(proof)).body())
    assert "不予行政许可决定书" in words
    assert person.name in words


def test_what_a_refusal_lacks_is_said_beside_its_field(meet: Meet, person: Person) -> None:
    number = roads.accepted(meet, person)
    office = OfficePage(meet(roads.OFFICER))
    office.open()
    office.take_up(number)
    office.claim()
    office.give_opinion("车辆技术等级为三级。", conclusion="建议不予批准")
    head = meet(roads.HEAD)

    head.open(f"/office/cases/{number}/refusal/")
    head.page.get_by_label("不予批准的理由").fill("不符合条件。")
    head.press("F8")

    expect(head.page.locator(".yc-wrong")).to_contain_text("请写明查明的事实")
    assert head.page.get_by_label("不予批准的理由").input_value() == "不符合条件。"
    head.open("/office/today/")
    assert "在办" in head.page.locator(".yc-answer-sub").first.inner_text()
