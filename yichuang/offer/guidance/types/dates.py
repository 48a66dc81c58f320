"""Worked dates of the limits (时限样例)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class WorkedDates:
    """Last days of the limits for an acceptance on a day. None: no limit, or beyond the loaded calendar."""

    accepted_on: date
    promised_on: date | None
    statutory_on: date | None
