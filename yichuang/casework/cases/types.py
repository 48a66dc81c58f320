"""Names of a case (办件): its states, its acts, and what others see of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.clocks.types import Deadline, Light
from yichuang.foundation.places.types import Labelled


class CaseStatus(Labelled):
    """State of a case (办件状态). The summary of its acts, never written without one."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待预审"
    PRE_REJECTED = "pre-rejected", "预审不通过"
    RECEIVED = "received", "已收件"
    CORRECTION = "correction", "补正中"
    NOT_NEEDED = "not-needed", "不需要办理"
    NOT_ACCEPTED = "not-accepted", "不予受理"
    LAPSED = "lapsed", "补正不来办结"
    ACCEPTED = "accepted", "已受理"
    IN_REVIEW = "in-review", "审查中"
    SPECIAL_PROCEDURE = "special-procedure", "特别程序中"
    SUSPENDED = "suspended", "挂起"
    GRANTED = "granted", "准予"
    REFUSED = "refused", "不予批准"
    REPORTED_UP = "reported-up", "已转报"
    TERMINATED = "terminated", "终止办理"
    AWAITING_ISSUE = "awaiting-issue", "待出件"
    DELIVERED = "delivered", "已送达"
    ARCHIVED = "archived", "已归档"
    WITHDRAWN = "withdrawn", "已撤回"
    VOIDED = "voided", "已作废"
    DELETED = "deleted", "已删除"


class ActKind(Labelled):
    """A step with legal or practical effect (办件行为). Each is one row that is never changed."""

    SUBMIT = "submit", "提交"
    PRE_CHECK = "pre-check", "预审通过"
    PRE_REJECT = "pre-reject", "预审不通过"
    RECEIVE = "receive", "收件"
    FIX_ON_THE_SPOT = "fix-on-the-spot", "当场更正"
    REQUEST_CORRECTION = "request-correction", "一次性补正告知"
    RECORD_CORRECTION = "record-correction", "收到补正材料"
    LAPSE = "lapse", "逾期未补正"
    FIND_NOT_NEEDED = "find-not-needed", "告知不需要办理"
    DECLINE_ACCEPTANCE = "decline-acceptance", "不予受理"
    ACCEPT = "accept", "受理"
    ACCEPT_BY_DEFAULT = "accept-by-default", "视为受理"
    CLAIM = "claim", "领取"
    OPINE = "opine", "审查意见"
    START_SPECIAL_PROCEDURE = "start-special-procedure", "特别程序开始"
    END_SPECIAL_PROCEDURE = "end-special-procedure", "特别程序结束"
    SUSPEND = "suspend", "挂起"
    RESUME = "resume", "恢复办理"
    EXTEND = "extend", "延期"
    GRANT = "grant", "准予"
    REFUSE = "refuse", "不予批准"
    REPORT_UP = "report-up", "转报"
    TERMINATE = "terminate", "终止"
    PREPARE_RESULT = "prepare-result", "制证"
    DELIVER = "deliver", "送达"
    ARCHIVE = "archive", "归档"
    WITHDRAW = "withdraw", "撤回申请"
    VOID = "void", "作废"
    DELETE = "delete", "删除"


class Channel(Labelled):
    """How an application arrived (申请渠道; 行政许可法 §29)."""

    WINDOW = "window", "窗口"
    WEB = "web", "网上"
    MOBILE = "mobile", "掌上"
    POST = "post", "邮寄"
    TERMINAL = "terminal", "自助终端"
    AGENT = "agent", "代办"


class CompletionCode(Labelled):
    """How a case ended (办结结果), the national exchange code."""

    RESULT_ISSUED = "0", "出证办结"
    RETURNED = "1", "退回办结"
    VOIDED = "2", "作废办结"
    DELETED = "3", "删除办结"
    REPORTED_UP = "4", "转报办结"
    NO_CORRECTION = "5", "补正不来办结"
    COMPLETED = "6", "办结"
    ON_PAPER = "7", "纸质办结"


@dataclass(frozen=True)
class Step:
    """One act about to be written.

    Attributes:
        words: one sentence the applicant may read in the timeline; no personal data.
        details: facts for staff and programs, JSON values without personal data.
    """

    kind: ActKind
    actor: str
    at: datetime
    by_user_id: UUID | None = None
    by_name: str = ""
    window_id: UUID | None = None
    words: str = ""
    details: dict[str, object] | None = None

    @classmethod
    def by(
        cls,
        actor: Actor,
        kind: ActKind,
        at: datetime,
        window_id: UUID | None = None,
        words: str = "",
        details: dict[str, object] | None = None,
    ) -> Self:
        """A step that a person takes, in their own name."""
        return cls(kind, actor.principal, at, actor.user_id, actor.name, window_id, words, details)


@dataclass(frozen=True)
class NewCase:
    """What a case is born with, all of it already checked by intake."""

    region_code: str
    version_id: UUID
    item_code: str
    handling_code: str
    name: str
    item_type: str
    handling_type: str
    organisation_id: UUID
    outlet_id: UUID
    window_id: UUID | None
    applicant_id: UUID
    agent_id: UUID | None
    channel: Channel
    answers: dict[str, str]
    answer_due_on: date


@dataclass(frozen=True)
class CaseView:
    """A case as services and pages of other domains see it.

    ``answer_due_on`` is the last day to answer whether it is accepted (5 working days, 行政许可法
    §32); ``promised_due_on`` and ``statutory_due_on`` exist from acceptance on, and stay None when
    the item has no such limit. They are the days the limits end on, one in hours included.
    """

    id: UUID
    number: str
    status: CaseStatus
    region_code: str
    version_id: UUID
    item_code: str
    handling_code: str
    name: str
    item_type: str
    handling_type: str
    organisation_id: UUID
    outlet_id: UUID
    window_id: UUID | None
    applicant_id: UUID
    agent_id: UUID | None
    channel: Channel
    answers: dict[str, str]
    received_at: datetime
    answer_due_on: date
    accepted_at: datetime | None
    accepted_by_id: UUID | None
    promised_due_on: date | None
    statutory_due_on: date | None
    decided_at: datetime | None
    completed_at: datetime | None
    completion_code: CompletionCode | None
    progress_token: str
    act_count: int

    @property
    def is_accepted_by_default(self) -> bool:
        """Nobody accepted it: it counts as accepted from its receipt (视为受理)."""
        return self.accepted_at is not None and self.accepted_by_id is None

    @property
    def topic(self) -> str:
        """What live pages watch."""
        return f"case:{self.id}"


@dataclass(frozen=True)
class BornCase:
    """A case just received, and the act that received it."""

    case: CaseView
    act_id: UUID


@dataclass(frozen=True)
class AcceptanceFacts:
    """What acceptance fixes for good. ``statutory_due_on`` None: the item has no such limit.

    ``promised_due_on`` is the day the authority answers for; None only when there is no limit at all.
    Accepted by default (视为受理) is accepted by nobody, at the moment of receipt, whenever it is
    recorded: ``accepted_at`` says so. None: the step's moment.
    """

    accepted_by_id: UUID | None
    promised_due_on: date | None
    statutory_due_on: date | None
    accepted_at: datetime | None = None


@dataclass(frozen=True)
class DecisionFacts:
    """A decision was made at the step's moment."""


@dataclass(frozen=True)
class DeliveryFacts:
    """The result reached the person at the step's moment, which ends the case."""

    completion_code: CompletionCode


@dataclass(frozen=True)
class EndingFacts:
    """The case ended at the step's moment without a result handed over (非正常办结)."""

    completion_code: CompletionCode


Evidence = AcceptanceFacts | DecisionFacts | DeliveryFacts | EndingFacts
"""What a step leaves on the case beside its status."""


@dataclass(frozen=True)
class CaseRow:
    """One line of a list of cases. ``applicant_id`` is resolved to a masked name for a whole page at once."""

    id: UUID
    number: str
    name: str
    status: CaseStatus
    applicant_id: UUID
    received_at: datetime
    answer_due_on: date
    version_id: UUID
    is_accepted_by_default: bool
    accepted_at: datetime | None
    promised_due_on: date | None
    decided_at: datetime | None
    completed_at: datetime | None


class CaseOrder(Labelled):
    """In which order a search lists cases (排序)."""

    NEWEST = "newest", "最近收件的在前"
    DUE = "due", "最先到期的在前"


@dataclass(frozen=True)
class Days:
    """A stretch of legal dates, both ends included; None: open at that end."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class CaseFilter:
    """What cases a search asks for (办件查询条件). Everything given has to fit; empty asks for nothing.

    Attributes:
        applicants: None: anybody; empty: nobody, because whom the search meant is unknown.
        handling_codes: the same of items.
        open_only: still owed something.
    """

    number: str = ""
    applicants: tuple[UUID, ...] | None = None
    handling_codes: tuple[str, ...] | None = None
    statuses: tuple[CaseStatus, ...] = ()
    light: Light | None = None
    outlet_id: UUID | None = None
    window_id: UUID | None = None
    organisation_id: UUID | None = None
    received: Days = Days()
    accepted: Days = Days()
    completed: Days = Days()
    open_only: bool = False


@dataclass(frozen=True)
class CasePlace:
    """Where a row stands in a search: the next page begins after it. ``key``: a moment, or a due date."""

    key: datetime | date | None
    id: UUID


@dataclass(frozen=True)
class FoundCase:
    """One case of a search. ``applicant_id`` is resolved to a masked name for a whole page at once.

    ``light`` and ``deadline`` are None while the applicant has to act; ``deadline`` also when the
    working calendar does not reach that far.
    """

    id: UUID
    number: str
    status: CaseStatus
    name: str
    handling_code: str
    region_code: str
    organisation_id: UUID
    outlet_id: UUID
    window_id: UUID | None
    applicant_id: UUID
    channel: Channel
    received_at: datetime
    answer_due_on: date
    accepted_at: datetime | None
    promised_due_on: date | None
    statutory_due_on: date | None
    decided_at: datetime | None
    completed_at: datetime | None
    completion_code: CompletionCode | None
    light: Light | None
    deadline: Deadline | None

    @property
    def due_on(self) -> date | None:
        """The day the authority has to keep now: its answer, then its promise."""
        return self.answer_due_on if self.status is CaseStatus.RECEIVED else self.promised_due_on


@dataclass(frozen=True)
class TimelineEntry:
    """One act as a person reads it. ``authorisation``: number of the written one it rests on, or empty."""

    sequence: int
    kind: ActKind
    at: datetime
    words: str
    by_name: str
    window_id: UUID | None
    from_status: CaseStatus | None
    to_status: CaseStatus
    authorisation: str = ""

    @property
    def is_handing_on(self) -> bool:
        """Taken while another officer had it (移交)."""
        return self.kind is ActKind.CLAIM and self.from_status is CaseStatus.IN_REVIEW
