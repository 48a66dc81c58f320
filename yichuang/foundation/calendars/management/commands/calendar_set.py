"""``yichuang calendar set DAY --working|--off``: change one day of a loaded year."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from yichuang.foundation.calendars import services
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now


class Command(ProductCommand):
    help = "把一天改为工作日或者休息日（年中另有通知时），写明依据；改回本来的样子时不用名称。"

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("day", metavar="DAY", type=_day, help="如 2026-10-11")
        kind = parser.add_mutually_exclusive_group(required=True)
        kind.add_argument("--working", action="store_true", help="这一天上班")
        kind.add_argument("--off", action="store_true", help="这一天放假")
        parser.add_argument("--name", default="", help="名称，如 春节延长")
        parser.add_argument("--reason", required=True, help="依据的文件，写入审计日志")

    def run(self, **options: Any) -> None:
        day, is_working = options["day"], options["working"]
        services.edit_day(
            day=day,
            is_working=is_working,
            name=options["name"],
            reason=options["reason"],
            actor="system",
            at=now(),
        )
        self.show(
            f"{day.isoformat()} 改为{'工作日' if is_working else '休息日'}",
            {"date": day.isoformat(), "is_working": is_working},
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} 不是日期，写法如 2026-10-11") from None
