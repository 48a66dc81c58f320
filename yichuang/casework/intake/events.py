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
class CorrectionRequested:
    """The applicant was told once, in writing, of everything to correct (一次性补正告知).

    ``told_before_count``: how many gaps of a further notice could be seen before.
    """

    name: ClassVar[str] = "intake.correction-requested"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    handling_code: str
    organisation_id: UUID
    round: int
    gap_count: int
    told_before_count: int
    correct_by: date


@dataclass(frozen=True)
class CorrectionRecorded:
    """Corrections came in (收到补正材料). ``gap_count``: what is still missing."""

    name: ClassVar[str] = "intake.correction-recorded"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    gap_count: int


@dataclass(frozen=True)
class CaseLapsed:
    """Not everything came until the last day to correct, so the case ended (逾期未补正)."""

    name: ClassVar[str] = "intake.case-lapsed"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    handling_code: str
    organisation_id: UUID
    correct_by: date


@dataclass(frozen=True)
class CaseAccepted:
    """The case was accepted; both clocks run (受理).

    ``by_default``: the authority kept silent, so it counts as accepted from its receipt (视为受理).
    """

    name: ClassVar[str] = "intake.case-accepted"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    handling_code: str
    organisation_id: UUID
    promised_due_on: date | None
    statutory_due_on: date | None
    by_default: bool = False


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
