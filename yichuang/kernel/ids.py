"""Identifiers: UUIDv7, so that keys sort by creation and indexes stay dense."""

from __future__ import annotations

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A new time-ordered UUID (version 7)."""
    return uuid7()
