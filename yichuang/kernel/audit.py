"""The audit log: one chain per stream, sealed together.

Each entry's hash is SM3 over the hash before it and its own canonical content, so a line changed,
removed or put in between breaks the chain of its stream; a line cut off the end is missed by the
seal that covered it. There is no global chain: it would serialise every write.

Source: GB/T 22239-2019 §8.1.4.3 (protected audit records); GB/T 32905 (SM3).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from yichuang.kernel.crypto import sm3
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry

GENESIS = bytes(32)

_INSERT = """
WITH entry AS (
    INSERT INTO kernel_auditentry
        (id, stream, stream_id, sequence, action, actor, at, details, previous_hash, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)
    RETURNING id
)
INSERT INTO kernel_unsealedentry (entry_id) SELECT id FROM entry
"""


def record(
    *,
    stream: str,
    stream_id: object,
    action: str,
    actor: str,
    at: datetime,
    details: Mapping[str, Any] | None = None,
    first: bool = False,
    held: bool = False,
) -> None:
    """Append one entry in the caller's transaction.

    Args:
        stream, stream_id: the chain, as ``case`` and the case's id.
        details: JSON values without personal data.
        first: the stream is born in this transaction; saves looking for its head.
        held: the caller holds the lock of the aggregate this stream belongs to; otherwise an
            advisory lock keeps two writers of one stream apart.
    """
    key = str(stream_id)
    sequence, previous = (0, GENESIS) if first else _head(stream, key, held)
    details = dict(details or {})
    digest = entry_hash(previous, stream, key, sequence + 1, action, actor, at, details)
    row = (
        new_id(),
        stream,
        key,
        sequence + 1,
        action,
        actor,
        at,
        json.dumps(details, ensure_ascii=False),
        previous,
        digest,
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, row)


def entry_hash(
    previous: bytes,
    stream: str,
    stream_id: str,
    sequence: int,
    action: str,
    actor: str,
    at: datetime,
    details: Mapping[str, Any],
) -> bytes:
    """SM3 over the previous hash and the entry's canonical JSON (sorted keys, UTC microseconds)."""
    content = json.dumps(
        [stream, stream_id, sequence, action, actor, at.astimezone(UTC).isoformat(timespec="microseconds"), details],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sm3(previous + content.encode())


def _head(stream: str, stream_id: str, held: bool) -> tuple[int, bytes]:
    if not held:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{stream}/{stream_id}"]
            )
    head = (
        AuditEntry.objects.filter(stream=stream, stream_id=stream_id)
        .order_by("-sequence")
        .values_list("sequence", "hash")
        .first()
    )
    return (head[0], bytes(head[1])) if head else (0, GENESIS)
