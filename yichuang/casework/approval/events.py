"""Events of approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


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
    """The competent organisation decided (决定). ``outcome`` is ``granted``."""

    name: ClassVar[str] = "approval.case-decided"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    organisation_id: UUID
    outcome: str
    valid_from: date | None
    valid_until: date | None
