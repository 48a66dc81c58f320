"""Fixtures of the casework tests; a domain's ``conftest`` takes them from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from yichuang.casework.cases.tests.county import AT, County, make_county
from yichuang.foundation.accounts.models import User
from yichuang.foundation.places import queries as places
from yichuang.kernel import time


@pytest.fixture(scope="module")
def county_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    """One county for the tests of a module, in a transaction that is undone after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        places.forget()
        yield make_county()
        transaction.set_rollback(True)


@pytest.fixture
def county(county_of_module: County, db: None) -> County:
    """The county; what a test changes in it is undone after the test."""
    places.forget()  # a window another test closed is open again
    made = county_of_module
    return replace(made, people=dict(made.people), posts=dict(made.posts))


@pytest.fixture
def committed_county(transactional_db: None) -> County:
    """A county that every connection sees, for tests of simultaneous acts."""
    places.forget()
    return make_county()


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """The edges live at the county's moment, and at whatever moment the test moves them to."""

    def move(to: datetime) -> None:
        monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (to - time.now()))

    move(AT)
    return move


@pytest.fixture
def signed_in(county: County, on_the_day: object) -> Callable[[str], Client]:
    """A browser in which this person has signed in."""

    def sign_in(username: str) -> Client:
        browser = Client()
        browser.force_login(User.objects.get(username=username))
        return browser

    return sign_in


class Api:
    """Calls of the API. Each write has a key of its own unless it is given one."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.client = Client()
        self.tokens: dict[str, str] = {}
        self.keys = 0

    def post(
        self, path: str, body: dict[str, Any] | None = None, *, by: str | None, key: str | None = None
    ) -> Any:
        self.keys += 1
        headers = self.headers(by) | {"Idempotency-Key": f"key-{self.keys}" if key is None else key}
        return self.client.post(
            f"/api/v1{path}", body or {}, content_type="application/json", headers=headers
        )

    def get(self, path: str, *, by: str | None, **params: str) -> Any:
        return self.client.get(f"/api/v1{path}", params, headers=self.headers(by))

    def headers(self, username: str | None) -> dict[str, str]:
        """Who is calling. A person's token is made the first time they call."""
        if username is None:
            return {}
        if username not in self.tokens:
            self.tokens[username] = self.county.token(username)
        return {"Authorization": f"Bearer {self.tokens[username]}"}


@pytest.fixture
def api(county: County, on_the_day: object) -> Api:
    """Programs at the API, by the username whose token they hold."""
    return Api(county)
