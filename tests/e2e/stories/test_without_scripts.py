"""Every page works without scripts: slower, but nobody is shut out."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.public import PublicPages
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet


def test_a_citizen_gets_the_list_without_scripts(meet: Meet) -> None:
    citizen = meet(scripts=False)
    site = PublicPages(citizen)

    assert roads.ITEM in site.ask("huoyun")
    site.choose(roads.ITEM)
    site.answer(*roads.SITUATION)

    assert site.to_bring() == roads.TO_BRING


def test_a_clerk_receives_and_accepts_without_scripts(meet: Meet, person: Person) -> None:
    clerk = meet(roads.CLERK, scripts=False)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    clerk.page.get_by_role("searchbox").fill("货运证")
    clerk.click("button", "查找")
    clerk.follow(clerk.page.locator("#results").get_by_role("link", name=roads.ITEM))
    counter.answer(*roads.SITUATION)
    counter.enter(person)
    counter.check_materials()
    clerk.click("button", "收件")
    assert clerk.answer() == f"材料齐了，可以受理，{roads.PROMISED}前办结"

    clerk.follow(clerk.page.locator(".yc-acts").get_by_role("link", name="受理"))
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog.get_by_role("article")).to_contain_text("2026年12月3日（8 个工作日）")
    dialog.get_by_role("checkbox").check()
    clerk.follow(dialog.get_by_role("button", name="受理"))

    assert clerk.answer() == f"已受理，{roads.PROMISED}前办结"
