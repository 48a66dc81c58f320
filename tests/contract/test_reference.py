"""The reference page of the API: complete, readable without scripts, from nowhere but here."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from config.api import api
from yichuang.kernel.api_reference import Member, sections

DOCUMENT: dict[str, Any] = api.get_openapi_schema()
ENDPOINTS = {endpoint.id: endpoint for section in sections(DOCUMENT) for endpoint in section.endpoints}


class Page(HTMLParser):
    """What a page refers to, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.inline: list[str] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.addresses += [held[name] or "" for name in ("href", "src", "action") if name in held]
        self.ids.add(held.get("id") or "")
        if tag == "style" or (tag == "script" and "src" not in held):
            self.inline.append(tag)
        self.inline += [name for name in held if name == "style" or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def page(language: str = "zh-hans") -> Page:
    answer = Client(headers={"Accept-Language": language}).get("/api/v1/docs")  # without a database
    assert answer.status_code == 200
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    return Page(answer.content.decode())


@pytest.fixture(scope="module")
def chinese() -> Page:
    return page()


def members(endpoint: str, part: str) -> dict[tuple[int, str], Member]:
    return {(member.depth, member.name): member for member in getattr(ENDPOINTS[endpoint], part)}


def test_everything_comes_from_here_and_nothing_runs_inline(chinese):
    assert chinese.addresses
    assert [address for address in chinese.addresses if not re.match(r"/(?!/)|#", address)] == []
    assert chinese.inline == []


def test_every_operation_has_its_place_and_a_link_to_it(chinese):
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            assert operation["operationId"] in chinese.ids
            assert f"#{operation['operationId']}" in chinese.addresses
            assert f"{method.upper()} {path}" in chinese.text


def test_every_name_of_every_body_is_there(chinese):
    bodies = {
        name: schema for name, schema in DOCUMENT["components"]["schemas"].items() if "Problem" not in name
    }
    names = {name for schema in bodies.values() for name in schema.get("properties", ())}

    assert len(names) > 50
    assert [name for name in names if name not in chinese.text] == []


def test_it_is_read_in_both_languages(chinese):
    english = page("en")

    count = sum(len(methods) for methods in DOCUMENT["paths"].values())
    assert f"{count} 个接口" in chinese.text
    assert f"{count} operations" in english.text
    assert "/api/v1/openapi.json" in chinese.addresses


def test_a_body_is_laid_out_with_what_is_inside_its_objects():
    body = members("receive", "body")

    assert body[0, "code"].required
    assert body[0, "code"].limits == "≥ 1 characters, ≤ 80 characters"
    assert not body[0, "outlet"].required
    assert body[0, "applicant"].kind == "object"
    assert body[1, "kind"].kind == '"natural" or "legal"'
    assert body[0, "agent"].kind == "object or null"
    assert (0, "materials") in body
    assert body[0, "materials"].kind == "list of object"
    assert body[1, "points"].kind == "object of boolean"
    assert body[1, "file_ids"].kind == "list of uuid"
    assert body[1, "copies"].limits == "≥ 0, ≤ 99"
    names = [member.name for member in ENDPOINTS["receive"].body]
    assert names.index("applicant") < names.index("id_number") < names.index("agent")


def test_an_answer_and_its_refusals_are_laid_out():
    answer = members("accept", "answer")

    assert answer[0, "promised_due_on"].kind == "date or null"
    assert answer[1, "url"].kind == "string"
    assert "``" not in answer[0, "notice"].description
    assert ENDPOINTS["accept"].status == 201
    assert [refusal.status for refusal in ENDPOINTS["accept"].refusals] == [400, 401, 403, 404, 409, 422, 503]
    assert [member.name for member in ENDPOINTS["items"].answer][:2] == ["code", "name"], "of a list's entry"


def test_who_needs_a_token_is_said():
    assert ENDPOINTS["accept"].needs_token
    assert not ENDPOINTS["items"].needs_token
    assert [p.name for p in ENDPOINTS["accept"].parameters] == ["number", "Idempotency-Key"]
    assert ENDPOINTS["accept"].parameters[0].kind == "string · path"
