"""Stories of cases that end before a decision: not ours, taken back, entered by mistake."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.endings import EndingPages
from tests.e2e.pages.public import PublicPages
from tests.e2e.pages.someone import PHONE
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet

MANAGER = "qinhaibo"


def received(counter: CounterPage, person: Person) -> str:
    """The number of a complete application that was just received; its page is open."""
    counter.sit_at(roads.WINDOW)
    counter.find("货运证", roads.ITEM)
    counter.answer(*roads.SITUATION)
    counter.enter(person)
    counter.check_materials()
    return counter.receive()


def test_a_clerk_declines_and_the_applicant_reads_where_to_go(meet: Meet, person: Person) -> None:
    clerk = meet(roads.CLERK)
    counter, endings = CounterPage(clerk), EndingPages(clerk)
    number = received(counter, person)

    endings.way_out("不予受理")
    assert clerk.answer() == "不予受理，要写明为什么、依据什么"
    clerk.press("F8")
    expect(clerk.page.get_by_text("请选一种情形")).to_be_visible()
    clerk.page.get_by_role("radio", name="不属于本机关职权范围").check()
    endings.write(
        reason="客运经营许可由另一个机关办理。",
        legal_basis="《中华人民共和国行政许可法》第三十二条第一款第二项",
        apply_to="安澜县公安局",
    )
    paper = endings.read_through()
    expect(paper).to_contain_text("请向安澜县公安局")
    expect(paper).to_contain_text("行政复议")
    assert person.name not in paper.inner_text()  # masked on the screen, whole on paper
    endings.confirm()
    expect(clerk.page.get_by_text("不予受理通知书已出具，办件到此结束")).to_be_visible()

    citizen = meet(size=PHONE)
    PublicPages(citizen).look_up(number, person.phone[-4:])
    assert citizen.answer() == "不予受理"
    expect(citizen.page.get_by_text("请向安澜县公安局申请")).to_be_visible()
    expect(citizen.page.get_by_role("link", name="下载 PDF")).to_have_count(0)
    expect(citizen.page.get_by_text("扫描收件凭证上的二维码，可以查看文书原文。")).to_be_visible()


def test_an_applicant_takes_it_back_by_keys_alone(meet: Meet, person: Person) -> None:
    clerk = meet(roads.CLERK)
    counter, endings = CounterPage(clerk), EndingPages(clerk)
    received(counter, person)

    clerk.page.locator(".casehead summary").focus()
    clerk.page.keyboard.press("Enter")
    way = clerk.page.get_by_role("link", name="申请人撤回")
    for _ in range(5):
        clerk.page.keyboard.press("Tab")
        if way.evaluate("link => link === document.activeElement"):
            break
    clerk.press("Enter")
    assert clerk.answer() == "撤回要有签名的书面申请"
    for name in ("has_signed_paper", "identity_checked"):
        clerk.page.locator(f"[name={name}]").focus()
        clerk.page.keyboard.press("Space")
    expect(endings.read_through()).to_contain_text("道路货物运输经营申请表（原件 1 份）")
    endings.confirm()

    assert clerk.answer() == "已撤回"
    assert counter.document("终止办理（退件）通知书")[:4] == b"%PDF"
    expect(clerk.page.locator(".casehead summary")).to_have_count(0)


def test_a_manager_deletes_what_was_entered_by_mistake(meet: Meet, person: Person) -> None:
    number = received(CounterPage(meet(roads.CLERK)), person)
    manager = meet(MANAGER)

    manager.open(f"/counter/cases/{number}/deletion/")
    assert manager.answer() == "删除录错的办件，要写明原因"
    manager.click("button", "删除")
    expect(manager.page.get_by_text("请写明删除的原因")).to_be_visible()
    manager.page.get_by_label("原因").fill("事项选错，已重新收件")
    manager.click("button", "删除")
    assert manager.answer() == "已删除"
    expect(manager.page.get_by_text("事项选错，已重新收件")).to_be_visible()

    citizen = meet(size=PHONE)
    PublicPages(citizen).look_up(number, person.phone[-4:])
    assert citizen.answer() == "录入错误，已删除"
