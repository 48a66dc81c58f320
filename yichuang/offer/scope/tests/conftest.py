"""Places with windows and managers, browsers of theirs, and jobs at the same time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from yichuang.foundation.places import queries as places
from yichuang.kernel import time
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.scope.tests.halls import Halls, make_halls

PATIENCE_SECONDS = 60


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


@pytest.fixture
def at_once() -> Callable[[Sequence[Callable[[], Any]]], list[Any]]:
    """Run callables at the same time, each on its own connection; what one raises is its result."""

    def run(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
        results: list[Any] = [None] * len(jobs)
        barrier = Barrier(len(jobs))

        def work(place: int, job: Callable[[], Any]) -> None:
            try:
                connection.ensure_connection()
                barrier.wait(PATIENCE_SECONDS)
                results[place] = job()
            except Exception as error:
                results[place] = error
            finally:
                connection.close()

        threads = [Thread(target=work, args=pair) for pair in enumerate(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        assert not any(thread.is_alive() for thread in threads), "a thread never ended"
        return results

    return run
