"""Move everything that lies under older data keys to the present one (重新加密).

Every ciphertext names its key, so the data itself says what is left to do: killed anywhere, the
next run goes on. Rows go in small transactions, files are replaced whole; the product works
meanwhile.

Older keys stay in the key folder: older backups need them. The index key is not rotated: the codes
on printed documents come of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.conf import settings

from yichuang.foundation.accounts.services.second_factors import renew_second_factor
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents import services as storing
from yichuang.foundation.documents.errors import FileCorrupt
from yichuang.kernel import crypto, reencrypting
from yichuang.kernel.disk import replace_private

MESSAGE_PURPOSE = "notices.message-file"


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
    for column in reencrypting.encrypted_columns():
        yield from _column(column)
    yield from _second_factors()
    yield from _files()
    yield from _messages()


def _column(column: reencrypting.Column) -> Iterator[Progress]:
    after, moved = None, 0
    while keys := reencrypting.rewrite_batch(column, after=after):
        after, moved = keys[-1], moved + len(keys)
        yield Progress(column.kind, moved)


def _second_factors() -> Iterator[Progress]:
    places = list(Authenticator.objects.values_list("pk", flat=True))
    yield Progress("second factors", sum(renew_second_factor(factor_id=place) for place in places))


def _files() -> Iterator[Progress]:
    moved = broken = 0
    for place, digest in enumerate(documents.digests(), start=1):
        try:
            moved += storing.renew_content(digest=bytes.fromhex(digest))
        except FileCorrupt:
            broken += 1
        if place % reencrypting.BATCH == 0:
            yield Progress("files", moved, broken)
    yield Progress("files", moved, broken)


def _messages() -> Iterator[Progress]:
    moved = broken = 0
    for path in sorted((Path(settings.DATA_DIR) / "messages").glob("*.sm4")):
        blob = path.read_bytes()
        if crypto.key_id_of(blob) == crypto.keyring().current:
            continue
        try:
            replace_private(path, reencrypting.moved(blob, MESSAGE_PURPOSE))
            moved += 1
        except crypto.DecryptionFailed:
            broken += 1
    yield Progress("messages", moved, broken)
