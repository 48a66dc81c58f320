"""Opening hours as a page says them: 现在开着，12:00 关."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from yichuang.foundation.places.types.hours import (
    DayHours,
    Opening,
    OpeningDay,
    OpeningState,
    WeekHours,
    clock_words,
)
from yichuang.kernel.templatetags.look import day as day_words
from yichuang.kernel.templatetags.look import weekday
from yichuang.kernel.time import SHANGHAI, legal_date

_ORDINARY = set(tuple(OpeningDay)[:7])


@dataclass(frozen=True)
class DayLine:
    """One day of the coming week in words. ``note``: why it is not as on other such days."""

    name: str
    hours: str
    note: str
    is_today: bool


def opening_words(opening: Opening, at: datetime) -> str:
    """Whether it is open, and until or from when."""
    if opening.state is OpeningState.UNKNOWN:
        return _("开放时间请先打电话问")
    if opening.state is OpeningState.OPEN:
        if opening.until is None:
            return _("现在开着")
        return _("现在开着，%(when)s 关") % {"when": _when(opening.until, at)}
    if opening.next_at is None:
        return _("现在关着")
    return _("现在关着，%(when)s 开") % {"when": _when(opening.next_at, at)}


def hours_words(found: DayHours) -> str:
    """The hours of a day: 9:00–12:00、13:30–17:30, 不开, or that nobody knows yet."""
    if found.spans is None:
        return _("还没有公布放假安排，请先打电话问")
    return _("、").join(map(str, found.spans)) or _("不开")


def today_words(hours: WeekHours, found: DayHours) -> str:
    """今天 9:00–12:00、13:30–17:30; empty without recorded hours."""
    if not hours:
        return ""
    said = _("今天 %(hours)s") % {"hours": hours_words(found)}
    note = _note(found)
    return f"{said} · {note}" if note else said


def day_line(found: DayHours, at: datetime) -> DayLine:
    """One line of the coming week."""
    return DayLine(
        name=f"{day_words(found.on)} {weekday(found.on)}",
        hours=hours_words(found),
        note=_note(found),
        is_today=found.on == legal_date(at),
    )


def _note(found: DayHours) -> str:
    return "" if found.day is None or found.day in _ORDINARY else _(found.day.label)


def _when(moment: datetime, at: datetime) -> str:
    """A clock time, with its day when it is not today's."""
    local = moment.astimezone(SHANGHAI)
    clock = clock_words(local.hour * 60 + local.minute)
    today = legal_date(at)
    if local.date() == today:
        return clock
    if local.date() == today + timedelta(days=1):
        return _("明天 %(clock)s") % {"clock": clock}
    return f"{day_words(local)}{_('（%(weekday)s）') % {'weekday': weekday(local)}} {clock}"
