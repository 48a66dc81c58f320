"""Reads of notices (通知文书) and messages (消息)."""

from __future__ import annotations

from yichuang.foundation.notices.queries.documents import (
    WAIT_SECONDS,
    frozen_notice,
    notice,
    notice_of_token,
    notice_pdf,
    notices_of_case,
    preview,
    rendered,
    unrendered_notices,
    wait_for_pdf,
)
from yichuang.foundation.notices.queries.messages import PAGE, messages_of_user, unread_count
from yichuang.foundation.notices.queries.verification import (
    notice_of_code,
    notice_of_content,
    verification,
)

__all__ = [
    "PAGE",
    "WAIT_SECONDS",
    "frozen_notice",
    "messages_of_user",
    "notice",
    "notice_of_code",
    "notice_of_content",
    "notice_of_token",
    "notice_pdf",
    "notices_of_case",
    "preview",
    "rendered",
    "unread_count",
    "unrendered_notices",
    "verification",
    "wait_for_pdf",
]
