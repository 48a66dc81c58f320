"""A light is one thing in a list's row and in its filter: the database against Python, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yichuang.casework.cases import queries, rules
from yichuang.casework.cases.models import Case
from yichuang.casework.cases.queries.lights import has_light
from yichuang.casework.cases.tests.births import born, go
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.types import ActKind, CaseStatus, FoundCase
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.calendars.tests.factories import shipped_schedule
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks.types import Light, Phrase
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date

CALENDAR = WorkingCalendar.of(shipped_schedule(year) for year in (2024, 2025, 2026))
UNANSWERED = (CaseStatus.RECEIVED, CaseStatus.CORRECTION)
ENDED_UNACCEPTED = (CaseStatus.NOT_ACCEPTED, CaseStatus.LAPSED, CaseStatus.WITHDRAWN, CaseStatus.VOIDED)
RUNNING = (CaseStatus.ACCEPTED, CaseStatus.IN_REVIEW, *sorted(rules.STOPPED))
DECIDED = (CaseStatus.GRANTED, CaseStatus.REFUSED, CaseStatus.AWAITING_ISSUE)
ENDED = (CaseStatus.DELIVERED, CaseStatus.TERMINATED, CaseStatus.WITHDRAWN)

MOMENTS = st.datetimes(datetime(2024, 1, 2), datetime(2026, 12, 30), timezones=st.just(UTC))


def a_row(status: CaseStatus, received_at: datetime, **changes: Any) -> dict[str, Any]:
    """A row of the table as search reads it."""
    row: dict[str, Any] = {
        "id": new_id(),
        "number": "990101202602110000010",
        "status": status,
        "name": "事项",
        "handling_code": "1",
        "region_code": "990101",
        "organisation_id": new_id(),
        "outlet_id": new_id(),
        "window_id": None,
        "applicant_id": new_id(),
        "channel": "window",
        "received_at": received_at,
        "answer_due_on": _after(legal_date(received_at), 5),
        "accepted_at": None,
        "promised_due_on": None,
        "statutory_due_on": None,
        "decided_at": None,
        "completed_at": None,
        "completion_code": None,
    }
    return row | changes


def _after(day: date, working_days: int) -> date:
    try:
        return CALENDAR.add_working_days(day, working_days)
    except CalendarNotLoaded:
        return day + timedelta(days=working_days + 2)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """A case in any state, whose dates follow one another as they do in life."""
    received_at = draw(MOMENTS)
    status = draw(st.sampled_from((*UNANSWERED, *ENDED_UNACCEPTED, *RUNNING, *DECIDED, *ENDED)))
    later = st.timedeltas(timedelta(0), timedelta(days=400))
    if status in UNANSWERED:
        return a_row(status, received_at)
    if status in ENDED_UNACCEPTED and draw(st.booleans()):
        return a_row(status, received_at, completed_at=received_at + draw(later))
    accepted_at = received_at + draw(st.timedeltas(timedelta(0), timedelta(days=9)))
    limit = draw(st.one_of(st.none(), st.integers(0, 12), st.integers(0, 260)))
    facts: dict[str, Any] = {
        "accepted_at": accepted_at,
        "promised_due_on": None if limit is None else _after(legal_date(accepted_at), limit),
    }
    if status in DECIDED:
        facts["decided_at"] = accepted_at + draw(later)
    elif status not in RUNNING:
        facts["completed_at"] = accepted_at + draw(later)
    return a_row(status, received_at, **facts)


@pytest.fixture
def stand_in(db: None) -> None:
    """A table of the same name without constraints: any row can be, and queries find it first."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE cases_case (LIKE public.cases_case INCLUDING DEFAULTS)")
        for column in ("version_id", "item_code", "item_type", "handling_type", "answers", "progress_token"):
            cursor.execute(f"ALTER TABLE pg_temp.cases_case ALTER {column} DROP NOT NULL")
        cursor.execute("ALTER TABLE pg_temp.cases_case ALTER act_count DROP NOT NULL")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(rows(), min_size=1, max_size=25), at=MOMENTS)
def test_the_filter_finds_what_shows_the_light(
    stand_in: None, cases: list[dict[str, Any]], at: datetime
) -> None:
    at = max(at, *(row["accepted_at"] or row["received_at"] for row in cases))  # no list is of the future
    shown: dict[Light | None, set[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pg_temp.cases_case")
        for row in cases:
            columns = ", ".join(row)
            cursor.execute(
                f"INSERT INTO pg_temp.cases_case ({columns}) VALUES ({', '.join(['%s'] * len(row))})",
                [value.value if isinstance(value, CaseStatus) else value for value in row.values()],
            )
    for row in cases:
        light, _ = queries.light_of(FoundCase(**row, light=None, deadline=None), CALENDAR, at)
        shown.setdefault(light, set()).add(row["id"])

    for light in Light:
        found = Case.objects.filter(has_light(light, CALENDAR, legal_date(at)))
        assert set(found.values_list("id", flat=True)) == shown.get(light, set()), light


def light(
    status: CaseStatus,
    received_at: datetime,
    at: datetime,
    calendar: WorkingCalendar = CALENDAR,
    **facts: Any,
) -> tuple[Light | None, Any]:
    row = FoundCase(**a_row(status, received_at, **facts), light=None, deadline=None)
    found, deadline = queries.light_of(row, calendar, at)
    return found, deadline.phrase if deadline else None


WEDNESDAY = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)
ACCEPTED = {"accepted_at": WEDNESDAY, "promised_due_on": date(2026, 4, 1)}  # 20 working days


@pytest.mark.parametrize(
    ("status", "day", "facts", "expected"),
    [
        (CaseStatus.RECEIVED, date(2026, 3, 9), {}, (Light.GREEN, Phrase.REMAINING)),
        (CaseStatus.RECEIVED, date(2026, 3, 10), {}, (Light.YELLOW, Phrase.REMAINING)),
        (CaseStatus.RECEIVED, date(2026, 3, 11), {}, (Light.YELLOW, Phrase.DUE_TODAY)),
        (CaseStatus.RECEIVED, date(2026, 3, 12), {}, (Light.RED, Phrase.OVERDUE)),
        (CaseStatus.CORRECTION, date(2026, 3, 30), {}, (None, None)),
        (CaseStatus.LAPSED, date(2026, 3, 30), {"completed_at": WEDNESDAY}, (Light.DONE, None)),
        (CaseStatus.ACCEPTED, date(2026, 3, 25), ACCEPTED, (Light.GREEN, Phrase.REMAINING)),
        (CaseStatus.ACCEPTED, date(2026, 3, 26), ACCEPTED, (Light.YELLOW, Phrase.REMAINING)),
        (CaseStatus.IN_REVIEW, date(2026, 4, 1), ACCEPTED, (Light.YELLOW, Phrase.DUE_TODAY)),
        (CaseStatus.IN_REVIEW, date(2026, 4, 2), ACCEPTED, (Light.RED, Phrase.OVERDUE)),
        (CaseStatus.SPECIAL_PROCEDURE, date(2026, 3, 31), ACCEPTED, (Light.PAUSED, Phrase.PAUSED)),
        (CaseStatus.SPECIAL_PROCEDURE, date(2026, 4, 2), ACCEPTED, (Light.RED, Phrase.OVERDUE)),
        (CaseStatus.ACCEPTED, date(2026, 4, 9), {"accepted_at": WEDNESDAY}, (Light.GREEN, Phrase.NO_LIMIT)),
        (
            CaseStatus.GRANTED,
            date(2026, 4, 9),
            ACCEPTED | {"decided_at": WEDNESDAY + timedelta(days=1)},
            (Light.DONE, Phrase.CLOSED_EARLY),
        ),
        (
            CaseStatus.TERMINATED,
            date(2026, 4, 9),
            ACCEPTED | {"completed_at": WEDNESDAY + timedelta(days=1)},
            (Light.DONE, None),
        ),
        (
            CaseStatus.DELIVERED,
            date(2026, 4, 9),
            ACCEPTED
            | {"decided_at": WEDNESDAY + timedelta(days=40), "completed_at": WEDNESDAY + timedelta(days=41)},
            (Light.DONE, Phrase.CLOSED_LATE),
        ),
    ],
)
def test_what_runs_is_the_answer_and_then_the_promise(
    status: CaseStatus, day: date, facts: dict[str, Any], expected: tuple[Light | None, Phrase | None]
) -> None:
    at = datetime.combine(day, time(1, 30), UTC)

    assert light(status, WEDNESDAY, at, **facts) == expected


def test_beyond_the_calendar_only_what_is_certain_is_said() -> None:
    """A year that is not loaded never hides a list, and is never guessed."""
    only_2026 = WorkingCalendar.of([shipped_schedule(2026)])
    long_ago = datetime(2025, 3, 3, 1, 30, tzinfo=UTC)
    accepted = {"accepted_at": long_ago, "promised_due_on": date(2025, 3, 31)}
    ahead = {"accepted_at": WEDNESDAY, "promised_due_on": date(2027, 2, 1)}

    def here(status: CaseStatus, **facts: Any) -> tuple[Light | None, Any]:
        return light(status, long_ago, WEDNESDAY, only_2026, **facts)

    assert here(CaseStatus.DELIVERED, **accepted, completed_at=long_ago) == (Light.DONE, None)
    assert here(CaseStatus.IN_REVIEW, **accepted) == (Light.RED, None)
    assert here(CaseStatus.IN_REVIEW, **ahead) == (None, None)
    assert here(CaseStatus.SUSPENDED, **ahead) == (Light.PAUSED, None)


def test_the_list_of_a_window_has_what_its_lights_need(county: County) -> None:
    """The counter shows the same lights as the search."""
    received = born(county).case
    accepted = go(county, born(county, at=AT + timedelta(minutes=1)).case.number, ActKind.ACCEPT)

    rows = queries.recent_of_window(county.a1.id)

    shown = {row.number: queries.light_of(row, CALENDAR, AT) for row in rows}
    assert {number: light for number, (light, _) in shown.items()} == {
        received.number: Light.GREEN,
        accepted.number: Light.GREEN,
    }
    assert shown == {case.number: queries.light_of(case, CALENDAR, AT) for case in (received, accepted)}
