"""axe-core on every page a story comes to, and whether anything sticks out of the window."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from config.env import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

# preload: only for rules about orientation and sound, which are not run here; it would set styles in the
# page that the content policy refuses, aloud and late
_RUN = "() => axe.run(document, {resultTypes: ['violations'], preload: false})"

# what a person would have to scroll sideways for, apart from what scrolls by design
_STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = ".yc-seg, .yc-table-scroll, .yc-rail, .yc-skip, .yc-sr, .map, dialog:not([open])";
  return [...document.body.querySelectorAll("*")]
    .filter((element) => !element.closest(scrolls) && element.checkVisibility())
    .filter((element) => element.offsetWidth > 0 && element.getBoundingClientRect().right > width + 1)
    .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
    .slice(0, 5);
}"""

_WHAT_IS_SHOWN = """() => JSON.stringify([
  location.pathname.replace(/\\d{6,}|[\\w-]{43}/g, "…"), innerWidth, document.documentElement.lang,
  document.documentElement.dataset.size, document.querySelectorAll("*").length,
  document.querySelector("dialog[open]")?.id,
])"""


class Auditor:
    """Looks at each page in each of its states once."""

    def __init__(self) -> None:
        self._source = AXE.read_text(encoding="utf-8")
        self._seen: set[str] = set()

    def __call__(self, page: Page) -> None:
        """Fail when the page breaks a rule of axe, of any weight, or does not fit its window."""
        shown = page.evaluate(_WHAT_IS_SHOWN)
        if shown in self._seen:
            return
        self._seen.add(shown)
        page.evaluate(self._source)  # not a script of the page: the content policy stays in force
        faults = [_words(found) for found in page.evaluate(_RUN)["violations"]]
        assert faults == [], f"{page.url}: {faults}"
        outside = page.evaluate(_STICKS_OUT)
        assert outside == [], f"{page.url} at {page.viewport_size}: {outside}"


def _words(found: dict[str, Any]) -> str:
    places = ", ".join(str(node["target"]) for node in found["nodes"][:3])
    return f"{found['id']} ({found['impact']}): {found['help']}: {places}"
