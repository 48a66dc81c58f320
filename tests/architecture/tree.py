"""What the architecture tests read: our files, our domains, the order of the import contract."""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_APART = {"tests", "migrations"}


def source_files(*roots: str) -> Iterator[Path]:
    """Our Python files, tests and migrations apart."""
    for root in roots:
        for file in sorted((ROOT / root).rglob("*.py")):
            if not _APART & set(file.relative_to(ROOT).parts):
                yield file


def module_name(file: Path) -> str:
    """``yichuang/offer/scope/services.py`` → ``yichuang.offer.scope.services``."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def domain_packages() -> set[str]:
    """Every domain there is a folder for, and the kernel."""
    folders = (ROOT / "yichuang").glob("*/*/__init__.py")
    found = {module_name(file) for file in folders if file.parent.parent.name != "kernel"}
    return {"yichuang.kernel"} | {name for name in found if name.rpartition(".")[2] not in _APART}


def layers() -> list[str]:
    """The layers of the import contract ``flow``, downstream first, absent ones in parentheses."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    lines = contracts["importlinter:contract:flow"]["layers"].splitlines()
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
