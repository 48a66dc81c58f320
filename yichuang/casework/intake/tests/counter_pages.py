"""Who sits where at the counter, and what they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from yichuang.casework.cases.tests.county import County

SignIn = Callable[[str], Client]


def at_window(browser: Client, window_id: object) -> Client:
    """The same browser, its window chosen."""
    answer = browser.post("/counter/windows/", {"window": str(window_id)})
    assert (answer.status_code, answer["Location"]) == (302, "/counter/")
    return browser


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def desk(signed_in: SignIn, county: County) -> Client:
    """A clerk who sits at A1."""
    return at_window(signed_in("clerk"), county.a1.id)


@pytest.fixture
def other_desk(signed_in: SignIn, county: County) -> Client:
    """A colleague at A2."""
    return at_window(signed_in("other-clerk"), county.a2.id)
