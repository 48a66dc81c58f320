"""A session that ends while somebody types: every form of staff that writes keeps what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import ROOT

_FORM = re.compile(r"<form\b(?P<attributes>(?:[^>{]|\{[{%].*?[%}]\})*)>(?P<body>.*?)</form>", re.S)
_TYPED = re.compile(
    r"<textarea|<select|<c-form-field|intake/_(?:person|authority|materials)\.html|kept\.items"
    r'|<input(?![^>]*type="(?:hidden|checkbox|radio|submit)")'
)
# asked by anybody, without a session, or questions that write nothing
_NOTHING_TO_KEEP = {
    "cases/ask.html",
    "notices/ask.html",
    "notices/verification.html",
    "cases/people.html",
    "cases/search.html",
    "guidance/consult.html",
    "guidance/consult_lookup.html",
    "guidance/consultation.html",
    "guidance/form.html",
}


def typed_forms() -> Iterator[tuple[str, str]]:
    """Template and attributes of each form into which staff type what will be written."""
    for file in sorted((ROOT / "yichuang").glob("*/*/templates/*/*.html")):
        name = "/".join(file.parts[-2:])
        for form in _FORM.finditer(file.read_text(encoding="utf-8")):
            is_posted = 'method="post"' in form["attributes"]
            if is_posted and _TYPED.search(form["body"]) and name not in _NOTHING_TO_KEEP:
                yield name, form["attributes"]


def test_there_are_some() -> None:
    names = {name for name, _ in typed_forms()}

    assert {"intake/new.html", "intake/case.html", "approval/act.html", "delivery/case.html"} <= names


@pytest.mark.parametrize(("name", "attributes"), list(typed_forms()))
def test_what_was_typed_comes_back_after_signing_in_again(name: str, attributes: str) -> None:
    behaviours = re.search(r'data-behaviour="([^"]*)"', attributes)

    assert behaviours is not None, name
    assert "keep" in behaviours[1].split(), name
