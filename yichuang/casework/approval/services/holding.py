"""Holding a case at the beginning of an act of the department."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import CaseStatus, CaseView
from yichuang.casework.intake import services as intake

_UNANSWERED = (CaseStatus.RECEIVED, CaseStatus.CORRECTION)


def hold_case(*, number: str, at: datetime) -> CaseView:
    """Lock the case; what time alone has brought about is recorded first (视为受理).

    Law: 行政许可法 §32(1)(四) — not told in time what is missing: accepted from the day of receipt. A worker
    that stands still does not keep the department from it.

    Raises:
        CaseUnknown.
    """
    case = cases.lock_case(number=number)
    if case.status in _UNANSWERED:
        return intake.settle_by_time(number=number, at=at)
    return case
