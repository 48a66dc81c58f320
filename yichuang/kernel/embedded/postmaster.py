"""What of a PostgreSQL server is alive on a data folder, told from /proc and not from a pid file.

A pid file outlives ``kill -9`` and its number may belong to a stranger by then; but every process
of a server has the data folder as its working folder.
"""

from __future__ import annotations

import os
from pathlib import Path


def _recorded(data: Path, line: int) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().splitlines()[line])
    except (OSError, ValueError, IndexError):
        return None


def recorded_pid(data: Path) -> int | None:
    """The postmaster's process id as ``postmaster.pid`` gives it."""
    return _recorded(data, 0)


def recorded_port(data: Path) -> int | None:
    """The port as ``postmaster.pid`` gives it; None while the server has not got so far."""
    return _recorded(data, 3)


def is_server_process(pid: int, data: Path) -> bool:
    """Whether ``pid`` lives and belongs to a server on ``data``."""
    process = Path("/proc", str(pid))
    try:
        # "pid (name) state …": a zombie has ended, only its parent does not know yet
        name, _, rest = (process / "stat").read_text().partition("(")[2].rpartition(")")
        if rest.split()[0] in "ZX" or not name.startswith("postgres"):
            return False
        return os.path.samefile(process / "cwd", data)
    except (OSError, IndexError):
        return False


def server_pid(data: Path) -> int | None:
    """The process id of the living postmaster on ``data``, or None."""
    pid = recorded_pid(data)
    return pid if pid is not None and is_server_process(pid, data) else None


def orphans(data: Path) -> list[int]:
    """Processes of a server on ``data`` whose postmaster is gone."""
    if server_pid(data) is not None:
        return []
    return [
        int(entry) for entry in os.listdir("/proc") if entry.isdigit() and is_server_process(int(entry), data)
    ]
