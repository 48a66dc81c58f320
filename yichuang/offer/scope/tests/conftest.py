"""Places with windows and managers, browsers of theirs, and jobs at the same time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from yichuang.foundation.places import queries as places
from yichuang.kernel import time
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.scope.tests.halls import Halls, make_halls


@pytest.fixture
def halls(db: None) -> Halls:
    places.forget()
    return make_halls()


@pytest.fixture
def committed_halls(transactional_db: None) -> Halls:
    """The same, seen by every connection."""
    places.forget()
    return make_halls()


@pytest.fixture
def signed_in(halls: Halls, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Client]:
    """A browser in which this person has signed in, on the day of the tests."""
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))

    def sign_in(who: str) -> Client:
        browser = Client()
        browser.force_login(halls.people[who])
        return browser

    return sign_in
