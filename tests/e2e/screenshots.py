"""``make screenshots``: the five pictures of the README, taken of a throw-away product.

The cases in them are received through the API by staff of the sample county; the people are synthetic.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from config.installation import Installation
from tests.desk import Desk, Person, a_person, application, command, web_url
from tests.e2e.pages.someone import DESKTOP, PHONE
from tests.e2e.pictures import save_picture
from tests.e2e.stories.conftest import ARGUMENTS, BROWSERS

TARGET = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
FOOD = "11990101MB2A10906R499013100200001"  # 食品经营许可（新办）
DRUGSTORE = "11990101MB2A10906R499017200600001"  # 药品经营许可证（零售）核发
FOOD_CHANGE = "11990101MB2A10906R499013100200002"  # 食品经营许可（变更）
RESTAURANT = {"subject-kind": "individual", "business-kind": "hot", "agent": "self"}
WINDOW, CLERK = "A3", "lixiaolan"
FIRST_PERSON = 300


def staff(role: str, *place: str) -> Desk:
    """One of the staff, at the API."""
    return Desk(command("token", "create", "--role", role, *place)["token"])


def receive(clerk: Desk, code: str, person: Person, *, gap: bool = False) -> str:
    """The number of a case, accepted; or with one review point that is not met, and so only received."""
    body = application(Desk(), code, person, WINDOW, RESTAURANT)
    if gap:
        points = body["materials"][1]["points"]
        points[next(iter(points))] = False
    number = str(clerk.post("/cases", body)["number"])
    if not gap:
        clerk.post(f"/cases/{number}/acceptance", {"window": WINDOW})
    return number


def prepare(people: list[Person]) -> tuple[str, str]:
    """A morning's work: the case that is ready to be decided, and the one that still lacks something."""
    clerk = staff("clerk", "--outlet", "HALL", "--user", CLERK)
    examined, *_others = [
        receive(clerk, code, person)
        for code, person in zip((FOOD, DRUGSTORE, FOOD_CHANGE, FOOD), people, strict=False)
    ]
    lacking = receive(clerk, FOOD, people[-1], gap=True)
    officer = staff("department-officer", "--organisation", "SJJ", "--user", "fangzheng")
    officer.post(f"/cases/{examined}/claim")
    opinion = {"conclusion": "grant", "text": "材料属实，场所与加工规模相适应，建议准予。"}
    officer.post(f"/cases/{examined}/opinions", opinion)
    return examined, lacking


class Camera:
    """Takes pages of the product at a desk and on a phone."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def page(self, size: tuple[int, int]) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        return self.browser.new_context(viewport=viewport, locale="zh-CN").new_page()  # type: ignore[arg-type]

    def staff(self, username: str) -> Page:
        """A page of a signed-in member of staff."""
        page = self.page(DESKTOP)
        page.goto(f"{web_url()}/accounts/login/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(Installation.here().instance().accounts[username].password)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return page

    def save(self, name: str, *screenshots: bytes) -> None:
        save_picture(self.browser, TARGET / f"{name}.png", *screenshots)
        print(f"docs/screenshots/{name}.png")


def look(page: Page, path: str, at: str = "") -> bytes:
    """A screenshot of an address, scrolled to an element."""
    page.goto(web_url() + path)
    page.wait_for_load_state("networkidle")
    if at:
        page.locator(at).evaluate("element => element.scrollIntoView({block: 'start', behavior: 'instant'})")
    return page.screenshot()


def take(camera: Camera, examined: str, lacking: str, last4: str) -> None:
    desk, phone = camera.page(DESKTOP), camera.page(PHONE)
    camera.save("home", look(desk, "/"), look(phone, "/"))
    answers = "answers=" + ",".join(f"{question}:{option}" for question, option in RESTAURANT.items())
    guide = f"/guide/{FOOD}/"
    steps = (guide, ""), (f"{guide}?{answers}", ""), (f"{guide}?{answers}", "#time")
    camera.save("guide", *(look(phone, path, at) for path, at in steps))
    desk.goto(f"{web_url()}/progress/?number={examined}")
    desk.get_by_label("手机号后四位").fill(last4)
    with desk.expect_navigation():
        desk.get_by_role("button", name="查询").click()
    camera.save("progress", desk.screenshot())
    clerk = camera.staff(CLERK)
    clerk.get_by_role("radio", name=WINDOW).first.check()
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="开始受理").click()
    camera.save("counter", look(clerk, f"/counter/cases/{lacking}/"))
    camera.save("office", look(camera.staff("zhengguang"), f"/office/cases/{examined}/"))


def main() -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    people = [a_person(FIRST_PERSON + place) for place in range(5)]
    examined, lacking = prepare(people)
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        take(Camera(browser), examined, lacking, people[0].phone[-4:])
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
