"""The templates of handbooks, notices and personal lists, and of forms somebody filled in."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def template() -> bytes:
    """The typst source; it reads what is to be printed from ``/data.json``."""
    return (Path(__file__).parent / "paper.typ").read_bytes()


@cache
def form_template() -> bytes:
    """The typst source of a filled form; read in the same way."""
    return (Path(__file__).parent / "form.typ").read_bytes()
