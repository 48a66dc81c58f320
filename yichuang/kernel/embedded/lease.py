"""Several processes share one server: the first in starts it, the last one out stops it.

Two locks of the kernel, which a killed process lets go by itself::

    start.lock   exclusive, short: whoever starts or stops the server
    users.lock   shared, as long as the server is needed
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from yichuang.kernel.embedded.cluster import Cluster
from yichuang.kernel.embedded.errors import FolderClosed
from yichuang.kernel.embedded.roles import ensure_roles


@contextmanager
def lease(cluster: Cluster) -> Iterator[str]:
    """A running server with roles and database; yields a notice for the user, usually empty.

    Raises:
        DatabaseRefusal: the server cannot be had.

    Concurrency: any number of processes; starting and stopping happen one at a time.
    """
    home = cluster.place.home
    with _open(home / "users.lock") as users:
        with starting(cluster):
            notice = cluster.initialise()
            _lock(users, fcntl.LOCK_SH)
            try:
                cluster.start()
                ensure_roles(cluster)
            except BaseException:
                _stop_if_last(cluster, users)
                raise
        try:
            yield notice
        finally:
            with starting(cluster):
                _stop_if_last(cluster, users)


@contextmanager
def starting(cluster: Cluster) -> Iterator[None]:
    """Hold the lock under which the server is started and stopped."""
    with _open(cluster.place.home / "start.lock") as lock:
        _lock(lock, fcntl.LOCK_EX)
        yield


def stop_if_unused(cluster: Cluster) -> bool:
    """Stop a server that nobody needs any more (its starter was killed).

    Returns:
        False when somebody still uses it; it runs on.
    """
    with _open(cluster.place.home / "users.lock") as users, starting(cluster):
        return _stop_if_last(cluster, users)


def _stop_if_last(cluster: Cluster, users: IO[bytes]) -> bool:
    _lock(users, fcntl.LOCK_UN)
    try:
        _lock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    cluster.stop()
    return True


def _open(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b")
    except PermissionError as error:
        raise FolderClosed(f"{path} cannot be opened by this user: run as its owner.") from error


def _lock(file: IO[bytes], kind: int) -> None:
    fcntl.flock(file, kind)
