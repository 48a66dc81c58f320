"""The live process as an installation runs it: started, stopped, measured from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from yichuang.kernel.instance import DATABASE_PORTS, free_port
from yichuang.kernel.live import tokens
from yichuang.kernel.tests.live_streams import ORIGIN, PATIENCE, ROOT, SECRET, get, path_of, play, wait_until
from yichuang.kernel.time import now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def process(database_url: str, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """``config.live`` under uvicorn's own command, as an installation runs it."""
    port = free_port(DATABASE_PORTS)
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "YICHUANG_SECRET_KEY": SECRET,
        "YICHUANG_DATA_DIR": str(tmp_path),
        "YICHUANG_ORIGINS": ORIGIN,
    }
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "config.live:application",
    ]
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)

    async def answers() -> bool:
        try:
            async with get(port, "/healthz") as answer:
                return answer.status == 200
        except OSError:
            return False

    wait_until(lambda: asyncio.run(answers()))
    yield running, port
    running.kill()
    running.communicate()


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_at_once_with_open_streams(process, order):
    running, port = process

    async def story() -> None:
        async with contextlib.AsyncExitStack() as stack:
            opening = (stack.enter_async_context(get(port, path_of(f"t:{n}"))) for n in range(5))
            streams = await asyncio.gather(*opening)
            for stream in streams:
                await stream.block()
            started = time.monotonic()
            running.send_signal(order)
            for stream in streams:
                assert await stream.block() is None
                assert stream.ended, "the stream was cut instead of ended"
            await asyncio.to_thread(running.wait, PATIENCE)
            assert time.monotonic() - started < PATIENCE

    play(story)
    logged = running.stderr.read()
    assert "Traceback" not in logged
    assert tokens.make("t:0", SECRET, now())[:20] not in logged


def test_the_process_logs_no_token(process):
    running, port = process
    path = path_of("case:1")

    async def story() -> None:
        async with get(port, path) as stream:
            await stream.block()
        async with get(port, "/live/forged-token-of-somebody") as answer:
            assert answer.status == 403

    play(story)
    running.send_signal(signal.SIGTERM)
    running.wait(PATIENCE)
    logged = running.stderr.read()
    assert path.removeprefix("/live/") not in logged
    assert "forged-token" not in logged


def test_the_process_is_small(process):
    running, _ = process
    rollup = Path(f"/proc/{running.pid}/smaps_rollup")
    if not rollup.exists():
        pytest.skip("this kernel does not say how much memory a process shares")
    pss = next(line for line in rollup.read_text().splitlines() if line.startswith("Pss:"))

    assert int(pss.split()[1]) < 60_000, "kB"


def test_the_process_loads_no_django(tmp_path):
    program = "import sys, config.live; print(sorted(m for m in sys.modules if m.split('.')[0] == 'django'))"
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgresql://a@b/c",
        "YICHUANG_SECRET_KEY": SECRET,
        "YICHUANG_DATA_DIR": str(tmp_path),
    }

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"
