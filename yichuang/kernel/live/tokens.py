"""Signed permission to watch one topic for a while. No Django set-up is needed to check one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

VALID_SECONDS = 12 * 3600


def make(topic: str, secret: str, issued_at: float | None = None) -> str:
    """A URL-safe token for ``topic`` (``case:<uuid>``), valid for twelve hours."""
    expires = int((time.time() if issued_at is None else issued_at) + VALID_SECONDS)
    body = f"{expires}.{topic}".encode()
    return f"{_encode(body)}.{_encode(_mac(body, secret))}"


def topic_of(token: str, secret: str, at: float | None = None) -> str | None:
    """The topic a token permits, or None when it is forged, malformed or has ended."""
    body_text, _, mac_text = token.partition(".")
    try:
        body, mac = _decode(body_text), _decode(mac_text)
    except ValueError:
        return None
    if not hmac.compare_digest(mac, _mac(body, secret)):
        return None
    expires, _, topic = body.decode().partition(".")
    return topic if int(expires) > (time.time() if at is None else at) else None


def _mac(body: bytes, secret: str) -> bytes:
    return hmac.new(b"yichuang-live/" + secret.encode(), body, hashlib.sha256).digest()


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
