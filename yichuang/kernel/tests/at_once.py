"""Several people at the same time, each on a database connection of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]

PATIENCE_SECONDS = 60


@pytest.fixture
def at_once() -> AtOnce:
    """Run callables at the same time, each on its own connection; what one raises is its result.

    All are connected before the first begins.
    """

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
