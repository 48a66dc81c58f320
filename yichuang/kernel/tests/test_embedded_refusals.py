"""Why the embedded database cannot be had: one sentence each, and nothing destroyed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from yichuang.kernel.embedded import cluster as cluster_module
from yichuang.kernel.embedded import folder
from yichuang.kernel.embedded.binaries import installed_binaries
from yichuang.kernel.embedded.cluster import Cluster
from yichuang.kernel.embedded.errors import (
    DatabaseRefusal,
    DidNotStart,
    DiskFull,
    FolderClosed,
    FolderDamaged,
    PortTaken,
)
from yichuang.kernel.embedded.lease import lease
from yichuang.kernel.embedded.place import Account, Place, find_place
from yichuang.kernel.embedded.roles import OWNER
from yichuang.kernel.tests.embedded_clusters import ROOT, cluster_at, throw_away_cluster, tree_digest, url

pytestmark = pytest.mark.slow
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster with one committed row, stopped."""
    with throw_away_cluster(tmp_path / "var") as cluster:
        with lease(cluster), psycopg.connect(url(cluster, OWNER), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        yield cluster


def refusal(cluster: Cluster, family: type[DatabaseRefusal]) -> str:
    """The sentence of the refusal; the server must not run afterwards."""
    with pytest.raises(family) as refused, lease(cluster):
        pass
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert cluster.pid() is None
    return sentence


def kept_row(cluster: Cluster) -> tuple[int, ...] | None:
    with lease(cluster), psycopg.connect(url(cluster, OWNER)) as connection:
        return connection.execute("SELECT n FROM kept").fetchone()


def test_a_taken_port(cluster: Cluster) -> None:
    before = tree_digest(cluster.place.data)
    with socket.create_server(("127.0.0.1", cluster.port)):
        sentence = refusal(cluster, PortTaken)

    assert str(cluster.port) in sentence
    assert tree_digest(cluster.place.data) == before
    assert kept_row(cluster) == (7,)


@pytest.mark.parametrize("victim", ["global/pg_control", "PG_VERSION", "postgresql.conf", "global"])
def test_a_damaged_folder(cluster: Cluster, victim: str) -> None:
    path = cluster.place.data / victim
    if path.is_dir():
        shutil.move(path, cluster.place.home / "elsewhere")
    elif victim == "PG_VERSION":
        path.unlink()
    else:
        path.write_bytes(os.urandom(path.stat().st_size))
    before = tree_digest(cluster.place.data)

    sentence = refusal(cluster, FolderDamaged)

    assert str(cluster.place.data) in sentence
    assert "make reset" in sentence
    assert tree_digest(cluster.place.data) == before


def test_another_major_version(cluster: Cluster) -> None:
    (cluster.place.data / "PG_VERSION").write_text("14\n")
    before = tree_digest(cluster.place.data)

    sentence = refusal(cluster, FolderDamaged)

    assert "PostgreSQL 14" in sentence
    assert tree_digest(cluster.place.data) == before


def test_a_folder_that_cannot_be_entered(cluster: Cluster) -> None:
    cluster.place.data.chmod(0o000)
    try:
        sentence = refusal(cluster, FolderClosed)
    finally:
        cluster.place.data.chmod(0o700)

    assert str(cluster.place.data) in sentence
    assert kept_row(cluster) == (7,)


@pytest.mark.skipif(not AS_ROOT, reason="only root can give a folder away")
def test_a_folder_that_belongs_to_somebody_else(cluster: Cluster) -> None:
    os.chown(cluster.place.data, 0, 0)

    sentence = refusal(cluster, FolderClosed)

    assert "chown" in sentence


@pytest.mark.skipif(not AS_ROOT, reason="only root has a system user for the database")
def test_a_path_the_database_user_cannot_enter(cluster: Cluster) -> None:
    cluster.place.home.chmod(0o700)
    try:
        refusal(cluster, FolderClosed)
    finally:
        cluster.place.home.chmod(0o755)
    assert kept_row(cluster) == (7,)


@pytest.fixture
def small_disk(cluster: Cluster) -> Iterator[Path]:
    """A disk of 320 MB at a place the database's user can reach."""
    folder = cluster.place.home / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=320m,mode=755", "none", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(not AS_ROOT, reason="only root may mount a small disk")
@pytest.mark.parametrize("precaution", [True, False])
def test_a_full_disk(
    cluster: Cluster, small_disk: Path, precaution: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both when the room is too little beforehand and when PostgreSQL itself runs out of it."""
    home = small_disk / "home"
    home.mkdir()
    small = cluster_at(Place(home, cluster.place.binaries, cluster.place.account), port=cluster.port)
    filler = small_disk / "filler"
    if not precaution:
        monkeypatch.setattr(folder, "ROOM_TO_MAKE", 0)
        monkeypatch.setattr(cluster_module, "ROOM_TO_START", 0)

    filler.write_bytes(bytes(310 * 2**20))
    assert "disk is full" in refusal(small, DiskFull)
    assert not small.place.data.exists()
    assert not (home / "data.new").exists()

    filler.unlink()
    with lease(small), psycopg.connect(url(small, OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    free = shutil.disk_usage(small_disk).free
    filler.write_bytes(bytes(free))
    assert "disk is full" in refusal(small, DiskFull)

    filler.unlink()
    assert kept_row(small) == (7,)


def test_binaries_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(DidNotStart, match="no PostgreSQL that runs"):
        installed_binaries(tmp_path)


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may write everywhere: be nobody for a moment. Anybody else stays who they are."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(own)


def test_a_state_folder_of_somebody_else(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with ordinary_user(), pytest.raises(FolderClosed, match="chown") as refused:
        find_place(ROOT, tmp_path / "var")
    tmp_path.chmod(0o700)

    assert str(tmp_path) in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_path_too_long_for_a_socket_does_without(tmp_path: Path) -> None:
    with throw_away_cluster(tmp_path / "var") as cluster:
        deep = Place(cluster.place.home / ("d" * 100), cluster.place.binaries, cluster.place.account)
        deep.home.mkdir()
        distant = cluster_at(deep, port=cluster.port)

        with lease(distant), distant.connect() as connection:
            assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)
        assert isinstance(deep.account, Account) == AS_ROOT
