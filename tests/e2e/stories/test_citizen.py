"""A citizen finds out what to bring, and follows the case."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.public import PublicPages
from tests.e2e.pages.someone import DESKTOP, PHONE
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet
from yichuang.foundation.notices.tests.reading import qr_codes


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_citizen_gets_the_exact_list_by_an_everyday_word_and_takes_it_along(
    meet: Meet, size: tuple[int, int]
) -> None:
    citizen = meet(size=size)
    site = PublicPages(citizen)

    found = site.ask("货运证")
    assert found[0] == roads.ITEM
    site.choose(roads.ITEM)
    assert citizen.answer() == "先答 4 个问题"
    site.answer(*roads.SITUATION)

    assert citizen.answer() == f"备 3 样，去 1 次，{roads.PROMISED}前有结果"
    assert site.to_bring() == roads.TO_BRING
    assert site.sample(roads.TO_BRING[0]) == (200, "application/pdf")
    site.take_the_list()
    assert citizen.answer() == roads.ITEM
    expect(citizen.page.get_by_role("rowheader", name=roads.TO_BRING[1])).to_be_visible()
    assert qr_codes(citizen.page.pdf()) == [citizen.page.url]


def test_the_list_on_paper_opens_the_same_list_again(meet: Meet) -> None:
    citizen = meet()
    answers = "agent:self,special-vehicle:no,subject-kind:individual,vehicle-ready:planned"

    citizen.open(f"/guide/{roads.CODE}/list/?v=1&answers={answers}")
    rows = citizen.page.get_by_role("rowheader").all_inner_texts()
    citizen.open(qr_codes(citizen.page.pdf())[0])

    assert "拟投入运输车辆承诺书" in rows
    assert citizen.page.get_by_role("rowheader").all_inner_texts() == rows


def test_a_citizen_follows_the_case_and_sees_the_decision_come(meet: Meet, person: Person) -> None:
    number = roads.accepted(meet, person)
    citizen = meet(size=PHONE)
    site = PublicPages(citizen)

    site.look_up(number, "0000")
    expect(citizen.page.get_by_role("alert")).to_contain_text("没有查到")
    assert citizen.page.get_by_label("办件编号").input_value() == number
    site.look_up(number, person.phone[-4:])
    assert citizen.answer() == f"正在办理，{roads.PROMISED}前有结果"
    assert person.name not in citizen.page.content()

    citizen.page.evaluate("window.sameDocument = true")
    roads.granted(meet, number)
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text("结果出来了，可以来领")
    assert citizen.page.evaluate("window.sameDocument === true"), "the page was loaded anew"

    expect(citizen.page.get_by_role("link", name="下载 PDF")).to_have_count(0)

    clerk = meet(roads.CLERK)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    clerk.open(f"/counter/cases/{number}/")
    [code] = set(qr_codes(counter.document("收件凭证")))
    holder = meet()
    holder.open(code)
    holder.click("link", "看办件进度")
    assert holder.answer() == "结果出来了，可以来领"
    expect(holder.page.get_by_role("link", name="下载 PDF")).to_have_count(3)
