"""``yichuang region load FILE``: import administrative divisions from a CSV with ``code`` and ``name``."""

from __future__ import annotations

import csv
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from yichuang.foundation.places import services
from yichuang.foundation.places.types import RegionInput
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now


class Command(ProductCommand):
    help = "Import regions from a UTF-8 CSV file with the columns code and name; other columns are ignored."

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def run(self, **options: Any) -> None:
        regions = read_regions(options["file"])
        done = services.import_regions(regions=regions, at=now())
        self.show(f"新增 {done.added}，更名 {done.changed}，未变 {done.unchanged}", asdict(done))


def read_regions(path: Path) -> list[RegionInput]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if not {"code", "name"} <= set(rows.fieldnames or ()):
                raise CommandError(
                    f"{path.name}: the first line must name the columns code and name", returncode=2
                )
            return [RegionInput(row["code"] or "", row["name"] or "") for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as unreadable:
        raise CommandError(f"{path.name} cannot be read: {unreadable}", returncode=2) from unreadable
