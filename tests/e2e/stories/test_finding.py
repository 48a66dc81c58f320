"""Finding a case again: by its QR code, by who applied, by what it is; and taking the list away."""

from __future__ import annotations

import io
import re

import openpyxl
from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.someone import OFFICE, PHONE
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet


def test_an_officer_finds_a_case_and_takes_the_list_away(meet: Meet, person: Person) -> None:
    number = roads.accepted(meet, person)
    officer = meet(roads.OFFICER, size=OFFICE)
    page = officer.page

    officer.open("/office/")
    officer.click("link", "办件查询")
    expect(page.get_by_role("row").filter(has_text=number)).to_contain_text("剩 8 个工作日")
    page.get_by_text("按申请人查").first.click()
    page.get_by_label("查找依据").select_option("证件号码")
    page.get_by_label("完整的号码、姓名或者名称").fill(person.id_number)
    officer.click("button", "按申请人查")  # without a reason
    expect(page.get_by_text("请写明查询的事由", exact=True)).to_be_visible()
    page.get_by_label("查询事由").fill("来电询问办到哪一步")
    officer.click("button", "按申请人查")
    expect(page.get_by_role("row").filter(has_text=number)).to_have_count(1)
    expect(page.get_by_text("这次查询已经写入审计记录")).to_be_visible()
    assert person.id_number not in page.content()
    assert person.id_number not in page.url

    officer.click("button", "导出 Excel")
    officer.look()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").first.click(timeout=90_000)  # comes by itself, live
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [number]

    officer.open("/cases/")
    page.get_by_label("扫二维码，或者输入完整的办件编号").fill(number)
    officer.press("Enter")
    assert page.url.endswith(f"/office/cases/{number}/")


def test_filters_on_a_phone_survive_a_reload(meet: Meet, person: Person) -> None:
    number = roads.accepted(meet, person)
    clerk = meet(roads.CLERK, size=PHONE)
    page = clerk.page

    clerk.open("/cases/")
    page.get_by_label("事项", exact=True).fill("货运")
    page.get_by_label("状态").select_option("已受理")
    page.get_by_label("时限灯").select_option("绿灯")
    clerk.click("button", "筛选")
    page.reload()
    clerk.look()

    expect(page.get_by_text(number)).to_be_visible()
    expect(page.get_by_role("link", name="去掉这个筛选")).to_have_count(3)
    clerk.click("link", "清空")
    assert page.url.endswith("/cases/")
    expect(page.get_by_role("button", name="导出 Excel")).to_have_count(0)


def test_it_works_without_scripts(meet: Meet, person: Person) -> None:
    number = roads.accepted(meet, person)
    officer = meet(roads.OFFICER, scripts=False)

    officer.open("/cases/?state=accepted&light=green")
    expect(officer.page.get_by_text(number)).to_be_visible()
    officer.click("button", "导出 Excel")
    assert re.search(r"\d 个(正在导出|在排队|导出可以下载|可以下载)", officer.answer())
    officer.click("link", "刷新进度")
    expect(officer.page.get_by_role("heading", name="状态 已受理；时限灯 绿灯").first).to_be_visible()
