"""Fixtures of every test. Those of one domain stand in its own ``tests`` folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars import services as calendar_services
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.kernel.messages import compile_catalogues
from yichuang.kernel.time import now

ROOT = Path(__file__).resolve().parent


def pytest_configure() -> None:
    """The English pages of a fresh clone have their words before the first test reads one."""
    compile_catalogues(ROOT)


@pytest.fixture(autouse=True)
def _own_calendar(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees another's working calendar, and none compares it by the wall clock."""
    monkeypatch.setattr(calendars, "CHECK_EVERY_SECONDS", float("inf"))
    calendars.forget_working_calendar()
    yield
    calendars.forget_working_calendar()


@pytest.fixture(autouse=True)
def _no_jobs_left(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a test committed is gone after it; Django itself does not know the tables of the jobs."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def working_calendar(db: None) -> WorkingCalendar:
    """The shipped years, loaded as an installation loads them."""
    for file in sorted((ROOT / "data" / "calendars").glob("*.csv")):
        calendar_services.load_year_csv(content=file.read_bytes(), actor="system", at=now())
    return calendars.working_calendar()
