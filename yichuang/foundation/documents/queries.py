"""Reads of stored files (文件)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import structlog

from yichuang.foundation.documents.adapters import content_store
from yichuang.foundation.documents.errors import FileCorrupt, FileUnknown
from yichuang.foundation.documents.models import StoredFile
from yichuang.foundation.documents.types import FileInfo, FileKind, StoredContent
from yichuang.kernel import crypto

log = structlog.get_logger("yichuang.documents")

CONTENT_PURPOSE = "documents.content"


def file_info(file_id: UUID) -> FileInfo:
    """A file without its content.

    Raises:
        FileUnknown: no such file.
    """
    row = StoredFile.objects.filter(pk=file_id).first()
    if row is None:
        raise FileUnknown(f"没有编号为 {file_id} 的文件")
    return FileInfo(row.id, row.name, FileKind(row.kind), row.size, bytes(row.digest))


def files_of_digest(digest: bytes) -> tuple[UUID, ...]:
    """Every file that has exactly this content; none when nobody handed it in or made it."""
    return tuple(StoredFile.objects.filter(digest=digest).values_list("id", flat=True))


def digests(*, using: str | None = None) -> Iterator[str]:
    """The digest (hex) of every content that some file names, each once; memory stays flat.

    Args:
        using: the database connection, where it matters: a backup reads from one snapshot.
    """
    rows = StoredFile.objects.using(using).order_by("digest").values_list("digest", flat=True).distinct()
    for digest in rows.iterator(chunk_size=5000):
        yield bytes(digest).hex()


def read_file(file_id: UUID) -> StoredContent:
    """A file as it was handed in; its digest is compared on every read.

    Raises:
        FileUnknown: no such file.
        FileCorrupt: the stored bytes are gone or were changed; the log names the file.
        StorageUnavailable: the store does not answer.
    """
    info = file_info(file_id)
    content = readable_content(info.digest)
    if content is None:
        log.error("file corrupt", file_id=str(file_id), digest=info.digest.hex())
        raise FileCorrupt(f"文件 {file_id} 已损坏，不能打开，请联系系统管理员从备份恢复")
    return StoredContent(content, info.kind.content_type, info.name, info.digest)


def readable_content(digest: bytes) -> bytes | None:
    """The content of a digest, or None when the store has nothing that opens to it."""
    ciphertext = content_store().get(digest)
    if ciphertext is None:
        return None
    try:
        content = crypto.decrypt(ciphertext, CONTENT_PURPOSE)
    except crypto.DecryptionFailed:
        return None
    return content if crypto.sm3(content) == digest else None
