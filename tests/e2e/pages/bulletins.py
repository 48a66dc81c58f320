"""Change bulletins: what an item changes, acknowledged at windows, counted for managers."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.e2e.pages.someone import Someone

LIST = "/catalogue/bulletins/"


class BulletinsPage:
    """Somebody before the change bulletins."""

    def __init__(self, somebody: Someone) -> None:
        self.somebody = somebody
        self.page = somebody.page

    def open(self, *, only_unread: bool = False) -> None:
        self.somebody.open(f"{LIST}?show=unread" if only_unread else LIST)

    def line(self, words: str) -> Locator:
        """The bulletin that says this."""
        return self.page.locator(".marks > li").filter(has_text=words)

    def acknowledge(self, words: str) -> None:
        """已阅 on the bulletin that says this."""
        self.somebody.follow(self.line(words).get_by_role("button", name="已阅"))

    def acknowledge_all(self) -> None:
        self.somebody.click("button", "全部已阅")

    def read_everything(self) -> None:
        """Acknowledge whatever there is."""
        self.open(only_unread=True)
        if self.page.get_by_role("button", name="全部已阅").count():
            self.acknowledge_all()
