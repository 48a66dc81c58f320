"""How one process is kept alive, and how none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config import processes
from config.processes import MARK, Child, Service, end_leftovers, leftovers, stop_all
from config.tests.product import until

SLEEP = "import time; time.sleep(300)"


def child(tmp_path: Path, program: str) -> Child:
    service = Service("sleeper", (sys.executable, "-c", program), metrics_port=0)
    return Child(service, {**os.environ, MARK: str(tmp_path)}, tmp_path / "sleeper.log")


@pytest.fixture
def started(tmp_path: Path) -> Iterator[list[Child]]:
    """Children a test starts; they are ended after it."""
    children: list[Child] = []
    yield children
    for one in children:
        if one.process is not None:
            one.process.kill()
            one.process.wait()


def is_alive(pid: int) -> bool:
    try:
        return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_process_that_ends_starts_again_later_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "PAUSES", (0.2, 0.6))
    one = child(tmp_path, "import sys; sys.exit(3)")
    ends: list[tuple[float, float, str]] = []

    while len(ends) < 3:
        before = time.monotonic()
        news = one.look()
        if news:
            ends.append((before, time.monotonic(), news))
        time.sleep(0.01)

    assert [news.split(" (see")[0] for _, _, news in ends] == [
        "sleeper ended with 3; it starts again in 0.2 s",
        "sleeper ended with 3; it starts again in 0.6 s",
        "sleeper ended with 3; it starts again in 0.6 s",
    ]
    # from before an end was seen to after the next was
    assert ends[1][1] - ends[0][0] >= 0.2
    assert ends[2][1] - ends[1][0] >= 0.6


def test_a_process_that_ran_long_has_recovered(
    tmp_path: Path, started: list[Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STEADY_SECONDS", 0.0)
    one = child(tmp_path, SLEEP)
    started.append(one)
    one.quick_ends = 5
    one.look()
    assert one.process is not None
    one.process.kill()
    one.process.wait()

    news = one.look()

    assert news.startswith("sleeper was killed by signal 9; it starts again in 0.5 s")


def test_what_a_dead_process_had_started_goes_with_it(tmp_path: Path) -> None:
    program = (
        f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {SLEEP!r}]).pid, flush=True)"
    )
    one = child(tmp_path, program)
    one.look()
    until(lambda: one.process is not None and one.process.poll() is not None)
    grandchild = int(one.log.read_text())
    assert is_alive(grandchild)

    one.look()

    until(lambda: not is_alive(grandchild), 30)


def test_a_process_that_ignores_the_request_is_killed(
    tmp_path: Path, started: list[Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 3.0)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); "
    children = [child(tmp_path, SLEEP), child(tmp_path, deaf + SLEEP)]
    started.extend(children)
    for one in children:
        one.look()
    until(lambda: "deaf" in children[1].log.read_text())
    running = [one.process for one in children]

    stop_all(children)

    assert [process.returncode for process in running if process] == [-signal.SIGTERM, -signal.SIGKILL]
    assert leftovers(tmp_path) == []


def test_processes_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from config.tests.test_processes import SLEEP, child\n"
        f"child(Path({str(tmp_path)!r}), SLEEP).start()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -signal.SIGKILL

    until(lambda: leftovers(tmp_path) == [], 30)


def test_leftovers_are_found_by_their_mark_and_ended(tmp_path: Path) -> None:
    environment = {**os.environ, MARK: str(tmp_path)}
    with (
        subprocess.Popen([sys.executable, "-c", SLEEP], env=environment) as marked,
        subprocess.Popen(
            [sys.executable, "-c", SLEEP], env={**environment, MARK: str(tmp_path / "other")}
        ) as other,
    ):
        until(lambda: leftovers(tmp_path) == [marked.pid])

        assert end_leftovers(tmp_path) == 1

        assert marked.wait(30) == -signal.SIGTERM
        assert other.poll() is None
        other.kill()


def test_an_errand_that_is_done_is_not_started_again(tmp_path: Path) -> None:
    one = errand(tmp_path, "pass")
    one.look()
    assert one.process is not None
    one.process.wait()

    assert one.look() == "sleeper is complete."
    assert (one.is_done, one.failed) == (True, False)
    one.look()
    assert one.process is None


def test_an_errand_that_fails_is_left_until_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "PAUSES", (0.0,))
    one = errand(tmp_path, "import sys; sys.exit(1)")
    news: list[str] = []

    until(lambda: news.append(one.look()) or one.is_done, seconds=60)

    assert one.failed
    assert [line.partition(" (see")[0] for line in news if line] == [
        "sleeper ended with 1; it starts again in 0 s",
        "sleeper ended with 1; it starts again in 0 s",
        "sleeper failed; it is tried again at the next start",
    ]


def errand(tmp_path: Path, program: str) -> Child:
    one = child(tmp_path, program)
    one.service = replace(one.service, is_errand=True)
    return one
