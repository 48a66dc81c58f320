"""The template of handbooks, notices and personal lists."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def template() -> bytes:
    """The typst source; it reads what is to be printed from ``/data.json``."""
    return (Path(__file__).parent / "paper.typ").read_bytes()
