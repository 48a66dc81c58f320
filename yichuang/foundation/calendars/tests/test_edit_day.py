"""Editing one day of a loaded year."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from yichuang.foundation.calendars import queries, services
from yichuang.foundation.calendars.errors import CalendarNotLoaded, DayNotAllowed, DayUnchanged, ReasonMissing
from yichuang.foundation.calendars.tests.factories import shipped_file, shipped_schedule
from yichuang.kernel.errors import DomainError
from yichuang.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 27, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    services.load_year_csv(content=shipped_file(2026), actor="system", at=AT)


def edit(day: date, is_working: bool, **changes: Any) -> None:
    given = {"name": "春节", "reason": "国务院办公厅通知延长假期", "actor": "user:7", "at": AT} | changes
    services.edit_day(day=day, is_working=is_working, **given)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 2, 24), False),  # a working Tuesday becomes a day off
        (date(2026, 2, 21), True),  # a Saturday of the holiday is worked after all
        (date(2026, 2, 23), True),  # a Monday off returns to work
        (date(2026, 2, 28), False),  # a make-up Saturday is given back
    ],
)
def test_an_edited_day_counts_as_edited_at_once(day: date, is_working: bool) -> None:
    assert queries.working_calendar().is_working_day(day) is not is_working

    edit(day, is_working)

    assert queries.working_calendar().is_working_day(day) is is_working
    others = set(shipped_schedule(2026).working_days()) ^ set(queries.year_schedule(2026).working_days())
    assert others == {day}


def test_an_edit_is_recorded_with_its_reason_and_both_states() -> None:
    edit(date(2026, 2, 28), False)

    entry = AuditEntry.objects.get(action="calendars.day-edited")
    assert (entry.stream_id, entry.sequence, entry.actor) == ("2026", 2, "user:7")
    assert entry.details == {
        "day": "2026-02-28",
        "is_working": False,
        "before": ["make-up-workday", "春节"],
        "after": None,
        "reason": "国务院办公厅通知延长假期",
    }


def test_a_day_off_can_be_renamed() -> None:
    edit(date(2026, 2, 23), False, name="春节延长")

    renamed = [entry.name for entry in queries.year_schedule(2026).days if entry.day == date(2026, 2, 23)]
    assert renamed == ["春节延长"]


@pytest.mark.parametrize(
    ("day", "is_working", "changes", "refusal"),
    [
        (date(2026, 2, 24), False, {"reason": "  "}, ReasonMissing),
        (date(2027, 2, 24), False, {}, CalendarNotLoaded),
        (date(2026, 3, 3), True, {}, DayUnchanged),
        (date(2026, 3, 7), False, {}, DayUnchanged),
        (date(2026, 2, 23), False, {}, DayUnchanged),
        (date(2026, 10, 1), True, {}, DayNotAllowed),  # a weekday
        (date(2026, 10, 3), True, {}, DayNotAllowed),  # a Saturday
        (date(2026, 2, 24), False, {"name": " "}, DayNotAllowed),
        (date(2026, 2, 24), False, {"name": "长" * 41}, DayNotAllowed),
    ],
    ids=[
        "no-reason",
        "no-year",
        "works-already",
        "rests-already",
        "same-entry",
        "statutory-weekday",
        "statutory-weekend",
        "no-name",
        "long-name",
    ],
)
def test_a_refused_edit_changes_and_records_nothing(
    day: date, is_working: bool, changes: dict[str, Any], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal), transaction.atomic():
        edit(day, is_working, **changes)

    assert queries.year_schedule(2026) == shipped_schedule(2026)
    assert not AuditEntry.objects.filter(action="calendars.day-edited").exists()
