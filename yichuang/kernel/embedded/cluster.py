"""One embedded PostgreSQL cluster: make it, start it, recover it, stop it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from yichuang.kernel.embedded import postmaster
from yichuang.kernel.embedded.errors import (
    DatabaseRefusal,
    DidNotStart,
    DidNotStop,
    DiskFull,
    FolderClosed,
    FolderDamaged,
    PasswordRefused,
    PortTaken,
    StillHeld,
)
from yichuang.kernel.embedded.place import Place

HOST = "127.0.0.1"
SUPERUSER = "postgres"

# given on the command line at every start: neither an edited file nor ALTER SYSTEM weakens them
SETTINGS: Mapping[str, str] = {
    "listen_addresses": HOST,
    "password_encryption": "scram-sha-256",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "jit": "off",
    # statements and details may carry personal data: neither goes to the log
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
}
WITHOUT_DURABILITY: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
# who may connect: nobody without a password, nobody from elsewhere
ACCESS = "local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n"

# words of a server that finds its own files broken
DAMAGE = (
    "could not open file",
    "could not read",
    "could not access",
    "could not locate a valid checkpoint",
    "could not find the database system",
    "could not open directory",
    "incorrect checksum",
    "invalid data in",
    "invalid page",
    "is not a valid data directory",
    "is missing",
    "incompatible with server",
    "contains errors",
    "unexpected",
)

ROOM_TO_MAKE = 256 * 1024 * 1024
ROOM_TO_START = 48 * 1024 * 1024  # two WAL segments and some
LOG_LIMIT = 10 * 1024 * 1024

ATTEMPTS = 6
READY_SECONDS = 120.0  # recovery after a crash replays the WAL first
STOP_SECONDS = 30.0


@dataclass(frozen=True)
class Passwords:
    """The passwords of one cluster's three roles."""

    superuser: str
    owner: str
    app: str


class Cluster:
    """A cluster at a place, on a port. ``durable=False`` only for data that tests throw away.

    Args:
        identity: what ties the cluster to the passwords; a cluster of another identity is set aside.
    """

    def __init__(
        self, place: Place, *, port: int, passwords: Passwords, identity: str, durable: bool = True
    ) -> None:
        self.place = place
        self.port = port
        self.passwords = passwords
        self.identity = identity
        self.settings = dict(SETTINGS) | ({} if durable else dict(WITHOUT_DURABILITY))
        self._process: subprocess.Popen[bytes] | None = None

    # — state —

    def pid(self) -> int | None:
        """The living postmaster's process id."""
        if self._process is not None:
            self._process.poll()  # take leave of our own child, or it stays a zombie
        return postmaster.server_pid(self.place.data)

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """A superuser's connection, each statement its own transaction."""
        return psycopg.connect(
            host=HOST,
            port=self.port,
            dbname=database,
            user=SUPERUSER,
            password=self.passwords.superuser,
            connect_timeout=5,
            autocommit=True,
        )

    # — making —

    def initialise(self) -> str:
        """Make the cluster if there is none. Returns a notice for the user, or nothing.

        The folder appears by one rename when it is whole, so a broken first start leaves no half.
        A cluster made with other passwords (an earlier clone at the same path) is set aside, not
        removed.

        Raises:
            DiskFull, FolderClosed, FolderDamaged, DidNotStart
        """
        marker = self.place.home / "identity"
        notice = ""
        data = self.place.data
        if data.is_dir() and marker.is_file() and marker.read_text() != self.identity:
            aside = data.with_name(time.strftime("data.before-%Y%m%dT%H%M%S", time.gmtime()))
            if self.pid() is not None:
                self.stop()
            data.rename(aside)
            notice = f"The database of an earlier installation at this place was set aside as {aside}."
        if data.is_dir():
            self._check_folder()
            return notice
        self._check_room(ROOM_TO_MAKE)
        try:
            self._initdb()
            marker.write_text(self.identity)
            data.with_name("data.new").rename(data)
            _sync_folder(self.place.home)  # the name must last as long as the rows committed under it
        except OSError as error:
            raise _refusal_of(str(error), self) from error
        return notice

    def _initdb(self) -> None:
        unfinished = self.place.data.with_name("data.new")
        if unfinished.exists():
            shutil.rmtree(unfinished)  # an earlier first start that was broken off
        self.place.make_private(unfinished)
        secret = unfinished.with_name("initdb.password")
        try:
            secret.touch(mode=0o600)
            if self.place.account is not None:
                os.chown(secret, self.place.account.uid, self.place.account.gid)
            secret.write_text(self.passwords.superuser + "\n")
            done = self._run(
                "initdb", "--pgdata", str(unfinished), *self._initdb_options(), f"--pwfile={secret}"
            )
        finally:
            secret.unlink(missing_ok=True)
        if done.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise _refusal_of(done.stderr, self)
        (unfinished / "pg_hba.conf").write_text(ACCESS)

    def _initdb_options(self) -> list[str]:
        locale = ["--locale=C.UTF-8"]
        if self.place.binaries.major >= 17:
            # PostgreSQL's own: the machine's C library need not know C.UTF-8
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        sync = [] if self.settings["fsync"] == "on" else ["--no-sync"]
        return [
            f"--username={SUPERUSER}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--data-checksums",
            *locale,
            *sync,
        ]

    def _check_folder(self) -> None:
        """The data folder belongs to the server's user and is a whole cluster of this version."""
        data, account = self.place.data, self.place.account
        owner = os.geteuid() if account is None else account.uid
        try:
            if data.stat().st_uid != owner:
                raise FolderClosed(
                    f"The database folder {data} belongs to user {data.stat().st_uid}, not {owner}: "
                    "give it back with chown -R."
                )
            if data.stat().st_mode & 0o700 != 0o700:
                raise FolderClosed(f"The database folder {data} cannot be entered: give it mode 0700.")
            made_by = (data / "PG_VERSION").read_text().strip()
        except PermissionError as error:
            raise FolderClosed(f"The database folder {data} cannot be entered by this user.") from error
        except OSError as error:
            raise self._damaged("it has no PG_VERSION") from error
        if made_by != str(self.place.binaries.major):
            raise FolderDamaged(
                f"The database folder {data} was made by PostgreSQL {made_by or 'unknown'}, this is "
                f"{self.place.binaries.major}: move the data with pg_dump, or begin anew with `make reset`."
            )

    def _damaged(self, why: str) -> FolderDamaged:
        return FolderDamaged(
            f"The database folder {self.place.data} is damaged ({why}); nothing was changed: "
            "restore a backup, or begin anew with `make reset`."
        )

    def _check_room(self, bytes_needed: int) -> None:
        free = shutil.disk_usage(self.place.home).free
        if free < bytes_needed:
            raise DiskFull(
                f"The disk is full: the database in {self.place.home} needs {bytes_needed // 2**20} MB, "
                f"{free // 2**20} MB are free."
            )

    # — starting —

    def start(self) -> None:
        """Start the server, or wait for the one that runs, until it answers.

        After ``kill -9`` the remains are cleared first and the start is tried several times: shared
        memory of the dead server may be held a moment longer.

        Raises:
            DatabaseRefusal: the reason, one sentence.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                if self.pid() is not None:
                    self._check_same_port()
                else:
                    self._check_folder()
                    self._clear_remains()
                    self._check_room(ROOM_TO_START)
                    self._check_port()
                    self._launch()
                self._await_answer()
            except StillHeld:
                if attempt == ATTEMPTS:
                    raise
                time.sleep(0.5 * attempt)
            else:
                return

    def _clear_remains(self) -> None:
        """After a killed postmaster: wait for its processes, end those that stay, drop its lock files.

        The numbers in lock files may be strangers' by now, and PostgreSQL would believe them.
        """
        if self._process is not None:
            self._process.wait()  # dead, but a zombie still counts as alive for PostgreSQL
            self._process = None
        patience = time.monotonic() + 5
        while remains := postmaster.orphans(self.place.data):
            if time.monotonic() > patience:
                for pid in remains:
                    _signal(pid, signal.SIGKILL)  # they must not write beside the new server
            time.sleep(0.1)
        (self.place.data / "postmaster.pid").unlink(missing_ok=True)
        shutil.rmtree(self.place.sockets, ignore_errors=True)

    def _check_port(self) -> None:
        if not port_is_free(self.port):
            raise PortTaken(
                f"Port {self.port} on {HOST}, which this installation's database uses, is taken by another "
                "program: stop it, or choose another with YICHUANG_DATABASE_PORT."
            )

    def _check_same_port(self) -> None:
        running_on = postmaster.recorded_port(self.place.data)
        if running_on not in (None, self.port):
            raise DidNotStart(
                f"The database already runs on port {running_on}, not {self.port}: `make stop` first."
            )

    def _launch(self) -> None:
        place = self.place
        given = self.settings | {
            "port": str(self.port),
            "unix_socket_directories": place.socket_folder(self.port),
        }
        order = [place.binaries.program("postgres"), "-D", str(place.data)]
        order += [part for name, value in given.items() for part in ("-c", f"{name}={value}")]
        try:
            place.make_private(place.sockets)
            if place.log.exists() and place.log.stat().st_size > LOG_LIMIT:
                place.log.replace(place.log.with_suffix(".log.1"))
            with place.log.open("ab") as log:
                self._log_start = log.tell()
                # its own session: Ctrl-C in the terminal is for us, we stop it in order
                self._process = subprocess.Popen(
                    order,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    **self._as_owner(),
                )
        except OSError as error:
            raise _refusal_of(str(error), self) from error

    def _await_answer(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                self.connect().close()
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise PasswordRefused(
                        f"The database in {self.place.home} does not know this installation's passwords: "
                        "restore var/instance.json, or begin anew with `make reset`."
                    ) from error
            else:
                return
            if self._process is not None and self._process.poll() is not None:
                self._process = None
                raise _refusal_of(self._last_words(), self)
            if self._process is None and self.pid() is None:
                raise StillHeld("The database server ended while it was being waited for.")
            time.sleep(0.05)
        raise DidNotStart(
            f"The database did not answer within {READY_SECONDS:.0f} s; its log is {self.place.log}."
        )

    def _last_words(self) -> str:
        """What the server that just ended wrote into its log."""
        with self.place.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    # — stopping —

    def stop(self) -> None:
        """Stop the server: in order first, then without waiting for connections.

        Raises:
            DidNotStop: it outlived both; nothing was killed.
        """
        pid = self.pid()
        for sign, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5.0)):
            if pid is not None:
                _signal(pid, sign)
                self._await_end(pid, seconds)
                pid = self.pid()
        if pid is not None:
            raise DidNotStop(f"The database server (process {pid}) does not stop.")
        self._process = None

    def _await_end(self, pid: int, seconds: float) -> None:
        """Wait for the process itself: its pid file goes a little earlier."""
        deadline = time.monotonic() + seconds
        while postmaster.is_server_process(pid, self.place.data) and time.monotonic() < deadline:
            time.sleep(0.02)
        if self._process is not None and self._process.pid == pid:
            self._process.poll()

    # — running programs as the server's user —

    def _as_owner(self) -> dict[str, Any]:
        account = self.place.account
        common: dict[str, Any] = {
            "cwd": self.place.home,
            "umask": 0o077,
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        }
        if account is not None:
            common |= {"user": account.uid, "group": account.gid, "extra_groups": []}
        return common

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.place.binaries.program(program), *arguments],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            **self._as_owner(),
        )


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that ended do not count
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _signal(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def _refusal_of(words: str, cluster: Cluster) -> DatabaseRefusal:
    """The refusal that PostgreSQL's own words mean."""
    home = cluster.place.home
    fatal = re.findall(r"(?:FATAL|PANIC|ERROR|error):\s+(.+)", words)
    reason = (fatal or words.strip().splitlines() or ["no reason given"])[-1].strip().rstrip(".")
    if "No space left on device" in words or "Disk quota exceeded" in words:
        return DiskFull(f"The disk is full: the database in {home} cannot write ({reason}).")
    if "Address already in use" in words or "could not bind" in words:
        return PortTaken(f"Port {cluster.port} on {HOST}, which this installation's database uses, is taken.")
    if "pre-existing shared memory" in words or "already exists" in words:
        return StillHeld(f"A server that was killed still holds the database in {home} ({reason}).")
    if "Permission denied" in words or "wrong ownership" in words or "invalid permissions" in words:
        return FolderClosed(f"The database in {home} cannot be entered by its user ({reason}).")
    if any(sign in words for sign in DAMAGE):
        return cluster._damaged(reason)
    return DidNotStart(f"PostgreSQL did not start in {home} ({reason}).")
