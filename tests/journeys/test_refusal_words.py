"""Every refusal of casework and delivery is a sentence a clerk can read aloud, and stands in its tree."""

from __future__ import annotations

import inspect
import re
import sys
from importlib import import_module

import pytest

from yichuang.kernel.errors import DomainError
from yichuang.kernel.problems import explanation, known_problems

DOMAINS = ("casework.cases", "casework.intake", "casework.approval", "outcome.delivery")
MODULES = [import_module(f"yichuang.{domain}.errors") for domain in DOMAINS]


def refusals() -> list[type[DomainError]]:
    names = {module.__name__ for module in MODULES}
    return [error for error in known_problems() if error.__module__ in names]


def test_there_are_refusals_of_every_domain() -> None:
    assert {error.__module__ for error in refusals()} == {module.__name__ for module in MODULES}


@pytest.mark.parametrize("error", refusals(), ids=lambda error: error.code)
def test_a_refusal_can_be_read_aloud(error: type[DomainError]) -> None:
    title = error.title

    assert re.search(r"[\u4e00-\u9fff]{4}", title)
    assert not re.search(r"[A-Za-z_{}<>:;：；]", title), "no codes, no names of fields, no lists"
    assert not title.endswith(("。", "！", "，"))
    assert len(title) <= 60
    assert error().detail == title


@pytest.mark.parametrize("error", refusals(), ids=lambda error: error.code)
def test_a_refusal_is_named_after_itself_and_explained(error: type[DomainError]) -> None:
    domain = error.__module__.split(".")[-2]
    kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", error.__name__).lower()

    assert error.code in {f"{domain}.{kebab}", f"{domain}.{kebab.removeprefix(domain.rstrip('s') + '-')}"}
    assert explanation(error) != explanation(error.__mro__[1])
    assert f"── {error.__name__}" in inspect.getdoc(sys.modules[error.__module__])


def test_no_two_refusals_share_a_code() -> None:
    codes = [error.code for error in known_problems()]

    assert sorted({code for code in codes if codes.count(code) > 1}) == []
