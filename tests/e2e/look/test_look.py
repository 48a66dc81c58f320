"""The frame in a real browser: keys, dialogs, type size, language, narrow screens, accessibility."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.look.conftest import violations

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

DRESSES = [
    ("zh-hans", "normal", (1440, 900)),
    ("zh-hans", "large", (1366, 768)),
    ("zh-hans", "large", (390, 844)),
    ("en", "normal", (1366, 768)),
    ("en", "normal", (390, 844)),
    ("en", "large", (1440, 900)),
]


def expect_focus(page: Page, on: Locator) -> None:
    """The element has the focus within the page, whether or not the window has it."""
    page.wait_for_function("element => document.activeElement === element", arg=on.element_handle())


def dress(page: Page, site: str, language: str, size: str, screen: tuple[int, int]) -> None:
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    cookies = {"django_language": language, "yc-size": size}
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])  # type: ignore[list-item]


@pytest.mark.parametrize(("language", "size", "screen"), DRESSES, ids=str)
def test_gallery_and_sign_in_are_accessible_in_every_dress(
    auditor: Page, site: str, language: str, size: str, screen: tuple[int, int]
) -> None:
    dress(auditor, site, language, size, screen)

    for address in ("/dev/components/", "/accounts/login/"):
        auditor.goto(site + address)
        assert violations(auditor) == []


@pytest.mark.parametrize("screen", [(1366, 768), (390, 844)], ids=str)
@pytest.mark.parametrize("name", ["home", "guide", "counter", "office", "issue", "progress", "paper"])
def test_every_shell_is_accessible_on_an_office_screen_and_on_a_phone(
    auditor: Page, site: str, name: str, screen: tuple[int, int]
) -> None:
    dress(auditor, site, "zh-hans", "normal", screen)

    auditor.goto(f"{site}/dev/pages/{name}/")

    assert violations(auditor) == []


def test_a_row_shows_the_whole_name_of_its_item(page: Page, site: str) -> None:
    """The end of a name, 新办 or 变更, is what tells two items apart; the list is narrowest at 1280."""
    dress(page, site, "zh-hans", "normal", (1280, 800))
    page.goto(f"{site}/dev/pages/office/")
    title = page.locator(".yc-rows .t").first

    title.evaluate("e => { e.textContent = '第二类医疗器械经营备案和网络销售信息变更备案（新办）'; }")

    cut = "e => e.scrollWidth > e.clientWidth || getComputedStyle(e).whiteSpace === 'nowrap'"
    assert title.evaluate(cut) is False
    room = title.evaluate("e => e.clientWidth / parseFloat(getComputedStyle(e).fontSize)")
    assert room >= 8  # characters to a line


def test_the_counter_is_worked_by_keys(page: Page, site: str, complaints: list[str]) -> None:
    page.goto(f"{site}/dev/pages/counter/")

    page.keyboard.press("F8")
    expect(page.get_by_role("radio", name="受理 《受理通知书》")).not_to_be_checked()
    page.keyboard.press("F10")

    expect(page.get_by_role("radio", name="不予受理")).to_be_checked()
    expect(page.locator("[data-act-name]")).to_have_text("不予受理")
    page.keyboard.press("F9")
    expect(page.locator("[data-act-name]")).to_have_text("一次告知")


def test_a_key_typed_into_a_field_is_a_letter(page: Page, site: str, complaints: list[str]) -> None:
    page.goto(f"{site}/dev/components/")
    search = page.get_by_role("searchbox", name="搜索办件")

    page.keyboard.press("/")
    expect_focus(page, search)
    page.keyboard.type("a/b")

    expect(search).to_have_value("a/b")


def test_the_confirmation_keeps_the_keys_asks_for_consent_and_gives_the_focus_back(
    page: Page, site: str, complaints: list[str]
) -> None:
    page.goto(f"{site}/dev/components/")
    grant = page.get_by_role("button", name="准予").first
    grant.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    consent = dialog.get_by_role("checkbox")
    expect_focus(page, consent)
    expect(consent).not_to_be_checked()

    page.keyboard.press("/")
    expect_focus(page, consent)
    dialog.get_by_role("button", name="准予").click()
    expect(dialog).to_be_visible()  # consent is missing
    consent.check()
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect_focus(page, grant)
    grant.click()
    expect(consent).not_to_be_checked()  # what was ticked in a confirmation that was left does not count


def test_a_confirmation_left_and_opened_again_at_once_keeps_what_is_ticked(
    page: Page, site: str, complaints: list[str]
) -> None:
    """The browser says that a dialog closed a moment after it did; by then it may be open again."""
    page.goto(f"{site}/dev/components/")
    grant = page.get_by_role("button", name="准予").first
    grant.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()

    dialog.evaluate(
        """(dialog, opener) => new Promise((closed) => {
            dialog.addEventListener("close", () => setTimeout(closed, 0));
            dialog.close();
            opener.click();
            dialog.querySelector("[name=consent]").click();
        })""",
        grant.element_handle(),
    )

    expect(dialog).to_be_visible()
    assert dialog.get_by_role("checkbox").is_checked()


def test_the_guide_is_a_drawer_where_it_has_no_room(page: Page, site: str, complaints: list[str]) -> None:
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(f"{site}/dev/pages/counter/")
    guide = page.get_by_role("complementary", name="办事指南与知识")
    expect(guide).to_be_hidden()

    page.keyboard.press("F6")
    expect(guide).to_be_visible()
    page.keyboard.press("Escape")

    expect(guide).to_be_hidden()
    expect_focus(page, page.get_by_role("button", name="指南"))


def test_large_type_takes_effect_at_once_and_stays(page: Page, site: str, complaints: list[str]) -> None:
    page.goto(f"{site}/dev/components/")
    root = page.locator("html")
    standard = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")

    page.get_by_role("button", name="大字版").click()
    expect(root).to_have_attribute("data-size", "large")
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == standard * 1.25
    page.goto(f"{site}/accounts/login/")

    expect(root).to_have_attribute("data-size", "large")
    page.get_by_role("button", name="标准版").click()
    expect(root).not_to_have_attribute("data-size", "large")
    page.reload()
    expect(root).not_to_have_attribute("data-size", "large")


def test_the_language_changes_and_the_page_stays(page: Page, site: str, complaints: list[str]) -> None:
    page.goto(f"{site}/accounts/login/")

    page.get_by_role("button", name="English").click()

    expect(page).to_have_url(f"{site}/accounts/login/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Staff sign-in")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作人员登录")


def test_nothing_needs_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/accounts/login/")

    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Staff sign-in")
    context.close()


def test_a_refused_request_is_told_on_the_page(page: Page, site: str) -> None:
    page.goto(f"{site}/dev/components/")
    page.evaluate("htmx.ajax('GET', '/dev/failures/conflict/', {target: '#main'})")

    note = page.locator("#flashes [data-problem]")
    expect(note).to_contain_text("这件事刚刚由 A2 窗口受理了")
    expect(page.get_by_role("heading", level=1)).to_have_text("组件样张")
    page.locator("#flashes").get_by_role("button", name="关闭提示").click()
    expect(note).to_have_count(0)


def test_a_lost_connection_is_told_on_the_page(page: Page, site: str) -> None:
    page.goto(f"{site}/dev/components/")
    page.context.set_offline(True)
    page.evaluate("htmx.ajax('GET', '/dev/components/', {target: '#main'}).catch(() => 0)")

    expect(page.locator("#flashes [data-problem]")).to_contain_text("没连上")
    page.context.set_offline(False)


def test_a_number_is_copied(page: Page, site: str, complaints: list[str]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.goto(f"{site}/dev/components/")

    page.get_by_role("button", name="复制").first.click()

    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "99010120261127000318-5"
