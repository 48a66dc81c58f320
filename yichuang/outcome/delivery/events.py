"""Events of delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class ResultPrepared:
    """A result document has its number and waits at the issue desk (待出件)."""

    name: ClassVar[str] = "delivery.result-prepared"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str


@dataclass(frozen=True)
class CaseDelivered:
    """The result was handed over (送达); the case is completed."""

    name: ClassVar[str] = "delivery.case-delivered"
    version: ClassVar[int] = 1

    case_id: UUID
    number: str
    completion_code: str
