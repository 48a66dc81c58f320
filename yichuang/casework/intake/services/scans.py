"""A scan that a request names is one that is stored."""

from __future__ import annotations

from uuid import UUID

from yichuang.casework.intake.errors import FileNotStored
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents.errors import FileUnknown
from yichuang.kernel.errors import FieldError


def check_scan(file_id: UUID | None, *, pointer: str) -> None:
    """Refuse a scan that is not stored. One statement; none when the request names no scan.

    Args:
        pointer: where the request names it.

    Raises:
        FileNotStored: with that pointer.
    """
    if file_id is None:
        return
    try:
        documents.file_info(file_id)
    except FileUnknown as unknown:
        raise FileNotStored(errors=(FieldError(pointer, "没有这个文件"),)) from unknown
