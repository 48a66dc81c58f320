"""Acts on stored files (文件)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.foundation.documents import rules
from yichuang.foundation.documents.adapters import content_store
from yichuang.foundation.documents.errors import FileCorrupt
from yichuang.foundation.documents.models import StoredFile
from yichuang.foundation.documents.queries import CONTENT_PURPOSE, readable_content
from yichuang.foundation.documents.types import PreparedFile
from yichuang.kernel import crypto
from yichuang.kernel.ids import new_id
from yichuang.kernel.transactions import act


def store_file(*, content: bytes, name: str, at: datetime) -> UUID:
    """Store a file (保存文件): :func:`prepare_file`, then :func:`keep_file`.

    Not for use inside a transaction; there, prepare before it and keep within it.

    Raises:
        FileTooLarge, FileTypeRefused, StorageUnavailable
    """
    return keep_file(prepared=prepare_file(content=content, name=name), at=at)


def prepare_file(*, content: bytes, name: str) -> PreparedFile:
    """Check a file and write its ciphertext to the store, before any transaction.

    The same content is written once. Content that nobody keeps afterwards does no harm: it is
    encrypted, nameless, and taken over by whoever stores the same.

    Policy: the types and the size of ``rules``; the name is cleaned and says the true type.

    Raises:
        FileTooLarge: beyond 10 MB.
        FileTypeRefused: empty, or none of the types that are taken.
        StorageUnavailable: the store does not answer or has no room.
    """
    rules.check_size(len(content))
    kind = rules.file_kind(content)
    digest = crypto.sm3(content)
    if readable_content(digest) is None:  # absent, or damaged and now healed
        content_store().put(digest, crypto.encrypt(content, CONTENT_PURPOSE))
    return PreparedFile(digest, kind, len(content), rules.clean_name(name, kind))


@act
def keep_file(*, prepared: PreparedFile, at: datetime, file_id: UUID | None = None) -> UUID:
    """Make prepared content a file, in the caller's transaction. One statement.

    Args:
        file_id: the id it gets, where the caller had to name it before; a new one otherwise.
    """
    return StoredFile.objects.create(
        id=file_id or new_id(),
        digest=prepared.digest,
        kind=prepared.kind,
        size=prepared.size,
        name=prepared.name,
        stored_at=at,
    ).pk


def renew_content(*, digest: bytes) -> bool:
    """Encrypt stored content under the present data key; False when it is already.

    The file is replaced whole: a reader gets the old ciphertext or the new one.

    Raises:
        FileCorrupt: it does not open, and is left as it is.
        StorageUnavailable: the store does not answer or has no room.
    """
    ciphertext = content_store().get(digest)
    if ciphertext is not None and crypto.key_id_of(ciphertext) == crypto.keyring().current:
        return False
    content = readable_content(digest)
    if content is None:
        raise FileCorrupt(f"文件 {digest.hex()[:12]} 打不开，没有换密钥，请从备份恢复")
    content_store().put(digest, crypto.encrypt(content, CONTENT_PURPOSE))
    return True
