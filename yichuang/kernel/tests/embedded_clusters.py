"""Throw-away clusters of the real binaries for the tests of the embedded database."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yichuang.kernel.embedded.cluster import Cluster, Passwords
from yichuang.kernel.embedded.place import Place, find_place
from yichuang.kernel.embedded.roles import address
from yichuang.kernel.instance import DATABASE_PORTS, free_port

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def throw_away_cluster(state: Path, *, port: int | None = None) -> Iterator[Cluster]:
    """A cluster that is not made yet; whatever it became is stopped and removed."""
    place = find_place(ROOT, state)
    cluster = cluster_at(place, port=port or free_port(DATABASE_PORTS))
    try:
        yield cluster
    finally:
        cluster.stop()
        if place.account is not None:  # lives in /var/lib, outside the test's folder
            shutil.rmtree(place.home)


def cluster_at(place: Place, *, port: int, identity: str = "one", secret: str = "s'ecret\\") -> Cluster:
    """The cluster of a place as one process sees it."""
    passwords = Passwords(superuser=secret, owner="own er", app="äpp")
    return Cluster(place, port=port, passwords=passwords, identity=identity)


def url(cluster: Cluster, role: str) -> str:
    """The address of a role in this cluster."""
    return address(cluster.port, cluster.passwords, role)


def tree_digest(folder: Path) -> str:
    """One digest of every name and byte below a folder."""
    digest = hashlib.sha256()
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            digest.update(os.fsencode(Path(parent, name)) + b"\0" + Path(parent, name).read_bytes() + b"\0")
    return digest.hexdigest()
