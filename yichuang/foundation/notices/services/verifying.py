"""Around the verification of documents: guesses are few, and what was declared void says so."""

from __future__ import annotations

from datetime import datetime

from yichuang.foundation.notices.errors import TooManyChecks
from yichuang.foundation.notices.models import VerificationGuess, Voiding
from yichuang.kernel import guesses
from yichuang.kernel.transactions import act

# Policy: an hour. A code is typed wrong a few times; a hall's visitors share one address.
CHECKS_PER_SOURCE = 30
CHECKS_PER_CASE = 5
CHECKS_IN_ALL = 3000
FILES_PER_SOURCE = 60

_PURPOSE = "notices.checks"


@act
def book_check(*, source: str, case_number: str = "", at: datetime) -> None:
    """Take one of this hour's checks that may fail (验真防刷), as ``kernel.guesses`` does.

    Args:
        case_number: what a code was typed for; empty when an unknown QR code was opened.

    Policy: DESIGN, "look-up guesses are limited by source, by case and in all".

    Raises:
        TooManyChecks: carries ``retry_after_seconds``; the refused check is not counted.
    """
    _book(_limits(source, case_number, at), at)


@act
def return_check(*, source: str, case_number: str = "", at: datetime) -> None:
    """Give back what :func:`book_check` took at the same moment: the answer was right."""
    guesses.give_back(VerificationGuess, _limits(source, case_number, at))


@act
def book_file(*, source: str, at: datetime) -> None:
    """Take one of this hour's files that are compared, right or wrong: each is read whole.

    Raises:
        TooManyChecks
    """
    _book({guesses.bucket("file", source, at, purpose=_PURPOSE): FILES_PER_SOURCE}, at)


@act
def forget_checks(*, at: datetime) -> int:
    """Delete counts whose hour has passed; returns how many."""
    count, _ = VerificationGuess.objects.filter(ends_at__lt=at).delete()
    return count


@act
def void_notices(*, case_number: str, at: datetime) -> None:
    """From now on every document of this case is shown as void (文书作废). The first time counts.

    For a case that is declared void or was entered by mistake; the caller has checked the right.

    Policy: R28 — nothing is removed, numbers are never reused.
    """
    Voiding.objects.bulk_create([Voiding(case_number=case_number, at=at)], ignore_conflicts=True)


def _book(limits: dict[str, int], at: datetime) -> None:
    wait = guesses.book(VerificationGuess, limits, at=at)
    if wait is not None:
        raise TooManyChecks(retry_after_seconds=wait)


def _limits(source: str, case_number: str, at: datetime) -> dict[str, int]:
    limits = {
        guesses.bucket("source", source, at, purpose=_PURPOSE): CHECKS_PER_SOURCE,
        guesses.bucket("all", "", at, purpose=_PURPOSE): CHECKS_IN_ALL,
    }
    if case_number:
        limits[guesses.bucket("case", case_number, at, purpose=_PURPOSE)] = CHECKS_PER_CASE
    return limits
