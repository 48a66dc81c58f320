"""Private files: whole or not at all, theirs alone to read, forced to disk with their names."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from yichuang.kernel.disk import replace_private, sync_folder, write_private

Write = Callable[[Path, bytes], None]
both = pytest.mark.parametrize("write", [write_private, replace_private], ids=["write", "replace"])


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was forced to disk, in order, after the fixture was asked for."""
    seen: list[str] = []
    force = os.fsync

    def note(handle: int) -> None:
        seen.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        force(handle)

    monkeypatch.setattr(os, "fsync", note)
    return seen


@both
def test_the_content_is_forced_to_disk_and_then_its_name(
    write: Write, tmp_path: Path, synced: list[str]
) -> None:
    write(tmp_path / "a", b"content")

    assert (tmp_path / "a").read_bytes() == b"content"
    assert synced == ["file", "folder"]


@both
def test_only_the_owner_may_read_it(write: Write, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write(tmp_path / "a", b"content")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_a_written_file_stays_as_the_first_wrote_it(tmp_path: Path) -> None:
    write_private(tmp_path / "deep" / "a", b"first")
    write_private(tmp_path / "deep" / "a", b"second")

    assert (tmp_path / "deep" / "a").read_bytes() == b"first"
    assert [entry.name for entry in (tmp_path / "deep").iterdir()] == ["a"]
    assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700


def test_a_replaced_file_holds_the_last_content(tmp_path: Path) -> None:
    replace_private(tmp_path / "a", b"first")
    replace_private(tmp_path / "a", b"second")

    assert (tmp_path / "a").read_bytes() == b"second"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize(
    ("write", "step"),
    [
        (write_private, "fsync"),
        (write_private, "link"),
        (replace_private, "fsync"),
        (replace_private, "replace"),
    ],
    ids=["write-fsync", "write-link", "replace-fsync", "replace-rename"],
)
def test_a_failure_leaves_what_was_there_and_nothing_beside_it(
    write: Write, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_private(tmp_path / "a", b"first")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / "a", b"second")

    assert (tmp_path / "a").read_bytes() == b"first"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_only_a_folder_is_synced_as_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")

    with pytest.raises(NotADirectoryError):
        sync_folder(tmp_path / "a")
