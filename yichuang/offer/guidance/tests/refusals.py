"""Whether a refused act left anything behind: guidance's tables, the events and the audit log, digested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection

from yichuang.kernel.errors import DomainError


def written() -> dict[str, str | None]:
    """Table → digest of all its rows. One statement."""
    tables = [model._meta.db_table for model in apps.get_app_config("guidance").get_models()]
    tables += ["kernel_outboxevent", "kernel_auditentry", "kernel_idempotencyrecord"]
    parts = (
        f"SELECT '{table}', md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM \"{table}\" t"
        for table in sorted(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


@contextmanager
def refused(
    error: type[DomainError], match: str | None = None
) -> Iterator[pytest.ExceptionInfo[DomainError]]:
    """The act refuses with exactly this error, in these words, and leaves everything as it was."""
    before = written()
    with pytest.raises(error, match=match) as refusal:
        yield refusal
    assert written() == before
    assert type(refusal.value) is error
