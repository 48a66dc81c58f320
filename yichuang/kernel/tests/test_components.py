"""Components and pages keep their promises: documented, in the gallery, and within the content policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import include, path
from django.utils import translation

from config.urls import urlpatterns as product_urls
from yichuang.kernel import dev_views

ROOT = Path(settings.LOCALE_PATHS[0]).parent
COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))
TEMPLATES = sorted([*ROOT.glob("templates/**/*.html"), *ROOT.glob("yichuang/**/templates/**/*.html")])
STYLES = sorted(ROOT.glob("static/css/**/*.css"))
# parts of another component, and those that only a layout uses
NOT_ALONE = {
    "user_menu",
    "bell",
    "live",
    "form_field",
    "form_errors",
    "foot",
    "drawer_button",
    "now",
    "rows",
    "row",
    "paper",
}

urlpatterns = [*product_urls, path("dev/", include("yichuang.kernel.dev_urls"))]


def tag(component: Path) -> str:
    return f"<c-{component.stem.replace('_', '-')}"


@pytest.fixture
def visitor(settings: Any) -> Iterator[Client]:
    """A reader of the gallery, which stands in debug only."""
    settings.ROOT_URLCONF = __name__
    yield Client()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda p: p.stem)
def test_a_component_says_what_it_is_and_what_it_takes(component: Path) -> None:
    first, second = component.read_text(encoding="utf-8").splitlines()[:2]

    assert re.fullmatch(r"\{# .+\. #\}", first)
    assert second.startswith("<c-vars")


def test_every_component_is_shown_and_explained() -> None:
    shown = "".join(
        p.read_text(encoding="utf-8") for p in ROOT.glob("yichuang/kernel/templates/dev/**/*.html")
    )
    reference = (ROOT / "docs/reference/components.md").read_text(encoding="utf-8")

    for component in COMPONENTS:
        assert f"`{tag(component)[1:]}`" in reference, component.stem
        if component.stem not in NOT_ALONE:
            used_inside = any(tag(component) in other.read_text(encoding="utf-8") for other in COMPONENTS)
            assert tag(component) + " " in shown or tag(component) + ">" in shown or used_inside, (
                component.stem
            )


def test_every_tag_has_its_component() -> None:
    known = {tag(component)[1:] for component in COMPONENTS} | {"c-slot", "c-vars"}

    for template in TEMPLATES:
        used = set(re.findall(r"<(c-[a-z-]+)", template.read_text(encoding="utf-8")))
        assert used <= known, template.relative_to(ROOT)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_template_breaks_the_content_policy(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"))

    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"<style|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_files_stay_small() -> None:
    long = [p.name for p in STYLES if len(p.read_text().splitlines()) > 150]
    long += [p.name for p in ROOT.glob("static/js/**/*.js") if len(p.read_text().splitlines()) > 80]
    long += [p.name for p in COMPONENTS if len(p.read_text().splitlines()) > 40]

    assert long == []


def test_styles_name_only_colours_of_the_tokens_and_reach_nothing_outside() -> None:
    for style in STYLES:
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", text), style.name


class Outline(HTMLParser):
    """What a page consists of: tags, ids, headings, labels."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.language = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if "id" in found:
            self.ids.append(found["id"] or "")
        if tag == "html":
            self.language = found.get("lang") or ""
        assert not tag.startswith("c-"), f"<{tag}> was not compiled"
        assert "style" not in found


ADDRESSES = [
    "/dev/components/",
    *(f"/dev/pages/{name}/" for name in dev_views.PAGES),
    *(f"/dev/failures/{name}/" for name in ("conflict", "403", "404", "500", "locked")),
    "/accounts/login/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("language", "lang"), [("zh-hans", "zh-CN"), ("en", "en")])
def test_a_page_is_whole_in_both_languages(visitor: Client, address: str, language: str, lang: str) -> None:
    answer = visitor.get(address, headers={"Accept-Language": language})

    page = answer.content.decode()
    outline = Outline(page)
    assert answer.status_code == (409 if "conflict" in address else 200)
    assert outline.language == lang
    assert outline.tags.count("h1") == 1
    assert outline.tags.count("main") == 1
    assert len(outline.ids) == len(set(outline.ids))
    assert "{{" not in page
    assert "{%" not in page
    assert "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_refusal_brings_its_note_for_htmx(visitor: Client) -> None:
    page = visitor.get("/dev/failures/conflict/").content.decode()

    note = page.split('<template id="problem-note">')[1].split("</template>")[0]
    assert "data-problem" in note
    assert "这件事刚刚由 A2 窗口受理了" in note
    assert "办件状态：已受理" in note


@pytest.mark.django_db
def test_large_type_is_drawn_by_the_server(visitor: Client) -> None:
    visitor.post("/size/", {"size": "large", "next": "/dev/components/"})

    assert 'data-size="large"' in visitor.get("/dev/components/").content.decode()


@pytest.mark.django_db
def test_the_language_switch_comes_back_to_the_page(visitor: Client) -> None:
    answer = visitor.post("/i18n/setlang/", {"language": "en", "next": "/dev/components/"})

    assert answer["Location"] == "/dev/components/"
    assert 'lang="en"' in visitor.get("/dev/components/").content.decode()[:200]
