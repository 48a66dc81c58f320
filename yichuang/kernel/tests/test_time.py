"""The one source of time, and the date the law counts."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from yichuang.kernel import time
from yichuang.kernel.ids import new_id

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 3, 5, 15, 59, 59, 999999, tzinfo=UTC), date(2026, 3, 5)),
        (datetime(2026, 3, 5, 16, 0, tzinfo=UTC), date(2026, 3, 6)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 3, 6, 0, 0, tzinfo=time.SHANGHAI), date(2026, 3, 6)),
        (datetime(2026, 3, 6, 23, 59, tzinfo=time.SHANGHAI), date(2026, 3, 6)),
    ],
)
def test_a_legal_date_changes_at_midnight_in_shanghai(at, expected):
    assert time.legal_date(at) == expected


@pytest.mark.parametrize(
    ("on", "words"),
    [(date(2026, 3, 2), "2026年3月2日"), (date(2026, 12, 31), "2026年12月31日")],
)
def test_a_day_is_written_without_zeros_before_it(on, words):
    assert time.date_words(on) == words


def test_now_is_aware_and_passes():
    before = time.now()

    assert before.tzinfo is UTC
    assert before <= time.now() < before + timedelta(minutes=1)


def test_a_throw_away_instance_may_live_on_another_day():
    program = "from yichuang.kernel.time import now; print(now().isoformat())"
    environment = {"PATH": os.environ["PATH"], "YICHUANG_CLOCK_OFFSET_SECONDS": str(-40 * 86400)}

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    there = datetime.fromisoformat(done.stdout.strip())
    assert abs(time.now() - timedelta(days=40) - there) < timedelta(minutes=1)


def test_ids_are_unique_and_ordered_by_their_making():
    made = [new_id() for _ in range(2000)]

    assert len(set(made)) == 2000
    assert made == sorted(made)
    assert {one.version for one in made} == {7}
    made_at = datetime.fromtimestamp((made[0].int >> 80) / 1000, UTC)
    assert abs(time.now() - made_at) < timedelta(minutes=1)
