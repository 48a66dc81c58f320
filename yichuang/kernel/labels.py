"""Code tables: a stable code for machines beside the Chinese word for people."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A code with the Chinese word users read. ``str(member)`` is the code."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Labelled:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member
