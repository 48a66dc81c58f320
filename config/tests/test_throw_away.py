"""Installations that are thrown away: what killed predecessors left goes, what lives stays."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from config.installation import throw_away


@pytest.fixture
def parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YICHUANG_DATA_DIR", str(tmp_path))
    folder = tmp_path / "throw-away"
    folder.mkdir()
    return folder


def test_one_that_is_being_made_is_left_alone(parent: Path) -> None:
    beginning = parent / "beginning"
    beginning.mkdir()
    with (beginning / "owner.lock").open("w") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)

        with throw_away() as second:
            assert sorted(parent.glob("*/")) == sorted([beginning, second.state])

        assert sorted(parent.glob("*/")) == [beginning]


def test_what_a_killed_owner_left_is_removed(parent: Path) -> None:
    (parent / "left-behind").mkdir()
    (parent / "left-behind" / "owner.lock").touch()

    with throw_away() as second:
        assert list(parent.glob("*/")) == [second.state]
