"""Loading a year: what changes, what is recorded, and that a refused file leaves no trace."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from yichuang.foundation.calendars import models, queries, services
from yichuang.foundation.calendars.errors import CalendarFileRefused, CalendarNotLoaded, YearUnknown
from yichuang.foundation.calendars.tests.factories import shipped_file, shipped_schedule
from yichuang.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]
AT = datetime(2025, 11, 5, 1, tzinfo=UTC)


def load(content: bytes):  # type: ignore[no-untyped-def]
    return services.load_year_csv(content=content, actor="user:1", at=AT)


def test_a_loaded_year_is_what_its_file_says() -> None:
    loaded = load(shipped_file(2026))

    assert (loaded.year, loaded.days, loaded.working_days, len(loaded.changed_days)) == (2026, 25, 248, 25)
    assert queries.year_schedule(2026) == shipped_schedule(2026)
    assert queries.loaded_years() == (2026,)
    assert queries.working_calendar().add_working_days(date(2026, 2, 11), 20) == date(2026, 3, 17)
    entry = AuditEntry.objects.get(stream="calendar", stream_id="2026")
    assert (entry.action, entry.actor, entry.at) == ("calendars.year-loaded", "user:1", AT)


def test_loading_the_same_file_again_changes_and_records_nothing() -> None:
    load(shipped_file(2026))
    revision = models.CalendarYear.objects.get(pk=2026).revision

    again = load(shipped_file(2026))

    assert again.changed_days == ()
    assert models.CalendarYear.objects.get(pk=2026).revision == revision
    assert AuditEntry.objects.filter(stream="calendar").count() == 1


def test_an_amended_notice_replaces_the_year_and_names_the_days_that_changed() -> None:
    load(shipped_file(2026))
    amended = shipped_file(2026).replace(b"2026-05-09,make-up-workday", b"2026-05-10,make-up-workday")

    loaded = load(amended)

    assert loaded.changed_days == (date(2026, 5, 9), date(2026, 5, 10))
    assert queries.working_calendar().is_working_day(date(2026, 5, 10))
    assert not queries.working_calendar().is_working_day(date(2026, 5, 9))


def test_a_new_source_alone_is_a_change() -> None:
    load(shipped_file(2026))

    loaded = load(shipped_file(2026).replace("7号".encode(), "8号".encode()))

    assert loaded.changed_days == ()
    assert "8号" in queries.year_schedule(2026).source
    assert AuditEntry.objects.filter(stream="calendar").count() == 2


def test_a_refused_file_changes_nothing() -> None:
    load(shipped_file(2026))
    before = models.CalendarYear.objects.values().get(pk=2026)

    with pytest.raises(CalendarFileRefused), transaction.atomic():
        load(shipped_file(2026).replace(b"2026-05-09", b"2026-05-13"))

    assert models.CalendarYear.objects.values().get(pk=2026) == before
    assert queries.year_schedule(2026) == shipped_schedule(2026)
    assert AuditEntry.objects.filter(stream="calendar").count() == 1


def test_years_stand_beside_each_other() -> None:
    load(shipped_file(2026))
    load(shipped_file(2025))

    assert queries.working_calendar().years == (2025, 2026)
    assert queries.working_calendar().add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 4)


def test_without_any_year_everything_is_refused() -> None:
    with pytest.raises(CalendarNotLoaded):
        queries.working_calendar().is_working_day(date(2026, 1, 1))
    with pytest.raises(YearUnknown):
        queries.year_schedule(2026)
