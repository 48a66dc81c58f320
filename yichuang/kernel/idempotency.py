"""Idempotent writes: the same key and body get the first answer, another body is refused.

Scope is principal and route. The claim, the business write and the stored answer are one
transaction, so an answer is there exactly when the write is. A refused write leaves no claim: it
may be tried again under its key.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from yichuang.kernel.crypto import sm3
from yichuang.kernel.errors import Conflict, Invalid
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import IdempotencyRecord
from yichuang.kernel.transactions import act

KEPT_FOR = timedelta(hours=24)  # Policy: a client's retries end within a day
LONGEST_KEY = 100

_CLAIM = """
INSERT INTO kernel_idempotencyrecord (id, principal, route, key, body_digest, expires_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (principal, route, key) DO UPDATE
    SET body_digest = excluded.body_digest, expires_at = excluded.expires_at,
        status = NULL, answer = NULL, id = excluded.id
    WHERE kernel_idempotencyrecord.expires_at < %s
RETURNING id
"""
_KEEP = "UPDATE kernel_idempotencyrecord SET status = %s, answer = %s WHERE id = %s"
_ANSWER_COLUMN: Any = IdempotencyRecord._meta.get_field("answer")


class KeyMissing(Invalid):
    """An external write came without its Idempotency-Key."""

    code = "kernel.idempotency-key-missing"
    title = "缺少幂等键：每个写请求都要带 Idempotency-Key 请求头"
    status = 400


class KeyReused(Conflict):
    """The key was used for another body."""

    code = "kernel.idempotency-key-reused"
    title = "这个 Idempotency-Key 已用于另一个内容不同的请求"


@act
def once(
    *, principal: str, route: str, key: str, body: bytes, at: datetime, write: Callable[[], tuple[int, Any]]
) -> tuple[int, Any, bool]:
    """Run ``write`` once for this key. Two statements of its own.

    Args:
        write: returns (HTTP status, JSON-able answer); runs in this transaction.

    Returns:
        (status, answer, replayed).

    Raises:
        KeyMissing, KeyReused; whatever ``write`` raises.

    Concurrency: a second request under the same key waits for the first to end, then gets its answer.
    """
    if not key:
        raise KeyMissing
    if len(key) > LONGEST_KEY:
        raise KeyMissing(f"Idempotency-Key 不能超过 {LONGEST_KEY} 个字符")
    digest = sm3(body)
    row_id = new_id()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [row_id, principal, route, key, digest, at + KEPT_FOR, at])
        claimed = cursor.fetchone()
    if not claimed:
        return (*_first_answer(principal, route, key, digest), True)
    status, answer = write()
    kept = _ANSWER_COLUMN.get_db_prep_value(json.dumps(answer, ensure_ascii=False), connection)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [status, kept, row_id])
    return status, answer, False


def _first_answer(principal: str, route: str, key: str, digest: bytes) -> tuple[int, Any]:
    stored = IdempotencyRecord.objects.get(principal=principal, route=route, key=key)
    if bytes(stored.body_digest) != digest:
        raise KeyReused
    if stored.status is None or stored.answer is None:
        raise AssertionError("a claim without its answer was committed")
    return stored.status, json.loads(stored.answer)


@act
def forget_expired(*, at: datetime) -> int:
    """Delete answers whose time has passed; returns how many."""
    count, _ = IdempotencyRecord.objects.filter(expires_at__lt=at).delete()
    return count
