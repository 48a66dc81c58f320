"""Look-ups of progress that may fail are counted (查询防刷): by source, by case number and in all."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases.errors import TooManyGuesses
from yichuang.casework.cases.models import ProgressGuess
from yichuang.kernel import guesses
from yichuang.kernel.transactions import act

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
    wait = guesses.book(ProgressGuess, _buckets(source, number, at), at=at)
    if wait is not None:
        raise TooManyGuesses(retry_after_seconds=wait)


@act
def return_guess(*, source: str, number: str, at: datetime) -> None:
    """Give back what :func:`book_guess` took at the same moment: the answer was right."""
    guesses.give_back(ProgressGuess, _buckets(source, number, at))


@act
def forget_guesses(*, at: datetime) -> int:
    """Delete counts whose hour has passed; returns how many."""
    count, _ = ProgressGuess.objects.filter(ends_at__lt=at).delete()
    return count


def _buckets(source: str, number: str, at: datetime) -> dict[str, int]:
    """Bucket → its limit. Source and number are digested: the table holds no address."""
    purpose = "cases.guesses"
    return {
        guesses.bucket("source", source, at, purpose=purpose): GUESSES_PER_SOURCE,
        guesses.bucket("case", number, at, purpose=purpose): GUESSES_PER_CASE,
        guesses.bucket("all", "", at, purpose=purpose): GUESSES_IN_ALL,
    }
