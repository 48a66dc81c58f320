"""Facts the catalogue announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class VersionPublished:
    """A version of a handling item was published (事项版本已发布); it holds from ``valid_from``."""

    name: ClassVar[str] = "catalogue.version-published"
    version: ClassVar[int] = 1

    version_id: UUID
    handling_item_id: UUID
    code: str
    valid_from: date
    takes_applications: bool


@dataclass(frozen=True)
class ItemWithdrawn:
    """A handling item is no longer offered (事项已取消) from ``ended_on`` on."""

    name: ClassVar[str] = "catalogue.item-withdrawn"
    version: ClassVar[int] = 1

    handling_item_id: UUID
    code: str
    ended_on: date
    successor_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class DraftReviewed:
    """A draft went one step on or back (事项草稿已送审或已审核). ``state`` is a :class:`DraftState`."""

    name: ClassVar[str] = "catalogue.draft-reviewed"
    version: ClassVar[int] = 1

    version_id: UUID
    handling_item_id: UUID
    code: str
    organisation_id: UUID
    state: str


@dataclass(frozen=True)
class ItemSuspended:
    """A handling item is taken at no window (事项已暂停办理) from ``takes_effect_on`` until it is resumed."""

    name: ClassVar[str] = "catalogue.item-suspended"
    version: ClassVar[int] = 1

    handling_item_id: UUID
    code: str
    takes_effect_on: date
    expected_until: date | None


@dataclass(frozen=True)
class ItemResumed:
    """A suspended handling item is taken again (事项已恢复办理) from ``takes_effect_on``."""

    name: ClassVar[str] = "catalogue.item-resumed"
    version: ClassVar[int] = 1

    handling_item_id: UUID
    code: str
    takes_effect_on: date


@dataclass(frozen=True)
class ItemMerged:
    """A handling item goes into another (事项已合并) from ``takes_effect_on``: one event per merged item."""

    name: ClassVar[str] = "catalogue.item-merged"
    version: ClassVar[int] = 1

    handling_item_id: UUID
    code: str
    takes_effect_on: date
    successor_id: UUID


@dataclass(frozen=True)
class ItemSplit:
    """Several handling items take the place of one (事项已拆分) from ``takes_effect_on``."""

    name: ClassVar[str] = "catalogue.item-split"
    version: ClassVar[int] = 1

    handling_item_id: UUID
    code: str
    takes_effect_on: date
    successor_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class BulletinIssued:
    """Every window is told of a changed item (变更公告已发出). The pages of windows watch its topic."""

    name: ClassVar[str] = "catalogue.bulletin-issued"
    version: ClassVar[int] = 1

    bulletin_id: UUID
    handling_item_id: UUID
    code: str
    kind: str
    holds_from: date
