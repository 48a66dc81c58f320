"""Where ciphertexts lie. One folder per adapter; every adapter is a ``types.ContentStore``."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from yichuang.foundation.documents.adapters.filesystem import FilesystemStore
from yichuang.foundation.documents.types import ContentStore


def content_store() -> ContentStore:
    """The store of this installation: a folder in its data directory."""
    return FilesystemStore(Path(settings.DATA_DIR) / "files")
