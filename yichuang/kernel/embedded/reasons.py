"""What PostgreSQL's own words mean for the person who started it."""

from __future__ import annotations

import re
import shutil

from yichuang.kernel.embedded.errors import (
    DatabaseRefusal,
    DidNotStart,
    DiskFull,
    FolderClosed,
    FolderDamaged,
    PortTaken,
    StillHeld,
)
from yichuang.kernel.embedded.place import Place

# a server that finds its own files broken says one of these
DAMAGE = (
    "could not open file",
    "could not read",
    "could not access",
    "could not locate a valid checkpoint",
    "could not find the database system",
    "could not open directory",
    "incorrect checksum",
    "invalid data in",
    "invalid page",
    "is not a valid data directory",
    "is missing",
    "incompatible with server",
    "contains errors",
    "unexpected",
)


def refusal_of(words: str, place: Place, port: int = 0) -> DatabaseRefusal:
    """The refusal behind a program's last words, or behind an OSError's."""
    fatal = re.findall(r"(?:FATAL|PANIC|ERROR|error):\s+(.+)", words)
    reason = (fatal or words.strip().splitlines() or ["no reason given"])[-1].strip().rstrip(".")
    if "No space left on device" in words or "Disk quota exceeded" in words:
        return DiskFull(f"The disk is full: the database in {place.home} cannot write ({reason}).")
    if "Address already in use" in words or "could not bind" in words:
        return PortTaken(f"Port {port}, which this installation's database uses, is taken ({reason}).")
    if "pre-existing shared memory" in words or "already exists" in words:
        return StillHeld(f"A server that was killed still holds the database in {place.home} ({reason}).")
    if "Permission denied" in words or "wrong ownership" in words or "invalid permissions" in words:
        return FolderClosed(f"The database in {place.home} cannot be entered by its user ({reason}).")
    if any(sign in words for sign in DAMAGE):
        return damage(place, reason)
    return DidNotStart(f"PostgreSQL did not start in {place.home} ({reason}).")


def damage(place: Place, why: str) -> FolderDamaged:
    return FolderDamaged(
        f"The database folder {place.data} is damaged ({why}); nothing was changed: "
        "restore a backup, or begin anew with `make reset`."
    )


def check_room(place: Place, bytes_needed: int) -> None:
    """Refuse before PostgreSQL runs out of room half-way.

    Raises:
        DiskFull: too little is free.
    """
    free = shutil.disk_usage(place.home).free
    if free < bytes_needed:
        raise DiskFull(
            f"The disk is full: the database in {place.home} needs {bytes_needed // 2**20} MB, "
            f"{free // 2**20} MB are free."
        )
