"""Events of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class CaseCompleted:
    """The case has ended; nothing is owed to the applicant any more (办结)."""

    name: ClassVar[str] = "cases.case-completed"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    completion_code: str
