"""``yichuang problems docs``: the reference page of every refusal, made from the classes."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

import yichuang
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.errors import DomainError
from yichuang.kernel.problems import explanation, known_problems

PAGE = Path(yichuang.__path__[0]).parent / "docs" / "reference" / "problems.md"

_APART = {"tests", "migrations"}
_HEAD = """# Problems

Every refusal the platform knows. Programs get it as `application/problem+json` (RFC 9457), people as a
page or as a note beside the form; `code` and `type` (`/problems/<code>/`) never change their meaning.
A document always has `type`, `title`, `status`, `detail` (one sentence), `instance` (the number of the
request, which support looks up in the log) and `code`; `errors` lists wrong fields as
`{"pointer", "detail"}`. What is not in this list is a defect: 500 with code `internal-error`.

Made by `yichuang problems docs --write`; do not edit.
"""


class Command(ProductCommand):
    """Prints the page, or writes it into the documentation."""

    help = "Make the reference page of every refusal"
    needs_database = False

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} instead of printing it")

    def run(self, **options: Any) -> None:
        text = page()
        if options["write"]:
            PAGE.write_text(text, encoding="utf-8")
            text = str(PAGE)
        self.show(text, {"page": text})


def page() -> str:
    """The whole page, by domain and code."""
    sections = groupby(sorted(our_problems(), key=lambda error: (_domain(error), error.code)), key=_domain)
    return "\n".join([_HEAD, *(line for name, errors in sections for line in _section(name, errors))])


def our_problems() -> list[type[DomainError]]:
    """Every class of refusal in the platform's modules, which are all imported for it."""
    for module in pkgutil.walk_packages(yichuang.__path__, "yichuang."):
        if not _APART & set(module.name.split(".")):
            import_module(module.name)
    ours = (error for error in known_problems() if error.__module__.startswith("yichuang."))
    return [error for error in ours if not _APART & set(error.__module__.split("."))]


def _domain(error: type[DomainError]) -> str:
    parts = error.__module__.split(".")
    return parts[1] if parts[1] == "kernel" else parts[2]


def _section(name: str, errors: Iterator[type[DomainError]]) -> Iterator[str]:
    yield f"## {name}\n"
    yield "| code | HTTP | title | when |\n|---|---|---|---|"
    for error in errors:
        yield f"| `{error.code}` | {error.status} | {error.title} | {_cell(explanation(error))} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("``", "`").replace("|", "\\|")
