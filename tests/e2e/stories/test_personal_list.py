"""A personal list from the phone to the counter: found, answered, taken along, its code typed by a clerk."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.public import PublicPages
from tests.e2e.pages.someone import PHONE
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet
from yichuang.foundation.notices.tests.reading import qr_codes, squeezed, words_of

ITEM = "食品经营许可（新办）"
SITUATION = ("个体工商户", "热食类制售", "本人（个体经营者、法定代表人）")


def test_from_opening_a_restaurant_to_the_counter(meet: Meet) -> None:
    """GUI-12, GUI-06: what the citizen was told is what the case starts with."""
    citizen = meet(size=PHONE)
    site = PublicPages(citizen)
    assert ITEM in site.ask("开饭店")
    site.choose(ITEM)
    site.answer(*SITUATION)
    told = site.to_bring()
    site.take_the_list()

    assert citizen.page.get_by_role("rowheader").all_inner_texts() == told
    address, code = citizen.page.url, site.list_code()
    assert qr_codes(citizen.page.pdf()) == [address]
    printed = site.pdf_of_the_list()
    assert code in words_of(printed)
    assert qr_codes(printed) == [address]
    assert [name for name in told if squeezed(name) not in words_of(printed)] == []

    site.send_to_phone()
    expect(citizen.page.get_by_text("现在还不能发短信")).to_be_visible()

    clerk = meet(roads.CLERK)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    counter.scan(code)
    assert [name for name in told if counter.material(name).count() != 1] == []
    expect(clerk.page.locator('[name="answer.business-kind"][type=hidden]')).to_have_value("hot")


def test_the_handbooks_of_a_department_and_an_item(meet: Meet) -> None:
    """CAT-17: everybody reads the guide, staff the handbook of the receipt too."""
    clerk = meet(roads.CLERK)

    clerk.open("/handbooks/")
    assert clerk.answer() == "办事手册"
    clerk.follow(clerk.page.get_by_role("link", name="安澜县市场监督管理局 标准化受理手册"))
    clerk.follow(clerk.page.get_by_role("link", name=ITEM, exact=True))
    assert clerk.answer() == ITEM
    for way in ("全程网办", "委托受理", "授权办理", "帮办代办"):
        expect(clerk.page.get_by_role("heading", name=way)).to_be_visible()

    visitor = meet(size=PHONE)
    visitor.open("/handbooks/")
    expect(visitor.page.get_by_role("link", name="标准化受理手册")).to_have_count(0)
