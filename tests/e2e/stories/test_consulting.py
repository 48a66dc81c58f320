"""A question is asked, routed, answered in time and published; a window calls (GUI-03, GUI-08, GUI-11)."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.consulting import AskerPages, ConsultingDesk
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.someone import DESKTOP, PHONE
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet

GUIDE, MANAGER = "yaoqin", "qinhaibo"
TEXT = "货车挂靠在公司名下，能用我个人的名义申请吗？"
ANSWER = "不能。申请人要和行驶证上的车主一致，请先办车辆转移登记。"
QUESTION = "货车挂靠在公司名下，可以个人申请吗？"


def test_a_question_goes_to_the_expert_and_comes_back_as_a_frequent_one(meet: Meet, person: Person) -> None:
    citizen = meet(size=PHONE)
    asker = AskerPages(citizen)
    number, address = asker.ask_about(roads.CODE, TEXT, person.name, person.phone)
    assert citizen.answer() == "已经收到您的咨询，最迟 11月24日 答复"

    guide = meet(GUIDE)
    desk = ConsultingDesk(guide)
    desk.open(number)
    expect(guide.page.get_by_text("手册里怎么说")).to_be_visible()
    assert person.phone not in guide.page.content()
    desk.route("要看挂靠合同，专业问题")
    citizen.open(address)
    assert "已转给" in citizen.answer()
    assert "最迟 11月26日 答复" in citizen.answer()

    manager = meet(MANAGER)
    manager.open("/consulting/")
    expect(ConsultingDesk(manager).row(number)).to_contain_text("剩 3 个工作日")

    expert = meet(roads.OFFICER)
    office = ConsultingDesk(expert)
    office.open(number)
    assert expert.answer() == "等您答复"
    office.answer(ANSWER)
    office.propose()
    citizen.open(address)
    assert citizen.answer() == "您的咨询已答复"
    expect(citizen.page.get_by_text(ANSWER)).to_be_visible()

    head = meet(roads.HEAD)
    ConsultingDesk(head).publish(QUESTION, ANSWER)
    citizen.open(f"/guide/{roads.CODE}/")
    citizen.page.get_by_text(QUESTION).click()
    expect(citizen.page.get_by_text(ANSWER)).to_be_visible()


def test_a_window_calls_and_an_expert_takes_it(meet: Meet) -> None:
    expert = meet(roads.OFFICER)
    expert.open("/consulting/calls/")
    assert expert.answer() == "现在没有窗口呼叫"
    expert.page.evaluate("window.sameDocument = true")

    clerk = meet(roads.CLERK)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    counter.find("货运证", roads.ITEM)
    with clerk.context.expect_page() as opened:
        counter.page.get_by_role("button", name="呼叫部门专家").click()
    window = opened.value
    expect(window.get_by_role("heading", level=1)).to_have_text("正在呼叫专家")

    expect(expert.page.get_by_role("heading", level=1)).to_have_text("1 个窗口在等专家")
    assert expert.page.evaluate("window.sameDocument === true"), "the page was loaded anew"
    expert.click("button", "接听")
    expect(window.get_by_role("heading", level=1)).to_have_text("陆远 已接听")
    expert.page.get_by_label("答复").fill("看行驶证上的车主。")
    expert.click("button", "结束呼叫")
    expect(window.get_by_text("看行驶证上的车主。")).to_be_visible()


def test_every_page_of_the_desk_fits_and_can_be_used_by_everyone(meet: Meet) -> None:
    for who, pages in (
        (GUIDE, ("", "?show=answered", "new/", "import/")),
        (roads.HEAD, ("questions/", "experts/", "calls/")),
        (MANAGER, ("?show=late", "limits/")),
    ):
        for size in (DESKTOP, PHONE):
            someone = meet(who, size=size)
            for page in pages:
                someone.open(f"/consulting/{page}")
                expect(someone.page.get_by_role("heading", level=1)).to_be_visible()
    visitor = meet(size=PHONE)
    visitor.open("/consult/")
    visitor.click("link", "已经问过了，看答复")
    visitor.page.get_by_label("咨询编号").fill("ZX20261123000000")
    visitor.page.get_by_label("查询码").fill("234567892345")
    visitor.click("button", "看答复")
    expect(visitor.page.get_by_role("alert")).to_contain_text("没有查到这个咨询")
