"""Who may come in, where, and in which type and language."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.pages.someone import PHONE
from tests.e2e.pages.staff import sign_in
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet, Product


def test_five_wrong_passwords_lock_the_account(meet: Meet, product: Product) -> None:
    stranger = meet()
    for _ in range(4):
        sign_in(stranger, "yanlei", "guessing")
        expect(stranger.page.get_by_role("alert")).to_be_visible()

    sign_in(stranger, "yanlei", "guessing")
    assert stranger.answer() == "输错次数太多，登录已锁定"
    expect(stranger.page.get_by_text("等 15 分钟再试")).to_be_visible()
    stranger.open("/accounts/login/")
    sign_in(stranger, "yanlei", product.passwords["yanlei"])  # even the right one

    assert stranger.answer() == "输错次数太多，登录已锁定"
    stranger.open("/office/")
    assert "/accounts/login/" in stranger.page.url


def test_the_wrong_post_is_refused_in_words_with_a_number(meet: Meet) -> None:
    officer = meet(roads.OFFICER)

    answer = officer.page.goto(officer.web + "/counter/")
    officer.look()

    assert answer is not None
    assert answer.status == 403
    assert officer.answer() == "您的岗位不能办理这一步"
    expect(officer.page.get_by_text("窗口受理员、首席代表办理")).to_be_visible()
    number = officer.page.locator(".yc-code span").first.inner_text()
    assert re.fullmatch(r"[0-9a-f]{32}", number)
    assert answer.headers["x-request-id"] == number


def test_each_person_lands_at_their_own_desk(meet: Meet) -> None:
    for username, path in {"heping": "/issue/", "luyuan": "/office/", "lixiaolan": "/counter/"}.items():
        someone = meet(username)
        someone.open("/desk/")
        assert someone.page.url.startswith(someone.web + path), username


def test_language_and_large_type_stay_while_one_goes_on(meet: Meet) -> None:
    citizen = meet(size=PHONE)
    citizen.open("/")
    citizen.page.get_by_role("button", name="大字版").click()
    expect(citizen.page.locator("html")).to_have_attribute("data-size", "large")
    citizen.click("button", "English")

    assert citizen.answer() == "What do you need to do?"
    citizen.open("/search/?q=货运证")
    assert citizen.answer() == "3 items found"
    expect(citizen.page.locator("html")).to_have_attribute("data-size", "large")
    citizen.open(f"/guide/{roads.CODE}/")
    assert citizen.answer() == "First answer 4 questions"
    citizen.open("/progress/")
    citizen.click("button", "中文")
    assert citizen.answer() == "我的办件到哪了"
    expect(citizen.page.locator("html")).to_have_attribute("data-size", "large")
