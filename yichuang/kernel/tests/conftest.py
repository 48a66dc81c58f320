"""Fixtures of the kernel's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from yichuang.kernel import crypto, outbox


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
def database_url() -> str:
    """The address of the test database, for those who connect without Django."""
    known = connection.settings_dict
    login = f"{known['USER']}:{known['PASSWORD']}" if known["PASSWORD"] else known["USER"]
    return f"postgresql://{login}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
