"""What a draft may hold, and how long it is kept. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from yichuang.casework.intake.errors import DraftTooLarge

DRAFT_LIFE = timedelta(days=7)
"""A draft nobody went on with is forgotten. Policy: this project. Law: 个人信息保护法 §19"""

# a form of 200 materials with 30 review points each stays below
_MOST_FIELDS = 7_000
_LONGEST_NAME = 200
_MOST_CHARACTERS = 200_000


def check_fields(fields: Mapping[str, list[str]]) -> None:
    """Whether a draft may hold this.

    Raises:
        DraftTooLarge
    """
    total = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if len(fields) > _MOST_FIELDS or total > _MOST_CHARACTERS or any(len(n) > _LONGEST_NAME for n in fields):
        raise DraftTooLarge
