"""``make bench``: each bench on a throw-away product of its own; one JSON line a figure.

A bench is a module of this package with ``main()``; ``--only NAME`` runs one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

BENCHES = ("intake", "intake_one_district", "growth", "search", "worklist", "due_dates", "notice_pdf")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", choices=BENCHES)
    chosen = parser.parse_args().only
    code = 0
    for name in [chosen] if chosen else BENCHES:
        order = [
            sys.executable,
            "-m",
            "config.cli",
            "trial",
            "--on",
            "2026-11-23",
            "--",
            sys.executable,
            "-m",
            f"tests.bench.{name}",
        ]
        code = max(code, subprocess.run(order, check=False).returncode)
    return code


if __name__ == "__main__":
    sys.exit(main())
