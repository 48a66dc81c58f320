"""A clerk receives and accepts, at one screen."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.desk import Person
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.someone import OFFICE, Someone
from tests.e2e.pages.staff import sign_in
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet, Product
from yichuang.foundation.notices.tests.reading import qr_codes, words_of

ELSEWHERE = "居民身份证换领"  # only the police take it, at A7
POINT = "业户名称、地址与营业执照一字不差"


def test_a_clerk_finds_one_gap_has_it_put_right_and_accepts(meet: Meet, person: Person) -> None:
    clerk = meet(roads.CLERK, size=OFFICE)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    assert clerk.answer() == "这位来办什么事？"
    counter.find("货运证", roads.ITEM)
    assert clerk.answer() == "再问 4 句，就知道要哪些材料"
    counter.answer(*roads.SITUATION)
    assert clerk.answer() == "核对 3 份材料，就可以收件"

    counter.enter(person)
    counter.check_materials({roads.TO_BRING[0]: POINT})
    expect(clerk.page.get_by_role("status").filter(has_text="还差 1 处")).to_be_visible()
    number = counter.receive()
    assert clerk.answer() == "还差 1 处，当场补上就能受理"
    receipt = words_of(counter.document("收件凭证"))
    assert number in receipt
    assert person.name in receipt
    assert f"不齐全：{POINT}" in receipt
    expect(clerk.page.get_by_role("button", name="受理", exact=True)).to_be_disabled()

    counter.material(roads.TO_BRING[0]).get_by_role("checkbox", name=POINT).check()
    clerk.press("F9")
    assert clerk.answer() == f"材料齐了，可以受理，{roads.PROMISED}前办结"
    dialog = counter.look_through()
    expect(dialog.get_by_role("article")).to_contain_text("2026年12月3日（8 个工作日）")
    expect(dialog.get_by_role("article")).to_contain_text("2026年12月21日（20 个工作日）")
    expect(dialog).to_contain_text(f"法定 20 个工作日，{roads.STATUTORY}到期")
    assert person.name not in dialog.inner_text()  # masked on the screen, whole on paper
    dialog.get_by_role("button", name="受理").click()
    expect(dialog).to_be_visible()  # nothing happens without consent
    dialog.get_by_role("checkbox").check()
    clerk.follow(dialog.get_by_role("button", name="受理"))

    assert clerk.answer() == f"已受理，{roads.PROMISED}前办结"
    notice = counter.document("受理通知书")
    assert number in words_of(notice)
    assert person.name in words_of(notice)
    assert re.fullmatch(rf"{clerk.web}/d/[a-z2-7]{{26}}/", qr_codes(notice)[0])


def test_the_counter_is_worked_by_keys_alone(meet: Meet, person: Person) -> None:
    clerk = meet(roads.CLERK)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    page = clerk.page

    clerk.press("F1")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jmsfzhl")
    expect(page.locator("#results").get_by_role("link").first).to_have_text(ELSEWHERE)
    tab_to(page, ELSEWHERE)
    clerk.press("Enter")
    assert clerk.answer() == "这个窗口不受理这件事"
    clerk.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("货运证")
    expect(page.locator("#results").get_by_role("link", name=roads.ITEM)).to_be_visible()
    tab_to(page, roads.ITEM)
    clerk.press("Enter")

    for _ in roads.SITUATION:
        tab_to_kind(page, "radio")
        page.keyboard.press("Space")
    tab_to(page, "下一步")
    clerk.press("Enter")
    for field, text in (("id_number", person.id_number), ("name", person.name), ("phone", person.phone)):
        tab_to(page, f"applicant-{field}")
        page.keyboard.type(text)
    for _ in range(page.locator("[data-blocking]").count()):
        tab_to_kind(page, "checkbox")
        page.keyboard.press("Space")
    clerk.press("F8")
    assert clerk.answer() == f"材料齐了，可以受理，{roads.PROMISED}前办结"

    with clerk.context.expect_page() as opened:
        page.keyboard.press("F7")  # the receipt, in a tab of its own
    opened.value.close()
    page.keyboard.press("F8")
    expect(page.get_by_role("dialog").get_by_role("checkbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("F8")
    consent = page.get_by_role("dialog").get_by_role("checkbox")
    expect(consent).to_be_focused()
    page.keyboard.press("Space")
    expect(consent).to_be_checked()
    page.keyboard.press("Tab")
    clerk.press("Enter")
    assert clerk.answer() == f"已受理，{roads.PROMISED}前办结"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element of this name has the focus, and see that it shows."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if name in (focused["name"], focused["words"]):
            assert focused["shows"], f"the focus on {name} cannot be seen"
            return
    raise AssertionError(f"{name} is not reached by Tab")


def tab_to_kind(page: Page, kind: str) -> None:
    """Press Tab until the next unticked radio button or box has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused["type"] == kind and not focused["checked"]:
            assert focused["shows"], f"the focus on a {kind} cannot be seen"
            return
    raise AssertionError(f"no {kind} is reached by Tab")


# the focus ring may be drawn by the element itself or by the card or label around it
_FOCUSED = """() => {
  const element = document.activeElement;
  const around = [element, element.closest("label"), element.closest("summary")].filter(Boolean);
  return {
    name: element.name ?? "", words: element.innerText?.replace(/\\s*F\\d+$/, "").trim() ?? "",
    type: element.type ?? "", checked: element.checked === true,
    shows: around.some((found) => getComputedStyle(found).outlineStyle !== "none"),
  };
}"""


def test_the_window_scans_the_citizens_list_and_the_receipt(meet: Meet, person: Person) -> None:
    clerk = meet(roads.CLERK)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    answers = "agent:self,special-vehicle:no,subject-kind:individual,vehicle-ready:owned"

    scan(clerk, f"{clerk.web}/guide/{roads.CODE}/list/?v=1&answers={answers}")
    assert clerk.answer() == "核对 3 份材料，就可以收件"
    counter.enter(person)
    number = counter.receive()
    code = qr_codes(counter.document("收件凭证"))[0]

    for said in (code, number, f"{number[:6]} {number[6:14]} {number[14:]}"):
        scan(clerk, said)
        assert counter.number() == number


def scan(clerk: Someone, code: str) -> None:
    """What a scanner does: types the code, and it is gone to."""
    clerk.open("/counter/")
    clerk.page.get_by_role("searchbox").fill(code)
    clerk.page.wait_for_url(re.compile(r"/counter/(new|cases)/"))
    clerk.look()


def test_a_wrong_identity_number_is_pointed_at_and_nothing_typed_is_lost(meet: Meet, person: Person) -> None:
    clerk = meet(roads.CLERK)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    counter.find("货运证", roads.ITEM)
    counter.answer(*roads.SITUATION)
    counter.enter(person)
    clerk.page.locator("[name=applicant-id_number]").fill(person.id_number[:-1] + "#")
    counter.check_materials()

    clerk.press("F8")

    assert clerk.answer() == "还没收件，有 1 处要改"
    wrong = clerk.page.locator("[name=applicant-id_number]")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(clerk.page.locator("[name=applicant-name]")).to_have_value(person.name)
    expect(clerk.page.locator("[data-blocking]:not(:checked)")).to_have_count(0)
    wrong.fill(person.id_number)
    assert len(counter.receive()) == 21


def test_who_has_to_sign_in_again_finds_what_was_typed(meet: Meet, product: Product, person: Person) -> None:
    clerk = meet()
    sign_in(clerk, roads.CLERK, product.passwords[roads.CLERK])
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    counter.find("货运证", roads.ITEM)
    counter.answer(*roads.SITUATION)
    counter.enter(person)
    counter.check_materials({roads.TO_BRING[0]: POINT})
    clerk.context.clear_cookies(name="sessionid")

    clerk.press("F8")
    assert clerk.answer() == "工作人员登录"
    sign_in(clerk, roads.CLERK, product.passwords[roads.CLERK])

    assert clerk.answer() == "核对 3 份材料，就可以收件"
    expect(clerk.page.get_by_text("已经放回来了")).to_be_visible()
    expect(clerk.page.locator("[name=applicant-name]")).to_have_value(person.name)
    expect(clerk.page.locator("[data-blocking]:not(:checked)")).to_have_count(1)
    counter.receive()
    assert clerk.answer() == "还差 1 处，当场补上就能受理"
    clerk.open(f"/counter/new/{roads.CODE}/")
    counter.answer(*roads.SITUATION)
    expect(clerk.page.locator("[name=applicant-name]")).to_have_value("")  # not the next visitor's
