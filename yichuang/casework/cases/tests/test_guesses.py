"""查询防刷: look-ups that do not fit are few, by source, by case and in all; nobody's address is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from yichuang.casework.cases import services
from yichuang.casework.cases.errors import TooManyGuesses
from yichuang.casework.cases.models import ProgressGuess
from yichuang.casework.cases.tests.county import AT
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.kernel.tests.at_once import AtOnce

NUMBER = "990101202602110000017"
AN_HOUR = timedelta(hours=1)


def book(times: int = 1, *, source: str = "192.0.2.7", number: str = NUMBER, at: datetime = AT) -> None:
    for _ in range(times):
        services.book_guess(source=source, number=number, at=at)


def counts() -> dict[str, int]:
    return {
        bucket.split(":")[0]: count for bucket, count in ProgressGuess.objects.values_list("bucket", "count")
    }


def test_a_case_takes_five_wrong_answers_an_hour_from_anywhere(db: None) -> None:
    for n in range(services.GUESSES_PER_CASE):
        book(source=f"192.0.2.{n}")

    with refused(TooManyGuesses, match="查询次数太多，请稍后再试，或扫收件凭证上的二维码查询") as refusal:
        book(source="198.51.100.1")

    assert services.GUESSES_PER_CASE == 5
    assert refusal.value.extra == {"retry_after_seconds": 30 * 60}  # it is half past
    book(number="another")


def test_a_source_takes_thirty_whatever_it_asks(db: None) -> None:
    for n in range(services.GUESSES_PER_SOURCE):
        book(number=f"number {n}")

    with refused(TooManyGuesses):
        book(number="yet another")

    assert services.GUESSES_PER_SOURCE == 30
    book(source="198.51.100.1", number="yet another")


def test_there_is_a_limit_in_all(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.guesses, "GUESSES_IN_ALL", 4)
    for n in range(4):
        book(source=f"192.0.2.{n}", number=f"number {n}")

    with refused(TooManyGuesses):
        book(source="198.51.100.1", number="fresh")


def test_the_next_hour_begins_anew(db: None) -> None:
    book(services.GUESSES_PER_CASE)

    with refused(TooManyGuesses) as refusal:
        book(at=AT + timedelta(minutes=29, seconds=59))

    assert refusal.value.extra == {"retry_after_seconds": 1}
    book(at=AT + timedelta(minutes=30))


def test_a_right_answer_costs_nothing(db: None) -> None:
    for _ in range(3 * services.GUESSES_PER_CASE):
        book()
        services.return_guess(source="192.0.2.7", number=NUMBER, at=AT)

    assert counts() == {"all": 0, "case": 0, "source": 0}


def test_only_what_was_taken_is_given_back(db: None) -> None:
    book(2)
    book(source="198.51.100.1")

    services.return_guess(source="192.0.2.7", number=NUMBER, at=AT)

    assert sorted(ProgressGuess.objects.values_list("count", flat=True)) == [1, 1, 2, 2]
    services.return_guess(source="203.0.113.1", number="never booked", at=AT)
    assert min(ProgressGuess.objects.values_list("count", flat=True)) == 1


def test_the_table_holds_neither_address_nor_number(db: None) -> None:
    book()

    buckets = list(ProgressGuess.objects.order_by("bucket").values_list("bucket", flat=True))
    assert [bucket.split(":")[0] for bucket in buckets] == ["all", "case", "source"]
    assert not any("192.0.2.7" in bucket or NUMBER in bucket for bucket in buckets)
    assert all(bucket.endswith(":2026021101") for bucket in buckets)


def test_old_counts_are_forgotten(db: None) -> None:
    book(at=AT - 2 * AN_HOUR)
    book()

    assert services.forget_guesses(at=AT) == 3
    assert ProgressGuess.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_guesses_sent_at_once_do_not_pass_the_limit_together(
    at_once: AtOnce,
) -> None:
    results = at_once([book] * 12)

    assert sum(result is None for result in results) == services.GUESSES_PER_CASE
    assert sum(isinstance(result, TooManyGuesses) for result in results) == 12 - services.GUESSES_PER_CASE
    assert counts() == {"all": 5, "case": 5, "source": 5}
