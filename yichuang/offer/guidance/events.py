"""Events of guidance: ids and facts, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class QuestionAsked:
    """Somebody asked, or asked once more (咨询). ``channel`` is an ``AskChannel``."""

    name: ClassVar[str] = "guidance.question-asked"
    version: ClassVar[int] = 1

    consultation_id: UUID
    channel: str
    due_on: date


@dataclass(frozen=True)
class QuestionRouted:
    """A question went to a department (转部门). ``expert_id`` None: anyone there answers."""

    name: ClassVar[str] = "guidance.question-routed"
    version: ClassVar[int] = 1

    consultation_id: UUID
    organisation_id: UUID
    expert_id: UUID | None
    due_on: date


@dataclass(frozen=True)
class QuestionReturned:
    """A department sent a question back to the guides (退回导办)."""

    name: ClassVar[str] = "guidance.question-returned"
    version: ClassVar[int] = 1

    consultation_id: UUID
    organisation_id: UUID
    due_on: date


@dataclass(frozen=True)
class QuestionAnswered:
    """A question has its answer (答复). ``organisation_id`` None: a guide answered."""

    name: ClassVar[str] = "guidance.question-answered"
    version: ClassVar[int] = 1

    consultation_id: UUID
    organisation_id: UUID | None
    is_late: bool


@dataclass(frozen=True)
class FrequentQuestionPublished:
    """A department head published a reviewed question (发布常见问题)."""

    name: ClassVar[str] = "guidance.frequent-question-published"
    version: ClassVar[int] = 1

    question_id: UUID
    organisation_id: UUID
    handling_code: str


@dataclass(frozen=True)
class ExpertCallMoved:
    """A call to experts was made, taken, given up or ended (呼叫中台). ``status`` is a ``CallStatus``."""

    name: ClassVar[str] = "guidance.expert-call-moved"
    version: ClassVar[int] = 1

    call_id: UUID
    organisation_id: UUID
    status: str


@dataclass(frozen=True)
class PaperWanted:
    """Somebody wants a handbook, a notice or a list as PDF, and it is not made yet (打印).

    ``is_booklet``: of a department or a window, so that it takes a while.
    """

    name: ClassVar[str] = "guidance.paper-wanted"
    version: ClassVar[int] = 1

    paper_id: UUID
    is_booklet: bool


@dataclass(frozen=True)
class PlanChanged:
    """A plan was handed over, revised, followed or ended (办事方案). ``status`` is a ``PlanStatus``."""

    name: ClassVar[str] = "guidance.plan-changed"
    version: ClassVar[int] = 1

    plan_id: UUID
    status: str
    revision: int
