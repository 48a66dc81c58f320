"""Whether a refused act left anything behind: every table of the platform, digested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection

from yichuang.kernel.errors import DomainError


def _tables() -> list[str]:
    ours = (app for app in apps.get_app_configs() if app.name.startswith("yichuang."))
    return sorted(model._meta.db_table for app in ours for model in app.get_models())


def fingerprint() -> dict[str, str | None]:
    """Table → digest of all its rows. One statement."""
    parts = (
        f"SELECT '{table}', md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM \"{table}\" t"
        for table in _tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


@contextmanager
def unchanged() -> Iterator[None]:
    """Nothing is written: no act, no status, no document, no event, no audit entry."""
    before = fingerprint()
    yield
    after = fingerprint()
    changed = sorted(table for table in before if before[table] != after[table])
    if changed:
        pytest.fail(f"written in spite of the refusal: {', '.join(changed)}")


@contextmanager
def refused(
    error: type[DomainError], match: str | None = None
) -> Iterator[pytest.ExceptionInfo[DomainError]]:
    """The act refuses with this error, in these words, and leaves everything as it was."""
    with unchanged(), pytest.raises(error, match=match) as refusal:
        yield refusal
    if type(refusal.value) is not error:
        pytest.fail(f"refused as {type(refusal.value).__name__}, not as {error.__name__}")
