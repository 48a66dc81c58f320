"""``make bench``: throw-away products, several benches on each; one JSON line a figure.

A bench is a module of this package with ``main()``; ``--only NAME`` runs the one that prints this figure.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable

# figure → bench; benches of a group share a product, whose tables the next of them finds fuller
GROUPS: tuple[dict[str, str], ...] = (
    {
        "due_dates": "due_dates",
        "notice_pdf": "notice_pdf",
        "search": "search",
        "intake": "intake",
        "intake_one_district": "intake_one_district",
        "interview_step": "catalogue",
        "publish": "catalogue",
        "import": "catalogue",
        "search_1k": "search_sizes",
        "search_100k": "search_sizes",
    },
    {"growth": "growth", "worklist": "growth"},
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", choices=[figure for group in GROUPS for figure in group])
    parser.add_argument("--inside", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return _worst([sys.executable, "-m", f"tests.bench.{bench}"] for bench in options.inside)
    only = options.only
    groups = (
        [[group[only]] for group in GROUPS if only in group]
        if only
        else [[*group.values()] for group in GROUPS]
    )
    trial = [sys.executable, "-m", "config.cli", "trial", "--on", "2026-11-23", "--"]
    inside = [sys.executable, "-m", "tests.bench", "--inside"]
    return _worst([*trial, *inside, *dict.fromkeys(benches)] for benches in groups)


def _worst(orders: Iterable[list[str]]) -> int:
    """Run one after the other, whatever becomes of each; the highest exit code."""
    return max(subprocess.run(order, check=False).returncode for order in orders)


if __name__ == "__main__":
    sys.exit(main())
