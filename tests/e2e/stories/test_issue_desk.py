"""The issue desk hands a result out once, to whom it belongs."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.issue import IssuePage
from tests.e2e.pages.public import PublicPages
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet
from yichuang.foundation.notices.tests.reading import qr_codes


def test_a_result_is_found_by_the_code_on_the_receipt_and_handed_over_once(
    meet: Meet, person: Person
) -> None:
    number = roads.accepted(meet, person)
    clerk = meet(roads.CLERK)
    clerk.open(f"/counter/cases/{number}/")
    code = qr_codes(CounterPage(clerk).document("收件凭证"))[0]
    issuer = meet(roads.ISSUER)
    desk = IssuePage(issuer)
    desk.scan(code)
    assert issuer.answer() == "还不能出件：已受理"
    roads.granted(meet, number)

    desk.scan(code)
    assert issuer.answer().startswith("核对证件，把结果交给")
    desk.hand_over_to(person.name, is_identity_checked=False)
    expect(issuer.page.get_by_text("请先核对身份证件")).to_be_visible()
    assert issuer.page.get_by_label("领取人姓名").input_value() == person.name
    desk.hand_over_to("别的人", is_identity_checked=True)
    expect(issuer.page.locator(".yc-wrong")).to_contain_text("别人代领，请选代理人")
    desk.hand_over_to(person.name, is_identity_checked=True)

    assert issuer.answer().startswith("已送达，11月23日")
    desk.scan(number)
    expect(issuer.page.get_by_role("button", name="送达")).to_have_count(0)
    citizen = meet()
    PublicPages(citizen).look_up(number, person.phone[-4:])
    assert citizen.answer().startswith("已办结，11月23日")


def test_a_number_that_waits_for_nobody_says_what_to_do(meet: Meet) -> None:
    issuer = meet(roads.ISSUER)

    IssuePage(issuer).scan("990101209901010000000")

    assert issuer.answer() == "没有找到等着领的结果"
    expect(issuer.page.get_by_text("核对号码，或者改用收件凭证上的二维码")).to_be_visible()
