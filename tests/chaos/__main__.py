"""``python -m tests.chaos --count 200`` against the product under test; one JSON document on stdout."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.chaos.checks import await_quiet, losses
from tests.chaos.killing import Killer
from tests.chaos.load import CARD, LICENCE, Client, Tally
from tests.desk import command


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="how often somebody is killed")
    parser.add_argument("--seed", type=int, default=0, help="for the same order again; 0 is by chance")
    parser.add_argument("--least", type=float, default=2.0, help="seconds between two, at least")
    parser.add_argument("--most", type=float, default=5.0, help="seconds between two, at most")
    options = parser.parse_args()
    seed = options.seed or int.from_bytes(os.urandom(4))
    began = time.monotonic()
    tally = Tally()
    killer = Killer(Path(os.environ["YICHUANG_DATA_DIR"]), seed)
    clients = [
        Client(1, token("clerk"), LICENCE, "A2", tally, pause=0.3),
        Client(2, token("clerk"), LICENCE, "A2", tally, pause=0.3),
        Client(3, chief(), CARD, "C1", tally, pause=0.5),
    ]
    for client in clients:
        client.start()
    killer.kill(options.count, least=options.least, most=options.most)
    for client in clients:
        client.ending.set()
    for client in clients:
        client.join(240)
    document = {"kills": killer.killed.total(), "by_part": dict(killer.killed), "seed": seed}
    document |= counts(tally) | aftermath(tally, clients) | {"seconds": round(time.monotonic() - began)}
    print(json.dumps(document, ensure_ascii=False))
    return 1 if document["lost"] else 0


def token(role: str, *words: str) -> str:
    return str(command("token", "create", "--role", role, "--outlet", "HALL", *words)["token"])


def chief() -> str:
    return token("chief-representative", "--organisation", "RSJ", "--user", "chentao")


def counts(tally: Tally) -> dict[str, Any]:
    kinds = ("receipt", "acceptance", "decision")
    acts = {kind: sum(bool(asdict(done)[kind]) for done in tally.answered) for kind in kinds}
    return {
        "answered": acts,
        "retries": tally.retries,
        "unavailable": tally.unavailable,
        "replays": tally.replays,
    }


def aftermath(tally: Tally, clients: list[Client]) -> dict[str, Any]:
    """What is wrong, in all; waits for the flow to end first."""
    url = os.environ["DATABASE_OWNER_URL"]
    still = await_quiet(url)
    lost = {f"still waiting: {name}": count for name, count in still.items()}
    lost |= losses(url, tally.answered)
    lost |= {f"wrong answers: {words}": 1 for words in tally.wrong}
    lost |= {f"client {client.place} never ended": 1 for client in clients if client.is_alive()}
    command("audit", "seal")
    log = verified()
    if log.get("fault_count", 1):
        lost["faults of the audit log"] = log.get("fault_count", 1)
    if broken := command("files", "verify", "--missing", "1000000")["broken"]:
        lost["files that do not open"] = len(broken)
    return {"audit": {key: log.get(key) for key in ("streams", "entries", "seals", "unsealed")}, "lost": lost}


def verified() -> dict[str, Any]:
    try:
        return dict(command("audit", "verify"))
    except RuntimeError as failure:
        print(failure, file=sys.stderr)
        return {}


if __name__ == "__main__":
    sys.exit(main())
