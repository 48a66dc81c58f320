"""``yichuang calendar show YEAR``: a year's exceptional days and its working days by month."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import CommandParser

from yichuang.foundation.calendars import queries
from yichuang.kernel.commands import ProductCommand


class Command(ProductCommand):
    help = "显示一年的工作日历：放假调休日、每月工作日数。"

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("year", metavar="YEAR", type=int)

    def run(self, **options: Any) -> None:
        schedule = queries.year_schedule(options["year"])
        working = schedule.working_days()
        months = Counter(day.month for day in working)
        lines = [f"{schedule.year} 年  {schedule.source}"]
        lines += [
            f"{entry.day.isoformat()}  周{'一二三四五六日'[entry.day.weekday()]}"
            f"  {entry.kind.label}  {entry.name}"
            for entry in schedule.days
        ]
        lines.append("各月工作日：" + "、".join(f"{month} 月 {months[month]}" for month in range(1, 13)))
        lines.append(f"全年 {len(working)} 个工作日")
        self.show(
            "\n".join(lines),
            {
                "year": schedule.year,
                "source": schedule.source,
                "working_days": len(working),
                "working_days_by_month": [months[month] for month in range(1, 13)],
                "days": [
                    {"date": entry.day.isoformat(), "kind": entry.kind.value, "name": entry.name}
                    for entry in schedule.days
                ],
            },
        )
