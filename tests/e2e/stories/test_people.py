"""Who stands at the window: read from a card, known from before, sent by somebody; nothing typed is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk import Person
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.someone import Someone
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet, Product

OTHER_WINDOW = "A3 无差别受理A3"
COLLEAGUE = "wangjianping"


def at_the_list(meet: Meet, username: str = roads.CLERK, window: str = roads.WINDOW, **more: Any) -> Someone:
    """A clerk with the exact list before them."""
    clerk = meet(username, **more)
    counter = CounterPage(clerk)
    counter.sit_at(window)
    clerk.open(f"/counter/new/{roads.CODE}/")
    counter.answer(*roads.SITUATION)
    return clerk


def put_on_the_reader(product: Product, person: Person, until: str = "2036-02-11") -> None:
    if product.card is None:
        pytest.skip("this product runs with a reader of its own, or none")
    card = {"name": person.name, "number": person.id_number, "valid_until": until, "portrait": "/9j/"}
    product.card.write_text(json.dumps({"status": "ok", "card": card}), encoding="utf-8")


def until_kept(clerk: Someone) -> None:
    """Wait until the draft holds the last word typed."""
    kept = clerk.page.locator("#draft-status[aria-busy=false]")
    expect(kept).to_contain_text("草稿存好了")


def field(page: Page, name: str) -> Any:
    return page.locator(f"[name={name}]")


def test_a_card_is_read_with_one_key_and_the_clerk_goes_on_with_the_phone(
    meet: Meet, product: Product, person: Person
) -> None:
    put_on_the_reader(product, person)
    clerk = at_the_list(meet)

    clerk.page.keyboard.press("F4")

    expect(field(clerk.page, "applicant-id_number")).to_have_value(person.id_number)
    expect(field(clerk.page, "applicant-name")).to_have_value(person.name)
    expect(field(clerk.page, "applicant-phone")).to_be_focused()
    clerk.page.keyboard.type(person.phone)
    clerk.page.keyboard.press("Tab")
    CounterPage(clerk).check_materials()
    assert len(CounterPage(clerk).receive()) == 21


def test_a_card_that_has_ended_or_is_not_there_is_said_aloud(
    meet: Meet, product: Product, person: Person
) -> None:
    put_on_the_reader(product, person, until="2026-11-22")
    clerk = at_the_list(meet)
    said = clerk.page.locator("#person-applicant").get_by_role("status")

    clerk.page.keyboard.press("F4")
    expect(said).to_have_text("这张身份证已于 2026年11月22日 到期，请办事人出示有效的身份证件。")
    assert product.card is not None
    product.card.unlink()
    clerk.page.keyboard.press("F4")
    expect(said).to_have_text("读卡器上没有身份证，请把身份证放好再读。")
    expect(field(clerk.page, "applicant-name")).to_have_value("")


def test_a_reader_that_types_fills_the_form_from_any_field(meet: Meet, person: Person) -> None:
    clerk = at_the_list(meet)
    line = f"{person.name}|男|汉|19900101|安澜县|{person.id_number}|安澜县公安局|20200101-长期"

    field(clerk.page, "applicant-phone").focus()
    clerk.page.keyboard.type(line)
    clerk.page.keyboard.press("Enter")

    expect(field(clerk.page, "applicant-name")).to_have_value(person.name)
    expect(field(clerk.page, "applicant-id_number")).to_have_value(person.id_number)
    expect(field(clerk.page, "applicant-phone")).to_have_value("")
    expect(field(clerk.page, "applicant-phone")).to_be_focused()
    assert "/counter/new/" in clerk.page.url


def test_who_came_before_types_nothing_twice(meet: Meet, person: Person) -> None:
    roads.accepted(meet, person)
    clerk = at_the_list(meet)

    field(clerk.page, "applicant-id_number").fill(person.id_number)
    clerk.page.keyboard.press("Tab")

    expect(field(clerk.page, "applicant-name")).to_have_value(person.name[0] + "*")
    expect(field(clerk.page, "applicant-phone")).to_have_value(f"{person.phone[:3]}****{person.phone[-4:]}")
    expect(clerk.page.get_by_text("来自 2026年11月23日 的办件")).to_be_visible()
    clerk.look()
    CounterPage(clerk).check_materials()
    CounterPage(clerk).receive()
    assert clerk.answer() == f"材料齐了，可以受理，{roads.PROMISED}前办结"


def test_an_agent_whose_authority_has_ended_is_told_so_and_everything_stays(meet: Meet, people: Any) -> None:
    applicant, agent = next(people), next(people)
    clerk = at_the_list(meet)
    counter = CounterPage(clerk)
    counter.enter(applicant)
    clerk.page.get_by_role("radio", name="代理人").check()
    for name in ("id_number", "name", "phone"):
        field(clerk.page, f"agent-{name}").fill(getattr(agent, name))
    field(clerk.page, "authority-valid_until").fill("2026-11-22")
    counter.check_materials()
    clerk.press("F8")

    expect(
        clerk.page.get_by_text("授权已于 2026年11月22日 到期，请委托人重新出具授权委托书。")
    ).to_be_visible()
    expect(field(clerk.page, "agent-name")).to_have_value(agent.name)
    field(clerk.page, "authority-valid_until").fill("2026-11-23")
    assert len(counter.receive()) == 21

    clerk.click("link", "代理人的委托书")
    expect(clerk.page.get_by_role("listitem").filter(has_text="代为申请")).to_contain_text("有效")
    clerk.click("button", "委托人撤销授权")
    expect(clerk.page.get_by_role("listitem").filter(has_text="代为申请")).to_contain_text("已撤销")


def test_a_colleague_goes_on_where_the_first_window_stopped(meet: Meet, person: Person) -> None:
    clerk = at_the_list(meet)
    CounterPage(clerk).enter(person)
    until_kept(clerk)

    colleague = meet(COLLEAGUE)
    CounterPage(colleague).sit_at(OTHER_WINDOW)
    colleague.follow(
        colleague.page.get_by_role("listitem").filter(has_text=person.name[0] + "*").get_by_role("link").first
    )
    expect(field(colleague.page, "applicant-id_number")).to_have_value(person.id_number)
    CounterPage(colleague).check_materials()
    until_kept(colleague)

    # the first window types on, not knowing
    field(clerk.page, "applicant-phone").fill("13700002222")
    expect(clerk.page.locator("#draft-status")).to_contain_text("窗口改过，您这里不是最新的")
    expect(field(clerk.page, "applicant-phone")).to_have_value("13700002222")

    assert len(CounterPage(colleague).receive()) == 21


def test_a_draft_goes_on_after_the_session_ended(meet: Meet, person: Person) -> None:
    clerk = at_the_list(meet)
    CounterPage(clerk).enter(person)
    until_kept(clerk)
    kept = clerk.context.cookies()
    clerk.context.clear_cookies(name="sessionid")

    field(clerk.page, "applicant-phone").fill("13700002222")
    expect(clerk.page.locator("#draft-status")).to_contain_text("登录已经过期")

    clerk.context.add_cookies(kept)  # as signing in again gives
    clerk.open("/counter/")
    clerk.follow(
        clerk.page.get_by_role("listitem").filter(has_text=person.name[0] + "*").get_by_role("link").first
    )
    expect(field(clerk.page, "applicant-id_number")).to_have_value(person.id_number)


def test_a_draft_is_kept_and_a_card_typed_without_scripts(meet: Meet, person: Person) -> None:
    clerk = at_the_list(meet, scripts=False)
    line = f"{person.name}|男|汉|19900101|安澜县|{person.id_number}|安澜县公安局|长期"
    field(clerk.page, "applicant-name").fill(line)
    clerk.press("Enter")
    expect(field(clerk.page, "applicant-id_number")).to_have_value(person.id_number)

    field(clerk.page, "applicant-phone").fill(person.phone)
    clerk.click("button", "存草稿")

    expect(clerk.page.get_by_text("草稿存好了")).to_be_visible()
    expect(field(clerk.page, "applicant-phone")).to_have_value(person.phone)
