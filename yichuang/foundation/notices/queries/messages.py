"""Reads of messages (消息)."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import get_language

from yichuang.foundation.notices.models import Message
from yichuang.foundation.notices.types import Channel, MessageView


def messages_of_user(
    user_id: UUID, *, before: UUID | None = None, limit: int = 20
) -> tuple[MessageView, ...]:
    """In-app messages of a member of staff in the reader's language, newest first.

    Args:
        before: id of the last message already shown; the page after it.
    """
    rows = Message.objects.filter(to_user_id=user_id, channel=Channel.IN_APP)
    if before:
        rows = rows.filter(pk__lt=before)
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return tuple(
        MessageView(
            row.id,
            row.texts[language]["subject"],
            row.texts[language]["body"],
            row.created_at,
            row.read_at is not None,
        )
        for row in rows.order_by("-id")[:limit]
    )
