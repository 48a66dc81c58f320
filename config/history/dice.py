"""Chance that falls the same way every time: the history of two installations differs in nothing."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random


def dice(seed: str) -> Random:
    """Chance from a seed."""
    return Random(seed)  # noqa: S311 - nothing secret depends on it


def pick(rng: Random, shares: Sequence[tuple[str, float]]) -> str:
    """One of several names, by their shares."""
    return rng.choices([name for name, _ in shares], [share for _, share in shares])[0]
