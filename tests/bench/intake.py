"""``make bench ONLY=intake``: receipt and acceptance through the API against pgbench on the same statements.

One iteration is two HTTP requests and two transactions, with authentication, permission, material
rules, clock, audit, outbox and idempotency on; 12 clients, 2 web workers. The floor is pgbench
``-M prepared`` with 12 clients on the recorded statements, same indexes, windows interleaved.
Relay and worker rest meanwhile: they would follow either side's rows at their own pace.

``value``, ``ratio`` and ``p99_saturated`` are of 12 clients that never pause, which is what the
machine can do at most. ``p99`` is of applications that arrive by themselves (Poisson) at half that
rate, ``offered`` a second, each measured from the moment it arrived.
"""

from __future__ import annotations

import json
import logging
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.load import Load, run, run_offered
from tests.bench.product import CLIENTS, Bodies, clerk_token, p99_ms, paused, pss_mb, receive_and_accept
from tests.bench.statements import BEGIN, COMMIT, Recorded, Script
from tests.desk import web_url
from yichuang.kernel.embedded.binaries import wheel_binaries

ROUNDS = 5
WINDOW_SECONDS = 6.0
FIRST_RECORDED_PERSON = 100_000


def main() -> int:
    token = clerk_token()
    bodies = Bodies()
    iteration = receive_and_accept(bodies)
    first, second = _record(token, bodies)
    per_act = max(_statements(first))
    with tempfile.TemporaryDirectory() as folder, paused("worker", "relay"):
        script = Path(folder) / "intake.sql"
        script.write_text(Script().build(first, second), encoding="utf-8")
        _floor(script, 2.0)
        run(web_url(), token, iteration, clients=CLIENTS, seconds=3.0)
        floors: list[float] = []
        loads: list[Load] = []
        calm: list[Load] = []
        for _ in range(ROUNDS):
            floors.append(_floor(script, WINDOW_SECONDS))
            loads.append(run(web_url(), token, iteration, clients=CLIENTS, seconds=WINDOW_SECONDS))
            offered = statistics.median(load.per_second for load in loads) / 2
            calm.append(
                run_offered(
                    web_url(), token, iteration, clients=CLIENTS, seconds=WINDOW_SECONDS, per_second=offered
                )
            )
        memory = pss_mb("web") + pss_mb("live")
    ratio = statistics.median(load.per_second / under for load, under in zip(loads, floors, strict=True))
    figure = {
        "name": "intake",
        "value": round(statistics.median(load.per_second for load in loads), 1),
        "unit": "cases/s",
        "floor": round(statistics.median(floors), 1),
        "ratio": round(ratio, 3),
        "p99": p99_ms(calm),
        "offered": round(statistics.median(load.per_second for load in calm), 1),
        "p99_saturated": p99_ms(loads),
        "statements": per_act,
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


if __name__ == "__main__":
    sys.exit(main())
