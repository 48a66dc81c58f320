"""Reads of messages (消息)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from yichuang.foundation.notices.models import Message
from yichuang.foundation.notices.types import Channel, MessageView

PAGE = 20
_MANY = 100


def unread_count(user_id: UUID) -> int:
    """How many in-app messages a member of staff has not read, counted up to a hundred."""
    return _of_user(user_id).filter(read_at__isnull=True)[:_MANY].count()


def messages_of_user(
    user_id: UUID, *, before: UUID | None = None, unread: bool = False, limit: int = PAGE
) -> tuple[MessageView, ...]:
    """In-app messages of a member of staff in the reader's language, newest first.

    Args:
        before: id of the last message already shown; the page after it.
        unread: only those that were not read.
    """
    rows = _of_user(user_id)
    if unread:
        rows = rows.filter(read_at__isnull=True)
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


def _of_user(user_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(to_user_id=user_id, channel=Channel.IN_APP)
