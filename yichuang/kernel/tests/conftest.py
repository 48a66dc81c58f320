"""Fixtures of the kernel's tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from yichuang.kernel import crypto, outbox

_PATIENCE_SECONDS = 60


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A key folder that does not exist yet; nothing remembers another's keys."""
    settings.KEY_DIR = tmp_path / "keys"
    crypto.forget_keys()
    yield settings.KEY_DIR
    crypto.forget_keys()


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[type[Any], tuple[str, ...]]], None]:
    """Replace the platform's flow for one test."""
    monkeypatch.setattr(outbox, "_handlers", {})
    monkeypatch.setattr(outbox, "_classes", {})
    return outbox.register


@pytest.fixture
def at_once() -> Callable[[Sequence[Callable[[], Any]]], list[Any]]:
    """Run callables at the same time, each on its own database connection; returns their results.

    What one of them raises takes the place of its result.
    """

    def run(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
        results: list[Any] = [None] * len(jobs)
        barrier = threading.Barrier(len(jobs))

        def work(place: int, job: Callable[[], Any]) -> None:
            try:
                barrier.wait()
                results[place] = job()
            except Exception as error:
                results[place] = error
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=pair) for pair in enumerate(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(_PATIENCE_SECONDS)
        assert not any(thread.is_alive() for thread in threads), "a thread never ended"
        return results

    return run


@pytest.fixture
def database_url() -> str:
    """The address of the test database, for those who connect without Django."""
    known = connection.settings_dict
    login = f"{known['USER']}:{known['PASSWORD']}" if known["PASSWORD"] else known["USER"]
    return f"postgresql://{login}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
