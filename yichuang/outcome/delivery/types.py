"""Names of delivery (出件送达)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.casework.approval.types import Outcome
from yichuang.foundation.notices.types import NoticeRef
from yichuang.foundation.parties.types import IdType
from yichuang.foundation.places.types import Labelled


class Relation(Labelled):
    """Who takes the result, seen from the applicant (领取人与申请人的关系)."""

    SELF = "self", "本人"
    LEGAL_REPRESENTATIVE = "legal-representative", "法定代表人"
    AGENT = "agent", "代理人"


class DeliveryMethod(Labelled):
    """How a document reached its receiver (送达方式)."""

    SIGNED = "signed", "当面签收"
    WITNESSED = "witnessed", "当面交付，拒绝签收"


@dataclass(frozen=True)
class ReceiverInput:
    """Who took the result.

    Attributes:
        name: as on the identity document shown.
        id_checked: the clerk saw the identity document; without it nothing is handed over.
        witness: who saw it when the receiver would not sign.
        id_type, id_number: of an agent; empty, the agent is the one who came with the application.
        paper_until: last day of a written authority (授权委托书) an agent shows now; None: one on record
            is looked for.
    """

    name: str
    relation: Relation
    id_checked: bool
    method: DeliveryMethod = DeliveryMethod.SIGNED
    witness: str = ""
    id_type: IdType = IdType.RESIDENT_ID
    id_number: str = ""
    paper_until: date | None = None


@dataclass(frozen=True)
class ResultView:
    """A result that waits or was handed over (办理结果). Dates None: no term.

    ``due_on``: last day to hand it over; None: not known.
    """

    case_id: UUID
    number: str
    outcome: Outcome
    kind: str
    name: str
    document_number: str
    valid_from: date | None
    valid_until: date | None
    prepared_at: datetime
    due_on: date | None


@dataclass(frozen=True)
class HandOverView:
    """A result handed over (送达). ``receiver_name`` is masked."""

    receiver_name: str
    relation: Relation
    method: DeliveryMethod
    at: datetime
    by_name: str
    window_id: UUID


@dataclass(frozen=True)
class Delivered:
    """A result just handed over."""

    case_id: UUID
    number: str
    document_number: str
    at: datetime
    proof: NoticeRef


@dataclass(frozen=True)
class WaitingRow:
    """One line of the issue desk's list. ``due_on``: last day to hand it over; None: not known."""

    case_id: UUID
    number: str
    name: str
    applicant_id: UUID
    outcome: str
    result_name: str
    document_number: str
    prepared_at: datetime
    decided_at: datetime | None
    due_on: date | None

    @property
    def is_refusal(self) -> bool:
        """What waits is the written decision of a refusal."""
        return self.outcome == Outcome.REFUSED.value


@dataclass(frozen=True)
class WaitingCounts:
    """An outlet's waiting results, counted by their last day."""

    all: int
    late: int
    today: int
