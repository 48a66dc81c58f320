"""Tokens of live streams: what was signed, for as long as it was meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from yichuang.kernel.live import tokens

SECRET = "a secret of this test"
AT = datetime(2026, 3, 6, 1, 30, 0, 999, tzinfo=UTC)


def test_a_token_permits_its_topic():
    token = tokens.make("case:019510a0", SECRET, AT)

    permission = tokens.read(token, SECRET, AT)

    assert permission == tokens.Permission("case:019510a0", AT.replace(microsecond=0))


def test_a_token_ends_after_twelve_hours():
    token = tokens.make("case:1", SECRET, AT)
    last = AT.replace(microsecond=0) + timedelta(hours=12) - timedelta(microseconds=1)

    assert tokens.read(token, SECRET, last)
    assert tokens.read(token, SECRET, last + timedelta(microseconds=1)) is None


def test_a_token_fits_into_an_address():
    token = tokens.make("窗口:受理/?&#", SECRET, AT)

    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert tokens.read(token, SECRET, AT).topic == "窗口:受理/?&#"


def test_no_changed_character_passes():
    token = tokens.make("case:1", SECRET, AT)

    # of the last character of each part some bits carry nothing
    for place in range(len(token)):
        if place + 1 in (token.index("."), len(token)):
            continue
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert tokens.read(changed, SECRET, AT) is None


@pytest.mark.parametrize("token", ["", ".", "..", "a.b", "=.=", "受理.x", "a" * 5000])
def test_what_is_no_token_permits_nothing(token):
    assert tokens.read(token, SECRET, AT) is None
