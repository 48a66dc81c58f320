"""The morning message (早报) of every officer."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.approval import queries
from yichuang.casework.approval.queries import MorningFigures
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.notices import services as notices
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act


@act
def send_morning_lists(*, at: datetime) -> int:
    """Tell every officer what is due (早报), once a working day; returns how many were written to.

    Who has nothing open, in a department in which nothing waits, is left in peace. Doing it again on
    the same day changes nothing.

    Policy: this project — the list goes to who examines and to who heads the department.

    Raises:
        CalendarNotLoaded: whether today is a working day is not known.
    """
    today = legal_date(at)
    if not calendars.working_calendar().is_working_day(today):
        return 0
    groups = queries.due_groups(today=today, soon_until=queries.soon_until(today))
    told = 0
    for actor in accounts.staff_who_may(Act.CLAIM, at=at):
        figures = queries.morning_figures(groups, actor)
        if figures.mine.all == figures.nobody.all == 0:
            continue
        notices.notify_staff(
            user_id=actor.user_id,
            template="morning-list",
            context=_values(figures) | {"date": today.isoformat()},
            at=at,
            dedupe_key=f"approval.morning-list:{actor.user_id}:{today.isoformat()}",
        )
        told += 1
    return told


def _values(figures: MorningFigures) -> dict[str, str]:
    parts = {"mine": figures.mine, "nobody": figures.nobody, "department": figures.department}
    return {
        f"{part}_{name}": str(getattr(counts, name))
        for part, counts in parts.items()
        for name in ("all", "late", "today", "soon")
    }
