"""Rewrite encrypted columns under the present data key (重新加密).

Every ciphertext names its key, so a column itself says what is left. Rows go in small transactions,
as the owner of the database: most of these tables the application may only add to. What a row says
stays the same; only its ciphertext changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from yichuang.kernel import crypto
from yichuang.kernel.fields import _Encrypted

OWNER = "owner"
BATCH = 200


@dataclass(frozen=True)
class Column:
    """One encrypted column, by its quoted names: all that is ever put into a statement is our own."""

    kind: str
    table: str
    column: str
    key: str
    purpose: str

    @property
    def is_old(self) -> str:
        """The condition of rows under an older key."""
        return f"substring({self.column} FROM 1 FOR 4) <> %(current)s"


def encrypted_columns() -> list[Column]:
    """Every encrypted column there is."""
    quote = connections[OWNER].ops.quote_name
    return [
        Column(
            kind=f"{model._meta.db_table}.{field.column}",
            table=quote(model._meta.db_table),
            column=quote(field.column),
            key=quote(model._meta.pk.column),
            purpose=field.purpose,
        )
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, _Encrypted)
    ]


def left() -> dict[str, int]:
    """Column → how many ciphertexts of it lie under older keys; only those that have any."""
    found = {}
    for column in encrypted_columns():
        counted = f"SELECT count(*) FROM {column.table} WHERE {column.is_old}"  # noqa: S608 - our own names
        with connections[OWNER].cursor() as cursor:
            cursor.execute(counted, {"current": _current()})
            count = cursor.fetchone()[0]
        if count:
            found[column.kind] = int(count)
    return found


@transaction.atomic(using=OWNER)
def rewrite_batch(column: Column, *, after: Any) -> list[Any]:
    """Rewrite the next rows of a column; returns their keys, none at the end.

    Args:
        after: the last key of the batch before; None to begin.

    Concurrency: locks the rows it rewrites, briefly.
    """
    beyond = "" if after is None else f"AND {column.key} > %(after)s"
    chosen = f"SELECT {column.key}, {column.column} FROM {column.table} WHERE {column.is_old} {beyond}"  # noqa: S608
    rewritten = f"UPDATE {column.table} SET {column.column} = %s WHERE {column.key} = %s"  # noqa: S608
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            f"{chosen} ORDER BY {column.key} LIMIT {BATCH} FOR UPDATE",
            {"current": _current(), "after": after},
        )
        rows = cursor.fetchall()
        cursor.executemany(rewritten, [(moved(bytes(blob), column.purpose), place) for place, blob in rows])
    return [place for place, _ in rows]


def moved(blob: bytes, purpose: str) -> bytes:
    """The same content under the present key."""
    return crypto.encrypt(crypto.decrypt(blob, purpose), purpose)


def _current() -> bytes:
    return bytes.fromhex(crypto.keyring().current)
