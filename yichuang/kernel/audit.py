"""The audit log: one chain per stream, sealed together.

Each entry's hash is SM3 over the hash before it and its own canonical content, so a line changed,
removed or put in between breaks the chain of its stream; a line cut off the end is missed by the
seal that covered it (:mod:`yichuang.kernel.seals`). There is no global chain: it would serialise
every write.

Source: GB/T 22239-2019 §8.1.4.3 (protected audit records); GB/T 32905 (SM3).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from yichuang.kernel.crypto import sm3
from yichuang.kernel.errors import Conflict
from yichuang.kernel.ids import new_id

GENESIS = bytes(32)


class AuditLogBroken(Conflict):
    """The audit log was changed after it was written."""

    code = "kernel.audit-log-broken"
    title = "审计日志被改动过"


_HEAD = """
SELECT sequence, hash FROM kernel_auditentry
WHERE stream = %s AND stream_id = %s ORDER BY sequence DESC LIMIT 1
"""

# the second row queues the entry for the next seal
_INSERT = """
WITH entry AS (
    INSERT INTO kernel_auditentry
        (id, stream, stream_id, sequence, action, actor, at, details, previous_hash, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)
    ON CONFLICT (stream, stream_id, sequence) DO NOTHING
    RETURNING id
)
INSERT INTO kernel_unsealedentry (entry_id) SELECT id FROM entry
"""

# many streams that are probably born here; those that were not give nothing back
_INSERT_FIRST = """
WITH entry AS (
    INSERT INTO kernel_auditentry
        (id, stream, stream_id, sequence, action, actor, at, details, previous_hash, hash)
    SELECT given.id, %s, given.stream_id, 1, %s, %s, %s, given.details::jsonb, %s, given.hash
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bytea[]) AS given (id, stream_id, details, hash)
    ON CONFLICT (stream, stream_id, sequence) DO NOTHING
    RETURNING id, stream_id
), queued AS (
    INSERT INTO kernel_unsealedentry (entry_id) SELECT id FROM entry
)
SELECT stream_id FROM entry
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
) -> None:
    """Append one entry in the caller's transaction. Two statements; one when ``first`` is right.

    Args:
        stream, stream_id: the chain, as ``case`` and the case's id.
        at: aware.
        details: text, whole numbers, booleans, None, and lists and objects of them; no personal data.
        first: the stream is probably born here: saves looking for its head.

    Concurrency: needs no lock. Of two writers of one stream the second waits for the first to end,
    finds the place taken and chains to the entry that took it.
    """
    key = str(stream_id)
    details = _plain(details or {})
    text = json.dumps(details, ensure_ascii=False)
    sequence, previous = (0, GENESIS) if first else _head(stream, key)
    with connection.cursor() as cursor:
        while True:
            digest = entry_hash(previous, stream, key, sequence + 1, action, actor, at, details)
            row = (new_id(), stream, key, sequence + 1, action, actor, at, text, previous, digest)
            cursor.execute(_INSERT, row)
            if cursor.rowcount:
                return
            sequence, previous = _head(stream, key)


def record_first(
    *, stream: str, action: str, actor: str, at: datetime, details: Mapping[Any, Mapping[str, Any]]
) -> None:
    """Append one entry each to many streams that are probably born here. One statement if they are.

    Args:
        details: the chain's id → what its entry says.
    """
    given = {str(stream_id): _plain(said) for stream_id, said in details.items()}
    rows = [
        (new_id(), key, json.dumps(said, ensure_ascii=False),
         entry_hash(GENESIS, stream, key, 1, action, actor, at, said))
        for key, said in given.items()
    ]  # fmt: skip
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT_FIRST, [stream, action, actor, at, GENESIS, *map(list, zip(*rows, strict=True))]
        )
        born = {key for (key,) in cursor.fetchall()}
    for key in (key for key in given if key not in born):
        record(stream=stream, stream_id=key, action=action, actor=actor, at=at, details=given[key])


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
    if at.tzinfo is None:
        raise ValueError("at must be aware")
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    content = json.dumps(
        [stream, stream_id, sequence, action, actor, moment, details],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sm3(previous + content.encode())


def _head(stream: str, stream_id: str) -> tuple[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [stream, stream_id])
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else (0, GENESIS)


def _plain(value: Any) -> Any:
    """The value as jsonb gives it back, or TypeError: a float or a date would hash otherwise later."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    raise TypeError(f"Audit details hold text, whole numbers, lists and objects, not {type(value).__name__}.")


def _key(key: Any) -> str:
    if isinstance(key, str):
        return key
    raise TypeError(f"Audit details are named by text, not {type(key).__name__}.")
