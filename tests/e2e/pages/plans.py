"""The desk of plans: writing one step by step, following it."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.pages.someone import Someone


class PlanDesk:
    """What a guide does with a plan."""

    def __init__(self, someone: Someone) -> None:
        self.someone = someone
        self.page = someone.page

    def begin(self, title: str, name: str, phone: str) -> None:
        """From the list to the first step."""
        self.someone.open("/consulting/plans/")
        self.someone.click("link", "编写方案")
        self.page.get_by_label("项目名称").fill(title)
        self.page.get_by_label("申请人", exact=True).fill(name)
        self.page.get_by_label("联系电话").fill(phone)
        self.someone.press("F8")

    def step(self, name: str) -> Locator:
        return self.page.get_by_role("region").filter(has=self.page.get_by_role("heading", name=name))

    def add_item(self, words: str, name: str) -> None:
        """Find an item and add it; what was typed is saved with it."""
        self.page.get_by_label("找事项").fill(words)
        self.someone.click("button", "找事项")
        self.someone.follow(self.page.get_by_role("button", name=f"加入 {name}", exact=True))

    def add_service(self) -> None:
        self.someone.click("button", "加中介服务")

    def tell(self, words: str) -> None:
        """Write down what was said."""
        self.page.get_by_label("联系的情况").fill(words)
        self.someone.press("F8")
        self.told("已记录联系的情况")

    def told(self, words: str) -> None:
        expect(self.page.get_by_role("status").filter(has_text=words)).to_be_visible()
