"""``yichuang due``."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from yichuang.foundation.calendars.types import WorkingCalendar

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("due", *words)
    except SystemExit as end:
        code = int(end.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("2026-02-11 20", "2026-03-17"),
        ("2026-03-02 10 --suspend 2026-03-06:2026-03-20", "2026-03-30"),
        ("2026-03-02 10 --suspend 2026-03-06:2026-03-20 --without-notice", "2026-03-16"),
        ("2026-03-02 10 --suspend 2026-03-06:2026-03-20 --suspend 2026-03-25:2026-03-27", "2026-04-01"),
        ("2026-09-14 20 --extend 10", "2026-10-30"),
        ("2026-03-02 5 --unit cd", "2026-03-09"),
        ("2026-01-31 1 --unit month", "2026-02-28"),
        ("2026-03-02T15:10 24 --unit hour", "2026-03-03"),
        ("2026-03-02T15:10+08:00 10", "2026-03-16"),
    ],
)
def test_it_prints_the_due_date_and_nothing_else(
    words: str, due: str, working_calendar: WorkingCalendar, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, *words.split()) == (0, f"{due}\n", "")


def test_json_repeats_the_question_beside_the_answer(
    working_calendar: WorkingCalendar, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "2026-03-02T15:10 24 --unit hour --suspend 2026-02-01:2026-02-02 --json"
    _, out, _ = run(capsys, *words.split())

    assert json.loads(out) == {
        "start": "2026-03-02T15:10:00+08:00",
        "amount": 24,
        "unit": "hour",
        "suspensions": [["2026-02-01", "2026-02-02"]],
        "with_notice": True,
        "extension_working_days": 0,
        "due_on": "2026-03-03",
        "due_at": "2026-03-03T16:00:00+08:00",
    }


@pytest.mark.parametrize(
    ("words", "year"),
    [("2026-12-20 20", 2027), ("2023-12-20 20", 2023), ("2026-12-20 2 --unit month", 2027)],
)
def test_beyond_the_calendar_it_exits_2_with_one_sentence(
    words: str, year: int, working_calendar: WorkingCalendar, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *words.split())

    assert (code, out) == (2, "")
    assert f"{year} 年" in err
    assert err.count("\n") == 1


def test_with_nothing_loaded_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "2026-02-11", "20")

    assert code == 2
    assert "2026 年" in err


def test_hours_from_a_mere_date_are_wrong_use(
    working_calendar: WorkingCalendar, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "2026-03-02", "4", "--unit", "hour")

    assert (code, err) == (2, "按小时计算的时限要写明起算时刻\n")


@pytest.mark.parametrize(
    "words",
    [
        "2026-02-30 20",
        "yesterday 20",
        "2026-02-11 0",
        "2026-02-11 -5",
        "2026-02-11 twenty",
        "2026-02-11 2.5",
        "2026-02-11 99999",
        "2026-02-11 20 --unit week",
        "2026-02-11 20 --suspend 2026-03-06",
        "2026-02-11 20 --suspend 2026-03-20:2026-03-06",
        "2026-02-11 20 --extend x",
        "2026-02-11",
    ],
)
def test_wrong_words_are_wrong_use(words: str) -> None:
    with pytest.raises(CommandError):
        call_command("due", *words.split())
