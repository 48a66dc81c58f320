"""Changes of the working calendar: load a year, edit a day. Whoever calls has checked the permission."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yichuang.foundation.calendars import models, queries, rules
from yichuang.foundation.calendars.errors import CalendarNotLoaded, DayNotAllowed, DayUnchanged, ReasonMissing
from yichuang.foundation.calendars.types import DayKind, ExceptionalDay, YearLoaded, YearSchedule
from yichuang.kernel import audit
from yichuang.kernel.ids import new_id
from yichuang.kernel.transactions import act


@act
def load_year_csv(*, content: bytes, actor: str, at: datetime) -> YearLoaded:
    """Load a year's working calendar (放假安排), replacing what stood there: whole or not at all.

    Edited days are replaced too; the answer names every date whose entry changed. Loading the same
    file twice changes nothing the second time. Due dates already fixed in cases stay as they are.

    Args:
        content: the file, see :func:`.rules.read_year_file`.
    Raises:
        CalendarFileRefused: every bad row is named; nothing was loaded.
    Concurrency: two loads of one year wait for each other on its row.
    """
    schedule = rules.read_year_file(content)
    _make_year(schedule, actor, at)
    row = models.CalendarYear.objects.select_for_update().get(pk=schedule.year)
    before = queries.year_schedule(schedule.year)
    changed = rules.differing_days(before.days, schedule.days)
    if before != schedule:
        _replace_days(schedule)
        row.source = schedule.source
        _revise(row, actor, at)
        audit.record(
            stream="calendar",
            stream_id=str(schedule.year),
            action="calendars.year-loaded",
            actor=actor,
            at=at,
            details={
                "source": schedule.source,
                "days": len(schedule.days),
                "changed": [d.isoformat() for d in changed],
            },
        )
    return YearLoaded(schedule.year, len(schedule.days), len(schedule.working_days()), changed)


@act
def edit_day(*, day: date, is_working: bool, name: str, reason: str, actor: str, at: datetime) -> None:
    """Make one day a working day or a day off (调整工作日), as when a notice is amended during the year.

    Args:
        name: what the day is called (春节延长); not needed when the day returns to its weekday.
        reason: the document the change follows; it goes into the audit log.
    Raises:
        ReasonMissing, CalendarNotLoaded, DayUnchanged
        DayNotAllowed: the law makes the day a holiday, or the entry has no name.
    """
    if not reason.strip():
        raise ReasonMissing()
    row = models.CalendarYear.objects.select_for_update().filter(pk=day.year).first()
    if row is None:
        raise CalendarNotLoaded(day.year)
    before = models.ExceptionalDay.objects.filter(pk=day).values_list("kind", "name").first()
    entry = _entry(day, is_working, name.strip())
    if (entry and (entry.kind.value, entry.name)) == before:
        raise DayUnchanged(f"{day.isoformat()} 已经是{'工作日' if is_working else '休息日'}，没有修改")
    models.ExceptionalDay.objects.filter(pk=day).delete()
    if entry:
        models.ExceptionalDay.objects.create(day=day, year=row, kind=entry.kind, name=entry.name)
    _revise(row, actor, at)
    audit.record(
        stream="calendar",
        stream_id=str(day.year),
        action="calendars.day-edited",
        actor=actor,
        at=at,
        details={
            "day": day.isoformat(),
            "is_working": is_working,
            "before": list(before) if before else None,
            "after": [entry.kind.value, entry.name] if entry else None,
            "reason": reason.strip(),
        },
    )


def _entry(day: date, is_working: bool, name: str) -> ExceptionalDay | None:
    """The row a day needs to be what is asked; None when its weekday already says so.

    Law: 全国年节及纪念日放假办法 §2 a statutory holiday is no working day
    """
    weekend = day.weekday() >= 5
    if is_working and not weekend:
        if day in dict(rules.fixed_holidays(day.year)):
            raise DayNotAllowed(f"{day.isoformat()} 是法定节日，不能改为工作日")
        return None
    if not is_working and weekend:
        return None
    entry = ExceptionalDay(day, DayKind.MAKE_UP_WORKDAY if is_working else DayKind.DAY_OFF, name)
    problem = rules.day_problem(entry)
    if problem or not name or len(name) > rules.NAME_LENGTH:
        raise DayNotAllowed(problem or f"名称应有 1 至 {rules.NAME_LENGTH} 字")
    return entry


def _make_year(schedule: YearSchedule, actor: str, at: datetime) -> None:
    """The year's row, unless it is there; of two writers at once one makes it and both find it."""
    row = models.CalendarYear(year=schedule.year, source=schedule.source, changed_at=at, changed_by=actor)
    models.CalendarYear.objects.bulk_create([row], ignore_conflicts=True)


def _replace_days(schedule: YearSchedule) -> None:
    models.ExceptionalDay.objects.filter(year_id=schedule.year).delete()
    models.ExceptionalDay.objects.bulk_create(
        models.ExceptionalDay(day=entry.day, year_id=schedule.year, kind=entry.kind, name=entry.name)
        for entry in schedule.days
    )


def _revise(row: models.CalendarYear, actor: str, at: datetime) -> None:
    row.revision, row.changed_at, row.changed_by = new_id(), at, actor
    row.save()
    queries.forget_working_calendar()
    # another thread may read the old rows again before this commits
    transaction.on_commit(queries.forget_working_calendar)
