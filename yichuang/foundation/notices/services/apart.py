"""Papers set at once and kept nowhere (即时排版). The web process does not load the typesetter for them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from yichuang.foundation.notices.errors import TypesettingFailed
from yichuang.kernel.qr import qr_svg

SECONDS: Final = 30
_MODULE: Final = "yichuang.foundation.notices.adapters.typst.apart"
_ROOT: Final = Path(__file__).resolve().parents[4]
# each takes a processor for a moment; more at once would only make all of them late
_AT_ONCE: Final = threading.BoundedSemaphore(2)


def set_paper_apart(*, template: bytes, words: Mapping[str, Any], address: str, at: datetime) -> bytes:
    """Set a paper and forget it: nothing is written down anywhere (即时排版). Returns the PDF.

    Args:
        template, words, address, at: as of ``services.papers.set_paper``.

    Raises:
        TypesettingFailed: it takes too long, or cannot be set.
    """
    order = {"template": template.decode(), "words": words, "marks": {"qr": qr_svg(address)},
             "at": at.isoformat()}  # fmt: skip
    if not _AT_ONCE.acquire(timeout=SECONDS):
        raise TypesettingFailed
    try:
        done = subprocess.run(
            [sys.executable, "-m", _MODULE],
            input=json.dumps(order, ensure_ascii=False).encode(),
            capture_output=True,
            cwd=_ROOT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise TypesettingFailed from late
    finally:
        _AT_ONCE.release()
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise TypesettingFailed
    return done.stdout
