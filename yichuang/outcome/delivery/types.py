"""Names of delivery (出件送达)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.foundation.places.types import Labelled


class Relation(Labelled):
    """Who takes the result, seen from the applicant (领取人与申请人的关系)."""

    SELF = "self", "本人"
    LEGAL_REPRESENTATIVE = "legal-representative", "法定代表人"
    AGENT = "agent", "代理人"


@dataclass(frozen=True)
class ReceiverInput:
    """Who took the result.

    Attributes:
        name: as on the identity document shown.
        id_checked: the clerk saw the identity document; without it nothing is handed over.
    """

    name: str
    relation: Relation
    id_checked: bool


@dataclass(frozen=True)
class ResultView:
    """A result that waits or was handed over (办理结果). Dates None: no term."""

    case_id: UUID
    number: str
    kind: str
    name: str
    document_number: str
    valid_from: date | None
    valid_until: date | None
    prepared_at: datetime


@dataclass(frozen=True)
class HandOverView:
    """A result handed over (送达). ``receiver_name`` is masked."""

    receiver_name: str
    relation: Relation
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


@dataclass(frozen=True)
class WaitingRow:
    """One line of the issue desk's list."""

    case_id: UUID
    number: str
    name: str
    applicant_id: UUID
    result_name: str
    document_number: str
    prepared_at: datetime
