"""Whole products in processes of their own, for the tests of the launcher."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config.env import ROOT
from config.installation import THROW_AWAY_PORTS, Installation
from config.processes import answers
from yichuang.kernel.embedded.cluster import port_is_free
from yichuang.kernel.instance import free_port


def own_environment(state: Path) -> dict[str, str]:
    """Ours without the database and the secrets of the test run."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("YICHUANG_", "DATABASE_"))
    }
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | {"YICHUANG_DATA_DIR": str(state), "YICHUANG_HISTORY": "0"}


def yichuang(*words: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "config.cli", *words],
        check=False,
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=300,
    )


def until(what: Callable[[], object], seconds: float = 400) -> None:
    """Wait until ``what()`` is true."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"{what} took longer than {seconds} s"
        time.sleep(0.1)


class Product:
    """One installation that is run, killed and run again."""

    def __init__(self, folder: Path) -> None:
        self.environment = own_environment(folder / "var")
        self.installation = Installation(state=folder / "var", given=self.environment)
        self.output = folder / "output"
        self.process: subprocess.Popen[bytes] | None = None
        port = free_port(THROW_AWAY_PORTS)
        while not port_is_free(port + 1):
            port = free_port(THROW_AWAY_PORTS)
        self.environment["YICHUANG_PORT"] = str(port)
        self.port = port

    def run(self) -> subprocess.Popen[bytes]:
        """``yichuang run``, until it says that everything answers."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.cli", "run"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        until(lambda: "Ctrl-C" in self.said() or self.process is None or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        return self.process

    def said(self) -> str:
        return self.output.read_text()

    def is_ready(self) -> bool:
        return answers(f"http://127.0.0.1:{self.port}/readyz")

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


@contextmanager
def product(folder: Path) -> Iterator[Product]:
    """A product that is not started yet; whatever became of it is stopped and removed."""
    made = Product(folder)
    try:
        yield made
    finally:
        made.end()
        removed = yichuang("reset", "--yes", environment=made.environment)
        assert removed.returncode == 0, removed.stderr
