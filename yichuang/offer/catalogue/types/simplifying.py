"""What could be asked of people less (事项优化建议): kinds, suggestions, and items with theirs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yichuang.foundation.places.types import OrganisationView
from yichuang.kernel.labels import Labelled


class Simplification(Labelled):
    """In what an item could be simpler (优化方向)."""

    PAPER = "paper", "免交政府核发的材料"
    REPEATED = "repeated", "同一份材料只收一次"
    LIMIT = "limit", "压缩承诺时限"
    AT_ONCE = "at-once", "改为即办件"
    VISITS = "visits", "不用到现场"
    QUESTION = "question", "少问一个问题"


@dataclass(frozen=True)
class Suggestion:
    """One thing that could be simpler. ``words``: a sentence to read aloud."""

    kind: Simplification
    pointer: str
    words: str


@dataclass(frozen=True)
class SimplerItem:
    """A version in force with everything about it that could be simpler."""

    version_id: UUID
    handling_item_id: UUID
    code: str
    name: str
    organisation: OrganisationView
    suggestions: tuple[Suggestion, ...]
