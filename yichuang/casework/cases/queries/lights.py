"""The light of a case (时限灯), for one case in Python and for many in the database, by the same rules.

What runs is the five working days of the answer while a case is received, and the authority's promise
once it is accepted. Nothing of the authority runs while the applicant has to correct.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from yichuang.casework.cases import rules
from yichuang.casework.cases.types import CaseStatus
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Deadline, Light, LightPolicy, Suspension
from yichuang.kernel.time import legal_date

_ONE_DAY = timedelta(days=1)
_POLICY = LightPolicy()


class Timed(Protocol):
    """What a light is worked out from."""

    @property
    def status(self) -> CaseStatus: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def answer_due_on(self) -> date: ...
    @property
    def accepted_at(self) -> datetime | None: ...
    @property
    def promised_due_on(self) -> date | None: ...
    @property
    def decided_at(self) -> datetime | None: ...
    @property
    def completed_at(self) -> datetime | None: ...


def light_of(case: Timed, calendar: WorkingCalendar, at: datetime) -> tuple[Light | None, Deadline | None]:
    """The light of a case, and the deadline it stands for.

    Returns:
        Neither while the applicant has to act. A light without a deadline when the case ended without a
        decision, which keeps no promise, or when the calendar does not reach that far but the light is
        certain.
    """
    today, ended = legal_date(at), case.decided_at or case.completed_at
    due_on: date | None
    if case.status is CaseStatus.RECEIVED:
        due_on, started_at = case.answer_due_on, case.received_at
    elif case.accepted_at and (case.decided_at or not case.completed_at):
        due_on, started_at = case.promised_due_on, case.accepted_at
    else:
        return (Light.DONE if ended else None), None
    is_stopped = case.status in rules.STOPPED
    try:
        found = clocks.deadline(
            calendar,
            due_on=due_on,
            at=at,
            # a clock that stands still warns of nothing, so how long it ran does not matter
            started_on=None if is_stopped else legal_date(started_at),
            suspensions=[Suspension(today - _ONE_DAY, today, case.status.value)] if is_stopped else (),
            closed_on=legal_date(ended) if ended else None,
            policy=_POLICY,
        )
    except CalendarNotLoaded:
        return _certain_light(due_on, today, is_ended=ended is not None, is_stopped=is_stopped), None
    return found.light, found


def light_for(case: Timed, at: datetime) -> tuple[Light | None, Deadline | None]:
    """The light of one case under the calendar in force."""
    return light_of(case, calendars.working_calendar(), at)


def _certain_light(due_on: date | None, today: date, *, is_ended: bool, is_stopped: bool) -> Light | None:
    """What can be said without counting working days."""
    if is_ended:
        return Light.DONE
    if due_on and due_on < today:
        return Light.RED
    return Light.PAUSED if is_stopped else None


def has_light(light: Light, calendar: WorkingCalendar, today: date) -> Q:
    """The cases whose light this is: :func:`light_of` as a condition of the database."""
    ended = Q(decided_at__isnull=False) | Q(completed_at__isnull=False)
    if light is Light.DONE:
        return ended
    answers = Q(status=CaseStatus.RECEIVED.value)
    promises = ~answers & Q(accepted_at__isnull=False)
    stopped = Q(status__in=sorted(status.value for status in rules.STOPPED))
    if light is Light.PAUSED:
        found = promises & stopped & Q(promised_due_on__gt=today)
    elif light is Light.RED:
        found = answers & Q(answer_due_on__lt=today) | promises & Q(promised_due_on__lt=today)
    elif light is Light.YELLOW:
        found = answers & _yellow("answer_due_on", "received_at", calendar, today) | promises & (
            _yellow("promised_due_on", "accepted_at", calendar, today, running=~stopped)
        )
    else:
        found = answers & _green("answer_due_on", "received_at", calendar, today) | promises & (
            Q(promised_due_on__isnull=True)
            | _green("promised_due_on", "accepted_at", calendar, today, running=~stopped)
        )
    return is_open() & ~ended & found


def is_open() -> Q:
    """The cases that are still owed something, in the words of the index of open cases."""
    return ~Q(status__in=sorted(status.value for status in rules.FINAL))


def _yellow(due: str, started: str, calendar: WorkingCalendar, today: date, *, running: Q | None = None) -> Q:
    near = Q(**{f"{due}__gt": today}) & Q(_near(due, started, calendar, today))
    return Q(**{due: today}) | (near & running if running else near)


def _green(due: str, started: str, calendar: WorkingCalendar, today: date, *, running: Q | None = None) -> Q:
    far = Q(**{f"{due}__gt": today}) & Q(_near(due, started, calendar, today, wanted=False))
    return far & running if running else far


# the formula of clocks' _is_near; ranks are working days so far, none for a day of an unloaded year
_NEAR = """
(SELECT CASE
    WHEN line.ranks[{due} - line.first + 1] IS NULL OR line.today IS NULL
        OR line.ranks[({started} AT TIME ZONE 'Asia/Shanghai')::date - line.first + 1] IS NULL THEN NULL
    ELSE line.ranks[{due} - line.first + 1] - line.today <= %s
        OR (line.ranks[{due} - line.first + 1] - line.today) * 100
        <= (line.ranks[{due} - line.first + 1]
            - line.ranks[({started} AT TIME ZONE 'Asia/Shanghai')::date - line.first + 1]) * %s
    END
 FROM (SELECT %s::int[] AS ranks, %s::date AS first, %s::int AS today) line) = %s
"""


def _near(due: str, started: str, calendar: WorkingCalendar, today: date, *, wanted: bool = True) -> RawSQL:
    first, ranks = calendar.ranks()
    place = (today - first).days
    rank_today = ranks[place] if 0 <= place < len(ranks) else None
    columns = {"due": f'"cases_case"."{due}"', "started": f'"cases_case"."{started}"'}
    return RawSQL(  # noqa: S611 - constants only; values are parameters
        _NEAR.format(**columns),
        [_POLICY.floor_working_days, _POLICY.share_percent, list(ranks), first, rank_today, wanted],
        output_field=BooleanField(),
    )
