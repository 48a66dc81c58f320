"""When a message is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

# Policy: about four hours in all; a gateway that is down longer is a matter for people.
ATTEMPTS = 8


def next_attempt_at(attempts_made: int, at: datetime) -> datetime | None:
    """When the next attempt may be, ``attempts_made`` counting the one at ``at``; None: no more."""
    if attempts_made >= ATTEMPTS:
        return None
    return at + timedelta(minutes=2 ** (attempts_made - 1))
