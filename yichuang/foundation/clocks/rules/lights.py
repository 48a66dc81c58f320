"""A due date as a light with words (时限灯). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks.rules.limits import Stop, counted_working_days, stopped_stretches
from yichuang.foundation.clocks.types import Deadline, Light, LightPolicy, Phrase, Suspension
from yichuang.kernel.time import legal_date

WORDS = {
    Phrase.NO_LIMIT: "没有规定时限",
    Phrase.REMAINING: "剩 {n} 个工作日",
    Phrase.LESS_THAN_A_DAY: "剩余不足 1 个工作日",
    Phrase.DUE_TODAY: "今天到期",
    Phrase.OVERDUE: "超期 {n} 个工作日",
    Phrase.JUST_OVERDUE: "已超期",
    Phrase.PAUSED: "暂停计时，剩 {n} 个工作日",
    Phrase.CLOSED_EARLY: "提前 {n} 个工作日办结",
    Phrase.CLOSED_IN_TIME: "按期办结",
    Phrase.CLOSED_LATE: "超期办结",
}
DEFAULT_POLICY = LightPolicy()


def deadline(
    calendar: WorkingCalendar,
    *,
    due_on: date | None,
    at: datetime,
    started_on: date | None = None,
    suspensions: Iterable[Suspension] = (),
    closed_on: date | None = None,
    policy: LightPolicy = DEFAULT_POLICY,
) -> Deadline:
    """What a due date looks like at a moment (时限灯).

    Law: 行政许可法 §45 stopped days are not among those left
    Policy: yellow from 1 working day or a fifth of the whole time, whichever is more; the usual
        warning of efficiency supervision, an administrator's to change.

    Args:
        due_on: as :func:`.limits.due_on` fixed it with the same suspensions; None is unknown.
        started_on: needed to know the whole time; without it only the floor of the policy warns.
        closed_on: the legal date of the completion, when there is one.
    """
    if due_on is None:
        return _deadline(Light.DONE if closed_on else Light.GREEN, None, None, Phrase.NO_LIMIT)
    # a stop that begins after the due date never moved it and stops nothing
    stops = [stop for stop in stopped_stretches(suspensions, started_on or date.min) if stop.after <= due_on]
    today = closed_on or legal_date(at)
    if today > due_on:
        remaining = calendar.working_days_between(today, due_on)
    else:
        remaining = counted_working_days(calendar, today, due_on, stops)
    if closed_on:
        return _deadline(Light.DONE, due_on, remaining, _closing(closed_on, due_on, remaining))
    if today > due_on:
        return _deadline(Light.RED, due_on, remaining, Phrase.OVERDUE if remaining else Phrase.JUST_OVERDUE)
    if today == due_on:
        return _deadline(Light.YELLOW, due_on, 0, Phrase.DUE_TODAY)
    if any(stop.after <= today <= stop.until for stop in stops):
        return _deadline(Light.PAUSED, due_on, remaining, Phrase.PAUSED)
    light = Light.YELLOW if _is_near(calendar, remaining, started_on, due_on, stops, policy) else Light.GREEN
    return _deadline(light, due_on, remaining, Phrase.REMAINING if remaining else Phrase.LESS_THAN_A_DAY)


def _deadline(light: Light, due_on: date | None, remaining: int | None, phrase: Phrase) -> Deadline:
    return Deadline(light, due_on, remaining, WORDS[phrase].format(n=abs(remaining or 0)), phrase)


def _closing(closed_on: date, due_on: date, remaining: int) -> Phrase:
    if closed_on > due_on:
        return Phrase.CLOSED_LATE
    return Phrase.CLOSED_EARLY if remaining else Phrase.CLOSED_IN_TIME


def _is_near(
    calendar: WorkingCalendar,
    remaining: int,
    started_on: date | None,
    due_on: date,
    stops: list[Stop],
    policy: LightPolicy,
) -> bool:
    whole = counted_working_days(calendar, started_on, due_on, stops) if started_on else 0
    return remaining <= policy.floor_working_days or remaining * 100 <= whole * policy.share_percent
