"""``make screenshots``: the five pictures of the README, taken of a throw-away product.

The cases in them are received through the API by staff of the sample county; the people are synthetic.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from config.installation import Installation
from tests.desk import Desk, a_person, application, command, web_url
from tests.e2e.pages.someone import DESKTOP, PHONE
from tests.e2e.stories.conftest import ARGUMENTS, BROWSERS

TARGET = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
FOOD = "11990101MB2A10906R499013100200001"  # 食品经营许可（新办）
DRUGSTORE = "11990101MB2A10906R499017200600001"  # 药品经营许可证（零售）核发
FOOD_CHANGE = "11990101MB2A10906R499013100200002"  # 食品经营许可（变更）
FIRST_PERSON = 300


def receive(desk: Desk, code: str, number: int, *, accept: bool = True, gap: bool = False) -> str:
    """One case of the ``number``-th person; with ``gap`` one review point is not met."""
    body = application(Desk(), code, a_person(FIRST_PERSON + number), "A3", {})
    if gap:
        points = body["materials"][-1]["points"]
        points[next(iter(points))] = False
    received = str(desk.post("/cases", body)["number"])
    if accept and not gap:
        desk.post(f"/cases/{received}/acceptance", {"window": "A3"})
    return received


def staff_page(browser: Browser, username: str) -> Page:
    """A signed-in member of staff at a desktop screen."""
    password = Installation.here().instance().accounts[username].password
    page = browser.new_context(viewport=_size(DESKTOP), locale="zh-CN").new_page()
    page.goto(f"{web_url()}/accounts/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    return page


def _size(size: tuple[int, int]) -> dict[str, int]:
    return {"width": size[0], "height": size[1]}


def _take(page: Page, name: str, path: str) -> None:
    page.goto(web_url() + path)
    page.wait_for_load_state()
    page.screenshot(path=TARGET / f"{name}.png")
    print(f"docs/screenshots/{name}.png")


def main() -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    clerk = Desk(command("token", "create", "--role", "clerk", "--outlet", "HALL")["token"])
    cases = [receive(clerk, code, place) for place, code in enumerate((FOOD, DRUGSTORE, FOOD_CHANGE, FOOD))]
    waiting = receive(clerk, FOOD, len(cases), gap=True)
    officer = command(
        "token", "create", "--role", "department-officer", "--organisation", "SJJ", "--user", "fangzheng"
    )
    Desk(officer["token"]).post(f"/cases/{cases[0]}/claim")
    opinion = {"conclusion": "grant", "text": "材料属实，场所与加工规模相适应，建议准予。"}
    Desk(officer["token"]).post(f"/cases/{cases[0]}/opinions", opinion)
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        citizen = browser.new_context(viewport=_size(DESKTOP), locale="zh-CN").new_page()
        phone = browser.new_context(viewport=_size(PHONE), locale="zh-CN").new_page()
        _take(citizen, "home", "/")
        guide = "subject-kind:individual,business-kind:hot,agent:self"
        _take(phone, "guide", f"/guide/{FOOD}/?answers={guide}")
        progress(citizen, cases[0], a_person(FIRST_PERSON).phone[-4:])
        at_window = staff_page(browser, "lixiaolan")
        sit_down(at_window)
        _take(at_window, "counter", f"/counter/cases/{waiting}/")
        _take(staff_page(browser, "zhengguang"), "office", f"/office/cases/{cases[0]}/")
        browser.close()
    return 0


def sit_down(page: Page) -> None:
    """Choose a window, as every clerk does in the morning."""
    page.goto(f"{web_url()}/counter/windows/")
    page.get_by_role("radio").nth(2).check()
    page.get_by_role("button", name="开始受理").click()
    page.wait_for_load_state()


def progress(page: Page, number: str, last4: str) -> None:
    page.goto(f"{web_url()}/progress/?number={number}")
    page.get_by_label("手机号后四位").fill(last4)
    page.get_by_role("button", name="查询").click()
    page.wait_for_url(lambda url: len(url.rstrip("/").rsplit("/", 1)[-1]) > 20 and "number=" not in url)
    page.wait_for_load_state()
    page.screenshot(path=TARGET / "progress.png")
    print("docs/screenshots/progress.png")


if __name__ == "__main__":
    sys.exit(main())
