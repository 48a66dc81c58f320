"""All cases of the history in their order: begun once, continued where it stopped, never twice.

What was made is read from the audit log, where every case of the history is entered in the
transaction that makes it. So the history knows itself after a crash, a restore and a new release.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from django.db import connection

from config.history.county import County, read_county
from config.history.life import MADE, PLANNED, STREAM, STREAM_ID, live, live_plan
from config.history.plans import PLANS
from config.history.schedule import days_of_cases, year_until
from config.sample import SampleRefused, authorise_for_history
from yichuang.foundation.calendars import queries as calendars
from yichuang.kernel import audit
from yichuang.kernel.errors import DomainError
from yichuang.kernel.models import AuditEntry
from yichuang.kernel.time import SHANGHAI, legal_date

CASES = 1_200
BEGUN, PASSED_OVER, DONE = "history-begun", "case-passed-over", "history-done"
PLAN_PASSED_OVER = "plan-passed-over"

# jobs the worker may have waiting before the next case: what a person just did is never far behind
BACKLOG = 40
_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 20.0

_WAITING = """
SELECT (SELECT count(*) FROM kernel_outboxevent WHERE relayed_at IS NULL)
     + (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = 'events')
"""


@dataclass(frozen=True)
class Progress:
    """How far the history is.

    Attributes:
        first, last: its days; None before it was begun.
        planned: cases it will have.
        next_index: the first case that was not tried yet.
        made: cases that are there.
        passed_over: cases that were refused because somebody had changed the county.
        plans: the plans that were tried.
    """

    first: date | None = None
    last: date | None = None
    planned: int = 0
    next_index: int = 0
    made: int = 0
    passed_over: int = 0
    plans: frozenset[str] = frozenset()
    is_done: bool = False


def progress() -> Progress:
    """How far the history is, read from the audit log."""
    found = Progress()
    entries = AuditEntry.objects.filter(stream=STREAM, stream_id=STREAM_ID).order_by("sequence")
    for action, details in entries.values_list("action", "details"):
        if action == BEGUN:
            found = replace(
                found,
                first=date.fromisoformat(details["first"]),
                last=date.fromisoformat(details["last"]),
                planned=int(details["cases"]),
            )
        elif action == DONE:
            found = replace(found, is_done=True)
        elif action in (PLANNED, PLAN_PASSED_OVER):
            found = replace(found, plans=found.plans | {details["plan"]})
        else:
            found = replace(
                found,
                next_index=max(found.next_index, int(details["index"]) + 1),
                made=found.made + (action == MADE),
                passed_over=found.passed_over + (action == PASSED_OVER),
            )
    return found


def make_history(
    *,
    at: datetime,
    cases: int = CASES,
    tell: Callable[[Progress], None] = lambda found: None,
    in_haste: bool = False,
) -> Progress:
    """Make the history, or what of it is missing (生成样例历史).

    Its last day is the day before it was begun; a later call goes on with the same days.

    Args:
        at: now. What would happen later has not happened.
        cases: how many, when it is begun now.
        tell: hears how far it is, every so often.
        in_haste: do not wait for the worker, which then has the documents of all of them to print.

    Raises:
        SampleRefused: the sample county is not loaded.

    Concurrency: one at a time; a second caller is told how far the first is.
    """
    with _alone() as is_first:
        if not is_first:
            return progress()
        found = progress() if progress().first else _begin(at, cases)
        if found.is_done or found.first is None or found.last is None:
            return found
        until = datetime.combine(found.last + timedelta(days=1), clock_time(0), SHANGHAI)
        county = read_county(until=until)
        days = days_of_cases(county.calendar, found.first, found.last, found.planned)
        pace = _Pace(in_haste)
        for index in range(found.next_index, len(days)):
            pace.wait()
            _make(county, index, days[index], found.first)
            if (index + 1) % 50 == 0:
                tell(progress())
        for name in sorted(PLANS.keys() - found.plans):
            _plan(county, name, found.last)
        _note(DONE, at, {"cases": len(days)})
        return progress()


def _begin(at: datetime, cases: int) -> Progress:
    """Fix the days of the history, and give the papers that were in force on them."""
    calendar = calendars.working_calendar()
    if not calendar.years:
        raise SampleRefused("样例县还没有装入，先运行 yichuang sample load。")
    first, last = year_until(legal_date(at), calendar)
    authorise_for_history(first=first, last=last)
    _note(BEGUN, at, {"first": first.isoformat(), "last": last.isoformat(), "cases": cases})
    return progress()


def _make(county: County, index: int, day: date, first: date) -> None:
    """One case. What a changed county refuses is noted and passed over."""
    try:
        made = live(county=county, index=index, day=day, first=first)
        reason = "" if made else "not-yet"
    except DomainError as refusal:
        reason = refusal.code
    if reason:
        _note(PASSED_OVER, county.until, {"index": index, "reason": reason})


def _plan(county: County, name: str, last: date) -> None:
    """One plan. What a changed county refuses is noted and passed over."""
    try:
        live_plan(county=county, name=name, last=last)
    except DomainError as refusal:
        _note(PLAN_PASSED_OVER, county.until, {"plan": name, "reason": refusal.code})


def _note(action: str, at: datetime, details: dict[str, object]) -> None:
    audit.record(stream=STREAM, stream_id=STREAM_ID, action=action, actor="system", at=at, details=details)


class _Pace:
    """Keeps the worker's queue short, so that nobody who works meanwhile waits behind the history."""

    def __init__(self, in_haste: bool) -> None:
        self.in_haste = in_haste

    def wait(self) -> None:
        """Wait until little is left; a queue that does not get shorter has no worker."""
        if self.in_haste:
            return
        before, since = self._waiting(), time.monotonic()
        while (waiting := self._waiting()) > BACKLOG:
            if waiting < before:
                before, since = waiting, time.monotonic()
            if time.monotonic() - since > _PATIENCE_SECONDS:
                return
            time.sleep(_LOOK_SECONDS)

    @staticmethod
    def _waiting() -> int:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            return int(cursor.fetchone()[0])


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else makes the history meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended('sample-history', 0))")
        (is_first,) = cursor.fetchone()
    try:
        yield is_first
    finally:
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended('sample-history', 0))")
