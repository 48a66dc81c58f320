"""The issue desk: scan, verify, hand over."""

from __future__ import annotations

from tests.e2e.pages.someone import Someone


class IssuePage:
    """An issuing clerk at a window."""

    def __init__(self, clerk: Someone) -> None:
        self.clerk = clerk
        self.page = clerk.page

    def scan(self, code: str) -> None:
        """What a scanner does: types the code and presses Enter."""
        self.clerk.open("/issue/")
        self.page.get_by_role("searchbox").fill(code)
        self.clerk.press("Enter")

    def hand_over_to(self, name: str, *, is_identity_checked: bool) -> None:
        self.page.get_by_label("领取人姓名").fill(name)
        self.page.get_by_role("checkbox", name="已核对领取人身份证件").set_checked(is_identity_checked)
        self.clerk.press("F8")
