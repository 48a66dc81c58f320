"""The embedded server: how it is set up, shared and recovered. Real binaries, real kills."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from yichuang.kernel.embedded import postmaster
from yichuang.kernel.embedded.cluster import Cluster
from yichuang.kernel.embedded.errors import PasswordRefused
from yichuang.kernel.embedded.lease import lease, stop_if_unused
from yichuang.kernel.embedded.roles import APP, OWNER, ensure_roles
from yichuang.kernel.tests.embedded_clusters import ROOT, cluster_at, throw_away_cluster, url

pytestmark = pytest.mark.slow

PATIENCE = 60.0
BUSY = "SELECT sum(sqrt(n)) FROM generate_series(1, 1000000000000) AS n"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with throw_away_cluster(tmp_path / "var") as cluster:
        yield cluster


def kill_postmaster(cluster: Cluster) -> None:
    pid = cluster.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while cluster.pid() is not None:
        time.sleep(0.01)


def test_the_server_is_private_and_durable(cluster: Cluster) -> None:
    with lease(cluster), cluster.connect() as connection:
        settings = {
            name: connection.execute(f"SHOW {name}").fetchone()[0]
            for name in (
                "fsync",
                "synchronous_commit",
                "full_page_writes",
                "listen_addresses",
                "data_checksums",
            )
        }
        verifiers = connection.execute(
            "SELECT rolname, left(rolpassword, 13) FROM pg_authid WHERE rolcanlogin ORDER BY rolname"
        ).fetchall()
        rules = connection.execute("SELECT type, address, auth_method FROM pg_hba_file_rules").fetchall()
        listeners = [
            line.split()[1].split(":")[0]
            for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
            if line.split()[3] == "0A" and int(line.split()[1].split(":")[1], 16) == cluster.port
        ]
        server_user = postmaster.server_pid(cluster.place.data)
        owner = Path("/proc", str(server_user)).stat().st_uid

    assert settings == {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "listen_addresses": "127.0.0.1",
        "data_checksums": "on",
    }
    assert verifiers == [(name, "SCRAM-SHA-256") for name in ("postgres", APP, OWNER)]
    assert rules == [("local", None, "scram-sha-256"), ("host", "127.0.0.1", "scram-sha-256")]
    assert listeners == ["0100007F"]
    for folder in (cluster.place.data, cluster.place.sockets):
        assert (folder.stat().st_mode & 0o777, folder.stat().st_uid) == (0o700, owner)
    assert owner != 0


def test_the_application_role_owns_nothing(cluster: Cluster) -> None:
    with lease(cluster):
        with psycopg.connect(url(cluster, OWNER), autocommit=True) as owner:
            owner.execute("CREATE TABLE law (article int)")
        with psycopg.connect(url(cluster, APP), autocommit=True) as app:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE TABLE mine (n int)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("SELECT * FROM law")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(
                url(cluster, APP).replace(cluster.passwords.owner, "x").replace("%C3%A4pp", "wrong")
            )


def test_no_committed_row_is_lost_when_the_postmaster_is_killed(cluster: Cluster) -> None:
    acknowledged: list[int] = []

    def write_until_it_breaks() -> None:
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(url(cluster, OWNER), autocommit=True) as connection,
        ):
            while True:
                number = len(acknowledged)
                connection.execute("INSERT INTO ledger (number) VALUES (%s)", [number])
                acknowledged.append(number)

    with lease(cluster):
        with psycopg.connect(url(cluster, OWNER), autocommit=True) as connection:
            connection.execute("CREATE TABLE ledger (number int)")
        for round_number in range(1, 4):
            writer = threading.Thread(target=write_until_it_breaks)
            writer.start()
            while len(acknowledged) < 50 * round_number:
                time.sleep(0.01)

            kill_postmaster(cluster)
            cluster.start()

            writer.join(PATIENCE)
            assert not writer.is_alive()
            with psycopg.connect(url(cluster, OWNER)) as connection:
                kept = {row[0] for row in connection.execute("SELECT number FROM ledger")}
            assert set(acknowledged) <= kept
            # at most the one that was under way when the server died
            assert len(kept - set(acknowledged)) <= 1
            acknowledged[:] = sorted(kept)


def test_a_busy_backend_left_behind_does_not_block_the_next_start(cluster: Cluster) -> None:
    def compute() -> None:
        with suppress(psycopg.OperationalError), cluster.connect() as connection:
            connection.execute(BUSY)

    with lease(cluster):
        busy = threading.Thread(target=compute)
        busy.start()
        with cluster.connect() as watcher:
            asking = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = %s"
            while watcher.execute(asking, [BUSY]).fetchone() == (0,):
                assert busy.is_alive()
                time.sleep(0.01)
        kill_postmaster(cluster)
        left_behind = postmaster.orphans(cluster.place.data)

        cluster.start()

        busy.join(PATIENCE)
        assert len(left_behind) >= 1
        assert not any(postmaster.is_server_process(pid, cluster.place.data) for pid in left_behind)
        with cluster.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(cluster: Cluster) -> None:
    with lease(cluster):
        kill_postmaster(cluster)
        pid_file = cluster.place.data / "postmaster.pid"
        socket_lock = cluster.place.sockets / f".s.PGSQL.{cluster.port}.lock"
        for file in (pid_file, socket_lock):
            lines = file.read_text().splitlines()
            file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

        cluster.start()

        assert cluster.pid() not in (None, os.getpid())


def test_a_first_start_that_was_broken_off_leaves_no_half(cluster: Cluster) -> None:
    half = cluster.place.home / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    with lease(cluster), cluster.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)

    assert not half.exists()
    assert not (cluster.place.home / "initdb.password").exists()


def test_the_last_one_out_stops_the_server(cluster: Cluster) -> None:
    with lease(cluster):
        first_pid = cluster.pid()
        with lease(cluster_at(cluster.place, port=cluster.port)) as notice:
            assert notice == ""
            assert cluster.pid() == first_pid
        assert cluster.pid() == first_pid
    assert cluster.pid() is None


def test_stopping_waits_for_a_server_that_is_almost_gone(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.initialise()
    cluster.start()
    pid = cluster.pid()
    # for a moment before it ends, /proc no longer tells where a process works
    monkeypatch.setattr(postmaster, "is_server_process", lambda pid, data: False)

    cluster.stop()

    assert not Path("/proc", str(pid)).exists()


def test_the_second_start_finds_the_same_rows(cluster: Cluster) -> None:
    with lease(cluster), psycopg.connect(url(cluster, OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")

    with lease(cluster), psycopg.connect(url(cluster, OWNER)) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_a_killed_user_of_the_server_does_not_keep_it_running_for_ever(
    cluster: Cluster, tmp_path: Path
) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from yichuang.kernel.embedded.lease import lease\n"
        "from yichuang.kernel.embedded.place import find_place\n"
        "from yichuang.kernel.tests.embedded_clusters import ROOT, cluster_at\n"
        "with lease(cluster_at(find_place(ROOT, Path(sys.argv[1])), port=int(sys.argv[2]))):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "var"), str(cluster.port)], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert cluster.pid() is not None

    assert stop_if_unused(cluster)

    assert cluster.pid() is None


def test_a_server_in_use_is_not_stopped(cluster: Cluster) -> None:
    with lease(cluster):
        assert not stop_if_unused(cluster_at(cluster.place, port=cluster.port))
        assert cluster.pid() is not None


def test_the_database_of_an_earlier_clone_is_set_aside_and_not_removed(cluster: Cluster) -> None:
    with lease(cluster), psycopg.connect(url(cluster, OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    newcomer = cluster_at(cluster.place, port=cluster.port, identity="two", secret="other")

    with lease(newcomer) as notice, psycopg.connect(url(newcomer, OWNER)) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()

    aside = list(cluster.place.home.glob("data.before-*"))
    assert tables == (0,)
    assert len(aside) == 1
    assert str(aside[0]) in notice
    newcomer.stop()
    newcomer.place.data.rename(newcomer.place.home / "newcomer")
    aside[0].rename(cluster.place.data)
    (cluster.place.home / "identity").write_text("one")
    with lease(cluster), psycopg.connect(url(cluster, OWNER)) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_a_server_with_other_passwords_is_refused_in_a_sentence(cluster: Cluster) -> None:
    with lease(cluster):
        stranger = cluster_at(cluster.place, port=cluster.port, secret="forgotten")
        with pytest.raises(PasswordRefused, match=r"instance\.json"):
            stranger.start()
        assert cluster.pid() is not None


def test_roles_are_made_once(cluster: Cluster) -> None:
    with lease(cluster):
        ensure_roles(cluster)
        with cluster.connect() as connection:
            assert connection.execute(
                "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles"
                " WHERE rolname LIKE 'yichuang%' ORDER BY rolname"
            ).fetchall() == [(APP, False, False), (OWNER, False, False)]
