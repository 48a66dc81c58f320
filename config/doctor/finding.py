"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is. Only a problem makes the command end with 1."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One sentence on one thing, and what to do when it is not as it should be.

    Attributes:
        check: stable name, for programs.
        words: what is so.
        advice: what to do; empty when nothing is to be done.
    """

    check: str
    state: State
    words: str
    advice: str = ""


def ok(check: str, words: str) -> Finding:
    return Finding(check, State.OK, words)


def warning(check: str, words: str, advice: str) -> Finding:
    return Finding(check, State.WARNING, words, advice)


def problem(check: str, words: str, advice: str) -> Finding:
    return Finding(check, State.PROBLEM, words, advice)
