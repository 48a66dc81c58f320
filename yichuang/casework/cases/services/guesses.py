"""Look-ups of progress that may fail are counted (查询防刷): by source, by case number and in all."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from yichuang.casework.cases.errors import TooManyGuesses
from yichuang.casework.cases.models import ProgressGuess
from yichuang.kernel.crypto import blind_index
from yichuang.kernel.transactions import act

_BOOK_GUESS = """
INSERT INTO cases_progressguess (bucket, count, ends_at)
SELECT bucket, 1, %s FROM unnest(%s::text[]) bucket ORDER BY bucket
ON CONFLICT (bucket) DO UPDATE SET count = cases_progressguess.count + 1
RETURNING bucket, count
"""

# Policy: look-ups that do not fit, an hour. People mistype; nobody mistypes this often.
GUESSES_PER_SOURCE = 30  # a hall's visitors share one address
GUESSES_PER_CASE = 5
GUESSES_IN_ALL = 3000


@act
def book_guess(*, source: str, number: str, at: datetime) -> None:
    """Take one of this hour's look-ups that may fail (查询防刷), by source, by case number and in all.

    It is taken before anyone looks, so that guesses sent at once do not pass the limit together;
    :func:`return_guess` gives it back when the answer was right.

    Policy: DESIGN, "look-up guesses are limited by source, by case and in all".

    Raises:
        TooManyGuesses: carries ``retry_after_seconds``; the refused look-up is not counted.
    """
    limits = _buckets(source, number, at)
    ends_at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(_BOOK_GUESS, [ends_at, sorted(limits)])
        booked: list[tuple[str, int]] = cursor.fetchall()
    if any(count > limits[bucket] for bucket, count in booked):
        raise TooManyGuesses(retry_after_seconds=int((ends_at - at).total_seconds()))


@act
def return_guess(*, source: str, number: str, at: datetime) -> None:
    """Give back what :func:`book_guess` took at the same moment: the answer was right."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_progressguess SET count = greatest(count - 1, 0) WHERE bucket IN"
            " (SELECT bucket FROM cases_progressguess WHERE bucket = ANY(%s) ORDER BY bucket FOR UPDATE)",
            [sorted(_buckets(source, number, at))],
        )


@act
def forget_guesses(*, at: datetime) -> int:
    """Delete counts whose hour has passed; returns how many."""
    count, _ = ProgressGuess.objects.filter(ends_at__lt=at).delete()
    return count


def _buckets(source: str, number: str, at: datetime) -> dict[str, int]:
    """Bucket → its limit. Source and number are digested: the table holds no address."""
    hour = at.strftime("%Y%m%d%H")

    def short(value: str) -> str:
        return blind_index(value, "cases.guesses").hex()[:24]

    return {
        f"source:{short(source)}:{hour}": GUESSES_PER_SOURCE,
        f"case:{short(number)}:{hour}": GUESSES_PER_CASE,
        f"all:{hour}": GUESSES_IN_ALL,
    }
