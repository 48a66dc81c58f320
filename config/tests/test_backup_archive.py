"""The archive itself: whole or refused, sealed or readable with tar."""

from __future__ import annotations

import errno
import io
import json
import os
import tarfile
from pathlib import Path

import pytest
from nacl import pwhash

from config.backup import archive, sealed
from config.backup.archive import Header, unpack, writing
from config.backup.commands import read_passphrase
from config.backup.errors import ArchiveDamaged, ArchiveNewer, NotWritten, PassphraseWrong, TargetTaken

HEADER = Header(
    release="0.1.0",
    made_at="2026-11-22T13:00:00+00:00",
    server=18,
    migrations=("kernel.0001_initial",),
    keys={"index": "ab"},
    anchor="3:" + "0" * 64,
    rows={"cases": 7},
)
PASSPHRASE = "四个字的口令要长一点才行吧"
LARGE = os.urandom(sealed.PIECE * 2)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing is cheap here, or these tests would be slow."""
    monkeypatch.setattr(sealed, "OPERATIONS", pwhash.argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(sealed, "MEMORY", pwhash.argon2id.MEMLIMIT_MIN)


def write(path: Path, passphrase: str = "", **members: bytes) -> Path:
    with writing(path, HEADER, passphrase=passphrase, mtime=0) as made:
        for name, content in members.items():
            made.add_bytes(name.replace("__", "/"), content)
    return path


def tampered(path: Path, at: int) -> Path:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_what_went_in_comes_out(tmp_path: Path, passphrase: str) -> None:
    path = write(tmp_path / "b.tar", passphrase, files__ab__cd=LARGE, empty=b"", small=b"x")
    into = tmp_path / "out"

    header, manifest = unpack(path, into, passphrase=passphrase)

    assert header == HEADER
    assert (into / "files/ab/cd").read_bytes() == LARGE
    assert (into / "empty").read_bytes() == b""
    assert (into / "small").stat().st_mode & 0o777 == 0o600
    assert set(manifest.members) == {archive.HEADER, "files/ab/cd", "empty", "small"}
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_tar_opens_what_is_not_sealed_and_nothing_shows_of_what_is(tmp_path: Path) -> None:
    plain = write(tmp_path / "plain", secret=b"the words")
    closed = write(tmp_path / "closed", PASSPHRASE, secret=b"the words")

    with tarfile.open(plain) as tar:
        assert tar.getnames() == [archive.HEADER, "secret", archive.MANIFEST]
    assert b"the words" in plain.read_bytes()
    assert b"the words" not in closed.read_bytes()


@pytest.mark.parametrize("size", [0, 1, sealed.PIECE - 1, sealed.PIECE, sealed.PIECE + 1, sealed.PIECE * 3])
def test_a_sealed_stream_of_any_length_comes_back(size: int) -> None:
    plain, out = os.urandom(size), io.BytesIO()
    writer = sealed.SealingWriter(out, PASSPHRASE)
    writer.write(plain)
    writer.finish()
    out.seek(len(sealed.MAGIC))

    assert sealed.OpeningReader(out, PASSPHRASE).read(size + 1) == plain


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_an_archive_cut_off_is_refused(tmp_path: Path, passphrase: str, part: float) -> None:
    path = write(tmp_path / "b", passphrase, a=LARGE, b=LARGE)
    os.truncate(path, int(path.stat().st_size * part))

    # of a sealed one that broke off in its first piece nobody can say whether it is that or the passphrase
    with pytest.raises((ArchiveDamaged, PassphraseWrong), match=r"完整|损坏"):
        unpack(path, tmp_path / "out", passphrase=passphrase)


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_one_changed_bit_is_noticed(tmp_path: Path, passphrase: str) -> None:
    path = tampered(write(tmp_path / "b", passphrase, a=LARGE), sealed.PIECE + 5000)

    with pytest.raises(ArchiveDamaged, match="损坏"):
        unpack(path, tmp_path / "out", passphrase=passphrase)


def test_pieces_cannot_change_places(tmp_path: Path) -> None:
    path = write(tmp_path / "b", PASSPHRASE, a=LARGE)
    content = path.read_bytes()
    start, piece = len(sealed.MAGIC) + 16 + 24, sealed.PIECE + 17
    first, second = content[start : start + piece], content[start + piece : start + 2 * piece]
    path.write_bytes(content[:start] + first + content[start + 2 * piece :][:piece] + second)

    with pytest.raises(ArchiveDamaged):
        unpack(path, tmp_path / "out", passphrase=PASSPHRASE)


@pytest.mark.parametrize(("given", "words"), [("", "加密的"), ("another passphrase", "口令不对")])
def test_a_sealed_archive_asks_for_its_passphrase(tmp_path: Path, given: str, words: str) -> None:
    path = write(tmp_path / "b", PASSPHRASE, a=b"1")

    with pytest.raises(PassphraseWrong, match=words):
        unpack(path, tmp_path / "out", passphrase=given)

    assert not (tmp_path / "out").exists()


def test_a_later_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "b"
    with tarfile.open(path, "w") as tar:
        content = json.dumps({"format": 2, "release": "9.0"}).encode()
        info = tarfile.TarInfo(archive.HEADER)
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))

    with pytest.raises(ArchiveNewer, match=r"9\.0"):
        unpack(path, tmp_path / "out", passphrase="")

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "name", ["../out", "/etc/passwd", "a/../../b", ".hidden", "a//b", "a\nb", "a" * 10 + "/"]
)
def test_no_member_leaves_the_folder(tmp_path: Path, name: str) -> None:
    path = tmp_path / "b"
    with tarfile.open(path, "w") as tar:
        for member, content in ((archive.HEADER, _header()), (name, b"evil")):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))

    with pytest.raises(ArchiveDamaged):
        unpack(path, tmp_path / "deep" / "out", passphrase="")

    assert list((tmp_path).rglob("*evil*")) == []
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["b"]


def test_a_link_is_no_member(tmp_path: Path) -> None:
    path = tmp_path / "b"
    with tarfile.open(path, "w") as tar:
        info = tarfile.TarInfo(archive.HEADER)
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)

    with pytest.raises(ArchiveDamaged, match="不该有"):
        unpack(path, tmp_path / "out", passphrase="")


@pytest.mark.parametrize("content", [b"", b"no archive at all" * 100, b"{}" * 600])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b").write_bytes(content)

    with pytest.raises(ArchiveDamaged):
        unpack(tmp_path / "b", tmp_path / "out", passphrase="")


def _header() -> bytes:
    return json.dumps(HEADER.__dict__).encode()


def test_nothing_is_overwritten_and_nothing_half_is_left(tmp_path: Path) -> None:
    path = write(tmp_path / "b", a=b"first")
    first = path.read_bytes()

    with pytest.raises(TargetTaken, match="没有覆盖"):
        write(path, a=b"second")
    with pytest.raises(RuntimeError), writing(tmp_path / "c", HEADER, passphrase="", mtime=0):
        raise RuntimeError("pg_dump died")

    assert path.read_bytes() == first
    assert [entry.name for entry in tmp_path.iterdir()] == ["b"]


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(NotWritten, match="No space left"):
        write(tmp_path / "b", a=LARGE)

    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_is_read_from_a_file_and_not_too_short(tmp_path: Path) -> None:
    good, short = tmp_path / "good", tmp_path / "short"
    good.write_text(PASSPHRASE + "\nsecond line\n")
    short.write_text("short\n")

    assert read_passphrase(None, is_new=True) == ""
    assert read_passphrase(good, is_new=True) == PASSPHRASE
    assert read_passphrase(short, is_new=False) == "short"
    for file in (short, tmp_path / "absent"):
        with pytest.raises(PassphraseWrong):
            read_passphrase(file, is_new=True)
