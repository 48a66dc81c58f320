"""A case is handed to a colleague, who ends it: by the menu of the file, each with its reason."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.office import OfficePage
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet


def test_a_case_is_handed_on_and_then_ended(meet: Meet, person: Person) -> None:
    number = roads.accepted(meet, person)
    officer = meet(roads.OFFICER)
    office = OfficePage(officer)
    office.open()
    office.take_up(number)
    office.claim()

    office.other_act("移交")
    officer.press("F8")  # nothing chosen yet
    expect(officer.page.locator(".yc-wrong").first).to_contain_text("请选一位同事")
    officer.page.get_by_label("移交给").select_option(label="钱进")
    officer.page.get_by_label("移交原因").fill("外出学习两周")
    officer.press("F8")
    expect(officer.page.get_by_role("status").filter(has_text="已移交")).to_be_visible()
    expect(officer.page.get_by_text("移交给钱进")).to_be_visible()

    head = meet(roads.HEAD)
    office = OfficePage(head)
    office.open()
    office.take_up(number)
    office.other_act("终止办理")
    head.page.get_by_role("radio", name="申请人不配合办理").check()
    head.page.get_by_label("终止办理的理由").fill("多次通知，申请人没有到场核验车辆。")
    head.page.get_by_label("依据", exact=True).fill("办事指南第五条")
    head.press("F8")
    dialog = head.page.get_by_role("dialog")
    expect(dialog.get_by_role("article")).to_contain_text("终止办理")
    dialog.get_by_role("checkbox").check()
    head.follow(dialog.get_by_role("button", name="终止办理"))

    expect(head.page.get_by_role("status").filter(has_text="已终止办理")).to_be_visible()
    assert office.state() == "终止办理"
