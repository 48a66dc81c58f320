"""Consulting: the pages of who asks, and the desk of who answers."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.pages.someone import Someone


class AskerPages:
    """What somebody does who has a question."""

    def __init__(self, someone: Someone) -> None:
        self.someone = someone
        self.page = someone.page

    def ask_about(self, code: str, text: str, name: str, phone: str) -> tuple[str, str]:
        """From the guide of an item to the page of the answer; number and address of that page."""
        self.someone.open(f"/guide/{code}/")
        self.someone.click("link", "还有不清楚的，问一问")
        self.page.get_by_label("您的问题").fill(text)
        self.page.get_by_label("称呼").fill(name)
        self.page.get_by_label("手机号").fill(phone)
        self.someone.click("button", "提交咨询")
        return self.page.url.split("/")[-3], self.page.url

    def ask_again(self, text: str) -> None:
        self.page.get_by_label("还想问什么").fill(text)
        self.someone.click("button", "再问一次")


class ConsultingDesk:
    """Guides, experts and heads at their pages."""

    def __init__(self, someone: Someone) -> None:
        self.someone = someone
        self.page = someone.page

    def open(self, number: str) -> None:
        """From the list to one question."""
        self.someone.open("/consulting/")
        self.someone.follow(self.row(number).get_by_role("link"))

    def row(self, number: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=number)

    def route(self, reason: str) -> None:
        """Send it to the department of the item."""
        self.page.get_by_text("转给主管部门的专家").click()
        self.page.get_by_label("为什么转部门").fill(reason)
        self.someone.click("button", "转部门")
        self.told("已转部门")

    def answer(self, text: str) -> None:
        self.page.get_by_label("答复").fill(text)
        self.someone.press("F8")
        self.told("已答复")

    def propose(self) -> None:
        self.someone.click("button", "提为常见问题")
        self.told("已提为常见问题")

    def publish(self, question: str, answer: str) -> None:
        """Word the newest proposal and publish it."""
        self.someone.open("/consulting/questions/")
        self.someone.follow(self.page.get_by_role("row").filter(has_text="待审核").get_by_role("link").first)
        self.page.get_by_label("问题").fill(question)
        self.page.get_by_label("答复").fill(answer)
        self.someone.click("button", "审核公开")

    def told(self, words: str) -> None:
        expect(self.page.get_by_role("status").filter(has_text=words)).to_be_visible()
