"""A clerk tells once of everything to correct; the person comes back with it; the case is accepted."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.someone import OFFICE, PHONE
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet
from yichuang.foundation.notices.tests.reading import words_of

POINT = "业户名称、地址与营业执照一字不差"
CORRECT_BY = "12月14日"  # 15 working days after 23 November


def test_everything_is_told_once_and_what_comes_back_is_recorded(meet: Meet, person: Person) -> None:
    clerk = meet(roads.CLERK, size=OFFICE)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    counter.find("货运证", roads.ITEM)
    counter.answer(*roads.SITUATION)
    counter.enter(person)
    counter.check_materials({roads.TO_BRING[0]: POINT})
    number = counter.receive()

    clerk.press("F8")
    assert clerk.answer() == f"一次告知全部 1 处，{CORRECT_BY}前补正"
    clerk.page.get_by_label("窗口说明").fill("带营业执照原件来对照。")
    clerk.press("F8")
    assert clerk.answer() == "读一遍告知书，确认后出具"
    paper = clerk.page.get_by_role("article")
    expect(paper).to_contain_text("一次性补正告知书")
    expect(paper).to_contain_text("带营业执照原件来对照。")
    assert person.name not in paper.inner_text()
    clerk.press("F8")

    assert clerk.answer() == f"等申请人补正，还差 1 处，{CORRECT_BY}前补齐"
    notice = words_of(counter.document("一次性补正告知书"))
    for words in (number, person.name, POINT, "带营业执照原件来对照", "15个工作日"):
        assert words in notice
    expect(clerk.page.get_by_role("button", name="受理", exact=True)).to_be_disabled()

    counter.material(roads.TO_BRING[0]).get_by_role("checkbox", name=POINT).check()
    clerk.press("F9")
    assert clerk.answer() == f"材料齐了，可以受理，{roads.PROMISED}前办结"
    assert roads.TO_BRING[0] in words_of(counter.document("补正材料接收单"))
    counter.accept()
    assert clerk.answer() == f"已受理，{roads.PROMISED}前办结"


def test_a_correction_fits_a_phone(meet: Meet, person: Person) -> None:
    clerk = meet(roads.CLERK, size=PHONE)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    counter.find("货运证", roads.ITEM)
    counter.answer(*roads.SITUATION)
    counter.enter(person)
    number = counter.receive()

    clerk.open(f"/counter/cases/{number}/correction-notice/")
    clerk.click("button", "看文书")
    clerk.click("button", "一次告知")

    assert clerk.answer().startswith("等申请人补正，还差 ")
