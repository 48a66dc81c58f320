"""Files to be saved (下载): small ones made while one waits, and results that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from yichuang.kernel.long_tasks import StoredResult
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


def result_download(found: StoredResult) -> HttpResponse:
    """The result of a long task, part by part."""
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    return StreamingHttpResponse(  # type: ignore[return-value]  # a response as any
        iter(found),
        content_type=found.content_type,
        headers={
            "Content-Disposition": disposition or "attachment",
            "Content-Length": str(found.size),
            "Cache-Control": "private, no-store",
        },
    )
