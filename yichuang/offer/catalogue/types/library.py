"""The materials library (材料库): one type for the same real-world document, whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from yichuang.kernel.labels import Labelled


class Supply(Labelled):
    """How the government itself can lay hands on a document (免交途径)."""

    E_LICENCE = "e-licence", "电子证照"
    REGISTER = "register", "共享登记"
    ISSUED_HERE = "issued-here", "本地部门核发"
    NONE = "none", "由申请人提交"


class Likeness(Labelled):
    """Why two material types may be the same (疑似重复的理由)."""

    WORDING = "wording", "只差标点或者“原件、复印件”一类的字"
    ALIAS = "alias", "一个是另一个的别名"
    HOLDER = "holder", "只差是谁的"
    PART = "part", "出具机构相同，名称一个包含另一个"


@dataclass(frozen=True)
class MaterialTypeFacts:
    """What the library says about a document, as its keeper writes it; empty: not, or not known.

    Attributes:
        e_licence: the type of electronic licence that stands in for it.
        register: the shared register that says the same.
        issued_here: an authority of this installation's own region issues it.
        sample_file_id, blank_file_id: stored files.
    """

    issuer: str = ""
    e_licence: str = ""
    register: str = ""
    issued_here: bool = False
    note: str = ""
    aliases: tuple[str, ...] = ()
    sample_file_id: UUID | None = None
    blank_file_id: UUID | None = None

    @property
    def supplies(self) -> tuple[Supply, ...]:
        """Every way to do without the applicant, the surest first."""
        ways = ((Supply.E_LICENCE, self.e_licence), (Supply.REGISTER, self.register),
                (Supply.ISSUED_HERE, self.issued_here))  # fmt: skip
        return tuple(way for way, is_open in ways if is_open)

    @property
    def supply(self) -> Supply:
        return next(iter(self.supplies), Supply.NONE)


FACT_LABELS = {
    "issuer": "出具机构",
    "e_licence": "电子证照",
    "register": "共享登记",
    "issued_here": "本地部门核发",
    "note": "说明",
    "aliases": "别名",
    "sample_file_id": "样本",
    "blank_file_id": "空表",
}
"""What keepers call each fact."""


@dataclass(frozen=True)
class TypePoint:
    """A review point that holds wherever the document is asked for (通用审查要点), with a picture or not."""

    id: UUID
    text: str
    how: str = ""
    picture_file_id: UUID | None = None


@dataclass(frozen=True)
class Demand:
    """One item asks for one document (材料需求).

    Attributes:
        key: of the name, see ``rules.library.key_of``.
        share_source: the published list says already that the applicant need not bring it.
        is_optional: 非必要; nobody has to bring it.
    """

    material_id: UUID
    version_id: UUID
    code: str
    item_name: str
    organisation_id: UUID
    material_code: str
    name: str
    key: str
    issuer: str = ""
    share_source: str = ""
    is_optional: bool = False
    sample_file_id: UUID | None = None
    blank_file_id: UUID | None = None


@dataclass(frozen=True)
class MaterialTypeLine:
    """A material type in the list: with the names of what was merged into it and who asks for it."""

    id: UUID
    name: str
    key: str
    facts: MaterialTypeFacts
    revision: int
    former: tuple[str, ...] = ()
    demands: tuple[Demand, ...] = ()

    @property
    def items(self) -> int:
        return len({demand.version_id for demand in self.demands})


@dataclass(frozen=True)
class Merger:
    """One type went into another (材料合并). ``undone_reason`` empty: it still holds."""

    id: UUID
    merged_id: UUID
    merged_name: str
    into_id: UUID
    into_name: str
    reason: str
    made_at: datetime
    made_by_name: str
    undone_reason: str = ""
    undone_at: datetime | None = None
    undone_by_name: str = ""


@dataclass(frozen=True)
class MaterialTypePage:
    """All about one type. ``successor``: what it was merged into, id and name."""

    line: MaterialTypeLine
    points: tuple[TypePoint, ...]
    mergers: tuple[Merger, ...]
    successor: tuple[UUID, str] | None = None


@dataclass(frozen=True)
class Candidate:
    """Two types that may be the same (疑似重复): ``other`` would go into ``keeper``."""

    other_id: UUID
    keeper_id: UUID
    likeness: Likeness


@dataclass(frozen=True)
class Named:
    """What the search for duplicates looks at. ``weight``: how often it is asked for."""

    id: UUID
    name: str
    issuer: str = ""
    aliases: tuple[str, ...] = ()
    weight: int = 0


@dataclass(frozen=True)
class FactDifference:
    """A fact two types tell differently; ``name`` is that of :class:`MaterialTypeFacts`."""

    name: str
    label: str
    merged: object
    into: object


@dataclass(frozen=True)
class MergePreview:
    """What a merger would do, before it is done (合并预览)."""

    merged: MaterialTypeLine
    into: MaterialTypeLine
    differences: tuple[FactDifference, ...]
    merged_points: tuple[TypePoint, ...]
    into_points: tuple[TypePoint, ...]
    drafts: tuple[str, ...]


@dataclass(frozen=True)
class MergeInput:
    """What the keeper decided at the preview.

    Attributes:
        take: facts that come from the type that is merged; the others stay.
        merged_revision, into_revision: as they were when the preview was made.
    """

    take: frozenset[str]
    merged_revision: int
    into_revision: int
    reason: str


# — how much could do without the applicant —


@dataclass(frozen=True)
class Tally:
    """Counted demands: all, those the list spares already, and those the library could spare too."""

    demands: int = 0
    spared: int = 0
    could: int = 0

    @property
    def met(self) -> int:
        return self.spared + self.could

    @property
    def percent(self) -> int:
        """Of all demands, rounded down; nothing asked for is wholly met."""
        return self.met * 100 // self.demands if self.demands else 100

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.demands + other.demands, self.spared + other.spared, self.could + other.could)


@dataclass(frozen=True)
class ItemShare:
    """One item. ``worst``: of its scenarios the one with the smallest share; None: too many to judge."""

    version_id: UUID
    code: str
    name: str
    organisation_id: UUID
    all: Tally
    worst: Tally | None


@dataclass(frozen=True)
class DepartmentShare:
    """A department: its items together, and how many of them reach the target."""

    organisation_id: UUID
    code: str
    name: str
    items: int
    reaching: int
    mean_percent: int
    all: Tally
    worst: Tally


@dataclass(frozen=True)
class Missing:
    """A document only the applicant can bring: how many demands fall away when it is shared."""

    type_id: UUID | None
    name: str
    issuer: str
    demands: int
    items: int


@dataclass(frozen=True)
class ShareReport:
    """How many demands could be met without the applicant (免交测算)."""

    all: Tally
    worst: Tally
    mean_percent: int
    items: tuple[ItemShare, ...] = ()
    departments: tuple[DepartmentShare, ...] = ()
    missing: tuple[Missing, ...] = field(default=())
