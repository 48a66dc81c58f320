"""Small true files of every kind that is taken."""

from __future__ import annotations

import io
import zipfile

from yichuang.foundation.documents.models import StoredFile

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


def package(*names: str, content: bytes = b"<x/>") -> bytes:
    """A ZIP package with these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def file_count() -> int:
    """How many files there are, whatever their content."""
    return StoredFile.objects.count()


DOCX = package("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
OFD = package("OFD.xml", "Doc_0/Document.xml")

EXE = b"MZ\x90\x00\x03" + bytes(59) + b"PE\x00\x00" + bytes(200)
