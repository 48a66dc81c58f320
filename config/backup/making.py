"""``yichuang backup``: while the product runs, one archive of everything (备份).

The audit log is sealed first. Then one snapshot of the database: what is dumped, counted and named
in the header is the same moment. Files come after it, and they are only ever added to, so every
file that the snapshot names is in. Keys come last, for the same reason.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from config.backup import programs, record
from config.backup.archive import ArchiveWriter, Header, writing
from config.backup.contents import DUMP, SECRETS, SETTINGS, own_apps
from config.backup.errors import NotWritten, TargetTaken
from config.backup.record import LastBackup
from config.env import read_env
from config.installation import Installation
from yichuang.casework.cases.models import Case
from yichuang.foundation.documents import queries as documents
from yichuang.kernel import crypto, seals
from yichuang.kernel.models import AuditEntry, AuditSeal
from yichuang.kernel.transactions import one_moment

OWNER = "owner"
PREFIX = "yichuang-"
# what an administrator decided and another machine needs again: no address of a database or a folder
_KEPT = tuple(
    f"YICHUANG_{name}"
    for name in (
        *("HOSTS", "SITE_URL", "LIVE_URL", "ORIGINS", "SITE_NAME", "REGION"),
        *("SECURE_COOKIES", "POOL_SIZE", "SAMPLE"),
    )
)


@dataclass(frozen=True)
class Made:
    """A backup that was made.

    Attributes:
        missing: digests (hex) of stored files that are gone; they are gone from the backup, too.
    """

    path: Path
    size: int
    files: int
    header: Header
    missing: tuple[str, ...]


def make_backup(*, target: Path, passphrase: str, at: datetime) -> Made:
    """Make a backup.

    Args:
        target: a folder, or the new file's name.
        passphrase: empty leaves the archive unsealed.

    Raises:
        TargetTaken, ProgramFailed, NotWritten: nothing is left at ``target``.
    """
    path = _path_of(target, at=at, is_sealed=bool(passphrase))
    data = Path(settings.DATA_DIR)
    while seals.seal_entries(at=at):
        continue
    with _working_folder(data) as working:
        _clear_remains(path.parent)
        with _snapshot() as (snapshot, header):
            programs.dump(read_env().database_owner_url, working / DUMP, snapshot=snapshot)
            named = set(documents.digests(using=OWNER))
        with writing(path, header, passphrase=passphrase, mtime=at.timestamp()) as archive:
            archive.add_file(DUMP, working / DUMP)
            (working / DUMP).unlink()  # from here on the room is needed
            present = _add_files(archive, data)
            archive.manifest.missing = sorted(named - present)
            _add_secrets(archive)
    made = Made(path, path.stat().st_size, len(present), header, tuple(archive.manifest.missing))
    record.note(data, LastBackup(header.made_at, str(path), made.size, bool(passphrase), len(made.missing)))
    return made


def _path_of(target: Path, *, at: datetime, is_sealed: bool) -> Path:
    if not target.is_dir() and target.suffix:
        path = target.absolute()
    else:
        ending = "sealed" if is_sealed else "tar"
        path = target.absolute() / f"{PREFIX}{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.{ending}"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(f"备份文件夹 {path.parent} 建不起来：{error.strerror}。") from error
    if path.exists():
        raise TargetTaken(f"{path} 已经存在，没有覆盖。")
    return path


@contextmanager
def _working_folder(data: Path) -> Iterator[Path]:
    """A folder only we may enter, beside the database's own files; always removed.

    Raises:
        TargetTaken: another backup of this installation is being made.
    """
    working = data / "backup.work"
    try:
        with (data / "backup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(working, ignore_errors=True)  # a killed predecessor's
            working.mkdir(mode=0o700)
            try:
                yield working
            finally:
                shutil.rmtree(working, ignore_errors=True)
    except BlockingIOError:
        raise TargetTaken("另一个备份正在进行，等它做完再试。") from None
    except OSError as error:
        raise NotWritten(f"备份写不到 {data}：{error.strerror}。") from error


def _clear_remains(folder: Path) -> None:
    """Half archives of a killed predecessor."""
    for path in folder.glob(f".{PREFIX}*.part"):
        path.unlink(missing_ok=True)


@contextmanager
def _snapshot() -> Iterator[tuple[str, Header]]:
    """One moment of the database, for us and for pg_dump."""
    with one_moment(OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version_num')::int / 10000")
        snapshot, server = cursor.fetchone()
        yield snapshot, _header(server)


def _header(server: int) -> Header:
    newest = AuditSeal.objects.using(OWNER).order_by("-sequence").first()
    applied = MigrationRecorder(connections[OWNER]).applied_migrations()
    return Header(
        release=version("yichuang"),
        made_at=_moment(),
        server=server,
        migrations=tuple(sorted(f"{app}.{name}" for app, name in applied if app in own_apps())),
        keys={name: digest.hex() for name, digest in crypto.fingerprints().items()},
        anchor=f"{newest.sequence}:{bytes(newest.root).hex()}" if newest else "",
        rows={
            "cases": Case.objects.using(OWNER).count(),
            "audit": AuditEntry.objects.using(OWNER).count(),
            "files": sum(1 for _ in documents.digests(using=OWNER)),
        },
    )


def _moment() -> str:
    """The moment of the snapshot by the database's clock."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT transaction_timestamp()")
        (moment,) = cursor.fetchone()
    return str(moment.astimezone(UTC).isoformat())


def _add_files(archive: ArchiveWriter, data: Path) -> set[str]:
    """Stored files and message files, as they lie there; returns the digests (hex)."""
    found = set()
    for path in _files_below(data / "files"):
        archive.add_file(str(path.relative_to(data)), path)
        found.add(path.name)
    for path in _files_below(data / "messages"):
        archive.add_file(str(path.relative_to(data)), path)
    return found


def _files_below(folder: Path) -> Iterator[Path]:
    """Whole files in a fixed order; what is just being written has a hidden name."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith((".", "tmp")))


def _add_secrets(archive: ArchiveWriter) -> None:
    installation = Installation.here()
    instance = asdict(installation.instance())
    kept: dict[str, Any] = {name: instance[name] for name in ("web_port", "accounts")}
    archive.add_bytes(SECRETS, json.dumps(kept | {"secret_key": settings.SECRET_KEY}).encode())
    archive.add_bytes(SETTINGS, _settings(installation).encode())
    for path in sorted(Path(settings.KEY_DIR).iterdir()):
        if path.is_file() and path.suffix in (".json", ".pem"):
            archive.add_file(f"keys/{path.name}", path)


def _settings(installation: Installation) -> str:
    """What an administrator set in the environment, as a file for a service manager."""
    database = {"DATABASE_URL": os.environ["DATABASE_URL"]} if "YICHUANG_EMBEDDED" not in os.environ else {}
    made = Installation(state=installation.state, given=database).environment()
    given = {name: os.environ[name] for name in _KEPT if os.environ.get(name)}
    return "".join(
        f"{name}={json.dumps(value, ensure_ascii=False)}\n"
        for name, value in given.items()
        if value != made.get(name)
    )


def forget_old(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the ``keep`` newest archives of a folder, known by the names we give; returns them."""
    ours = sorted(
        path for path in folder.glob(f"{PREFIX}*Z.*") if path.suffix in (".tar", ".sealed") and path.is_file()
    )
    old = ours[: max(len(ours) - keep, 0)]
    for path in old:
        path.unlink()
    return old
