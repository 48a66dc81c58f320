"""Messages (消息): how they travel and where they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from yichuang.kernel.labels import Labelled


class Channel(Labelled):
    """How a message travels (消息渠道)."""

    IN_APP = "in-app", "站内消息"
    FILE = "file", "文件"


class MessageState(Labelled):
    """Where a message is (投递状态)."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


@dataclass(frozen=True)
class MessageText:
    """A message in one language."""

    subject: str
    body: str


@dataclass(frozen=True)
class OutgoingMessage:
    """What a channel carries. ``texts`` by language code (``zh``, ``en``)."""

    id: UUID
    address: str
    texts: Mapping[str, MessageText]
    created_at: datetime


@dataclass(frozen=True)
class MessageView:
    """An in-app message in the reader's language."""

    id: UUID
    subject: str
    body: str
    created_at: datetime
    is_read: bool


class MessageChannel(Protocol):
    """An adapter that carries messages away (消息通道).

    ``deliver`` returns when the other party has taken the message and raises
    ``errors.ChannelUnavailable`` when it has not; it may be called again with the same message.
    """

    def deliver(self, message: OutgoingMessage) -> None: ...
