"""How a case ends before a decision: at the counter, and by a supervisor without a window."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.pages.someone import Someone


class EndingPages:
    """Whoever ends a case: a clerk who has its page open, or a supervisor who has its number."""

    def __init__(self, somebody: Someone) -> None:
        self.somebody = somebody
        self.page = somebody.page

    def way_out(self, name: str) -> None:
        """Take one of the ways out in the quiet menu of the case's page."""
        self.page.locator(".casehead summary").click()
        self.somebody.follow(self.page.locator(".casehead").get_by_role("link", name=name, exact=True))

    def write(self, **fields: str) -> None:
        """Fill the texts of the form, by their names in it."""
        for name, words in fields.items():
            self.page.locator(f"[name={name}]").fill(words)

    def read_through(self) -> Locator:
        """Ask for the document; nothing is written yet."""
        self.somebody.press("F8")
        paper = self.page.get_by_role("article")
        expect(paper).to_be_visible()
        return paper

    def confirm(self) -> None:
        self.somebody.press("F8")
