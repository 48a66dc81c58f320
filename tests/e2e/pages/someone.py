"""A person at a browser: goes to pages, presses keys, clicks; every page they see is looked over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page

DESKTOP, OFFICE, PHONE = (1440, 900), (1366, 768), (390, 844)

Role = Literal["button", "link", "radio", "checkbox"]


class Someone:
    """A person with a browser of their own. ``faults``: what went wrong behind their back."""

    def __init__(self, context: BrowserContext, web: str, audit: Callable[[Page], None]) -> None:
        self.context = context
        self.web = web
        self.audit = audit
        self.faults: list[str] = []
        self.page = context.new_page()
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        """Remember complaints of the browser; that a page answered 4xx is for the story to judge."""
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.faults.append(message.text)

    def open(self, address: str) -> None:
        """Go to a path of the product, or to a whole address as a scanner reads it."""
        self.page.goto(address if urlsplit(address).scheme else self.web + address)
        self.look()

    def look(self) -> None:
        """Take in what is there: it fits the window and can be used by everyone."""
        self.page.wait_for_load_state()
        self.audit(self.page)

    def press(self, key: str) -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.look()

    def click(self, role: Role, name: str) -> None:
        """Click what leads to another page."""
        self.follow(self.page.get_by_role(role, name=name).first)

    def follow(self, there: Locator) -> None:
        with self.page.expect_navigation():
            there.click()
        self.look()

    def answer(self) -> str:
        """The answer of the page: its first heading."""
        return self.page.get_by_role("heading", level=1).inner_text()
