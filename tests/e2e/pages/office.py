"""The department: the list by deadline, the file, the decision."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.pages.someone import Someone


class OfficePage:
    """An officer at a desk."""

    def __init__(self, officer: Someone) -> None:
        self.officer = officer
        self.page = officer.page

    def open(self) -> None:
        self.officer.open("/office/")

    def row(self, number: str) -> Locator:
        return self.page.locator(f'.yc-rows a[href*="{number}"]')

    def take_up(self, number: str) -> None:
        """Open a file from the list."""
        self.officer.follow(self.row(number))

    def state(self) -> str:
        """What the file says of itself."""
        return self.page.locator(".file h2").first.inner_text()

    def claim(self) -> None:
        self.officer.click("button", "领取")

    def give_opinion(self, text: str, *, conclusion: str = "建议准予") -> None:
        self.page.get_by_role("radio", name=conclusion).check()
        self.page.get_by_label("审查意见", exact=True).fill(text)
        self.officer.click("button", "提交审查意见")

    def look_through(self) -> Locator:
        """Ask to grant: the confirmation with the document as it will be issued."""
        self.officer.press("F8")
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        return dialog

    def grant(self) -> None:
        dialog = self.look_through()
        dialog.get_by_role("checkbox").check()
        self.officer.follow(dialog.get_by_role("button", name="准予"))

    def other_act(self, name: str) -> None:
        """Choose from the menu of what else can be done with the file."""
        self.page.locator(".other-acts > summary").click()
        self.officer.follow(self.page.locator(".other-acts").get_by_role("link", name=name))

    def write_refusal(self, facts: str, reason: str) -> Locator:
        """Write a refusal and ask for its document, by keys alone."""
        self.officer.press("F8")
        self.page.get_by_label("查明的事实").fill(facts)
        self.page.get_by_label("不予批准的理由").fill(reason)
        self.officer.press("F8")
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        return dialog
