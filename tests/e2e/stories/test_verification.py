"""Whoever is shown a document learns whether it is genuine; staff read what was written to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.desk import Person
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.someone import DESKTOP, PHONE
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet
from yichuang.foundation.notices.tests.reading import qr_codes


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_stranger_checks_a_document_in_every_way(
    meet: Meet, person: Person, tmp_path: Path, size: tuple[int, int]
) -> None:
    number = roads.accepted(meet, person)
    clerk = meet(roads.CLERK)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    clerk.open(f"/counter/cases/{number}/")
    pdf = counter.document("受理通知书")
    original, forged = tmp_path / "original.pdf", tmp_path / "forged.pdf"
    original.write_bytes(pdf)
    forged.write_bytes(pdf + b" ")
    bank = meet(size=size)
    page = bank.page

    bank.open(qr_codes(pdf)[0])
    assert bank.answer() == "这份文书是真的，由安澜县交通运输局出具"
    expect(page.get_by_text(number)).to_be_visible()
    assert person.name not in page.content()
    code = page.locator(".verify-grid .code").inner_text()

    page.get_by_label("收到的 PDF 文件").set_input_files(forged)
    bank.click("button", "核对是否原件")
    expect(page.get_by_role("alert")).to_contain_text("文件不一致")
    page.get_by_label("收到的 PDF 文件").set_input_files(original)
    bank.click("button", "核对是否原件")
    expect(page.get_by_text("文件一致")).to_be_visible()

    bank.open("/d/")
    page.get_by_label("办件编号").fill(number)
    page.get_by_label("验证码").fill("222222")
    bank.click("button", "查验")
    expect(page.get_by_role("alert")).to_contain_text("没有查到")
    assert page.get_by_label("办件编号").input_value() == number
    page.get_by_label("验证码").fill(code.lower())
    bank.click("button", "查验")
    assert bank.answer() == "这份文书是真的，由安澜县交通运输局出具"

    bank.open(f"/d/{'b' * 26}/")
    assert bank.answer() == "查不到这份文书"


def test_an_officer_finds_the_messages_by_the_bell(meet: Meet) -> None:
    officer = meet(roads.OFFICER)

    officer.open("/office/")
    officer.follow(officer.page.get_by_role("link", name="站内消息"))

    assert officer.answer() in ("消息都读过了", "有 1 条消息没有读")
