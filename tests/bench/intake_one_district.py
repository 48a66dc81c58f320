"""``make bench ONLY=intake_one_district``: does intake of one item of one authority wait for itself?

What one district's busiest item shares with itself alone are the sequences of its numbers, the rows
of its authority and the pages of its indexes. Three items of three authorities at three windows are
received and accepted at once (``floor``), then each alone; ``value`` is the harmonic mean of the
three alone, so that items of more or fewer materials weigh the same on both sides. Windows are
interleaved; 12 clients, 2 web workers, relay and worker at rest.
"""

from __future__ import annotations

import json
import statistics
import sys

from tests.bench.load import run
from tests.bench.product import CLIENTS, ITEM, Bodies, clerk_token, paused, receive_and_accept
from tests.desk import Desk, web_url

ROUNDS = 4
WINDOW_SECONDS = 4.0
NAMES = ("公共场所卫生许可", "食品经营许可")


def _code_of(name: str) -> str:
    hits = Desk().get("/items", q=name)
    if not hits:
        raise RuntimeError(f"the sample county has no item {name}")
    return str(hits[0]["code"])


def main() -> int:
    token = clerk_token()
    districts = [
        Bodies(code, window)
        for code, window in zip([ITEM, *map(_code_of, NAMES)], ("A1", "A2", "A3"), strict=True)
    ]
    alone: list[list[float]] = [[] for _ in districts]
    spread: list[float] = []
    with paused("worker", "relay"):
        run(web_url(), token, receive_and_accept(*districts), clients=CLIENTS, seconds=3.0)
        for _ in range(ROUNDS):
            for rates, bodies in zip(alone, districts, strict=True):
                load = run(
                    web_url(), token, receive_and_accept(bodies), clients=CLIENTS, seconds=WINDOW_SECONDS
                )
                rates.append(load.per_second)
            load = run(
                web_url(), token, receive_and_accept(*districts), clients=CLIENTS, seconds=WINDOW_SECONDS
            )
            spread.append(load.per_second)
    one = [statistics.harmonic_mean(rates) for rates in zip(*alone, strict=True)]
    ratio = statistics.median(each / all_ for each, all_ in zip(one, spread, strict=True))
    figure = {
        "name": "intake_one_district",
        "value": round(statistics.median(one), 1),
        "unit": "cases/s",
        "floor": round(statistics.median(spread), 1),
        "ratio": round(ratio, 3),
    }
    print(json.dumps(figure), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
