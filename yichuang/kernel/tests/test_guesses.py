"""Who counts as one source, and what a count is called. The limits are tested where they are set."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from yichuang.kernel import guesses

AT = datetime(2026, 3, 2, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_line_of_ipv6_is_one_source(address: str, source: str) -> None:
    assert guesses.source_of(address) == source


def test_a_count_is_named_by_kind_digest_and_hour() -> None:
    name = guesses.bucket("source", "192.0.2.7", AT, purpose="a")

    assert name.startswith("source:")
    assert name.endswith(":2026030201")
    assert "192.0.2.7" not in name
    assert name == guesses.bucket("source", "192.0.2.7", AT.replace(minute=59), purpose="a")
    assert name != guesses.bucket("source", "192.0.2.7", AT, purpose="b")
    assert name != guesses.bucket("source", "192.0.2.8", AT, purpose="a")
    assert len(name) <= 80


def test_all_together_have_no_digest() -> None:
    assert guesses.bucket("all", "", AT, purpose="a") == "all:2026030201"
