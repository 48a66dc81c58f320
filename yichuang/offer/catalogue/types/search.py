"""What a search finds (搜索结果)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yichuang.foundation.clocks.types import Limit
from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.types.codes import HandlingType, ItemType, NameKind, ServiceObject
from yichuang.offer.catalogue.types.life import LifeEventView, SuccessorView


class MatchField(Labelled):
    """Where a search found what was asked, best first (命中位置)."""

    NAME = "name", "名称"
    ITEM_NAME = "item-name", "主项名称"
    ALIAS = "alias", "别名"
    FORMER_NAME = "former-name", "曾用名"
    PINYIN = "pinyin", "拼音"
    INITIALS = "initials", "拼音首字母"
    ORGANISATION = "organisation", "实施部门"
    CODE = "code", "编码"
    QUESTION = "question", "常见问题"


@dataclass(frozen=True)
class Match:
    """What a hit matched: ``text[start:end]`` is the part that answers ``asked``."""

    asked: str
    field: MatchField
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Formerly:
    """A name or code that was given up (曾用名、曾用编码) and what stands in its place.

    ``since``: the first day of ``current``; None: no version says.
    """

    kind: NameKind
    text: str
    current: str
    since: date | None


@dataclass(frozen=True)
class Hit:
    """One search result (搜索结果).

    ``promised`` and ``visits`` are None while unknown. ``ended_on``: no longer offered from that
    date; None: offered. ``formerly``: the names and codes given up that the hit was found by.
    ``successors``: what took the place of one that ended; empty: nothing did. ``suspension``: why it is
    not taken for the time being, where that was looked up (``queries.with_suspensions``).
    """

    handling_item_id: UUID
    version_id: UUID
    code: str
    name: str
    item_code: str
    item_name: str
    item_type: ItemType | None
    handling_type: HandlingType | None
    organisation_id: UUID
    organisation_name: str
    takes_applications: bool
    promised: Limit | None
    visits: int | None
    ended_on: date | None
    matches: tuple[Match, ...]
    formerly: tuple[Formerly, ...] = ()
    successors: tuple[SuccessorView, ...] = ()
    suspension: LifeEventView | None = None


@dataclass(frozen=True)
class Narrowing:
    """What a search or a list is narrowed to (筛选): all that is said has to hold.

    ``themes``: any of them; ``applicants``: open to any of them. Empty or None: not narrowed.
    """

    themes: tuple[str, ...] = ()
    organisation_id: UUID | None = None
    applicants: tuple[ServiceObject, ...] = ()


@dataclass(frozen=True)
class Theme:
    """A theme (主题分类) with the number of handling items it offers and the names of some."""

    name: str
    count: int
    examples: tuple[str, ...]
