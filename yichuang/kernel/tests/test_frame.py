"""What every page carries: name, language, type size, the way back; and the answer htmx gets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from django_htmx.middleware import HtmxDetails

from yichuang.kernel.context import Portal, site
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.preferences import set_size


def portal(**more: Any) -> Portal:
    return site(RequestFactory().get("/items/?q=a", **more))["portal"]


def test_the_frame_knows_its_page_and_its_languages(settings: Any) -> None:
    settings.LIVE_URL = "http://127.0.0.1:9"

    with translation.override("zh-hans"):
        frame = portal()

    assert frame.path == "/items/?q=a"
    assert frame.language.tag == "zh-CN"
    assert [language.code for language in frame.other_languages] == ["en"]
    assert frame.live_url == "http://127.0.0.1:9"
    assert not frame.is_large


def test_the_name_is_the_one_configured(settings: Any) -> None:
    settings.SITE_NAME = "某县政务服务"

    with translation.override("zh-hans"):
        assert portal().name == "某县政务服务"


@pytest.mark.parametrize(("cookie", "large"), [("large", True), ("normal", False), ("<script>", False)])
def test_large_type_follows_its_cookie(cookie: str, large: bool) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["yc-size"] = cookie

    assert site(request)["portal"].is_large is large


def switch(data: dict[str, str]) -> Any:
    return set_size(RequestFactory().post("/size/", data))


def test_large_type_is_remembered_and_the_reader_returns() -> None:
    answer = switch({"size": "large", "next": "/items/?q=a"})

    assert answer.status_code == 302
    assert answer["Location"] == "/items/?q=a"
    assert answer.cookies["yc-size"].value == "large"
    assert answer.cookies["yc-size"]["samesite"] == "Lax"


def test_standard_type_forgets_the_cookie() -> None:
    answer = switch({"size": "normal", "next": "/"})

    assert answer.cookies["yc-size"].value == ""
    assert answer.cookies["yc-size"]["max-age"] == 0


@pytest.mark.parametrize("elsewhere", ["https://example.test/", "//example.test/", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere(elsewhere: str) -> None:
    assert switch({"size": "large", "next": elsewhere})["Location"] == "/"


def test_the_size_changes_by_post_only() -> None:
    assert set_size(RequestFactory().get("/size/")).status_code == 405


@pytest.fixture
def page(tmp_path: Path, settings: Any) -> str:
    """A page with one partial."""
    (tmp_path / "p.html").write_text("page[{% partialdef list inline %}{{ word }}{% endpartialdef %}]")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    return "p.html"


def asked(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    return request


def answered(page: str, **headers: str) -> str:
    return render_page_or_partial(asked(**headers), page, "list", {"word": "word"}).content.decode()


def test_htmx_gets_the_part(page: str) -> None:
    assert answered(page, HX_Request="true") == "word"


def test_a_reader_without_scripts_gets_the_page(page: str) -> None:
    assert answered(page) == "page[word]"


@pytest.mark.parametrize("header", ["HX_Boosted", "HX_History_Restore_Request"])
def test_a_new_page_is_whole_even_for_htmx(page: str, header: str) -> None:
    assert answered(page, HX_Request="true", **{header: "true"}) == "page[word]"


def test_a_refused_form_keeps_its_status_and_caches_tell_the_two_apart(page: str) -> None:
    answer = render_page_or_partial(asked(HX_Request="true"), page, "list", {}, status=422)

    assert answer.status_code == 422
    assert "HX-Request" in answer["Vary"]
