"""Whether a refused act left anything behind: what the acts of this domain write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from yichuang.foundation.documents.models import StoredFile
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.scope.models import EntrustedItem, Entrustment, LevelStep, ScopeException, ScopeGrant

_TABLES = (
    ScopeGrant, ScopeException, LevelStep, Entrustment, EntrustedItem, AuditEntry, OutboxEvent, StoredFile,
)  # fmt: skip


def _rows() -> dict[str, list[Any]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in _TABLES}


@contextmanager
def unchanged() -> Iterator[None]:
    """No scope, no paper, no file, no event, no audit entry is written."""
    before = _rows()
    yield
    assert _rows() == before
