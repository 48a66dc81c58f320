"""Names of approval (审查决定): opinions, decisions, and what an officer sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.notices.types import NoticeRef
from yichuang.foundation.places.types import Labelled

DELIVERY_LIMIT = Limit(10, LimitUnit.WORKING_DAY, "行政许可法 §44")
"""From a grant to handing out the licence, where the item says nothing else. Law: 行政许可法 §44"""


class Conclusion(Labelled):
    """What an opinion proposes (审查结论)."""

    GRANT = "grant", "建议准予"
    REFUSE = "refuse", "建议不予批准"


class Outcome(Labelled):
    """How the competent organisation decided (决定结果)."""

    GRANTED = "granted", "准予"
    REFUSED = "refused", "不予批准"


class TerminationGround(Labelled):
    """Why a case ends without a decision (终止原因)."""

    APPLICANT_DEAD = "applicant-dead", "申请人死亡"
    APPLICANT_DISSOLVED = "applicant-dissolved", "申请人依法终止"
    ITEM_CANCELLED = "item-cancelled", "事项取消"
    BASIS_CHANGED = "basis-changed", "依据或者条件变化"
    NOT_COOPERATING = "not-cooperating", "申请人不配合办理"
    OTHER = "other", "其他原因"


@dataclass(frozen=True)
class DecisionInput:
    """A decision to grant, as its maker writes it.

    Attributes:
        content: what is granted, a sentence for the document; empty takes the result's name.
        conditions: conditions or duties that go with it.
        valid_from: first day of validity, on or after the day of the decision; None is that day.
    """

    content: str = ""
    conditions: str = ""
    valid_from: date | None = None


@dataclass(frozen=True)
class RefusalInput:
    """A decision to refuse, as its maker writes it (不予批准).

    Attributes:
        facts: what was found.
        reason: why that does not meet the conditions.
        legal_basis: the articles it rests on, one a line of the document.
    """

    facts: str
    reason: str
    legal_basis: tuple[str, ...]


@dataclass(frozen=True)
class TerminationInput:
    """An end without a decision, as its maker writes it (终止办理)."""

    ground: TerminationGround
    reason: str
    legal_basis: tuple[str, ...]


@dataclass(frozen=True)
class Decided:
    """A decision just made (决定). ``authorisation_number`` names the written authorisation used."""

    case_id: UUID
    number: str
    notice: NoticeRef
    valid_from: date | None
    valid_until: date | None
    authorisation_number: str


@dataclass(frozen=True)
class Refused:
    """A refusal just decided (不予批准)."""

    case_id: UUID
    number: str
    notice: NoticeRef


@dataclass(frozen=True)
class Terminated:
    """A case just ended without a decision (终止办理)."""

    case_id: UUID
    number: str
    notice: NoticeRef


@dataclass(frozen=True)
class OpinionView:
    """One opinion in a case file."""

    by_user_id: UUID
    by_name: str
    conclusion: Conclusion
    text: str
    at: datetime


@dataclass(frozen=True)
class DecisionView:
    """The decision of a case. Dates None: no term. ``authorisation_id``: the written one it rests on."""

    case_id: UUID
    outcome: Outcome
    by_user_id: UUID
    by_name: str
    content: str
    conditions: str
    valid_from: date | None
    valid_until: date | None
    authorisation_id: UUID | None
    notice_number: str


@dataclass(frozen=True)
class RefusalView:
    """What a refusal rests on. Both remedies empty: a public service without any."""

    facts: str
    reason: str
    legal_basis: tuple[str, ...]
    reconsideration_body: str
    court: str


@dataclass(frozen=True)
class TerminationView:
    """How a case ended without a decision."""

    ground: TerminationGround
    reason: str
    legal_basis: tuple[str, ...]
    by_name: str
    notice_number: str


@dataclass(frozen=True)
class Handing:
    """A case passed from one officer to another (移交)."""

    from_name: str
    to_name: str
    by_name: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class ReviewView:
    """The department's side of a case. ``claimed_by_id`` None: nobody has it yet."""

    case_id: UUID
    organisation_id: UUID
    tier: str
    claimed_by_id: UUID | None
    claimed_by_name: str
    claimed_at: datetime | None
    opinions: tuple[OpinionView, ...]


@dataclass(frozen=True)
class WorkRow:
    """One line of an officer's list. ``applicant_id`` becomes a masked name, for a whole page at once.

    ``accepted_by_id`` None: the time to answer ran out, and the law accepted it (视为受理).
    """

    case_id: UUID
    number: str
    name: str
    applicant_id: UUID
    status: str
    handling_type: str
    accepted_at: datetime | None
    accepted_by_id: UUID | None
    promised_due_on: date | None
    statutory_due_on: date | None
    claimed_by_id: UUID | None
    claimed_by_name: str

    @property
    def is_deemed(self) -> bool:
        """Accepted by default (视为受理)."""
        return self.accepted_by_id is None
