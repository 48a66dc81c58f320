"""Small files made while one waits (下载)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from yichuang.kernel.spreadsheets import CONTENT_TYPE, Column, Value, workbook


def download(name: str, content: bytes, content_type: str = CONTENT_TYPE) -> HttpResponse:
    """A file to be saved under ``name``."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition or "attachment"}
    )


def workbook_download(
    name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]
) -> HttpResponse:
    """A workbook of one sheet, to be saved under ``name``; for lists of some thousand rows at most."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        with workbook(path, title, columns) as sheet:
            for row in rows:
                sheet.add(row)
        return download(name, path.read_bytes())
