"""Identity-card readers (身份证读卡器). One folder per adapter; every adapter is a ``types.IdReader``.

Readers stand in two places. At the clerk's computer the page asks a local reader service itself and
hands on what it answers, or the reader types a line as a keyboard would: both arrive as text. At a
kiosk, or where the web process runs on the clerk's own machine, the server asks the service.
"""

from __future__ import annotations

from django.conf import settings

from yichuang.foundation.parties.adapters.http_reader import HttpReader
from yichuang.foundation.parties.types import IdReader


def attached_reader() -> IdReader | None:
    """The reader attached to this server (``YICHUANG_ID_READER_URL``), or None."""
    address = settings.ID_READER_URL
    return HttpReader(address) if address else None
