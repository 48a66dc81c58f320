"""Those who keep the catalogue: departments with their marks, and the items of one."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.e2e.pages.someone import Someone


class QualityPage:
    """An editor before the quality of items."""

    def __init__(self, editor: Someone) -> None:
        self.editor = editor
        self.page = editor.page

    def open(self) -> None:
        self.editor.open("/catalogue/quality/")

    def choose(self, department: str) -> None:
        """Look at one department's items."""
        self.page.get_by_label("部门", exact=True).select_option(department)
        self.editor.click("button", "查看")

    def item(self, name: str) -> Locator:
        return self.page.locator(".marks > li").filter(has_text=name)
