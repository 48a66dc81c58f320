"""Fixtures of every test. Those of one domain stand in its own ``tests`` folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars import services as calendar_services
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.kernel.messages import compile_catalogues
from yichuang.kernel.tests.at_once import at_once  # noqa: F401 - a fixture
from yichuang.kernel.time import now

ROOT = Path(__file__).resolve().parent
JOB_TABLES = (
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)


# the same examples on every machine, however slow; `--hypothesis-profile=explore` looks for others
hypothesis.settings.register_profile("explore", deadline=None)
hypothesis.settings.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("same")


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


@pytest.fixture(autouse=True, scope="session")
def _quick_flush() -> Iterator[None]:
    """Empty the tables after a test with real transactions by DELETE.

    Django truncates them, which takes seconds for a hundred small tables, and does not know those
    of the jobs. What Django itself fills after migrations stays.
    """
    kept = {"django_content_type", "auth_permission"}

    def deletes(_: DatabaseOperations, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        emptied = [*(table for table in tables if table not in kept), *JOB_TABLES]
        return [
            "SET LOCAL session_replication_role = replica",
            *(f'DELETE FROM "{name}"' for name in emptied),  # noqa: S608 - names of our tables
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", deletes)
        yield


@pytest.fixture
def working_calendar(db: None) -> WorkingCalendar:
    """The shipped years, loaded as an installation loads them."""
    for file in sorted((ROOT / "data" / "calendars").glob("*.csv")):
        calendar_services.load_year_csv(content=file.read_bytes(), actor="system", at=now())
    return calendars.working_calendar()
