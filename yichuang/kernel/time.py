"""The one source of time. Rules and services take ``at``; only edges call :func:`now`."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

# A throw-away instance (tour, tests) may live on another day; a real one never sets this.
_OFFSET = timedelta(seconds=int(os.environ.get("YICHUANG_CLOCK_OFFSET_SECONDS", "0")))


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC) + _OFFSET


def legal_date(at: datetime) -> date:
    """The Asia/Shanghai date of an aware moment: the date the law counts."""
    return at.astimezone(SHANGHAI).date()


def date_words(on: date) -> str:
    """A day as sentences and documents write it: 2026年3月2日, no zero before the month or the day."""
    return f"{on.year}年{on.month}月{on.day}日"
