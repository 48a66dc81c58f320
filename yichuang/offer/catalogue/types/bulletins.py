"""Change bulletins (变更公告): what windows are told when an item changes, and who has read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.kernel.labels import Labelled

TOPIC = "catalogue:bulletins"
"""What the pages of windows watch."""


class BulletinKind(Labelled):
    """What a bulletin tells (公告种类)."""

    CHANGED = "changed", "内容变更"
    WITHDRAWN = "withdrawn", "取消"
    SUSPENDED = "suspended", "暂停办理"
    RESUMED = "resumed", "恢复办理"
    MERGED = "merged", "合并"
    SPLIT = "split", "拆分"
    BEGUN = "begun", "开始执行"


@dataclass(frozen=True)
class BulletinLine:
    """One sentence of a bulletin. ``topic``: what it is about; empty where the sentence says it."""

    topic: str
    words: str


@dataclass(frozen=True)
class BulletinView:
    """A change bulletin (变更公告) as a page shows it.

    ``is_owed``: the reader has to acknowledge it and has not. ``acknowledged_at``: when they did.
    """

    id: UUID
    serial: int
    kind: BulletinKind
    handling_item_id: UUID
    code: str
    name: str
    organisation_name: str
    holds_from: date
    lines: tuple[BulletinLine, ...]
    announced_at: datetime
    announced_on: date
    acknowledged_at: datetime | None = None
    is_owed: bool = False


@dataclass(frozen=True)
class AcknowledgementCount:
    """How many of those who have to read a bulletin have (签阅情况). ``is_late``: some have had a day."""

    read: int
    missing: int
    is_late: bool

    @property
    def total(self) -> int:
        return self.read + self.missing


@dataclass(frozen=True)
class Reader:
    """Somebody who has to read a bulletin (应当签阅的人). ``at`` None: has not."""

    name: str
    at: datetime | None


@dataclass(frozen=True)
class OutletReaders:
    """The readers at an outlet. ``readers`` is empty where the names are not this person's to see."""

    outlet_name: str
    count: AcknowledgementCount
    readers: tuple[Reader, ...]
