"""How a draft is changed (修改草稿): typed edits, and the revisions they leave behind.

An edit names what it changes by code and carries the new words; what it does stands in ``rules.editing``.
Nothing an editor types carries a code: codes of new things are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from yichuang.foundation.clocks.types import Limit
from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.types.codes import (
    ApprovalTier,
    HandlingType,
    MaterialForm,
    MaterialSource,
    Necessity,
)
from yichuang.offer.catalogue.types.content import HandlingVersion, LegalBasis, Material
from yichuang.offer.catalogue.types.editing_elements import (
    Charges,
    FileOfMaterial,
    FrequentQuestions,
    Outcome,
    Steps,
)
from yichuang.offer.catalogue.types.editing_form import (
    AddFormField,
    ChangeFormField,
    MoveFormField,
    RemoveFormField,
    TakeFormList,
)
from yichuang.offer.catalogue.types.scenarios import Condition, Option, Question, SpecialProcedure

# — the elements of an item —


@dataclass(frozen=True)
class Naming:
    """What it is called, also called, and what it is in plain words (名称、别名、通俗说明)."""

    name: str
    item_name: str
    aliases: tuple[str, ...] = ()
    plain_words: str = ""


@dataclass(frozen=True)
class Limits:
    """How long the decision takes (法定时限、承诺时限); None is unknown."""

    statutory: Limit | None
    promised: Limit | None


@dataclass(frozen=True)
class Handling:
    """How it is handled (办理方式); None is unknown."""

    handling_type: HandlingType | None
    approval_tier: ApprovalTier | None
    visits: int | None
    on_site_reason: str = ""


@dataclass(frozen=True)
class Grounds:
    """What it rests on and what it takes (设定依据、受理条件)."""

    legal_basis: tuple[LegalBasis, ...]
    conditions: tuple[str, ...]


# — materials —


@dataclass(frozen=True)
class MaterialFacts:
    """A material as an editor describes it (申请材料); None is unknown."""

    name: str
    necessity: Necessity | None = None
    form: MaterialForm | None = None
    originals: int | None = None
    copies: int | None = None
    source: MaterialSource | None = None
    issuer: str | None = None
    share_source: str | None = None
    legal_basis: str = ""
    note: str = ""
    deferral_working_days: int | None = None


@dataclass(frozen=True)
class AddMaterial:
    facts: MaterialFacts


@dataclass(frozen=True)
class ChangeMaterial:
    material: str
    facts: MaterialFacts


@dataclass(frozen=True)
class RemoveMaterial:
    material: str


@dataclass(frozen=True)
class MoveMaterial:
    material: str
    up: bool


@dataclass(frozen=True)
class MaterialsComplete:
    """Whether the list of materials is whole (材料清单已经列全); an empty one then says "none needed"."""

    complete: bool


@dataclass(frozen=True)
class MaterialNeeded:
    """When a material is needed (适用情形)."""

    material: str
    applies_when: Condition


@dataclass(frozen=True)
class PointFacts:
    """A review point as an editor writes it (审查要点)."""

    text: str
    how: str = ""
    blocking: bool = True


@dataclass(frozen=True)
class AddPoint:
    material: str
    facts: PointFacts


@dataclass(frozen=True)
class ChangePoint:
    material: str
    point: str
    facts: PointFacts


@dataclass(frozen=True)
class RemovePoint:
    material: str
    point: str


@dataclass(frozen=True)
class MovePoint:
    material: str
    point: str
    up: bool


# — questions —


@dataclass(frozen=True)
class AddQuestion:
    """A question behind all others, with its options (情形问题)."""

    text: str
    options: tuple[str, ...]
    hint: str = ""


@dataclass(frozen=True)
class ChangeQuestion:
    question: str
    text: str
    hint: str = ""


@dataclass(frozen=True)
class QuestionAsked:
    """When a question is asked (何时询问): after which answers to questions before it."""

    question: str
    asked_when: Condition


@dataclass(frozen=True)
class RemoveQuestion:
    question: str


@dataclass(frozen=True)
class MoveQuestion:
    question: str
    up: bool


@dataclass(frozen=True)
class AddOption:
    question: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class ChangeOption:
    question: str
    option: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class TermsOfOption:
    """What an answer means for the decision (选项的时限和特别程序); None: as the item says."""

    question: str
    option: str
    promised: Limit | None = None
    statutory: Limit | None = None
    procedures: tuple[SpecialProcedure, ...] = ()


@dataclass(frozen=True)
class RemoveOption:
    question: str
    option: str


@dataclass(frozen=True)
class MoveOption:
    question: str
    option: str
    up: bool


@dataclass(frozen=True)
class MaterialsOfQuestion:
    """Under which answers to a question each of these materials is needed (选项和材料).

    ``needed``: material to options. All options: the question does not matter for it.
    """

    question: str
    needed: Mapping[str, tuple[str, ...]]


Edit = (
    Naming | Limits | Handling | Grounds
    | AddMaterial | ChangeMaterial | RemoveMaterial | MoveMaterial | MaterialsComplete | MaterialNeeded
    | AddPoint | ChangePoint | RemovePoint | MovePoint
    | AddQuestion | ChangeQuestion | QuestionAsked | RemoveQuestion | MoveQuestion
    | Charges | Outcome | FrequentQuestions | Steps | FileOfMaterial
    | AddOption | ChangeOption | TermsOfOption | RemoveOption | MoveOption | MaterialsOfQuestion
    | AddFormField | ChangeFormField | RemoveFormField | MoveFormField | TakeFormList
)  # fmt: skip


# — what is left behind —


class RevisionKind(Labelled):
    """How a revision of a draft came about (修改的种类)."""

    OPENED = "opened", "开始修改"
    EDITED = "edited", "修改"
    UNDONE = "undone", "撤销"
    REDONE = "redone", "重做"


@dataclass(frozen=True)
class RevisionView:
    """One revision of a draft (草稿的一次修改). ``by`` is the name of whoever made it."""

    number: int
    kind: RevisionKind
    words: str
    by: str
    at: datetime
    digest: str


@dataclass(frozen=True)
class DraftView:
    """An open draft (事项草稿) with its revisions, the newest first.

    Attributes:
        base: the published version it is compared with; None: the item was never published.
        undoes, redoes: the revision that undoing takes back, or redoing brings back; None: nothing to do.
    """

    version: HandlingVersion
    base: HandlingVersion | None
    revisions: tuple[RevisionView, ...]
    undoes: RevisionView | None
    redoes: RevisionView | None

    @property
    def revision(self) -> int:
        """The number of the newest; 0: there is none yet."""
        return self.revisions[0].number if self.revisions else 0


@dataclass(frozen=True)
class Remark:
    """Something wrong: how severe (``blocking``, ``warning``, ``hint``), and a sentence for editors."""

    severity: str
    words: str


@dataclass(frozen=True)
class ScenarioList:
    """One of the distinct lists of materials (材料清单), with answers that lead to it."""

    answers: tuple[tuple[Question, Option], ...]
    materials: tuple[Material, ...]


@dataclass(frozen=True)
class Position:
    """Where a draft stands among its revisions: those done, and those undone that can be redone."""

    done: tuple[int, ...]
    undone: tuple[int, ...]
