"""How the process holds the calendar: few statements, never a stale day for long."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.calendars import models, queries, services
from yichuang.foundation.calendars.tests.factories import shipped_file
from yichuang.kernel.ids import new_id

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """The monotonic clock of the cache, moved by the test."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(queries, "monotonic", clock)
    monkeypatch.setattr(queries, "CHECK_EVERY_SECONDS", 1.0)
    return clock


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    services.load_year_csv(content=shipped_file(2026), actor="system", at=AT)


def give_back_the_make_up_saturday() -> None:
    """What another process would have committed: rows changed behind this process's back."""
    models.ExceptionalDay.objects.filter(pk=date(2026, 2, 28)).delete()
    models.CalendarYear.objects.filter(pk=2026).update(revision=new_id())


def test_within_a_second_no_statement_runs(
    clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = queries.working_calendar()
    clock.now += 0.99

    with django_assert_num_queries(0):
        assert queries.working_calendar() is first


def test_after_a_second_one_statement_compares_revisions(
    clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = queries.working_calendar()
    clock.now += 1.0

    with django_assert_num_queries(1):
        assert queries.working_calendar() is first
    clock.now += 0.5
    with django_assert_num_queries(0):
        queries.working_calendar()


def test_another_process_is_heard_after_a_second(clock: Clock) -> None:
    assert queries.working_calendar().is_working_day(date(2026, 2, 28))

    give_back_the_make_up_saturday()
    clock.now += 0.5
    assert queries.working_calendar().is_working_day(date(2026, 2, 28))
    clock.now += 0.5
    assert not queries.working_calendar().is_working_day(date(2026, 2, 28))


def test_a_change_in_this_process_is_heard_at_once(clock: Clock) -> None:
    queries.working_calendar()

    services.load_year_csv(content=shipped_file(2025), actor="system", at=AT)

    assert queries.working_calendar().years == (2025, 2026)


def test_a_reader_between_the_change_and_its_commit_does_not_keep_the_old_calendar(
    clock: Clock, django_capture_on_commit_callbacks: object
) -> None:
    old = queries.working_calendar()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.edit_day(
            day=date(2026, 2, 24), is_working=False, name="春节", reason="通知", actor="system", at=AT
        )
        # another thread reads what is committed, which is still the old state
        queries._held = queries._Held(old, (), clock.now)

    assert not queries.working_calendar().is_working_day(date(2026, 2, 24))
