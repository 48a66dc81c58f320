"""A 即办件: one chief representative, one visit, under a written authorisation."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.counter import CounterPage
from tests.e2e.stories.conftest import Meet
from yichuang.foundation.notices.tests.reading import words_of

CARD = "社会保障卡申领"
AUTHORISATION = "安人社授〔2026〕1号"


def test_a_chief_representative_decides_at_the_window(meet: Meet, person: Person) -> None:
    representative = meet("chentao")
    counter = CounterPage(representative)
    page = representative.page
    counter.sit_at("C1 社会保险")
    counter.find("sbk", CARD)
    counter.answer("给自己办", "暂时不要")
    counter.enter(person)
    counter.check_materials()
    number = counter.receive()
    expect(page.get_by_role("link", name="当场办结")).to_have_count(0)  # acceptance comes first
    counter.accept()

    link = page.get_by_role("link", name="当场办结")
    expect(link).to_be_visible()
    page.keyboard.press("F9")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("article")).to_contain_text(f"{AUTHORISATION}（书面授权）")
    representative.look()
    dialog.get_by_role("checkbox").check()
    representative.follow(dialog.get_by_role("button", name="准予"))

    expect(page.get_by_role("status").filter(has_text="已当场办结")).to_be_visible()
    notice = words_of(counter.document("办结通知书"))
    assert number in notice
    assert AUTHORISATION in notice


def test_a_clerk_without_an_authorisation_is_told_who_decides(meet: Meet, person: Person) -> None:
    clerk = meet("wangjianping")
    counter = CounterPage(clerk)
    counter.sit_at("A1 无差别受理A1")
    counter.find("异地就医备案", "异地就医备案")
    while clerk.page.get_by_role("button", name="下一步").is_visible():
        for question in clerk.page.locator(".work fieldset").all():
            question.get_by_role("radio").first.check()
        clerk.click("button", "下一步")
    counter.enter(person)
    counter.check_materials()
    counter.receive()
    counter.accept()

    expect(clerk.page.get_by_text("即办件，由部门或者有书面授权的首席代表当场决定")).to_be_visible()
