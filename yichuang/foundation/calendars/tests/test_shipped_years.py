"""The shipped years against facts from elsewhere."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from yichuang.foundation.calendars.tests.factories import shipped_schedule
from yichuang.foundation.calendars.types import WorkingCalendar

FACTS = Path(__file__).resolve().parents[5] / "shared/data/test_vectors/cn_calendar_2024_2026.csv"


@pytest.mark.parametrize(("year", "working_days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_year_has_as_many_working_days_as_its_notice_leaves(year: int, working_days: int) -> None:
    assert len(shipped_schedule(year).working_days()) == working_days


@pytest.mark.skipif(
    not FACTS.exists(), reason="the day-by-day fact table lies beside the repository, not in it"
)
def test_every_day_agrees_with_the_day_by_day_table() -> None:
    calendar = WorkingCalendar.of(shipped_schedule(year) for year in (2024, 2025, 2026))
    with FACTS.open(encoding="utf-8") as file:
        facts = {date.fromisoformat(row["date"]): row["is_workday"] == "1" for row in csv.DictReader(file)}

    assert len(facts) == 1096
    assert {day: calendar.is_working_day(day) for day in facts} == facts
