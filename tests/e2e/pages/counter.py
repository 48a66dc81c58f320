"""The counter: one screen from the item to the acceptance."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, expect

from tests.desk import Person
from tests.e2e.pages.someone import Someone


class CounterPage:
    """A clerk at a window."""

    def __init__(self, clerk: Someone) -> None:
        self.clerk = clerk
        self.page = clerk.page

    def sit_at(self, window: str) -> None:
        """Choose the window of today."""
        self.clerk.open("/counter/windows/")
        self.page.get_by_role("radio", name=window).check()
        self.clerk.click("button", "开始受理")

    def find(self, words: str, name: str) -> None:
        """Type what the visitor says; the results follow the typing; take the one that fits."""
        self.page.get_by_role("searchbox").fill(words)
        link = self.page.locator("#results").get_by_role("link", name=name)
        expect(link).to_be_visible()
        self.clerk.follow(link)

    def scan(self, code: str) -> None:
        """What a scanner does, or who types the code of a list: it is gone to."""
        self.clerk.open("/counter/")
        self.page.get_by_role("searchbox").fill(code)
        self.page.wait_for_url(re.compile(r"/counter/(new|lists|cases)/"))
        self.clerk.look()

    def answer(self, *labels: str) -> None:
        """Answer the scenario questions."""
        for label in labels:
            self.page.get_by_role("radio", name=label).check()
        self.clerk.click("button", "下一步")

    def enter(self, person: Person) -> None:
        """The applicant, as on the identity document."""
        for field in ("id_number", "name", "phone"):
            self.page.locator(f"[name=applicant-{field}]").fill(getattr(person, field))

    def material(self, name: str) -> Locator:
        return self.page.get_by_role("listitem").filter(has=self.page.get_by_text(name, exact=True))

    def check_materials(self, unmet: Mapping[str, str] | None = None) -> None:
        """Take every material on paper and tick its review points, except one point of each named."""
        left_out = dict(unmet or {})
        for row in self.page.locator(".yc-mat.fold").all():
            name = row.locator(".name b").inner_text()
            row.get_by_label("收取").select_option("paper")
            for point in row.get_by_role("checkbox").all():
                words = point.locator("xpath=..").inner_text()
                if name not in left_out or left_out[name] not in words:
                    point.check()

    def receive(self) -> str:
        """Receive; the number of the case."""
        self.clerk.press("F8")
        return self.number()

    def number(self) -> str:
        return self.page.url.rstrip("/").split("/")[-1]

    def look_through(self) -> Locator:
        """Ask to accept: the confirmation with the document as it will be issued."""
        self.page.keyboard.press("F8")
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        self.clerk.look()
        return dialog

    def accept(self) -> None:
        dialog = self.look_through()
        dialog.get_by_role("checkbox").check()
        self.clerk.follow(dialog.get_by_role("button", name="受理"))

    def document(self, title: str) -> bytes:
        """The PDF of a document of the open case, as the link gives it."""
        line = self.page.get_by_role("listitem").filter(has_text=title)
        address = line.get_by_role("link", name="打开并打印").get_attribute("href")
        answer = self.clerk.context.request.get(self.clerk.web + str(address))
        assert answer.headers["content-type"] == "application/pdf", answer.status
        return answer.body()
