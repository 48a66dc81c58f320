"""Those who keep the catalogue before the differences from the lists of the level above."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.e2e.pages.someone import Someone


class DriftPage:
    """An editor before the differences, and before one of them."""

    def __init__(self, editor: Someone) -> None:
        self.editor = editor
        self.page = editor.page

    def open(self) -> None:
        self.editor.open("/catalogue/drift/")

    def choose(self, department: str, state: str) -> None:
        """Look at one department's differences in this state."""
        self.page.get_by_label("部门", exact=True).select_option(department)
        self.page.get_by_label("状态", exact=True).select_option(state)
        self.editor.click("button", "查看")

    def difference(self, words: str) -> Locator:
        return self.page.locator(".marks > li").filter(has_text=words)

    def explain(self, words: str, reason: str) -> None:
        """Resolve a difference by saying why it is so."""
        self.difference(words).get_by_role("link", name="处理").click()
        self.page.get_by_text("书面说明", exact=True).click()
        self.page.get_by_label("理由").fill(reason)
        self.editor.look()
        self.editor.click("button", "确定处理")
