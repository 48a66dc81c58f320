"""The public site: search, guide, list, progress."""

from __future__ import annotations

import re

from tests.e2e.pages.someone import Someone


class PublicPages:
    """What a citizen does, without signing in."""

    def __init__(self, someone: Someone) -> None:
        self.someone = someone
        self.page = someone.page

    def ask(self, words: str) -> list[str]:
        """Ask the home page in everyday words; the names of what is found."""
        self.someone.open("/")
        self.page.get_by_role("searchbox", name="您要办什么事？").fill(words)
        self.someone.press("Enter")
        return [name.strip() for name in self.page.locator("#results li b").all_inner_texts()]

    def choose(self, name: str) -> None:
        self.someone.follow(self.page.get_by_role("link", name=name).first)

    def answer(self, *labels: str) -> None:
        """Answer the scenario questions and ask what to bring."""
        for label in labels:
            self.page.get_by_role("radio", name=label).check()
        self.someone.click("button", "看要带什么")

    def to_bring(self) -> list[str]:
        """The materials of the list, as the guide names them."""
        block = self.page.locator("section.block", has=self.page.locator("#bring"))
        return [name.strip() for name in block.locator("h3").all_inner_texts()]

    def sample(self, material: str) -> tuple[int, str]:
        """What the link to the sample of a material gives: status and type. It opens a tab of its own."""
        link = self.page.get_by_role("link", name=f"样本：{material}")
        assert link.get_attribute("target") == "_blank"
        answer = self.page.request.get(link.evaluate("a => a.href"))
        return answer.status, answer.headers["content-type"]

    def take_the_list(self) -> None:
        self.someone.follow(self.page.get_by_role("button", name="带走清单").locator("visible=true"))

    def list_code(self) -> str:
        """The code of the list that was taken along, as it is printed."""
        value = self.page.locator(".yc-kv").get_by_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$"))
        return value.inner_text()

    def pdf_of_the_list(self) -> bytes:
        """The PDF of the list, as its link gives it once it is made."""
        address = self.page.get_by_role("link", name="下载 PDF").get_attribute("href")
        answer = self.someone.context.request.get(self.someone.web + str(address))
        assert answer.headers["content-type"] == "application/pdf", answer.status
        return answer.body()

    def send_to_phone(self) -> None:
        self.someone.click("link", "发到手机")

    def look_up(self, number: str, last4: str) -> None:
        """Ask where a case is."""
        self.someone.open("/progress/")
        self.page.get_by_label("办件编号").fill(number)
        self.page.get_by_label("手机号后四位").fill(last4)
        self.someone.click("button", "查询")
