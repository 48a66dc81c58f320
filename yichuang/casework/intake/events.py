"""Events of intake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class CaseReceived:
    """Materials were received and a receipt given (收件)."""

    name: ClassVar[str] = "intake.case-received"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    handling_code: str
    organisation_id: UUID
    outlet_id: UUID
    gap_count: int


@dataclass(frozen=True)
class MaterialsFixed:
    """Materials were brought or put right at the window (当场更正). ``gap_count``: what is still missing."""

    name: ClassVar[str] = "intake.materials-fixed"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    gap_count: int


@dataclass(frozen=True)
class CaseAccepted:
    """The case was accepted; both clocks run (受理)."""

    name: ClassVar[str] = "intake.case-accepted"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    handling_code: str
    organisation_id: UUID
    promised_due_on: date | None
    statutory_due_on: date | None


@dataclass(frozen=True)
class AcceptanceDeclined:
    """The application was not accepted, in writing (不予受理、不需要办理).

    ``ground``: a code of ``types.NonAcceptanceGround``.
    """

    name: ClassVar[str] = "intake.acceptance-declined"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    handling_code: str
    organisation_id: UUID
    ground: str


@dataclass(frozen=True)
class CaseWithdrawn:
    """The applicant took the application back before a decision (撤回). ``was``: the state before."""

    name: ClassVar[str] = "intake.case-withdrawn"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    handling_code: str
    organisation_id: UUID
    was: str


@dataclass(frozen=True)
class CaseCancelled:
    """A supervisor declared a case void or entered by mistake (作废、删除).

    ``kind``: a code of ``types.CancellationKind``. ``was``: the state before.
    """

    name: ClassVar[str] = "intake.case-cancelled"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    handling_code: str
    organisation_id: UUID
    outlet_id: UUID
    kind: str
    was: str
