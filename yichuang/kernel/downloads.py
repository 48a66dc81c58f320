"""Small files made while one waits (下载)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from yichuang.kernel.spreadsheets import CONTENT_TYPE, Column, Value, workbook


def workbook_download(
    name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]
) -> HttpResponse:
    """A workbook of one sheet, to be saved under ``name``; for lists of some thousand rows at most."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        with workbook(path, title, columns) as sheet:
            for row in rows:
                sheet.add(row)
        content = path.read_bytes()
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition or "attachment"}
    )
