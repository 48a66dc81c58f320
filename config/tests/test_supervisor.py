"""``yichuang run`` as people meet it: started, killed in every part, stopped, started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.env import ROOT
from config.installation import running_supervisor
from config.processes import leftovers
from config.tests.product import Product, own_environment, product, until, yichuang
from yichuang.foundation.accounts.types import Role
from yichuang.kernel.embedded.cluster import port_is_free
from yichuang.kernel.instance import SampleAccount, open_instance

pytestmark = pytest.mark.slow


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path) as made:
        yield made


def pid_of(house: Product, word: str) -> int:
    """The process of this product that a word of its command line tells from the others."""
    found = [
        pid
        for pid in leftovers(house.installation.state)
        if word in Path("/proc", str(pid), "cmdline").read_bytes().decode().split("\0")
    ]
    return min(found)  # of granian's the first is the one that starts the others


def kept(house: Product) -> list[int]:
    with psycopg.connect(house.installation.environment()["DATABASE_OWNER_URL"]) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM kept ORDER BY number")]


def keep(house: Product, number: int) -> None:
    with psycopg.connect(house.installation.environment()["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def assert_one_of_each_role_is_told(house: Product, accounts: dict[str, SampleAccount]) -> None:
    """A line for each role; `yichuang sample accounts` lists everybody."""
    told = [name for name, account in accounts.items() if account.password in house.said()]
    assert len(told) == len(Role)
    for name in told:
        assert f"  {name} " in house.said()
    listed = yichuang("sample", "accounts", environment=house.environment).stdout
    assert all(account.password in listed for account in accounts.values())


def nothing_is_left(house: Product) -> bool:
    return (
        leftovers(house.installation.state) == []
        and house.installation.cluster.pid() is None
        and port_is_free(house.port)
        and port_is_free(house.port + 1)
        and running_supervisor(house.installation.state) is None
    )


def test_it_survives_the_death_of_every_part(house: Product) -> None:
    supervisor = house.run()
    secrets = open_instance(house.installation.state)
    assert len(secrets.accounts) > 10
    assert_one_of_each_role_is_told(house, secrets.accounts)
    keep(house, 1)

    for word in ("granian", "uvicorn", "worker", "relay"):
        killed = pid_of(house, word)
        os.kill(killed, signal.SIGKILL)
        until(lambda killed=killed, word=word: leftovers_without(house, killed, word))
    until(house.is_ready)

    postmaster = house.installation.cluster.pid()
    assert postmaster is not None
    os.kill(postmaster, signal.SIGKILL)
    until(lambda: "The database answers again." in house.said())
    until(house.is_ready)
    assert kept(house) == [1]
    keep(house, 2)

    supervisor.kill()
    supervisor.wait()
    until(lambda: leftovers(house.installation.state) == [])
    house.run()
    assert house.is_ready()
    assert "Loading the sample county" not in house.said()
    assert kept(house) == [1, 2]
    assert open_instance(house.installation.state) == secrets

    house.end()
    assert house.process is not None
    assert house.process.returncode == 0
    assert nothing_is_left(house)


def leftovers_without(house: Product, killed: int, word: str) -> bool:
    try:
        return pid_of(house, word) != killed
    except (ValueError, FileNotFoundError):
        return False


def test_a_second_one_is_refused_and_stop_ends_the_first(house: Product) -> None:
    house.environment["YICHUANG_SAMPLE"] = "0"
    first = house.run()
    assert "sample accounts" not in house.said()

    second = yichuang("run", environment=house.environment)
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == (
        f"Yichuang already runs here (process {first.pid}, http://127.0.0.1:{house.port}/):"
        " `make stop` ends it.\n"
    )
    assert house.is_ready()

    stopped = yichuang("stop", environment=house.environment)
    assert (stopped.returncode, stopped.stderr) == (0, "Stopped.\n")
    assert first.wait(60) == 0
    assert nothing_is_left(house)


@pytest.mark.parametrize("offset", [0, 1])
def test_a_taken_port_is_named_and_nothing_is_started(house: Product, offset: int) -> None:
    with socket.create_server(("127.0.0.1", house.port + offset)):
        refused = yichuang("run", environment=house.environment)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {house.port + offset} on 127.0.0.1")
    assert refused.stderr.count("\n") == 1
    assert nothing_is_left(house)


def test_what_cannot_be_a_port_is_refused(tmp_path: Path) -> None:
    environment = own_environment(tmp_path / "var")

    refused = yichuang("run", "--port", "eighty", environment=environment)

    assert refused.returncode == 1
    assert "must be a port between 1024 and 65534" in refused.stderr


def test_reset_asks_first_and_spares_foreign_folders(tmp_path: Path) -> None:
    state = tmp_path / "var"
    state.mkdir()
    (state / "letter.txt").write_text("mine")
    environment = own_environment(state)

    foreign = yichuang("reset", "--yes", environment=environment)
    open_instance(state)
    unasked = yichuang("reset", environment=environment)

    assert (foreign.returncode, unasked.returncode) == (1, 1)
    assert "is not a state folder" in foreign.stderr
    assert "YES=1" in unasked.stderr
    assert (state / "letter.txt").read_text() == "mine"


def test_ctrl_c_while_it_starts_leaves_nothing(house: Product) -> None:
    with house.output.open("wb") as output:
        starting = subprocess.Popen(
            [sys.executable, "-m", "config.cli", "run"],
            cwd=ROOT,
            env=house.environment,
            stdout=output,
            stderr=output,
        )
    until(lambda: "Preparing" in house.said())
    time.sleep(0.5)

    starting.send_signal(signal.SIGINT)

    assert starting.wait(300) == 0
    assert nothing_is_left(house)


def test_a_trial_gives_a_command_a_whole_product_and_takes_it_away(tmp_path: Path) -> None:
    program = (
        "import os, sys, urllib.request\n"
        "answer = urllib.request.urlopen(os.environ['YICHUANG_WEB_URL'] + '/readyz')\n"
        "print(answer.status, os.environ['YICHUANG_DATA_DIR'])\n"
        "sys.exit(7)\n"
    )

    tried = yichuang(
        "trial", "--", sys.executable, "-c", program, environment=own_environment(tmp_path / "var")
    )

    assert tried.returncode == 7, tried.stderr
    status, state = tried.stdout.splitlines()[-1].split()
    assert status == "200"
    assert Path(state).is_relative_to(tmp_path / "var" / "throw-away")
    assert not Path(state).exists()
    assert leftovers(Path(state)) == []
