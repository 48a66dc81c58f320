"""Dates as the reader's language writes them, durations, and the QR code."""

from __future__ import annotations

import base64
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.utils import translation

from yichuang.kernel.templatetags import look
from yichuang.kernel.time import legal_date, now


@pytest.fixture
def this_year() -> int:
    return legal_date(now()).year


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "12月3日"), ("en", "3 Dec")])
def test_a_day_of_this_year_needs_no_year(language: str, words: str, this_year: int) -> None:
    with translation.override(language):
        assert look.day(date(this_year, 12, 3)) == words


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "2019年1月9日"), ("en", "9 January 2019")])
def test_a_day_of_another_year_has_one(language: str, words: str) -> None:
    with translation.override(language):
        assert look.day(date(2019, 1, 9)) == words


def test_a_moment_is_shown_in_shanghai(this_year: int) -> None:
    late_in_greenwich = datetime(this_year, 6, 30, 16, 5, tzinfo=UTC)

    with translation.override("zh-hans"):
        assert look.moment(late_in_greenwich) == "7月1日 00:05"
        assert look.day(late_in_greenwich) == "7月1日"
        assert look.clock_time(late_in_greenwich) == "00:05"


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "周二"), ("en", "Tue")])
def test_weekdays(language: str, words: str) -> None:
    with translation.override(language):
        assert look.weekday(date(2026, 12, 8)) == words


def test_nothing_is_nothing() -> None:
    assert [f(None) for f in (look.day, look.full_day, look.weekday, look.moment, look.clock_time)] == [
        ""
    ] * 5


@pytest.mark.parametrize(("seconds", "minutes"), [(900, 15), (901, 16), (1, 1)])
def test_a_wait_is_never_promised_too_short(seconds: int, minutes: int) -> None:
    assert look.minutes(timedelta(seconds=seconds)) == minutes


def test_days_late_are_counted_without_a_sign() -> None:
    assert [look.magnitude(n) for n in (-3, 0, 2)] == [3, 0, 2]


def test_a_qr_code_is_a_picture_the_policy_allows() -> None:
    uri = look.qr_uri("https://example.test/progress/abc")

    kind, _, content = uri.partition(",")
    assert kind.startswith("data:image/svg+xml")
    svg = base64.b64decode(content).decode() if kind.endswith("base64") else unquote(content)
    assert re.search(r"<svg[^>]*>", svg)
    assert "script" not in svg
    assert look.qr_uri("https://example.test/progress/abd") != uri
