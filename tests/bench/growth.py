"""``make bench ONLY=growth``: do intake and the lists slow down as the tables grow to 10⁶ cases?

The same load (12 clients, 2 web workers, relay and worker at rest) is driven beside 10⁴ cases and,
in the same product, beside 10⁶. Between the windows of load pgbench asks ``SELECT 1``: what the
machine gives away to others in the minutes between slows both, and is divided out. ``value`` and
``floor`` are cases a second at 10⁶ and at 10⁴; ``ratio`` is of the two after that division.
The lists (``worklist``) are of 500 open cases and more, see :mod:`tests.bench.worklist`.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.load import run
from tests.bench.product import CLIENTS, Bodies, clerk_token, paused, receive_and_accept
from tests.bench.seed import copy_cases
from tests.bench.worklist import OPEN, Lists
from tests.desk import web_url
from yichuang.kernel.embedded.binaries import wheel_binaries

ROUNDS = 5
WINDOW_SECONDS = 4.0


def main() -> int:
    token = clerk_token()
    iteration = receive_and_accept(Bodies())
    with tempfile.TemporaryDirectory() as folder, paused("worker", "relay"):
        yardstick = Path(folder) / "yardstick.sql"
        yardstick.write_text("SELECT 1;\n")

        def measure() -> tuple[float, float]:
            """Cases a second, and the same for each thousand answers of the yardstick."""
            rates, relative = [], []
            run(web_url(), token, iteration, clients=CLIENTS, seconds=3.0)
            for _ in range(ROUNDS):
                ticks = _ticks(yardstick)
                load = run(web_url(), token, iteration, clients=CLIENTS, seconds=WINDOW_SECONDS)
                rates.append(load.per_second)
                relative.append(load.per_second / (ticks + _ticks(yardstick)) * 2000)
            return statistics.median(rates), statistics.median(relative)

        made = 0
        while made < OPEN:
            made += run(web_url(), token, iteration, clients=CLIENTS, seconds=4.0).iterations
        lists = Lists()
        small = copy_cases(1, 20)
        at_small, relative_small = measure()
        large = small + copy_cases(21, 2000)
        at_large, relative_large = measure()
        worklist = lists.figure(large + made)
    figure = {
        "name": "growth",
        "value": round(at_large, 1),
        "unit": "cases/s",
        "floor": round(at_small, 1),
        "ratio": round(relative_large / relative_small, 3),
        "cases": large,
        "cases_floor": small,
    }
    print(json.dumps(figure), flush=True)
    print(json.dumps(worklist, ensure_ascii=False), flush=True)
    return 0


def _ticks(script: Path) -> float:
    """Answers a second of a statement that touches no table."""
    order = [wheel_binaries().program("pgbench"), "-n", "-M", "prepared", "-c", "4", "-j", "2", "-T", "2"]
    done = subprocess.run(
        [*order, "-f", str(script), os.environ["DATABASE_URL"]], capture_output=True, text=True, check=True
    )
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stderr)
    return float(found.group(1))


if __name__ == "__main__":
    sys.exit(main())
