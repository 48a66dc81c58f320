"""``make bench ONLY=intake``: receipt and acceptance through the API against pgbench on the same statements.

One iteration is two HTTP requests and two transactions, with authentication, permission, material
rules, clock, audit, outbox and idempotency on; 12 clients, 2 web workers. The floor is pgbench
``-M prepared`` with 12 clients on the recorded statements, same indexes, windows interleaved.
Relay and worker rest meanwhile: they would follow either side's rows at their own pace.
"""

from __future__ import annotations

import json
import logging
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.load import Connection, Load, run
from tests.bench.statements import BEGIN, COMMIT, POOL, Recorded, Script
from tests.desk import Desk, a_person, application, command, web_url
from yichuang.kernel.embedded.binaries import wheel_binaries

ITEM = "11990101MB2A1056XG499011800100001"  # 道路普通货物运输经营许可（新办）
CLIENTS = 12
ROUNDS = 5
WINDOW_SECONDS = 6.0
FIRST_RECORDED_PERSON = 100_000


class Bodies:
    """Applications of the pool's people, one after another."""

    def __init__(self, token: str) -> None:
        self.template = application(Desk(), ITEM, a_person(1), "A1", {})
        self.token = token
        self.ready = [self.of(number) for number in range(POOL)]

    def of(self, number: int) -> bytes:
        body = self.template | {"applicant": a_person(number).as_applicant()}
        return json.dumps(body, ensure_ascii=False).encode()


async def _request(connection: Connection, load: Load, path: str, body: bytes) -> Any:
    started = time.perf_counter()
    status, answer = await connection.post(path, body)
    load.latencies.append(time.perf_counter() - started)
    if status != 201:
        raise RuntimeError(f"{path}: {status} {answer}")
    return answer


def main() -> int:
    token = command("token", "create", "--role", "clerk", "--outlet", "HALL")["token"]
    bodies = Bodies(token)
    acceptance = json.dumps({"window": "A1"}).encode()

    async def iteration(connection: Connection, load: Load) -> None:
        received = await _request(connection, load, "/api/v1/cases", random.choice(bodies.ready))
        await _request(connection, load, f"/api/v1/cases/{received['number']}/acceptance", acceptance)

    first, second = _record(token, bodies)
    per_act = max(_statements(first)), min(_statements(first))
    with tempfile.TemporaryDirectory() as folder, _paused("worker", "relay"):
        script = Path(folder) / "intake.sql"
        script.write_text(Script().build(first, second), encoding="utf-8")
        _floor(script, 2.0)
        run(web_url(), token, iteration, clients=CLIENTS, seconds=3.0)
        floors: list[float] = []
        loads: list[Load] = []
        for _ in range(ROUNDS):
            floors.append(_floor(script, WINDOW_SECONDS))
            loads.append(run(web_url(), token, iteration, clients=CLIENTS, seconds=WINDOW_SECONDS))
        memory = _pss_mb("web") + _pss_mb("live")
    value, floor = statistics.median(load.per_second for load in loads), statistics.median(floors)
    ratio = statistics.median(load.per_second / under for load, under in zip(loads, floors, strict=True))
    latencies = sorted(seconds for load in loads for seconds in load.latencies)
    figure = {
        "name": "intake",
        "value": round(value, 1),
        "unit": "cases/s",
        "floor": round(floor, 1),
        "ratio": round(ratio, 3),
        "p99": round(latencies[int(len(latencies) * 0.99)] * 1000, 1),
        "statements": per_act[0],
        "pss_mb": round(memory, 1),
    }
    print(json.dumps(figure), flush=True)
    return 0


# — recording —


def _record(token: str, bodies: Bodies) -> tuple[list[Recorded], list[Recorded]]:
    """Two iterations in this process, by two new people, on the product's own database and role."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    logging.getLogger().setLevel(logging.WARNING)
    from django.db import connection
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1", HTTP_AUTHORIZATION=f"Bearer {token}")
    recordings: list[list[Recorded]] = []
    for turn in range(12):  # the first fill the caches of this process; now and then one is looked at again
        seen: list[Recorded] = []

        def note(execute: Any, text: str, parameters: Any, many: bool, context: Any) -> Any:
            seen.append((text, parameters))  # noqa: B023 - called within this turn only
            return execute(text, parameters, many, context)

        with connection.execute_wrapper(note):
            answer = _post(client, "/api/v1/cases", bodies.of(FIRST_RECORDED_PERSON + turn), turn)
            half = len(seen)
            _post(client, f"/api/v1/cases/{answer['number']}/acceptance", b'{"window": "A1"}', turn)
        recordings.append(_with_transactions(seen[:half]) + _with_transactions(seen[half:]))
    connection.close()
    shortest = min(map(len, recordings))
    first, second = [recording for recording in recordings if len(recording) == shortest][-2:]
    return first, second


def _post(client: Any, path: str, body: bytes, turn: int) -> Any:
    response = client.post(
        path,
        body,
        content_type="application/json",
        headers={"Idempotency-Key": f"bench-{turn}-{os.getpid()}"},
    )
    if response.status_code != 201:
        raise RuntimeError(response.content.decode())
    return response.json()


def _with_transactions(seen: list[Recorded]) -> list[Recorded]:
    """BEGIN and COMMIT do not pass the recorder: authentication stands before, all else within."""
    return [seen[0], BEGIN, *seen[1:], COMMIT]


def _statements(recorded: list[Recorded]) -> list[int]:
    """Statements of each of the two acts, without BEGIN and COMMIT."""
    ends = [place for place, row in enumerate(recorded) if row == COMMIT]
    return [ends[0] - 1, ends[1] - ends[0] - 2]


# — the floor —


def _floor(script: Path, seconds: float) -> float:
    """Iterations a second of pgbench."""
    order = [wheel_binaries().program("pgbench"), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2"]
    order += ["-T", str(round(seconds)), "-f", str(script), os.environ["DATABASE_URL"]]
    done = subprocess.run(order, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode or found is None:
        raise RuntimeError(f"pgbench: {done.stderr.strip()[-2000:]}")
    return float(found.group(1))


# — the product's processes —


def _processes(name: str) -> list[int]:
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


def _pss_mb(name: str) -> float:
    """Proportional set size of a service, MB (10⁶ bytes)."""
    total = 0
    for pid in _processes(name):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.M).group(1))  # type: ignore[union-attr]
    return total * 1024 / 1e6


@contextmanager
def _paused(*names: str) -> Iterator[None]:
    """Processes that rest meanwhile."""
    pids = [pid for name in names for pid in _processes(name)]
    if not pids:
        raise RuntimeError("the product's worker and relay were not found")
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


if __name__ == "__main__":
    sys.exit(main())
