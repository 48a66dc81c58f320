"""A real browser on the pages of one process: gallery, shells, sign-in. No sample county is needed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

# Playwright's loop runs in this thread; Django would take it for an asynchronous view
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

AXE = Path(settings.NPM_ROOT) / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE_MS = 30_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The installed Chromium; as root it has no sandbox of its own."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    rooted = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=[*QUIET, "--no-first-run", *rooted])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    expect.set_options(timeout=PATIENCE_MS)
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains about, refusals of the content policy included; a test ends without any."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield heard
    assert heard == []


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The product with its gallery, which otherwise stands in debug only."""
    settings.ROOT_URLCONF = "yichuang.kernel.tests.test_components"
    return str(live_server.url)


@pytest.fixture
def auditor(browser: Browser) -> Iterator[Page]:
    """A page that lets axe in past the content policy."""
    context = browser.new_context(locale="zh-CN", bypass_csp=True)
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    """What breaks the rules of accessibility on the page, or sticks out of the window; one line each."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    lines = [f"{v['id']}: {v['nodes'][0]['target']} {v['help']}" for v in found["violations"]]
    return [*lines, f"{wide} px too wide"] if wide > 0 else lines
