"""``yichuang restore``: an installation from an archive, in a new folder (恢复).

Everything is made beside the folder and checked there: digests, keys against the database, every
stored file, the whole audit log up to the seal the archive names. Only then it gets its name. A
restore that is refused, or killed, leaves no folder that looks like an installation.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from config.backup import archive, programs
from config.backup.archive import Header
from config.backup.contents import DUMP, SECRETS, known_migrations, own_apps
from config.backup.errors import ArchiveDamaged, ArchiveNewer, NotWritten, ProgramFailed, TargetTaken
from config.env import ROOT
from config.installation import Installation, LaunchRefusal, tell
from yichuang.kernel.embedded.lease import stop_if_unused
from yichuang.kernel.embedded.place import find_place
from yichuang.kernel.instance import Instance, SampleAccount, change_instance

# of the environment we were called in, what would lead to other keys or another folder
_NOT_TAKEN = ("YICHUANG_DATA_DIR", "YICHUANG_KEY_DIR", "YICHUANG_SECRET_KEY", "YICHUANG_PORT")


@dataclass(frozen=True)
class Restored:
    """An installation that was restored."""

    state: Path
    header: Header
    files: int
    missing: tuple[str, ...]


def restore(source: Path, *, into: Path, passphrase: str, given: Mapping[str, str]) -> Restored:
    """Restore an archive.

    Args:
        into: the new state folder; absent or empty.
        given: the environment; with DATABASE_URL the database is read into that server's.

    Raises:
        TargetTaken: the folder or the database is not empty.
        ArchiveDamaged, ArchiveNewer, PassphraseWrong, ProgramFailed, NotWritten, DatabaseRefusal
    """
    into = into.resolve()
    _check_empty(into, is_embedded=not given.get("DATABASE_URL"))
    kept = {name: value for name, value in given.items() if name not in _NOT_TAKEN}
    with _staging(into) as staging:
        tell("正在读出并核对备份文件……")
        header, manifest = archive.unpack(source, staging, passphrase=passphrase)
        _check_not_newer(header)
        _take_secrets(staging)
        installation = Installation(state=staging, given=kept)
        tell("正在恢复数据库……")
        with installation.database():
            _fill(installation, header)
            tell("正在核对密钥、文件和审计日志……")
            _check(installation, header, missing=len(manifest.missing))
        (staging / DUMP).unlink()
        (staging / archive.HEADER).unlink(missing_ok=True)
        _give_name(installation, into)
    files = sum(name.startswith("files/") for name in manifest.members)
    return Restored(into, header, files, tuple(manifest.missing))


# — before —


def _check_empty(into: Path, *, is_embedded: bool) -> None:
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise TargetTaken(f"{into} 不是空文件夹，没有恢复：请另给一个新的文件夹。")
    if is_embedded and os.geteuid() == 0:
        # as root the database lies outside the state folder, at a place that its path decides
        home = find_place(ROOT, into).home
        if any(home.iterdir()):
            raise TargetTaken(
                f"{home} 里还有这个文件夹以前的数据库，没有恢复：请移走它，或者另给一个文件夹。"
            )


@contextmanager
def _staging(into: Path) -> Iterator[Path]:
    """A folder beside the one that is to be; removed with its database unless it got its name."""
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=into.parent, prefix=f".{into.name}.restore-"))
    except OSError as error:
        raise NotWritten(f"{into.parent} 里建不了文件夹：{error.strerror}。") from error
    try:
        yield staging
    finally:
        if staging.exists():
            installation = Installation(state=staging, given={})
            if (staging / "instance.lock").exists():
                stop_if_unused(installation.cluster)
                shutil.rmtree(installation.cluster.place.home, ignore_errors=True)
            shutil.rmtree(staging, ignore_errors=True)


def _check_not_newer(header: Header) -> None:
    known, apps = known_migrations(), own_apps()
    unknown = [name for name in header.migrations if name.partition(".")[0] not in apps or name not in known]
    if unknown:
        raise ArchiveNewer(
            f"这份备份由更新的版本（{header.release}）做成（本版本没有 {unknown[0]}）：请先升级产品再恢复。"
        )


def _take_secrets(staging: Path) -> None:
    """The archive's secret key, port and sample accounts; passwords and place of the database are new."""
    try:
        known = json.loads((staging / SECRETS).read_text(encoding="utf-8"))
        accounts = {name: SampleAccount(**account) for name, account in known["accounts"].items()}
        secret_key, web_port = str(known["secret_key"]), int(known["web_port"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveDamaged("备份里没有本系统的密钥设置，没有恢复。") from error
    (staging / SECRETS).unlink()

    def take(fresh: Instance) -> Instance:
        return replace(fresh, secret_key=secret_key, web_port=web_port, accounts=accounts)

    change_instance(staging, take)


# — the database —


def _fill(installation: Installation, header: Header) -> None:
    """Read the dump into the empty database, bring it to this release, give the application its rights."""
    environment = installation.environment()
    url = environment.get("DATABASE_OWNER_URL") or environment["DATABASE_URL"]
    server = _check_database_empty(url)
    programs.restore(installation.state / DUMP, url, server=server)
    if installation.is_embedded:
        installation.note_own_data()
    installation.prepare()


def _check_database_empty(url: str) -> int:
    """The server's major version.

    Raises:
        TargetTaken: the database has tables.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            tables = connection.execute(
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
            ).fetchone()
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise ProgramFailed(f"数据库连接不上：{reason}") from error
    if tables and tables[0]:
        raise TargetTaken(f"要恢复到的数据库里已有 {tables[0]} 张表，没有恢复：请给一个空的数据库。")
    return version


def _check(installation: Installation, header: Header, *, missing: int) -> None:
    """Keys fit (``prepare`` compared them), every file opens, the audit log is whole up to the anchor.

    Raises:
        ArchiveDamaged: something of it is not so.
    """
    words = ["audit", "verify", *(["--anchor", header.anchor] if header.anchor else [])]
    try:
        installation.call(*words, what="审计日志核对不上")
        installation.call("files", "verify", f"--missing={missing}", what="有文件打不开")
    except LaunchRefusal as refusal:
        reason = str(refusal).partition("; the whole story")[0]
        raise ArchiveDamaged(f"备份的内容核对不上，没有恢复：{reason}") from refusal


# — after —


def _give_name(installation: Installation, into: Path) -> None:
    """Two renames: the database's own folder, where it lies elsewhere, and the state folder."""
    try:
        if installation.is_embedded and os.geteuid() == 0:
            # onto an empty folder; should we be killed before the next line, that is all there is
            installation.cluster.place.home.rename(find_place(ROOT, into).home)
        if into.exists():
            into.rmdir()
        installation.state.rename(into)
    except OSError as error:
        raise NotWritten(f"恢复的内容不能改名为 {into}：{error.strerror}。") from error
