"""Questions people ask (咨询): where they come from, who has them, what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from yichuang.foundation.clocks.types import Deadline
from yichuang.kernel.labels import Labelled


class AskChannel(Labelled):
    """How a question came in (咨询渠道)."""

    WEB = "web", "网上咨询"
    HALL = "hall", "大厅咨询"
    PHONE = "phone", "电话咨询"
    HOTLINE = "hotline", "12345 工单"


class ConsultationStatus(Labelled):
    """Who has to answer (咨询状态)."""

    WITH_GUIDE = "with-guide", "待导办答复"
    WITH_DEPARTMENT = "with-department", "待部门答复"
    ANSWERED = "answered", "已答复"


class StepKind(Labelled):
    """What happened to a question (咨询经过)."""

    ASK = "ask", "提问"
    ROUTE = "route", "转部门"
    HAND_ON = "hand-on", "转交同事"
    RETURN = "return", "退回导办"
    ANSWER = "answer", "答复"
    ASK_AGAIN = "ask-again", "追问"


class LimitKind(Labelled):
    """What a consulting limit is for (咨询时限)."""

    GUIDE = "guide", "导办答复或者转办"
    DEPARTMENT = "department", "部门答复"
    RETURN = "return", "部门退回"


class HandbookPart(Labelled):
    """From which part of the handbook a ready answer is (手册来源)."""

    ASKED = "asked", "以前答复过的"
    FAQ = "faq", "指南里的常见问题"
    POINT = "point", "审查要点"
    CONDITION = "condition", "办理条件"
    MATERIALS = "materials", "要带的材料"
    LIMIT = "limit", "办理时限"


@dataclass(frozen=True)
class Asker:
    """Who asks and where to reach them; never in events, logs or addresses."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True)
class QuestionInput:
    """A question as it comes in.

    Attributes:
        handling_code: of the item it is about; empty: nobody knows yet.
        hotline_number: of the 12345 work order; empty for every other channel.
    """

    text: str = field(repr=False)
    asker: Asker = field(default_factory=Asker)
    channel: AskChannel = AskChannel.WEB
    handling_code: str = ""
    hotline_number: str = ""


@dataclass(frozen=True)
class Asked:
    """A question that was taken. ``code`` can be read at this moment only."""

    number: str
    code: str = field(repr=False)
    due_on: date


@dataclass(frozen=True)
class ConsultingLimitView:
    """A limit in force (咨询时限) with what it rests on. ``set_at`` None: the documented default."""

    kind: LimitKind
    working_days: int
    source: str
    set_at: datetime | None = None
    set_by_name: str = ""


@dataclass(frozen=True)
class ConsultationStepView:
    """One thing that happened to a question, oldest first. ``text`` is what was said."""

    kind: StepKind
    at: datetime
    by_name: str
    text: str = field(repr=False)
    organisation_name: str = ""


@dataclass(frozen=True)
class ConsultationView:
    """A question as rules and pages see it.

    Attributes:
        handling_code, item_name: empty while nobody knows the item.
        organisation_id: the department that has or answered it; None: the guides.
        expert_id: the one person of the department who has it; None: anyone there.
        due_on: the last day for whoever has it now.
        clock_started_on: the day from which ``due_on`` was counted.
        rounds: how often it was asked: 1, or 2 after a further question.
    """

    id: UUID
    number: str
    channel: AskChannel
    status: ConsultationStatus
    region_code: str
    outlet_id: UUID | None
    handling_code: str
    item_name: str
    organisation_id: UUID | None
    expert_id: UUID | None
    expert_name: str
    asked_at: datetime
    answered_at: datetime | None
    clock_started_on: date
    due_on: date
    rounds: int
    hotline_number: str

    @property
    def is_open(self) -> bool:
        """Somebody still has to answer."""
        return self.status is not ConsultationStatus.ANSWERED


@dataclass(frozen=True)
class Suggestion:
    """A ready answer from the handbook (标准化手册): what it was taken from, and the words."""

    source: HandbookPart
    title: str
    text: str


@dataclass(frozen=True)
class ConsultationFile:
    """One question with everything around it. The asker is masked."""

    consultation: ConsultationView
    question: str = field(repr=False)
    asker: Asker
    steps: tuple[ConsultationStepView, ...]
    deadline: Deadline
    organisation_name: str
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True)
class ConsultationRow:
    """A line of the list: no personal data but the first characters of the question."""

    consultation: ConsultationView
    beginning: str = field(repr=False)
    deadline: Deadline
    holder: str


@dataclass(frozen=True)
class ConsultationCounts:
    """How many open questions there are, by what is due."""

    open: int
    late: int
    today: int
    answered: int


@dataclass(frozen=True)
class HotlineLine:
    """One row of an imported 12345 list. ``faults``: what is wrong with it, in words."""

    row: int
    hotline_number: str
    outcome: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class HotlineReport:
    """What an import did: all rows, or none when one of them is wrong."""

    added: int
    known: int
    lines: tuple[HotlineLine, ...]

    @property
    def wrong(self) -> tuple[HotlineLine, ...]:
        """The rows that have to be put right first."""
        return tuple(line for line in self.lines if line.faults)
