"""Reading a PDF as a person and as a scanner would."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import zxingcpp
from pypdf import PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def squeezed(text: str) -> str:
    """Without what line breaks and justification put between characters."""
    return "".join(text.split()).replace("\u200b", "")


def words_of(pdf: bytes) -> str:
    """The whole text, squeezed."""
    return squeezed("".join(page.extract_text() for page in reader(pdf).pages))


def qr_codes(pdf: bytes) -> list[str]:
    """What a scanner reads from the pages."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        bitmap = page.render(scale=2, grayscale=True)
        pixels = memoryview(bitmap.buffer).cast("B", (bitmap.height, bitmap.stride))
        found += [code.text for code in zxingcpp.read_barcodes(pixels)]
    document.close()
    return found


def printed_values(words: Any) -> list[str]:
    """Every string of a printable document, lists and parts included."""
    if isinstance(words, str):
        return [words]
    if isinstance(words, dict):
        return [value for part in words.values() for value in printed_values(part)]
    return [value for part in words for value in printed_values(part)]
