"""The archive: an ordinary tar, sealed or not, written whole and read suspiciously.

The first member is the header, the last the list of all others with their SHA-256 digests; a file
that was cut off, or that something was changed in, is therefore noticed. An archive that is not
sealed opens with ``tar``, should this program ever be missing.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from config.backup.errors import ArchiveDamaged, ArchiveNewer, NotWritten, PassphraseWrong, TargetTaken
from config.backup.sealed import MAGIC, OpeningReader, SealingWriter
from yichuang.kernel.disk import sync_folder

FORMAT = 1
HEADER = "backup.json"
MANIFEST = "manifest.json"
# folders and plain names, none of them hidden, nothing upwards
_MEMBER = re.compile(r"(?:[\w-][\w.-]*/){0,8}[\w-][\w.-]*", re.ASCII)
_PIECE = 1 << 20
_JSON_LIMIT = 256 * 1024 * 1024


@dataclass(frozen=True)
class Header:
    """What an archive says of itself.

    Attributes:
        release: of the product that made it.
        made_at: UTC, ISO 8601.
        server: major version of the PostgreSQL it came from.
        migrations: ``app.name`` of every migration of ours that the database had.
        keys: name → fingerprint (hex) of every data key in it.
        anchor: ``number:root`` of the newest seal of the audit log; empty before the first.
        rows: table → rows, of what people ask for first.
    """

    release: str
    made_at: str
    server: int
    migrations: tuple[str, ...]
    keys: Mapping[str, str]
    anchor: str
    rows: Mapping[str, int]
    format: int = FORMAT


@dataclass
class Manifest:
    """The list of members: name → size and SHA-256 (hex); and the files that were missing."""

    members: dict[str, tuple[int, str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Digesting:
    """Passes bytes on and keeps their digest."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self.size = 0
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._source.read(size)
        self.size += len(content)
        self._digest.update(content)
        return content

    def as_entry(self) -> tuple[int, str]:
        return self.size, self._digest.hexdigest()


# — writing —


class ArchiveWriter:
    """Adds members; knows what it added."""

    def __init__(self, tar: tarfile.TarFile, mtime: float) -> None:
        self._tar = tar
        self._mtime = mtime
        self.manifest = Manifest()

    def add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, len(content), io.BytesIO(content))

    def add_file(self, name: str, path: Path) -> None:
        """Add a file as long as it is now: what is appended meanwhile is left out."""
        with path.open("rb") as source:
            self._add(name, os.fstat(source.fileno()).st_size, source)

    def _add(self, name: str, size: int, source: BinaryIO) -> None:
        if not _MEMBER.fullmatch(name):
            raise ValueError(f"{name!r} cannot be a member.")
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, self._mtime
        digesting = _Digesting(source)
        self._tar.addfile(info, digesting)
        self.manifest.members[name] = digesting.as_entry()

    def finish(self) -> None:
        content = json.dumps(dataclasses.asdict(self.manifest)).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode, info.mtime = len(content), 0o600, self._mtime
        self._tar.addfile(info, io.BytesIO(content))


@contextmanager
def writing(path: Path, header: Header, *, passphrase: str, mtime: float) -> Iterator[ArchiveWriter]:
    """Write an archive; it appears under its name when it is whole and on disk, mode 0600.

    Args:
        passphrase: empty leaves it unsealed.

    Raises:
        TargetTaken: there is a file of that name.
        NotWritten: the disk is full, or the folder may not be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        if path.exists():
            raise TargetTaken(f"{path} 已经存在，没有覆盖。")
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as out:
            target: Any = SealingWriter(out, passphrase) if passphrase else out
            # "w|": tar only ever appends
            with tarfile.open(fileobj=target, mode="w|", format=tarfile.GNU_FORMAT) as tar:
                writer = ArchiveWriter(tar, mtime)
                writer.add_bytes(HEADER, json.dumps(dataclasses.asdict(header)).encode())
                yield writer
                writer.finish()
            if isinstance(target, SealingWriter):
                target.finish()
            out.flush()
            os.fsync(out.fileno())
        os.link(unfinished, path)  # unlike a rename it never replaces
    except FileExistsError:
        raise TargetTaken(f"{path} 已经存在，没有覆盖。") from None
    except OSError as error:
        raise NotWritten(f"备份写不到 {path.parent}：{error.strerror}。") from error
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)


# — reading —


def unpack(path: Path, into: Path, *, passphrase: str) -> tuple[Header, Manifest]:
    """Write an archive's members into a folder of ours and check every one.

    Raises:
        PassphraseWrong, ArchiveNewer, ArchiveDamaged
        NotWritten: the disk is full.
    """
    try:
        source = path.open("rb")
    except OSError as error:
        raise ArchiveDamaged(f"{path} 打不开：{error.strerror}。") from error
    with source:
        plain = _opened(source, passphrase)
        try:
            with tarfile.open(fileobj=plain, mode="r|") as tar:
                header, manifest, found = _members(tar, into)
            while plain.read(_PIECE):  # the seal says at its end whether it is whole
                continue
        except (tarfile.TarError, EOFError) as error:
            raise ArchiveDamaged(f"{path} 不是完整的备份文件（{error}），请换一份。") from error
        except OSError as error:
            raise NotWritten(f"备份内容写不到 {into.parent}：{error.strerror}。") from error
    _compare(manifest, found)
    return header, manifest


def _opened(source: BinaryIO, passphrase: str) -> Any:
    is_sealed = source.read(len(MAGIC)) == MAGIC
    if is_sealed and not passphrase:
        raise PassphraseWrong("这份备份是加密的：请用 --passphrase-file 给出口令文件。")
    if not is_sealed:
        source.seek(0)
        return source
    return OpeningReader(source, passphrase)


def _members(tar: tarfile.TarFile, into: Path) -> tuple[Header, Manifest, dict[str, tuple[int, str]]]:
    """Walk the members in order: header, whatever there is, manifest."""
    header: Header | None = None
    found: dict[str, tuple[int, str]] = {}
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or not _MEMBER.fullmatch(member.name) or member.name in found:
            raise ArchiveDamaged(f"备份文件里有不该有的内容（{member.name[:80]!r}），没有恢复。")
        if header is None:
            source = _Digesting(io.BytesIO(_small(content)))
            header = _read_header(member.name, source.read())
            found[member.name] = source.as_entry()
        elif member.name == MANIFEST:
            return header, _read_manifest(_small(content)), found
        else:
            found[member.name] = _write(into / member.name, content)
    raise ArchiveDamaged("备份文件不完整：没有读到末尾的清单，请换一份备份。")


def _small(content: Any) -> bytes:
    read: bytes = content.read(_JSON_LIMIT)
    return read


def _write(path: Path, content: _Source) -> tuple[int, str]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = _Digesting(content)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while piece := source.read(_PIECE):
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return source.as_entry()


def _read_header(name: str, content: bytes) -> Header:
    try:
        document: dict[str, Any] = json.loads(content if name == HEADER else b"")
        if document["format"] > FORMAT:
            raise ArchiveNewer(
                f"这份备份由更新的版本（{document.get('release')}）做成，本版本读不了：请先升级产品再恢复。"
            )
        return Header(**document | {"migrations": tuple(document["migrations"])})
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveDamaged("这不是本产品的备份文件。") from error


def _read_manifest(content: bytes) -> Manifest:
    try:
        document = json.loads(content)
        members = {name: (int(size), str(digest)) for name, (size, digest) in document["members"].items()}
        return Manifest(members, [str(digest) for digest in document["missing"]])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveDamaged("备份文件末尾的清单读不出来，请换一份备份。") from error


def _compare(manifest: Manifest, found: Mapping[str, tuple[int, str]]) -> None:
    wrong = sorted(
        name
        for name in manifest.members.keys() | found.keys()
        if manifest.members.get(name) != found.get(name)
    )
    if wrong:
        raise ArchiveDamaged(
            f"备份文件已损坏：{len(wrong)} 项内容与清单不符（如 {wrong[0]}），没有恢复，请换一份备份。"
        )
