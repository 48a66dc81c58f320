"""What may be stored and under which name: pure functions over bytes and text."""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile

import filetype

from yichuang.foundation.documents.errors import FileTooLarge, FileTypeRefused
from yichuang.foundation.documents.types import FileKind

# Policy: DESIGN, documents. Photographs of papers and scanned forms fit; films do not.
SIZE_LIMIT_BYTES = 10 * 1024 * 1024

# Policy: a package that unpacks to more than this is a bomb, not an application material.
_UNPACKED_LIMIT_BYTES = 200 * 1024 * 1024
_ENTRY_LIMIT = 5_000
_DIRECTORY_LIMIT_BYTES = 1024 * 1024

_NAME_LIMIT = 100
_TAKEN = "、".join(kind.label for kind in FileKind)
_MAGIC = {"application/pdf": FileKind.PDF, "image/png": FileKind.PNG, "image/jpeg": FileKind.JPEG}
_ZIP_MAGIC = b"PK\x03\x04"
_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
# the entry that makes a package what it is
_PACKAGES = {"word/document.xml": FileKind.DOCX, "xl/workbook.xml": FileKind.XLSX, "OFD.xml": FileKind.OFD}
_KNOWN_EXTENSION = re.compile(
    r"\.(pdf|png|jpe?g|docx?|xlsx?|ofd|exe|com|bat|cmd|js|html?|svg|zip|rar|7z)$", re.I
)
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"|?*]')
_DEVICE_NAME = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.I)


def check_size(size_bytes: int) -> None:
    """Refuse what is empty or beyond the limit.

    Raises:
        FileTooLarge, FileTypeRefused
    """
    if size_bytes == 0:
        raise FileTypeRefused("文件是空的，请重新选择")
    if size_bytes > SIZE_LIMIT_BYTES:
        raise FileTooLarge(
            f"文件有 {size_bytes / 1024 / 1024:.1f} MB，不能超过 {SIZE_LIMIT_BYTES // 1024 // 1024} MB",
            limit_bytes=SIZE_LIMIT_BYTES,
            size_bytes=size_bytes,
        )


def file_kind(content: bytes) -> FileKind:
    """The type of a file by its content; its name has no say.

    Raises:
        FileTypeRefused: none of the types that are taken, or a package that would not be safe.
    """
    if content.startswith(_ZIP_MAGIC):
        return _package_kind(content)
    guess = filetype.guess(content)
    kind = _MAGIC.get(guess.mime) if guess else None
    if kind is None:
        found = f"（内容是 {guess.mime}）" if guess else ""
        raise FileTypeRefused(f"只接收{_TAKEN}，这个文件不是{found}")
    return kind


def _package_kind(content: bytes) -> FileKind:
    """Kind of a ZIP package by its directory alone: no entry is ever unpacked here."""
    entries = _directory(content)
    names = {entry.filename for entry in entries}
    if sum(entry.file_size for entry in entries) > _UNPACKED_LIMIT_BYTES:
        raise FileTypeRefused("压缩包展开后过大，不接收")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileTypeRefused("不接收带宏的文档，请另存为不带宏的格式")
    kinds = {kind for name, kind in _PACKAGES.items() if name in names}
    if len(kinds) != 1:
        raise FileTypeRefused(f"只接收{_TAKEN}，这个文件是压缩包")
    kind = kinds.pop()
    if kind is not FileKind.OFD and "[Content_Types].xml" not in names:
        raise FileTypeRefused(f"文件不完整，不是可用的 {kind.label}")
    return kind


def _directory(content: bytes) -> list[zipfile.ZipInfo]:
    """The entries of a ZIP file. How many there may be is checked before they are read."""
    start = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if start < 0 or start + _END_OF_DIRECTORY.size > len(content):
        raise FileTypeRefused("文件不完整，打不开")
    _, _, _, _, entries, directory_bytes, _, _ = _END_OF_DIRECTORY.unpack_from(content, start)
    if entries > _ENTRY_LIMIT or directory_bytes > _DIRECTORY_LIMIT_BYTES:
        raise FileTypeRefused("压缩包内的文件过多，不接收")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, IndexError):
        raise FileTypeRefused("文件不完整，打不开") from None


def clean_name(name: str, kind: FileKind) -> str:
    """A name that is safe to show, to send in a header and to save on any system.

    Folders, control and direction-changing characters, device names and a false extension are
    taken off; the extension is that of the content. At most 100 characters.
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(" " if c.isspace() else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    text = " ".join(_FORBIDDEN_IN_NAMES.sub("", text).split())
    stem = _KNOWN_EXTENSION.sub("", text).strip(" .")
    if not stem or _DEVICE_NAME.match(stem):
        stem = "文件"
    return f"{stem[: _NAME_LIMIT - len(kind) - 1].rstrip(' .')}.{kind}"
