"""Play the tour: ``python -m tests.tour`` against ``YICHUANG_WEB_URL``."""

from __future__ import annotations

import sys

import httpx

from tests.desk import command
from tests.tour import straight, usual
from tests.tour.steps import Tour

STORIES = (
    straight.committed,
    straight.immediate,
    usual.corrected,
    usual.not_accepted,
    usual.refused,
    usual.withdrawn,
    usual.silent,
    usual.by_agent,
)


def audit(tour: Tour) -> None:
    """The audit log of all this is whole."""
    command("audit", "seal")
    found = command("audit", "verify")
    if found["faults"] or not found["seals"] or found["unsealed"]:
        raise RuntimeError(f"audit: {found}")
    tour.say("审计员", "核验审计日志", f"{found['streams']} 条链", f"{found['entries']} 条记录")


def main() -> int:
    tour = Tour()
    try:
        for story in STORIES:
            story(tour)
        audit(tour)
    except (RuntimeError, httpx.HTTPError) as failure:
        print(f"tour: failed at step {tour.steps + 1}: {failure}", file=sys.stderr)
        return 1
    print(f"tour: {tour.steps} steps ok, {len(STORIES)} cases")
    return 0


if __name__ == "__main__":
    sys.exit(main())
