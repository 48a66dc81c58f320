"""What notices do when something happened. Runs in the worker."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.foundation.notices.events import MessageQueued, NoticeIssued, NoticeWanted
from yichuang.foundation.notices.services import deliver_message
from yichuang.foundation.notices.services.rendering import render_announced, render_notice


def on_notice_issued(event: NoticeIssued, *, event_id: UUID, at: datetime) -> None:
    """Make the PDF of a document that was just issued."""
    render_announced(notice_id=event.notice_id, at=at)


def on_notice_wanted(event: NoticeWanted, *, event_id: UUID, at: datetime) -> None:
    """Make the PDF of an old document that somebody opens."""
    render_notice(notice_id=event.notice_id, at=at)


def on_message_queued(event: MessageQueued, *, event_id: UUID, at: datetime) -> None:
    """Carry a message away at once; later attempts are the task's."""
    deliver_message(message_id=event.message_id, at=at)
