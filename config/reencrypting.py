"""Move everything that lies under older data keys to the present one (重新加密).

Every ciphertext names its key, so the data itself says what is left to do: killed anywhere, the
next run goes on. Rows go in small transactions, files are replaced whole; the product works
meanwhile. Rows that the application may only add to are rewritten as the owner of the database:
their ciphertext changes, what they say does not.

Older keys stay in the key folder: older backups need them. The index key is not rotated: the codes
on printed documents come of it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models import Model

from yichuang.foundation.accounts.adapters import SecondFactorAdapter
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents import services as storing
from yichuang.foundation.documents.errors import FileCorrupt
from yichuang.kernel import crypto
from yichuang.kernel.fields import _Encrypted

OWNER = "owner"
BATCH = 200
MESSAGE_PURPOSE = "notices.message-file"
_SECRETS = ("secret", "seed")


@dataclass(frozen=True)
class Progress:
    """How far one kind of data is.

    Attributes:
        moved: ciphertexts rewritten in this run so far.
        broken: ciphertexts that do not open and were left as they are.
    """

    kind: str
    moved: int
    broken: int = 0


def reencrypt() -> Iterator[Progress]:
    """Do all that is left; yields after every step. Stop it anywhere, and begin again later."""
    for model, field in encrypted_columns():
        yield from _column(model, field)
    yield from _second_factors()
    yield from _files()
    yield from _messages()


def encrypted_columns() -> list[tuple[type[Model], _Encrypted]]:
    """Every encrypted column of ours."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, _Encrypted)
    ]


def left() -> dict[str, int]:
    """Column → how many ciphertexts of it lie under older keys; only those that have any."""
    current = bytes.fromhex(crypto.keyring().current)
    found = {}
    for model, field in encrypted_columns():
        names = _Names.of(model, field)
        with connections[OWNER].cursor() as cursor:
            counted = f"SELECT count(*) FROM {names.table} WHERE {names.is_old}"  # noqa: S608 - our own names
            cursor.execute(counted, {"current": current})
            count = cursor.fetchone()[0]
        if count:
            found[names.kind] = int(count)
    return found


@dataclass(frozen=True)
class _Names:
    """The quoted names of one column: all that is ever put into a statement, and none of it from outside."""

    kind: str
    table: str
    column: str
    key: str

    @classmethod
    def of(cls, model: type[Model], field: _Encrypted) -> _Names:
        quote = connections[OWNER].ops.quote_name
        about = model._meta
        return cls(
            f"{about.db_table}.{field.column}",
            quote(about.db_table),
            quote(field.column),
            quote(about.pk.column),
        )

    @property
    def is_old(self) -> str:
        return f"substring({self.column} FROM 1 FOR 4) <> %(current)s"


def _column(model: type[Model], field: _Encrypted) -> Iterator[Progress]:
    names, after, moved = _Names.of(model, field), None, 0
    while rows := _batch(names, field.purpose, after):
        after, moved = rows[-1], moved + len(rows)
        yield Progress(names.kind, moved)


def _batch(names: _Names, purpose: str, after: Any) -> list[Any]:
    """Rewrite the next rows in one transaction; returns their keys."""
    beyond = "" if after is None else f"AND {names.key} > %(after)s"
    chosen = f"SELECT {names.key}, {names.column} FROM {names.table} WHERE {names.is_old} {beyond}"  # noqa: S608
    rewritten = f"UPDATE {names.table} SET {names.column} = %s WHERE {names.key} = %s"  # noqa: S608
    given = {"current": bytes.fromhex(crypto.keyring().current), "after": after}
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(f"{chosen} ORDER BY {names.key} LIMIT {BATCH} FOR UPDATE", given)
        rows = cursor.fetchall()
        cursor.executemany(rewritten, [(_moved(bytes(blob), purpose), place) for place, blob in rows])
    return [place for place, _ in rows]


def _moved(blob: bytes, purpose: str) -> bytes:
    return crypto.encrypt(crypto.decrypt(blob, purpose), purpose)


def _second_factors() -> Iterator[Progress]:
    moved = 0
    for place in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().get(pk=place)
            old = {name for name in _SECRETS if _is_old(row.data.get(name))}
            if old:
                purpose = SecondFactorAdapter.PURPOSE
                row.data |= {
                    name: base64.b64encode(_moved(base64.b64decode(row.data[name]), purpose)).decode()
                    for name in old
                }
                row.save(update_fields=["data"])
                moved += 1
    yield Progress("second factors", moved)


def _is_old(text: object) -> bool:
    return isinstance(text, str) and crypto.key_id_of(base64.b64decode(text)) != crypto.keyring().current


def _files() -> Iterator[Progress]:
    moved = broken = 0
    for place, digest in enumerate(documents.digests(), start=1):
        try:
            moved += storing.renew_content(digest=bytes.fromhex(digest))
        except FileCorrupt:
            broken += 1
        if place % BATCH == 0:
            yield Progress("files", moved, broken)
    yield Progress("files", moved, broken)


def _messages() -> Iterator[Progress]:
    moved = broken = 0
    for path in sorted((Path(settings.DATA_DIR) / "messages").glob("*.sm4")):
        blob = path.read_bytes()
        if crypto.key_id_of(blob) == crypto.keyring().current:
            continue
        try:
            crypto.replace_private(path, _moved(blob, MESSAGE_PURPOSE))
            moved += 1
        except crypto.DecryptionFailed:
            broken += 1
    yield Progress("messages", moved, broken)
