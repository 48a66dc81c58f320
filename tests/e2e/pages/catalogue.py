"""Those who keep the catalogue: departments with their marks, and the items of one."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

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


class DraftPages:
    """An editor who changes a draft by keyboard alone."""

    def __init__(self, editor: Someone, code: str) -> None:
        self.editor = editor
        self.page = editor.page
        self.code = code

    def open(self) -> None:
        self.editor.open(f"/catalogue/items/{self.code}/draft/")

    def reach(self, there: Locator) -> None:
        """Go from one element to the next until the one looked for, or something in it, has the focus."""
        expect(there).to_be_visible()
        wanted = there.element_handle()
        for _ in range(400):
            if self.page.evaluate("element => element.contains(document.activeElement)", wanted):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"cannot be reached by keyboard: {there}")

    def go(self, link: str) -> None:
        self.reach(self.page.get_by_role("link", name=link, exact=True).first)
        self.editor.press("Enter")

    def press(self, button: str, within: Locator | None = None) -> None:
        self.reach((within or self.page).get_by_role("button", name=button, exact=True).first)
        self.editor.press("Enter")

    def write(self, there: Locator, *lines: str) -> None:
        """Type over what is there, a key for every line."""
        self.reach(there)
        self.page.keyboard.press("Control+A")
        for number, line in enumerate(lines):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(line)

    def part(self, name: str) -> Locator:
        """One of the forms of a page."""
        return self.page.get_by_role("form", name=name)

    def saved(self) -> Locator:
        """What the page says was saved."""
        return self.page.locator("[data-note]").filter(has_text="已保存")

    def preview(self, *answers: str) -> None:
        """Choose answers in the preview beside the form, and look again."""
        beside = self.page.locator("#preview")
        for answer in answers:
            self.choose(beside.get_by_role("radio", name=answer))
        self.reach(beside.get_by_role("button", name="按这些回答预览"))
        with self.page.expect_response(lambda answer: "/draft/preview/?" in answer.url):
            self.page.keyboard.press("Enter")
        for answer in answers:
            expect(beside.get_by_role("radio", name=answer)).to_be_checked()

    def choose(self, radio: Locator) -> None:
        """Choose an answer as keyboards do: into the group, then from answer to answer."""
        group = radio.locator("xpath=ancestor::fieldset")
        self.reach(group)
        self.page.keyboard.press("Space")
        for _ in range(group.get_by_role("radio").count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(radio).to_be_checked()

    def seen_by(self, whom: str) -> Locator:
        """The list a citizen sees, or a clerk."""
        return self.page.locator("#preview").get_by_role("region", name=f"{whom}看到的")


class VersionPage:
    """Somebody before one version of an item."""

    def __init__(self, reader: Someone) -> None:
        self.reader = reader
        self.page = reader.page

    def log(self) -> Locator:
        """The reviews so far."""
        return self.page.get_by_role("list", name="审核记录")

    def decide(self, decision: str, *, remarks: str = "", reason: str = "") -> None:
        """Approve or send back."""
        self.page.get_by_role("radio", name=decision).check()
        if reason:
            self.page.get_by_label("退回原因").select_option(label=reason)
        self.page.get_by_label("审核意见", exact=True).fill(remarks)
        self.reader.click("button", "提交审核意见")
