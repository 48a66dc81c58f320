"""Events of approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class ReviewOpened:
    """An accepted case reached its department (派件); open lists of the department show it."""

    name: ClassVar[str] = "approval.review-opened"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    organisation_id: UUID


@dataclass(frozen=True)
class ReviewClaimed:
    """An officer took the case into their hands; its examination has begun (领取)."""

    name: ClassVar[str] = "approval.review-claimed"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    organisation_id: UUID


@dataclass(frozen=True)
class CaseDecided:
    """The competent organisation decided (决定). ``outcome`` is ``granted`` or ``refused``."""

    name: ClassVar[str] = "approval.case-decided"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    organisation_id: UUID
    outcome: str
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class CaseTerminated:
    """The department ended a case without a decision (终止办理). ``ground`` is a ``TerminationGround``."""

    name: ClassVar[str] = "approval.case-terminated"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    organisation_id: UUID
    ground: str


@dataclass(frozen=True)
class ReviewHandedOn:
    """A case passed from one officer to another of the same department (移交)."""

    name: ClassVar[str] = "approval.review-handed-on"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    organisation_id: UUID
    from_user_id: UUID
    to_user_id: UUID
