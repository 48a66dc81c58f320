"""Refusals of documents.

NotFound
└── FileUnknown
Invalid
├── FileTooLarge
└── FileTypeRefused
Unavailable
├── FileCorrupt
└── StorageUnavailable
"""

from __future__ import annotations

from yichuang.kernel.errors import Invalid, NotFound, Unavailable


class FileUnknown(NotFound):
    """No file has this id."""

    code = "documents.file-unknown"
    title = "没有这个文件"


class FileTooLarge(Invalid):
    """The file is larger than a file may be. ``limit_bytes`` and ``size_bytes`` say by how much."""

    code = "documents.file-too-large"
    title = "文件太大"


class FileTypeRefused(Invalid):
    """The content is none of the types that are taken, whatever the name says."""

    code = "documents.file-type-refused"
    title = "不接收这种文件"


class FileCorrupt(Unavailable):
    """The stored bytes are gone or not those that were handed in. Nothing of them is given out."""

    code = "documents.file-corrupt"
    title = "文件已损坏，不能打开"


class StorageUnavailable(Unavailable):
    """The file store does not answer or has no room."""

    code = "documents.storage-unavailable"
    title = "文件存储暂时不可用，请稍后再试"
