"""Tailored plans (办事方案): what somebody has to do for a project, in which order, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from yichuang.foundation.clocks.types import Deadline
from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance.types.kept import ListToday
from yichuang.offer.guidance.types.lists import ExactList


class ApplicantKind(Labelled):
    """For whom a plan is written (申请主体)."""

    PERSON = "person", "个人"
    ENTERPRISE = "enterprise", "企业"
    ORGANISATION = "organisation", "其他组织"


class PlanStatus(Labelled):
    """Where a plan stands (方案状态)."""

    DRAFT = "draft", "编写中"
    HANDED_OVER = "handed-over", "已交付"
    FOLLOWED = "followed", "跟踪中"
    COMPLETED = "completed", "已完成"
    ABANDONED = "abandoned", "已终止"


class PlanStepKind(Labelled):
    """What a step of a plan is (步骤种类)."""

    ITEM = "item", "事项"
    INTERMEDIARY = "intermediary", "中介服务"
    NOTE = "note", "提示"


class PlanEntryKind(Labelled):
    """What happened to a plan (方案经过)."""

    START = "start", "开始编写"
    HAND_OVER = "hand-over", "交付"
    ASSIGN = "assign", "指定跟踪人"
    CONTACT = "contact", "联系"
    CASE = "case", "登记办件编号"
    FINISH = "finish", "完成步骤"
    COMPLETE = "complete", "方案完成"
    ABANDON = "abandon", "终止方案"
    SHOW = "show", "查看联系方式"


@dataclass(frozen=True)
class PlanApplicant:
    """For whom it is; never in events, logs or addresses."""

    kind: ApplicantKind
    name: str = field(repr=False)
    phone: str = field(repr=False)


@dataclass(frozen=True)
class PlanStep:
    """One step as a guide writes it.

    Attributes:
        key: tells it from the other steps of the plan, in every revision.
        after: keys of the steps that have to be done before.
        item: code of the handling item; empty: not an item.
        answers: scenario answers of the item.
        title: of an intermediary service or a note.
        basis: what law asks for the intermediary service.
        not_required: no law asks for it: the applicant may do without.
        working_days: how long it takes as far as the guide knows; of an item the guide says it.
        text: what the applicant should know.
    """

    key: int
    kind: PlanStepKind
    after: tuple[int, ...] = ()
    item: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    basis: str = ""
    not_required: bool = False
    working_days: int | None = None
    text: str = ""


@dataclass(frozen=True)
class PlanDraft:
    """What a guide is writing. ``starts_on``: the day from which the dates are counted."""

    title: str
    starts_on: date
    is_major: bool = False
    tracker_id: UUID | None = None
    steps: tuple[PlanStep, ...] = ()


@dataclass(frozen=True)
class StepDates:
    """When a step begins and ends, as early as its forerunners allow. None: cannot be told.

    Attributes:
        due_on: with the promised limits of all steps before it and its own.
        latest_on: with the statutory ones.
        is_critical: a day more here is a day more for the whole plan.
    """

    begins_on: date | None
    due_on: date | None
    latest_on: date | None
    is_critical: bool = False


@dataclass(frozen=True)
class PlannedStep:
    """A step in its place, with the version it rests on.

    Attributes:
        place: the number people read, from 1.
        version, exact: of an item.
        after_places: numbers of the steps before.
        today: how the item stands now, when the plan is opened later.
        case_number: as the tracker wrote it down; empty: not received yet.
        finished_on: the day it was done; None: not yet.
    """

    step: PlanStep
    place: int
    name: str
    dates: StepDates
    after_places: tuple[int, ...] = ()
    version: HandlingVersion | None = None
    exact: ExactList | None = None
    today: ListToday | None = None
    case_number: str = ""
    finished_on: date | None = None

    @property
    def is_outdated(self) -> bool:
        """The item's guide has changed since the plan was handed over."""
        return self.today is not None and not self.today.is_valid


@dataclass(frozen=True)
class PaperUse:
    """For which step a paper is needed. ``is_held``: government takes it from a register."""

    place: int
    originals: int | None
    copies: int | None
    is_held: bool


@dataclass(frozen=True)
class PlanPaper:
    """A paper of the whole plan, once (材料总清单). ``made_by``: numbers of the steps it comes out of."""

    name: str
    uses: tuple[PaperUse, ...]
    made_by: tuple[int, ...] = ()

    @property
    def is_held(self) -> bool:
        """Government has it for every step that needs it (政府已掌握，免提交)."""
        return all(use.is_held for use in self.uses)

    @property
    def places(self) -> tuple[int, ...]:
        """The steps that use it."""
        return tuple(dict.fromkeys(use.place for use in self.uses))

    @property
    def originals(self) -> int | None:
        """Originals in all that have to be brought; None: a guide does not say."""
        return _sum([use.originals for use in self.uses if not use.is_held])

    @property
    def copies(self) -> int | None:
        """Copies in all that have to be brought; None: a guide does not say."""
        return _sum([use.copies for use in self.uses if not use.is_held])


@dataclass(frozen=True)
class PlanEntryView:
    """One thing that happened to a plan. ``text`` is what was said."""

    kind: PlanEntryKind
    at: datetime
    by_name: str
    revision: int
    step_key: int | None = None
    case_number: str = ""
    done_on: date | None = None
    to_name: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class PlanView:
    """A plan as rules and lists see it. The applicant is masked.

    Attributes:
        code: opens the public page; empty: not handed over yet.
        edit: grows with every change of what is being written.
        revision: the one in force; 0: none was handed over.
    """

    id: UUID
    code: str
    status: PlanStatus
    title: str = field(repr=False)
    applicant: PlanApplicant
    is_major: bool
    region_code: str
    outlet_id: UUID
    author_name: str
    tracker_id: UUID | None
    tracker_name: str
    edit: int
    revision: int
    next_due_on: date | None

    @property
    def is_open(self) -> bool:
        """It is being written or followed."""
        return self.status not in (PlanStatus.COMPLETED, PlanStatus.ABANDONED)

    @property
    def printed_code(self) -> str:
        """As a person reads it out: ``K7QM-3XVT``."""
        return f"{self.code[:4]}-{self.code[4:]}" if self.code else ""


@dataclass(frozen=True)
class PlanBody:
    """The steps of a plan with all that follows from them.

    Attributes:
        faults: what has to be put right before it can be handed over, as ``(step key, words)``.
        ends_on, latest_on: the last of all days; None: cannot be told.
    """

    title: str = field(repr=False)
    starts_on: date
    steps: tuple[PlannedStep, ...]
    papers: tuple[PlanPaper, ...]
    ends_on: date | None
    latest_on: date | None
    faults: tuple[tuple[int, str], ...] = ()
    revision: int = 0
    handed_over_at: datetime | None = None
    reason: str = field(default="", repr=False)

    @property
    def to_bring(self) -> tuple[PlanPaper, ...]:
        """Papers the applicant has to bring."""
        return tuple(paper for paper in self.papers if not paper.is_held)

    @property
    def government_has(self) -> tuple[PlanPaper, ...]:
        """Papers government has."""
        return tuple(paper for paper in self.papers if paper.is_held)

    @property
    def outdated(self) -> tuple[PlannedStep, ...]:
        """Steps whose guide has changed since."""
        return tuple(step for step in self.steps if step.is_outdated)


@dataclass(frozen=True)
class PlanFile:
    """One plan with everything around it: what is in force, and what happened."""

    plan: PlanView
    body: PlanBody
    entries: tuple[PlanEntryView, ...]
    deadline: Deadline | None
    revisions: tuple[int, ...] = ()

    @property
    def next_steps(self) -> tuple[PlannedStep, ...]:
        """What is not done and waits for nothing."""
        done = {step.place for step in self.body.steps if step.finished_on}
        return tuple(
            step for step in self.body.steps if not step.finished_on and set(step.after_places) <= done
        )


@dataclass(frozen=True)
class PlanRow:
    """A line of the list: the plan and the light of its next date."""

    plan: PlanView
    deadline: Deadline | None


def _sum(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
