"""Signed permission to watch one topic for a while. Checking one needs neither Django nor a database."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

VALID_FOR = timedelta(hours=12)  # Policy: a working day on one page


@dataclass(frozen=True)
class Permission:
    """What a token permits. ``issued_at`` is when the page was made: what happened since is news to it."""

    topic: str
    issued_at: datetime


def make(topic: str, secret: str, at: datetime) -> str:
    """A URL-safe token for ``topic`` (``case:<uuid>``), valid for twelve hours from ``at``."""
    body = f"{int(at.timestamp())}.{topic}".encode()
    return f"{_encode(body)}.{_encode(_mac(body, secret))}"


def read(token: str, secret: str, at: datetime) -> Permission | None:
    """The permission of a token, or None when it is forged, malformed or has ended by ``at``."""
    body_text, _, mac_text = token.partition(".")
    try:
        body, mac = _decode(body_text), _decode(mac_text)
    except ValueError:
        return None
    if not hmac.compare_digest(mac, _mac(body, secret)):
        return None
    issued, _, topic = body.decode().partition(".")
    permission = Permission(topic, datetime.fromtimestamp(int(issued), UTC))
    return permission if at < permission.issued_at + VALID_FOR else None


def _mac(body: bytes, secret: str) -> bytes:
    return hmac.new(b"yichuang-live/" + secret.encode(), body, hashlib.sha256).digest()


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
