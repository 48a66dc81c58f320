"""What belongs to this installation alone: its secrets, ports and sample passwords.

They are made at random at the first start and kept in ``instance.json`` (mode 0600) in the state
folder. Nothing here imports Django: it runs before there are settings.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from yichuang.kernel.disk import replace_private
from yichuang.kernel.embedded.cluster import Passwords, port_is_free

FILE = "instance.json"
WEB_PORT = 8000
# below every usual range of outgoing connections, so that no browser sits on it by chance
DATABASE_PORTS = range(20000, 30000)
# no 0/O, 1/l/I: these are read off a screen and typed. No vowels: names are full of them, and a
# password that happens to resemble its account's name is refused
LEGIBLE = "23456789bcdfghjkmnpqrstvwxyzBCDFGHJKLMNPQRSTVWXYZ"


class InstanceRefusal(Exception):
    """The installation's own file cannot be used; ``str()`` is the sentence for the terminal."""


@dataclass(frozen=True)
class SampleAccount:
    """An account of the sample county: its password and, in Chinese, who it is."""

    password: str
    label: str


@dataclass(frozen=True)
class Instance:
    """The content of ``instance.json``.

    Attributes:
        identity: random; ties the embedded cluster to these passwords.
        web_port: pages and API; live events use the next one.
        accounts: user name → account of the sample county.
    """

    identity: str
    secret_key: str
    web_port: int
    database_port: int
    passwords: Passwords
    accounts: dict[str, SampleAccount] = field(default_factory=dict)

    @property
    def live_port(self) -> int:
        return self.web_port + 1


def open_instance(state: Path) -> Instance:
    """The installation of a state folder, made when there is none yet.

    Raises:
        InstanceRefusal: the file cannot be read or written, or is not ours.
    """
    return change_instance(state, lambda instance: instance)


def change_instance(state: Path, change: Callable[[Instance], Instance]) -> Instance:
    """Replace the installation's file by its changed content.

    Concurrency: one writer at a time; readers see the old or the new file, never half of one.
    """
    with _alone(state):
        known = _read(state / FILE)
        changed = change(known or _new_instance())
        if changed != known:
            _write(state / FILE, changed)
    return changed


def sample_password(state: Path, username: str, label: str) -> str:
    """The password of a sample account, made at its first asking. ``label`` is printed beside it."""

    def add(instance: Instance) -> Instance:
        known = instance.accounts.get(username)
        password = known.password if known else "".join(secrets.choice(LEGIBLE) for _ in range(12))
        return replace(instance, accounts=instance.accounts | {username: SampleAccount(password, label)})

    return change_instance(state, add).accounts[username].password


def free_port(candidates: range) -> int:
    """A port of the loopback address nobody listens on, by chance among ``candidates``."""
    for port in random.sample(candidates, len(candidates)):
        if port_is_free(port):
            return port
    raise InstanceRefusal(f"No port between {candidates.start} and {candidates.stop - 1} is free.")


def _new_instance() -> Instance:
    return Instance(
        identity=secrets.token_hex(16),
        secret_key=secrets.token_urlsafe(48),
        web_port=WEB_PORT,
        database_port=free_port(DATABASE_PORTS),
        passwords=Passwords(*(secrets.token_urlsafe(24) for _ in range(3))),
    )


def _read(path: Path) -> Instance | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return Instance(
            **document
            | {
                "passwords": Passwords(**document["passwords"]),
                "accounts": {name: SampleAccount(**known) for name, known in document["accounts"].items()},
            }
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InstanceRefusal(
            f"{path} cannot be read ({error}): restore it from a backup, or begin anew with `make reset`."
        ) from error


def _write(path: Path, instance: Instance) -> None:
    document = json.dumps(asdict(instance), ensure_ascii=False, indent=2)
    try:
        replace_private(path, document.encode())
    except OSError as error:
        raise InstanceRefusal(f"{path} cannot be written: {error.strerror}.") from error


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = os.open(state / "instance.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise InstanceRefusal(
            f"{error.filename} cannot be written ({error.strerror}): run as the owner of {state}."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
