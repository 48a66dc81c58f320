"""A whole product as its users get it, and the people who use it in a browser.

One product serves all stories of a session. It lives on 23 November 2026, a Monday, so that every due
date falls inside the shipped calendar whatever the real day is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from config.env import ROOT
from config.installation import Installation
from config.launcher import throw_away_product
from tests.desk import Person, a_person
from tests.e2e.pages.someone import DESKTOP, PHONE, Someone
from tests.e2e.pages.staff import sign_in
from tests.e2e.stories.accessibility import Auditor

TODAY = date(2026, 11, 23)
PATIENCE_MS = 30_000

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # as root Chromium has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Playwright's event loop stays in this thread, where later tests use the database
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

Meet = Callable[..., Someone]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories share one product, so one worker plays them all."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("stories"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The installed Chromium."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.fail("The browser tests need Chromium: `make test` installs it, or `apt install chromium`.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Product:
    """A running product. ``passwords``: user name → password of the sample accounts.

    ``environment``: of programs that work with it. ``card``: the file that is the card on the reader; None
    where no reader of ours is set up.
    """

    web: str
    passwords: dict[str, str]
    environment: dict[str, str]
    card: Path | None = None


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """Pages, live events, worker and relay on ports and data of their own; inside a trial, the trial's."""
    if os.environ.get("YICHUANG_WEB_URL"):
        yield _product(Installation.here(), os.environ["YICHUANG_WEB_URL"])
        return
    with card_reader() as (address, card):
        settings = {"YICHUANG_ID_READER_LOCAL_URL": address}
        with throw_away_product(on=TODAY, also=settings) as (installation, environment):
            yield replace(_product(installation, environment["YICHUANG_WEB_URL"]), card=card)


def _product(installation: Installation, web: str) -> Product:
    accounts = installation.instance().accounts
    passwords = {name: account.password for name, account in accounts.items()}
    return Product(web.rstrip("/"), passwords, dict(os.environ) | installation.environment())


@contextmanager
def card_reader() -> Iterator[tuple[str, Path]]:
    """A card reader at the clerk's computer, a process of its own: its address, and what lies on it."""
    with TemporaryDirectory() as folder:
        card = Path(folder) / "card.json"
        command = [sys.executable, "-m", "yichuang.foundation.parties.tests.reader_service"]
        options = ["--card", str(card), "--origin", "*"]
        with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True, cwd=ROOT) as reader:
            assert reader.stdout is not None
            try:
                yield reader.stdout.readline().strip(), card
            finally:
                reader.terminate()


@pytest.fixture(scope="session")
def cookies() -> dict[str, Any]:
    """What the browsers of signed-in staff keep, by user name: each signs in once a session."""
    return {}


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    return Auditor()


@pytest.fixture(scope="session")
def people() -> Iterator[Person]:
    """Synthetic people, each once."""
    return map(a_person, count(100))


@pytest.fixture
def person(people: Iterator[Person]) -> Person:
    """An applicant nobody else in these stories is."""
    return next(people)


def _look_away(page: Page) -> None:
    """Where no script runs, axe cannot either; the same pages are looked over with scripts."""


@pytest.fixture
def meet(product: Product, browser: Browser, cookies: dict[str, Any], auditor: Auditor) -> Iterator[Meet]:
    """Somebody comes with a browser of their own: ``meet()`` a citizen, ``meet("lixiaolan")`` a clerk.

    At the end of a story nobody may have met a script error or a breach of the content policy.
    """
    with ExitStack() as leaving:
        people: list[Someone] = []

        def arrive(username: str = "", *, size: tuple[int, int] = DESKTOP, scripts: bool = True) -> Someone:
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                locale="zh-CN",
                java_script_enabled=scripts,
                has_touch=size == PHONE,
                storage_state=cookies.get(username),
            )
            leaving.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            expect.set_options(timeout=PATIENCE_MS)
            someone = Someone(context, product.web, auditor if scripts else _look_away)
            people.append(someone)
            if username and username not in cookies:
                sign_in(someone, username, product.passwords[username])
                cookies[username] = context.storage_state()
            return someone

        yield arrive
        faults = [fault for someone in people for fault in someone.faults]
    assert faults == []
