"""Experts of departments (专家): difficult matters, calls from the counter, reviewed questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from yichuang.kernel.labels import Labelled


class QuestionStatus(Labelled):
    """How far a frequent question is (常见问题状态)."""

    PROPOSED = "proposed", "待审核"
    PUBLISHED = "published", "已发布"
    DECLINED = "declined", "不采用"
    WITHDRAWN = "taken-down", "已撤下"


class CallStatus(Labelled):
    """How far a call to experts is (呼叫状态)."""

    WAITING = "waiting", "等待接听"
    TAKEN = "taken", "已接听"
    ENDED = "ended", "已结束"
    GIVEN_UP = "given-up", "已取消呼叫"


@dataclass(frozen=True)
class FrequentQuestionView:
    """A frequent question (常见问题) in the wording that is or would be published."""

    id: UUID
    organisation_id: UUID
    handling_code: str
    question: str
    answer: str
    status: QuestionStatus
    proposed_at: datetime
    proposed_by_name: str
    reviewed_at: datetime | None
    reviewed_by_name: str


@dataclass(frozen=True)
class Expert:
    """Somebody of a department who can be asked."""

    user_id: UUID
    name: str


@dataclass(frozen=True)
class MatterInput:
    """A difficult matter to be recorded: what it is, and who knows about it."""

    title: str
    note: str = ""
    handling_code: str = ""
    expert_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class DifficultMatterView:
    """An entry of the list of difficult matters (疑难事项清单) with its team of experts."""

    id: UUID
    organisation_id: UUID
    handling_code: str
    title: str
    note: str
    experts: tuple[Expert, ...]


@dataclass(frozen=True)
class ExpertCallView:
    """A call from a counter to the experts of a department (呼叫中台)."""

    id: UUID
    organisation_id: UUID
    handling_code: str
    item_name: str
    outlet_id: UUID
    outlet_name: str
    window: str
    status: CallStatus
    called_at: datetime
    called_by_id: UUID
    called_by_name: str
    taken_at: datetime | None
    taken_by_id: UUID | None
    taken_by_name: str
    ended_at: datetime | None
    words: str = field(repr=False)

    @property
    def is_open(self) -> bool:
        """Nobody has ended it."""
        return self.status in (CallStatus.WAITING, CallStatus.TAKEN)
