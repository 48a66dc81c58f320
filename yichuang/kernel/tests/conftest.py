"""Fixtures of the kernel's tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from yichuang.kernel import crypto, outbox, sealing

_PATIENCE_SECONDS = 30

# who refers to another stands before it
_TABLES = (
    "kernel_sealedentry",
    "kernel_unsealedentry",
    "kernel_auditseal",
    "kernel_auditentry",
    "kernel_outboxevent",
    "kernel_idempotencyrecord",
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_jobs",
    "procrastinate_workers",
)


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A key folder that does not exist yet; nothing remembers another's keys."""
    caches = (crypto.keyring, crypto._purpose_key, sealing._sealing_key, sealing._public_key)
    settings.KEY_DIR = tmp_path / "keys"
    for cache in caches:
        cache.cache_clear()
    yield settings.KEY_DIR
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Real transactions; afterwards the kernel's tables are emptied.

    As ``django_db(transaction=True)``, which empties the whole project's instead and takes a second.
    """
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            for table in _TABLES:
                cursor.execute(f"DELETE FROM {table}")


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
