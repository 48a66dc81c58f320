"""The product under a bench: its processes, and the work that every bench of intake repeats."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.load import Connection, Load
from tests.desk import Desk, a_person, application, command

ITEM = "11990101MB2A1056XG499011800100001"  # 道路普通货物运输经营许可（新办）
CLIENTS = 12
PEOPLE = 2000  # in the bench; some come again, as in a hall


class Bodies:
    """Applications for one item by the pool's people."""

    def __init__(self, code: str = ITEM, window: str = "A1") -> None:
        self.template = application(Desk(), code, a_person(1), window, {})
        self.ready = [self.of(number) for number in range(PEOPLE)]
        self.acceptance = json.dumps({"window": window}).encode()

    def of(self, number: int) -> bytes:
        body = self.template | {"applicant": a_person(number).as_applicant()}
        return json.dumps(body, ensure_ascii=False).encode()


def clerk_token() -> str:
    """A bearer token of a clerk of the hall."""
    token: str = command("token", "create", "--role", "clerk", "--outlet", "HALL")["token"]
    return token


def receive_and_accept(*items: Bodies) -> Callable[[Connection, Load, float], Awaitable[None]]:
    """One iteration: a receipt and its acceptance, of one of these items.

    Latency counts from the moment the application was due, so that one which had to wait for a free
    client has waited.
    """

    async def iteration(connection: Connection, load: Load, due: float) -> None:
        bodies = random.choice(items)
        received = await _request(connection, load, "/api/v1/cases", random.choice(bodies.ready), due)
        path = f"/api/v1/cases/{received['number']}/acceptance"
        await _request(connection, load, path, bodies.acceptance, time.perf_counter())

    return iteration


async def _request(connection: Connection, load: Load, path: str, body: bytes, due: float) -> Any:
    status, answer = await connection.post(path, body)
    load.latencies.append(time.perf_counter() - due)
    if status != 201:
        raise RuntimeError(f"{path}: {status} {answer}")
    return answer


def p99_ms(loads: Sequence[Load]) -> float:
    """The 99th percentile of the requests of a window, milliseconds: the median of the windows."""
    tails = (sorted(load.latencies)[int(len(load.latencies) * 0.99)] for load in loads)
    return round(statistics.median(tails) * 1000, 1)


def processes(name: str) -> list[int]:
    """Processes of one service of this product: the supervised one and its children."""
    marker = {
        "web": "config.wsgi",
        "live": "config.live",
        "worker": "config.cli\0worker",
        "relay": "config.cli\0relay",
    }[name]
    state = f"YICHUANG_SUPERVISED={os.environ['YICHUANG_DATA_DIR']}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or state not in (entry / "environ").read_bytes().split(b"\0"):
                continue
            if marker.encode() in (entry / "cmdline").read_bytes() or _is_child_of(entry, found):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _is_child_of(entry: Path, parents: list[int]) -> bool:
    return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) in parents


def pss_mb(name: str) -> float:
    """Proportional set size of a service, MB (10⁶ bytes)."""
    total = 0
    for pid in processes(name):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.M).group(1))  # type: ignore[union-attr]
    return total * 1024 / 1e6


@contextmanager
def paused(*names: str) -> Iterator[None]:
    """Processes that rest meanwhile."""
    pids = [pid for name in names for pid in processes(name)]
    if not pids:
        raise RuntimeError("the product's worker and relay were not found")
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
