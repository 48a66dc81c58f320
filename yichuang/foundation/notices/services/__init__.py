"""Acts on notices and messages. Rendering stands apart: only the worker loads ``services.rendering``."""

from __future__ import annotations

from yichuang.foundation.notices.services.issuing import (
    announce_left_over,
    issue_notice,
    next_document_number,
)
from yichuang.foundation.notices.services.messages import (
    deliver_due_messages,
    deliver_message,
    mark_all_read,
    mark_read,
    notify_staff,
    send_message,
)
from yichuang.foundation.notices.services.opening import ask_for_file, open_notice
from yichuang.foundation.notices.services.verifying import (
    book_check,
    book_file,
    forget_checks,
    return_check,
    void_notices,
)

__all__ = [
    "announce_left_over",
    "ask_for_file",
    "book_check",
    "book_file",
    "deliver_due_messages",
    "deliver_message",
    "forget_checks",
    "issue_notice",
    "mark_all_read",
    "mark_read",
    "next_document_number",
    "notify_staff",
    "open_notice",
    "return_check",
    "send_message",
    "void_notices",
]
