"""A guide writes a plan, the applicant opens it, a tracker follows it (GUI-17, GUI-18)."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.plans import PlanDesk
from tests.e2e.pages.someone import DESKTOP, PHONE
from tests.e2e.stories.conftest import Meet
from yichuang.foundation.notices.tests.reading import words_of

GUIDE, MANAGER = "yaoqin", "qinhaibo"
TITLE = "河湾口腔诊所开业"
CLINIC = "诊所备案"
SERVICE = "消防设施检测"


def test_a_plan_from_the_first_step_to_the_last_call(meet: Meet, person: Person) -> None:
    guide = meet(GUIDE)
    desk = PlanDesk(guide)
    desk.begin(TITLE, person.name, person.phone)
    assert guide.answer() == "先加第一步"
    desk.add_service()
    desk.step("中介服务").get_by_label("名称").fill(SERVICE)
    desk.step("中介服务").get_by_label("法律不要求").check()
    desk.step("中介服务").get_by_label("大约几个工作日").fill("3")
    desk.add_item("诊所", CLINIC)
    assert guide.answer().startswith("还差")
    clinic = desk.step(CLINIC)
    clinic.get_by_label(SERVICE).check()
    while (open_questions := clinic.locator("select").filter(has_text="还没有回答")).count():
        empty = [one for one in open_questions.all() if not one.input_value()]
        if not empty:
            break
        for question in empty:
            question.select_option(index=1)
        guide.press("F9")
    assert guide.answer() == "最早 11月27日 办完"

    guide.press("F8")
    desk.told("已交付")
    code = guide.page.locator("b.number").first.inner_text()
    assert person.phone not in guide.page.content()

    applicant = meet(size=PHONE)
    applicant.open(f"/plans/{code}/")
    assert applicant.answer() == TITLE
    expect(applicant.page.get_by_text("机构由您自己选")).to_be_visible()
    expect(applicant.page.get_by_text("在第 1 步完成以后")).to_be_visible()
    assert SERVICE in words_of(applicant.context.request.get(f"{applicant.page.url}pdf/").body())

    guide.page.get_by_label("完成日期").first.fill("2026-11-23")
    guide.click("button", "这一步完成了")
    assert guide.answer() == f"下一步：2. {CLINIC}"
    desk.tell("已电话告知可以备案了")

    manager = meet(MANAGER)
    manager.open("/consulting/plans/")
    manager.follow(manager.page.get_by_role("link", name=TITLE))
    expect(manager.page.get_by_text("已电话告知可以备案了")).to_be_visible()


def test_every_page_of_plans_fits_and_can_be_used_by_everyone(meet: Meet) -> None:
    for size in (DESKTOP, PHONE):
        guide = meet(GUIDE, size=size)
        for page in ("", "?show=mine", "?show=late", "?show=ended", "new/"):
            guide.open(f"/consulting/plans/{page}")
            expect(guide.page.get_by_role("heading", level=1)).to_be_visible()
