"""What notices tell others (通知文书): ids and facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class NoticeIssued:
    """A legal document was issued; its PDF is still to be made."""

    name: ClassVar[str] = "notices.notice-issued"
    version: ClassVar[int] = 1

    notice_id: UUID
    kind: str
    number: str
    case_number: str
    authority_id: UUID


@dataclass(frozen=True)
class NoticeWanted:
    """Somebody opens a document issued long ago whose PDF was never made."""

    name: ClassVar[str] = "notices.notice-wanted"
    version: ClassVar[int] = 1

    notice_id: UUID


@dataclass(frozen=True)
class MessageQueued:
    """A message waits to be carried away."""

    name: ClassVar[str] = "notices.message-queued"
    version: ClassVar[int] = 1

    message_id: UUID
    channel: str
