"""``make bench ONLY=due_dates``: due dates a second by the legal clock, against ``numpy.busday_offset``.

Both count working days from random days of the loaded calendar; numpy is given the holidays and the
make-up days of the same calendar as a week mask of seven days. It knows no suspensions, no units and
no year that is not loaded, and it does a whole array in one call: ``ratio`` is against it doing one
date a call, as the clock is asked for one case; ``floor_array`` is it at its best.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

ROUNDS = 7
DATES = 20_000


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from yichuang.foundation.calendars import queries as calendars
    from yichuang.foundation.clocks import queries as clocks
    from yichuang.foundation.clocks.types import Limit, LimitUnit

    calendar = calendars.working_calendar()
    first, last = date(2025, 1, 1), date(2026, 10, 31)
    days = [first + timedelta(n) for n in range((date(2026, 12, 31) - first).days + 1)]
    off = np.array([day for day in days if not calendar.is_working_day(day)], dtype="datetime64[D]")
    numpy_calendar = np.busdaycalendar(weekmask="1111111", holidays=off)
    chance = random.Random(20261123)
    starts = [first + timedelta(chance.randrange((last - first).days)) for _ in range(DATES)]
    amounts = [chance.randint(1, 30) for _ in starts]
    limits = {amount: Limit(amount, LimitUnit.WORKING_DAY) for amount in range(1, 31)}
    array = np.array(starts, dtype="datetime64[D]")
    offsets = np.array(amounts)

    def ours() -> list[date | None]:
        return [
            clocks.due_on(calendar, start_on=start, limit=limits[amount])
            for start, amount in zip(starts, amounts, strict=True)
        ]

    def one_by_one() -> list[date]:
        # the day of the start is not counted, wherever it falls: from the last working day up to it
        return [
            np.busday_offset(np.datetime64(start), amount, roll="backward", busdaycal=numpy_calendar).astype(
                date
            )
            for start, amount in zip(starts, amounts, strict=True)
        ]

    def at_once() -> np.ndarray:
        return np.busday_offset(array, offsets, roll="backward", busdaycal=numpy_calendar)

    if not ours() == one_by_one() == list(at_once().astype(date)):
        print("the clock and numpy disagree", file=sys.stderr)
        return 1
    rates: dict[str, list[float]] = {"ours": [], "one": [], "array": []}
    for _ in range(ROUNDS):
        for name, work in (("ours", ours), ("one", one_by_one), ("array", at_once)):
            rates[name].append(_per_second(work))
    value, floor, best = (statistics.median(rates[name]) for name in ("ours", "one", "array"))
    figure = {
        "name": "due_dates",
        "value": round(value),
        "unit": "dates/s",
        "floor": round(floor),
        "ratio": round(statistics.median(a / b for a, b in zip(rates["ours"], rates["one"], strict=True)), 3),
        "floor_array": round(best),
    }
    print(json.dumps(figure), flush=True)
    return 0


def _per_second(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return DATES / (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
