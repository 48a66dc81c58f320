"""Items as the rows of a workbook (事项工作簿): what its sheets hold, and what its import did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Any, NamedTuple
from uuid import UUID

from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.types.imports import FileRow, Outcome

Cell = str | int | None
Record = dict[str, Any]
"""Everything about one handling item as JSON values, under the keys of the catalogue's own format."""


class CellKind(Enum):
    """How a value is written into a cell."""

    TEXT = auto()
    WHOLE = auto()
    SCALAR = auto()
    """A text or a whole number, whichever the source has."""
    FLAG = auto()
    YUAN = auto()
    LABEL = auto()
    LABELS = auto()
    CONDITION = auto()


@dataclass(frozen=True)
class SheetColumn:
    """A column of a template sheet. ``key``: where the value stands in the row's object, by dots."""

    key: str
    title: str
    kind: CellKind = CellKind.TEXT
    table: type[Labelled] | None = None
    width: int = 16
    help: str = ""


@dataclass(frozen=True)
class SheetLayout:
    """A template sheet: the item itself, or a list of the item's, or a list of one of those.

    Attributes:
        path: keys to the list; empty: the item itself, one row.
        parent: of a list within a list: the heading of the column with the outer one's code.
        plain: the list holds texts, not objects.
    """

    title: str
    help: str
    columns: tuple[SheetColumn, ...]
    path: tuple[str, ...] = ()
    parent: str = ""
    plain: bool = False


class SheetRow(NamedTuple):
    """A row as it stands in a workbook: the sheet, its number there, its cells without 问题 and the code."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]


class SheetFault(NamedTuple):
    """What is wrong with a cell of a workbook; ``column`` counts from 0, None: the row."""

    sheet: str
    number: int
    column: int | None
    words: str


@dataclass(frozen=True)
class SheetItem:
    """One item as a workbook has it: the row it was read as, or its faults."""

    code: str
    name: str
    row: FileRow | None
    record: Record
    faults: tuple[SheetFault, ...]
    places: Mapping[str, tuple[str, int, int | None]] = field(default_factory=dict)


class ImportStep(Labelled):
    """The two passes over a workbook (导入步骤)."""

    CHECK = "check", "试运行"
    APPLY = "apply", "写入草稿"


class ImportState(Labelled):
    """Where an import of a workbook stands (导入状态)."""

    CHECKING = "checking", "正在试运行"
    UNREADABLE = "unreadable", "不能读取"
    CHECKED = "checked", "等您决定"
    APPLYING = "applying", "正在写入"
    STOPPED = "stopped", "没有写完"
    APPLIED = "applied", "已写入"


@dataclass(frozen=True)
class ImportCounts:
    """How many items of a workbook came out how."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def to_write(self) -> int:
        return self.added + self.changed

    @classmethod
    def of(cls, numbers: Mapping[str, int]) -> ImportCounts:
        return cls(**{outcome.value: numbers.get(outcome.value, 0) for outcome in Outcome})


@dataclass(frozen=True)
class LineView:
    """What an import did or would do with one item: the changes, or the problems, in words."""

    code: str
    name: str
    outcome: Outcome
    words: tuple[str, ...]


@dataclass(frozen=True)
class ImportView:
    """An import of a workbook as whoever brought it sees it."""

    id: UUID
    file_name: str
    asked_at: datetime
    state: ImportState
    step: ImportStep
    done: int
    total: int
    counts: ImportCounts
    note: str
    check_result: UUID | None
    apply_result: UUID | None
    open_task: UUID | None


class ExportContents(Labelled):
    """Which versions an export holds (导出内容)."""

    IN_FORCE = "in-force", "在用的版本"
    NEWEST = "newest", "最新的版本，草稿也在内"


@dataclass(frozen=True)
class ExportWanted:
    """What an export is to hold. ``organisation``: a department's code; empty: all one may read."""

    organisation: str = ""
    contents: ExportContents = ExportContents.IN_FORCE

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> ExportWanted:
        return cls(parameters["organisation"], ExportContents(parameters["contents"]))
