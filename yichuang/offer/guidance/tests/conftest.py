"""Fixtures of the tests of guidance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from yichuang.foundation.accounts.models import User
from yichuang.foundation.places import queries as places
from yichuang.kernel import time
from yichuang.offer.guidance.tests.people import AT, Place, make_place


@pytest.fixture(scope="module")
def place_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    """One county for the tests of a module, in a transaction that is undone after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        places.forget()
        yield make_place()
        transaction.set_rollback(True)


@pytest.fixture
def place(place_of_module: Place, db: None) -> Place:
    """The county; what a test changes in it is undone after the test."""
    places.forget()
    return replace(place_of_module, people=dict(place_of_module.people), posts=dict(place_of_module.posts))


@pytest.fixture
def committed_place(transactional_db: None) -> Place:
    """A county that every connection sees, for tests of simultaneous acts."""
    places.forget()
    return make_place()


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and the API live at the county's moment."""
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))


@pytest.fixture
def signed_in(place: Place, on_the_day: None) -> Callable[[str], Client]:
    """A browser in which this person has signed in."""

    def sign_in(username: str) -> Client:
        browser = Client()
        browser.force_login(User.objects.get(username=username))
        return browser

    return sign_in
