"""The tables refuse what the rules refuse, whoever writes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from yichuang.foundation.calendars import services
from yichuang.foundation.calendars.models import CalendarYear, ExceptionalDay
from yichuang.foundation.calendars.tests.factories import shipped_file

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    services.load_year_csv(content=shipped_file(2026), actor="system", at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"year": 1999}, "calendar_year_is_plausible"),
        ({"year": 2100}, "calendar_year_is_plausible"),
        ({"source": ""}, "calendar_year_names_its_notice"),
    ],
)
def test_a_year_keeps_its_constraints(change: dict[str, Any], constraint: str) -> None:
    ExceptionalDay.objects.all().delete()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CalendarYear.objects.update(**change)


@pytest.mark.parametrize(
    ("day", "change", "constraint"),
    [
        (date(2026, 2, 28), {"kind": "day-off"}, "exceptional_day_differs_from_its_weekday"),
        (date(2026, 1, 1), {"kind": "make-up-workday"}, "exceptional_day_differs_from_its_weekday"),
        (date(2026, 1, 1), {"kind": "holiday"}, "exceptional_day_differs_from_its_weekday"),
        (date(2026, 1, 1), {"day": date(2026, 1, 3)}, "exceptional_day_differs_from_its_weekday"),
        (date(2026, 1, 1), {"day": date(2027, 1, 1)}, "exceptional_day_lies_in_its_year"),
        (date(2026, 1, 1), {"day": date(2026, 1, 2)}, "calendars_exceptionalday_pkey"),
        (date(2026, 1, 1), {"name": ""}, "exceptional_day_has_a_name"),
    ],
)
def test_a_day_keeps_its_constraints(day: date, change: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ExceptionalDay.objects.filter(pk=day).update(**change)
