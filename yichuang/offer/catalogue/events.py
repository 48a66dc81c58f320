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
