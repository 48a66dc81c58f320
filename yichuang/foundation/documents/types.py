"""Names of stored files (文件): kinds, what is read back, and the storage port."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class FileKind(StrEnum):
    """A type of file that is taken (文件类型), told by content. The code is the usual extension."""

    label: str
    content_type: str

    def __new__(cls, code: str, label: str = "", content_type: str = "") -> FileKind:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.content_type = content_type
        return member

    PDF = "pdf", "PDF 文档", "application/pdf"
    PNG = "png", "PNG 图片", "image/png"
    JPEG = "jpg", "JPEG 图片", "image/jpeg"
    DOCX = "docx", "Word 文档", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "xlsx", "Excel 工作簿", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    OFD = "ofd", "OFD 版式文件", "application/ofd"


@dataclass(frozen=True)
class PreparedFile:
    """Content that lies in the store and waits for the row that makes it a file.

    ``digest`` is SM3 over the content, 32 bytes; ``size`` is in bytes.
    """

    digest: bytes
    kind: FileKind
    size: int
    name: str


@dataclass(frozen=True)
class FileInfo:
    """A stored file without its content."""

    id: UUID
    name: str
    kind: FileKind
    size: int
    digest: bytes


@dataclass(frozen=True)
class StoredContent:
    """A stored file as it was handed in. ``digest`` has just been compared with the content."""

    content: bytes
    content_type: str
    name: str
    digest: bytes


class ContentStore(Protocol):
    """Where ciphertexts lie, by the digest of their plaintext (存储端口).

    ``put`` returns when the bytes would survive a power cut, and replaces what is there whole or
    not at all. ``get`` answers None for a digest that was never put. Both raise
    ``errors.StorageUnavailable`` when the medium does not answer.
    """

    def put(self, digest: bytes, ciphertext: bytes) -> None: ...

    def get(self, digest: bytes) -> bytes | None: ...
