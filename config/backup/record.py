"""When the last backup was made: a small file in the data folder, for ``yichuang doctor``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from config.backup.errors import NotWritten

FILE = "last-backup.json"


@dataclass(frozen=True)
class LastBackup:
    """The newest backup that was made whole.

    Attributes:
        at: UTC, ISO 8601.
        missing: how many stored files were not there any more.
    """

    at: str
    file: str
    size: int
    is_sealed: bool
    missing: int

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.at)


def note(data_dir: Path, last: LastBackup) -> None:
    """Remember it; the file is replaced whole."""
    fresh = data_dir / f".{FILE}.new"
    try:
        fresh.write_text(json.dumps(asdict(last), ensure_ascii=False), encoding="utf-8")
        fresh.replace(data_dir / FILE)
    except OSError as error:
        raise NotWritten(f"备份已做好，但 {data_dir / FILE} 写不进去：{error.strerror}。") from error


def last_backup(data_dir: Path) -> LastBackup | None:
    """The newest backup, or None when none was noted."""
    try:
        return LastBackup(**json.loads((data_dir / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
