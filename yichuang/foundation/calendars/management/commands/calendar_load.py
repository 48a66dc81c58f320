"""``yichuang calendar load FILE``: load a year's working calendar."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from yichuang.foundation.calendars import services
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now


class Command(ProductCommand):
    help = "导入一年的放假调休安排（CSV：首行 year,年份,依据；其后 date,kind,name），整份通过才生效。"

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=_content, help="如 data/calendars/2026.csv")

    def run(self, **options: Any) -> None:
        loaded = services.load_year_csv(content=options["file"], actor="system", at=now())
        changed = [day.isoformat() for day in loaded.changed_days]
        self.show(
            f"{loaded.year} 年：{loaded.days} 个放假调休日，全年 {loaded.working_days} 个工作日；"
            + (f"改动 {len(changed)} 天" if changed else "没有改动"),
            {
                "year": loaded.year,
                "days": loaded.days,
                "working_days": loaded.working_days,
                "changed_days": changed,
            },
        )


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as problem:
        raise argparse.ArgumentTypeError(f"读不到文件 {path}：{problem.strerror}") from None
