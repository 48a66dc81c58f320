"""kill -9, at random."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

from config.installation import Installation
from config.processes import leftovers

# word of the command line → what it is
WORDS = {"granian": "web", "uvicorn": "live", "worker": "worker", "relay": "relay"}
TARGETS = (*WORDS.values(), "postmaster")


class Killer:
    """Ends parts of one running product by force."""

    def __init__(self, state: Path, seed: int) -> None:
        self.installation = Installation(state=state, given={})
        self.random = random.Random(seed)
        self.killed: Counter[str] = Counter()

    def kill(self, count: int, *, least: float, most: float) -> None:
        """Kill ``count`` times, between ``least`` and ``most`` seconds apart."""
        while self.killed.total() < count:
            time.sleep(self.random.uniform(least, most))
            # a part that is just being started again cannot be killed: another one is
            targets = self.random.sample(TARGETS, len(TARGETS))
            next(filter(self._kill_one, targets), None)

    def _kill_one(self, target: str) -> bool:
        alive = self._processes(target)
        if not alive:
            return False
        try:
            os.kill(self.random.choice(alive), signal.SIGKILL)
        except ProcessLookupError:
            return False
        self.killed[target] += 1
        return True

    def _processes(self, target: str) -> list[int]:
        if target == "postmaster":
            postmaster = self.installation.cluster.pid()
            return [] if postmaster is None else [postmaster]
        found = []
        for pid in leftovers(self.installation.state):
            try:
                words = Path("/proc", str(pid), "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if any(WORDS.get(word) == target for word in words):
                found.append(pid)
        return found
