"""Papers of other domains. For the worker: this module loads the typesetter, the web never does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yichuang.foundation.notices.adapters import typst
from yichuang.kernel.qr import qr_svg


def set_paper(*, template: bytes, words: Mapping[str, Any], address: str, at: datetime) -> bytes:
    """Set a paper that is no legal document: no seal, no number, nothing to verify (排版). Returns the PDF.

    Args:
        template: typst; it may import what stands in the folder of our own templates, and reads
            ``/data.json``: ``words``, and the QR code of ``address`` as ``qr``.
        words: texts, lists and mappings of texts.
        at: the PDF's creation date; the same words and moment give the same bytes.
    """
    return typst.typeset(template, words, {"qr": qr_svg(address)}, at=at, is_long=True)
