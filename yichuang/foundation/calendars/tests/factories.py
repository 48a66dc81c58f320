"""Calendars for tests: the shipped files, and years with whatever days a test wants."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from yichuang.foundation.calendars import rules
from yichuang.foundation.calendars.types import DayKind, ExceptionalDay, YearSchedule

SHIPPED = Path(__file__).resolve().parents[4] / "data" / "calendars"


def shipped_file(year: int) -> bytes:
    return (SHIPPED / f"{year}.csv").read_bytes()


def shipped_schedule(year: int) -> YearSchedule:
    return rules.read_year_file(shipped_file(year))


def day_off(day: date, name: str = "元旦") -> ExceptionalDay:
    return ExceptionalDay(day, DayKind.DAY_OFF, name)


def make_up_workday(day: date, name: str = "元旦") -> ExceptionalDay:
    return ExceptionalDay(day, DayKind.MAKE_UP_WORKDAY, name)
