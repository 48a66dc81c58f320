"""Files of items, and what an import did with them (导入)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.types.codes import Element
from yichuang.offer.catalogue.types.content import VersionContent
from yichuang.offer.catalogue.types.forms import LibraryField
from yichuang.offer.catalogue.types.quality import Finding


@dataclass(frozen=True)
class CodeScheme:
    """A way of writing item codes (编码规则), as data: full-match regular expressions."""

    key: str
    label: str
    item_pattern: str
    handling_pattern: str


class Outcome(Labelled):
    """What an import did with one handling item (导入结果)."""

    ADDED = "added", "新增"
    CHANGED = "changed", "变更"
    UNCHANGED = "unchanged", "未变"
    REFUSED = "refused", "拒绝"


class Reason(NamedTuple):
    """Why a row was refused: ``pointer`` into the row, ``detail`` a sentence."""

    pointer: str
    detail: str


@dataclass(frozen=True)
class ImportLine:
    """One row of the import report. ``place``: "第 12 行" or "items/3/handling_items/0".

    ``findings``: what an added or changed row breaks of the quality rules. It is imported all the same.
    """

    place: str
    code: str
    name: str
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Element, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What an import did (导入报告), row by row."""

    file_format: str
    lines: tuple[ImportLine, ...]
    dry_run: bool = False

    def count(self, outcome: Outcome) -> int:
        return sum(line.outcome is outcome for line in self.lines)


@dataclass(frozen=True)
class OrganisationFacts:
    """What a file says about the competent organisation of a row.

    With ``code`` alone it has to be recorded already; with ``name`` it is recorded when missing.
    ``uscc`` None: unknown. ``region_code`` empty: the installation's region.
    """

    code: str = ""
    name: str = ""
    uscc: str | None = None
    region_code: str = ""


@dataclass(frozen=True)
class FileRow:
    """One handling item as an import file has it. With ``faults`` it is refused; ``content`` is then None.

    ``former_codes``: codes the same handling item had before.
    """

    place: str
    code: str
    name: str
    content: VersionContent | None
    organisation: OrganisationFacts
    former_codes: tuple[str, ...] = ()
    faults: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class CatalogueFile:
    """A file as read: its format and its rows in order."""

    file_format: str
    rows: tuple[FileRow, ...]
    fields: tuple[LibraryField, ...] = ()
