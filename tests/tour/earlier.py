"""The product of some days ago: a second web process of the same installation, its clock set back.

What only time brings about cannot be played in a minute. The same programs answer on a port of their
own and write into the same database; they believe that it is ten days earlier.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx

OFFSET = "YICHUANG_CLOCK_OFFSET_SECONDS"
BACK = timedelta(days=10)
START_SECONDS = 60.0


@contextmanager
def ten_days_ago() -> Iterator[str]:
    """The address where it is ten days ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    offset = int(os.environ.get(OFFSET, "0")) - int(BACK.total_seconds())
    environment = os.environ | {OFFSET: str(offset), "YICHUANG_METRICS_PORT": "0"}
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    server += ["--port", str(port), "--workers", "1", "--no-ws", "--no-access-log", "--log-level", "warning"]
    base, quiet = f"http://127.0.0.1:{port}", subprocess.DEVNULL
    with subprocess.Popen(
        [*server, "config.wsgi:application"], env=environment, stdout=quiet, stderr=quiet
    ) as running:
        try:
            _await(base, running)
            yield base
        finally:
            running.terminate()
            running.wait()


def _await(base: str, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and running.poll() is None:
        try:
            if httpx.get(f"{base}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {base}")
