"""pg_dump and pg_restore: which ones, and how they sign in.

The wheel's programs are of PostgreSQL 18 and read every server we support. They know no TLS, so a
server that asks for it needs programs of the machine (Debian: ``postgresql-client``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict

from config.backup.errors import ProgramFailed
from yichuang.kernel.embedded.binaries import wheel_binaries
from yichuang.kernel.embedded.errors import DatabaseRefusal

_TLS = ("require", "verify-ca", "verify-full")
# PostgreSQL 17's programs say this at the head of every script, and older servers do not know it
_NEW_SETTING = b"SET transaction_timeout = 0;\n"
_HEAD_LINES = 60


def dump(url: str, into: Path, *, snapshot: str) -> None:
    """Write the database as an exported snapshot sees it, in PostgreSQL's format, without owners.

    Raises:
        ProgramFailed: with PostgreSQL's own last line.
    """
    order = [_program("pg_dump", url), "--format=custom", "--no-owner", "--no-privileges"]
    order += [f"--snapshot={snapshot}", f"--file={into}"]
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            order, check=False, stdin=subprocess.DEVNULL, stderr=said, umask=0o077, env=_environment(url)
        )
        _finished(order, abs(done.returncode), said)


def restore(source: Path, url: str, *, server: int) -> None:
    """Read a dump into an empty database: all of it or nothing.

    Args:
        server: major version of the server it is read into.

    Raises:
        ProgramFailed: with PostgreSQL's own last line.
    """
    script = [_program("pg_restore", url), "--no-owner", "--no-privileges", "--file=-", str(source)]
    reader = [_program("psql", url), "--no-psqlrc", "--quiet", "--single-transaction"]
    reader += ["--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    with (
        tempfile.TemporaryFile() as said_by_script,
        tempfile.TemporaryFile() as said_by_reader,
        subprocess.Popen(script, stdout=subprocess.PIPE, stderr=said_by_script) as writing,
        subprocess.Popen(
            reader, stdin=subprocess.PIPE, stderr=said_by_reader, env=_environment(url)
        ) as running,
    ):
        _feed(writing, running, server)
        _finished(script, writing.wait(), said_by_script)
        _finished(reader, running.wait(), said_by_reader)


def _feed(writing: subprocess.Popen[bytes], running: subprocess.Popen[bytes], server: int) -> None:
    """Let one program's output be the other's input; what broke off is never committed."""
    assert writing.stdout
    assert running.stdin
    try:
        for piece in _script(writing.stdout, server):
            running.stdin.write(piece)
        if writing.wait():
            running.kill()  # at the end of its input it would commit
        running.stdin.close()
    except BrokenPipeError:
        writing.stdout.close()
        writing.kill()  # the other ended first and says why


def _script(source: IO[bytes], server: int) -> Iterator[bytes]:
    """The script, without the setting that servers before 17 refuse."""
    for _ in range(_HEAD_LINES):
        line = source.readline()
        if server >= 17 or line != _NEW_SETTING:
            yield line
    while piece := source.read(1 << 20):
        yield piece


def _program(name: str, url: str) -> str:
    """The path of one of PostgreSQL's programs that can speak to this server."""
    if conninfo_to_dict(url).get("sslmode") not in _TLS:
        try:
            return wheel_binaries().program(name)
        except DatabaseRefusal:
            pass  # not installed beside a real server: the machine's own
    found = shutil.which(name, path=os.pathsep.join([*map(str, _debian()), os.environ.get("PATH", "")]))
    if found is None:
        raise ProgramFailed(f"找不到 {name}：请安装 PostgreSQL 的客户端程序（Debian：postgresql-client）。")
    return found


def _debian() -> list[Path]:
    """Debian's folders of programs, the newest first."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(folders, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0), reverse=True)


def _environment(url: str) -> dict[str, str]:
    """libpq's variables of an address: nothing of it stands on the command line for others to see."""
    names = {"host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER"}
    names |= {"password": "PGPASSWORD", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    names |= {"sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
    given = {names[name]: str(value) for name, value in conninfo_to_dict(url).items() if name in names}
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "PGAPPNAME": "yichuang backup",
    } | given


def _finished(order: list[str], code: int, said: IO[bytes]) -> None:
    """Refuse when a program ended by itself with anything but 0; one that we killed has no say."""
    if code > 0:
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
        reason = next((line for line in lines if "error" in line.lower()), (lines or ["没有说明原因"])[-1])
        raise ProgramFailed(f"{Path(order[0]).name} 没有成功：{reason.strip()}")
