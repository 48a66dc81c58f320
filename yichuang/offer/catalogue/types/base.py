"""Catalogues of a level above (基本目录, 权力清单): editions, their items, and an import in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.types.codes import ItemType
from yichuang.offer.catalogue.types.content import LegalBasis


class BaseKind(Labelled):
    """Which list of a level above it is (上级目录种类)."""

    BASE = "base", "基本目录"
    POWER_LIST = "power-list", "权力清单"


class BaseStatus(Labelled):
    """What the level above says of an item (上级状态)."""

    IN_USE = "in-use", "在用"
    SUSPENDED = "suspended", "暂停"
    CANCELLED = "cancelled", "取消"


class Demands(NamedTuple):
    """What an item asks of people (办事成本): promised working days, materials, visits. None: not said."""

    working_days: int | None = None
    materials: int | None = None
    visits: int | None = None


@dataclass(frozen=True)
class BaseEntry:
    """One item as a level above lists it (基本目录事项). ``None`` and empty: the list does not say.

    Attributes:
        former_codes: codes it had, or codes of the items it was made from (曾用编码).
        department: code or name of the department that keeps it here (实施部门).
        levels: on which levels it is handled (行使层级, GB/T 39046—2020 A.2); empty: on every one.
        working_days: the limit the level above sets itself (承诺办结时限).
        materials, visits: how many materials and how many visits it asks for.
    """

    code: str
    name: str
    item_type: ItemType
    legal_basis: tuple[LegalBasis, ...] = ()
    status: BaseStatus = BaseStatus.IN_USE
    former_codes: tuple[str, ...] = ()
    department: str = ""
    levels: tuple[str, ...] = ()
    working_days: int | None = None
    materials: int | None = None
    visits: int | None = None

    @property
    def demands(self) -> Demands:
        return Demands(self.working_days, self.materials, self.visits)


class RowFault(NamedTuple):
    """One wrong cell: ``place`` "第 5 行", ``column`` "基本编码", ``detail`` a sentence."""

    place: str
    column: str
    detail: str


@dataclass(frozen=True)
class BaseFile:
    """A file of a level above as read. ``passed_over``: rows of types nobody applies for.

    ``name`` and ``dated_on``: what the file itself says of its edition; empty and None: nothing.
    """

    file_format: str
    entries: tuple[BaseEntry, ...]
    faults: tuple[RowFault, ...] = ()
    passed_over: int = 0
    kind: BaseKind | None = None
    name: str = ""
    dated_on: date | None = None


@dataclass(frozen=True)
class EditionInput:
    """Which edition a file is (目录版次). Empty and None: what the file says of itself.

    Attributes:
        due_on: until when the differences it makes have to be resolved; None: 30 days.
        sheet: the sheet of a workbook; empty: the one that has the columns.
    """

    kind: BaseKind | None = None
    name: str = ""
    dated_on: date | None = None
    source: str = ""
    due_on: date | None = None
    sheet: str = ""


@dataclass(frozen=True)
class EditionView:
    """One edition (目录版次). ``held``: nobody has confirmed yet that it may take effect."""

    id: UUID
    kind: BaseKind
    name: str
    dated_on: date
    source: str
    entries: int
    held: bool
    held_because: str
    due_on: date | None = None


class BaseChange(Labelled):
    """How an item differs from the edition before (与上一版比较)."""

    ADDED = "added", "新增"
    CHANGED = "changed", "变更"
    REMOVED = "removed", "减少"
    UNCHANGED = "unchanged", "未变"


@dataclass(frozen=True)
class BaseReport:
    """What the import of an edition did (导入报告). ``edition`` None: nothing was written."""

    file_format: str
    changes: Counter[BaseChange]
    faults: tuple[RowFault, ...]
    passed_over: int
    edition: EditionView | None = None
    held_because: str = ""
    is_known: bool = False
    dry_run: bool = False
    opened: int = 0
