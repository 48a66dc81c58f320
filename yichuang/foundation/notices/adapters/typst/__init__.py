"""The typesetter: a document's words become PDF/A-2b on A4, with QR code and sample seal.

Only the worker and the ``notice sample`` command import this module; it loads fonts of tens of
megabytes. Values reach typst as a JSON file of their own, and its root folder holds the templates
and nothing else: no value is ever read as markup, and no file of the installation can be drawn into
a document.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import structlog
import typst

from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.qr import qr_svg

log = structlog.get_logger("yichuang.notices")

TEMPLATES = Path(__file__).parent / "templates"
PDF_STANDARD: Final = "a-2b"
_FONT_PACKAGE = "manimgx_fonts_cjk"
# a compiler serves one thread at a time; long papers have their own, and no document waits for them
_compiling: Final = {False: threading.Lock(), True: threading.Lock()}


def font_folders() -> list[Path]:
    """Folders of CJK fonts that came with a package. Fonts of the system are searched as well."""
    spec = find_spec(_FONT_PACKAGE)
    if spec is None or spec.origin is None:
        return []
    return [Path(spec.origin).parent]


@cache
def fonts() -> typst.Fonts:
    """The fonts documents are set in: the system's (office fonts, Noto Serif CJK), the package's, typst's."""
    return typst.Fonts(include_system_fonts=True, font_paths=font_folders())


@cache
def _compiler(is_long: bool) -> typst.Compiler:
    return typst.Compiler(root=TEMPLATES, font_paths=fonts())


def render(kind: NoticeKind, words: Mapping[str, Any], *, at: datetime, watermark: str = "") -> bytes:
    """Set one document. The same words and moment give the same bytes.

    A character for which no installed font has a glyph is printed as ``〓`` with its code point:
    a document with a mark in it can be put right by hand, one that is never made cannot.

    Args:
        words: what :func:`rules.printable` returns.
        at: moment of issue; the PDF's creation date.
        watermark: printed large behind the text; empty for a real document.
    """
    marks = {"qr": qr_svg(words["qr_address"]), "sample": bool(watermark), "watermark": watermark}
    return typeset(_template(kind), words, marks, at=at)


def typeset(
    template: bytes,
    words: Mapping[str, Any],
    marks: Mapping[str, Any],
    *,
    at: datetime,
    is_long: bool = False,
) -> bytes:
    """Set words by a template, which may import what stands in our folder; unprintable characters as above.

    Args:
        words: texts, lists and mappings of texts.
        marks: further values of the document that are no text to be read, as a QR code.
        is_long: it may take a minute, and documents must not wait for it.
    """
    seconds = int(at.timestamp())
    try:
        return _compile(template, {**words, **marks}, seconds, is_long)
    except typst.TypstError:
        unprintable = {c: f"〓（U+{ord(c):04X}）" for c in _rare_characters(words) if not _prints(c)}
        if not unprintable:
            raise
        log.warning("characters without a glyph", count=len(unprintable))
        return _compile(
            template, {**_translated(words, str.maketrans(unprintable)), **marks}, seconds, is_long
        )


@cache
def _template(name: str) -> bytes:
    return (TEMPLATES / f"{name}.typ").read_bytes()


def _compile(template: bytes, document: Any, timestamp: int, is_long: bool = False) -> bytes:
    data = json.dumps(document, ensure_ascii=False).encode()
    with _compiling[is_long]:
        pdf = _compiler(is_long).compile(
            # typst's stub leaves out the files by name that its manual describes
            input={"main.typ": template, "data.json": data},  # type: ignore[type-var]
            format="pdf",
            pdf_standards=PDF_STANDARD,
            timestamp=timestamp,
        )
    assert isinstance(pdf, bytes)
    return pdf


def _prints(character: str) -> bool:
    try:
        _compile(_template("glyph"), character, 0)
    except typst.TypstError:
        return False
    return True


def _rare_characters(value: Any) -> set[str]:
    """Characters beyond GB 2312, which every font of ours covers."""
    return {c for text in _texts(value) for c in text if not c.encode("gb2312", errors="ignore")}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    else:
        for part in value:
            yield from _texts(part)


def _translated(value: Any, table: Mapping[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, Mapping):
        return {key: _translated(part, table) for key, part in value.items()}
    return [_translated(part, table) for part in value]
