"""One embedded PostgreSQL cluster: make it, start it, recover it, stop it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from yichuang.kernel.embedded import folder, postmaster
from yichuang.kernel.embedded.errors import (
    DidNotStart,
    DidNotStop,
    PasswordRefused,
    PortTaken,
    StillHeld,
)
from yichuang.kernel.embedded.place import Place
from yichuang.kernel.embedded.reasons import check_room, refusal_of

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

        A cluster made with other passwords (an earlier clone at the same path) is set aside, not
        removed.

        Raises:
            DiskFull, FolderClosed, FolderDamaged, DidNotStart
        """
        place = self.place
        notice = ""
        if folder.is_of_another(place, self.identity):
            self.stop()
            aside = folder.set_aside(place)
            notice = f"The database of an earlier installation at this place was set aside as {aside}."
        if place.data.is_dir():
            folder.check(place)
        else:
            folder.make(
                place,
                superuser=SUPERUSER,
                password=self.passwords.superuser,
                identity=self.identity,
                durable=self.settings["fsync"] == "on",
            )
        return notice

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
                    folder.check(self.place)
                    self._clear_remains()
                    check_room(self.place, ROOM_TO_START)
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
                    **self.place.process_options(),
                )
        except OSError as error:
            raise refusal_of(str(error), place, self.port) from error

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
                raise refusal_of(self._last_words(), self.place, self.port)
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
        if self._process is not None:  # almost gone, or not far enough to have said who it is
            self._process.send_signal(signal.SIGINT)
            self._process.wait(STOP_SECONDS)
            self._process = None

    def _await_end(self, pid: int, seconds: float) -> None:
        """Wait for the process itself: its pid file goes a little earlier."""
        deadline = time.monotonic() + seconds
        while postmaster.is_server_process(pid, self.place.data) and time.monotonic() < deadline:
            time.sleep(0.02)


def port_is_free(port: int, host: str = HOST) -> bool:
    """Whether a server could listen on this port now, of the loopback address unless another is given."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that ended do not count
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _signal(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return
