"""``yichuang due 2026-02-11 20``: when a limit ends.

It counts on the working calendar of the installation's database and on nothing else, so that it
never differs from the date a case gets.
"""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandParser

from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.errors import MomentNeeded
from yichuang.foundation.clocks.types import LONGEST_LIMIT, Limit, LimitUnit, Suspension
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.errors import DomainError
from yichuang.kernel.time import SHANGHAI

UNITS = {
    "wd": LimitUnit.WORKING_DAY,
    "cd": LimitUnit.CALENDAR_DAY,
    "month": LimitUnit.MONTH,
    "hour": LimitUnit.HOUR,
}


class Command(ProductCommand):
    help = "推算期限届满日：起算当日不计，遇休息日顺延。超出已导入的工作日历时以 2 退出，并说明缺哪一年。"

    def add_options(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("start", metavar="START", type=_start, help="起算日 2026-02-11；小时另写时刻 2026-02-11T09:30")
        add("amount", metavar="AMOUNT", type=_amount, help="时限，正整数")
        add("--unit", choices=UNITS, default="wd", help="wd 工作日（默认）、cd 自然日、month 月、hour 小时")
        add(
            "--suspend",
            metavar="FROM:TO",
            type=_stretch,
            action="append",
            default=[],
            help="暂停计时的起止日，起日照计，其后至止日不计；可写多次",
        )
        add("--without-notice", action="store_true", help="暂停没有书面告知，不停止计时")
        add("--extend", metavar="N", type=_amount, default=0, help="依法延长的工作日数")

    def run(self, **options: Any) -> None:
        start: date = options["start"]
        limit = Limit(options["amount"], UNITS[options["unit"]])
        notice = None if options["without_notice"] else "command-line"
        suspensions = [Suspension(first, last, notice) for first, last in options["suspend"]]
        calendar = calendars.working_calendar()
        due = clocks.due_on(calendar, start, limit, suspensions, options["extend"])
        document: dict[str, object] = {
            "start": start.isoformat(),
            "amount": limit.amount,
            "unit": limit.unit.value,
            "suspensions": [[first.isoformat(), last.isoformat()] for first, last in options["suspend"]],
            "with_notice": not options["without_notice"],
            "extension_working_days": options["extend"],
            "due_on": due.isoformat(),
        }
        if isinstance(start, datetime):
            document["due_at"] = clocks.due_at(calendar, start, limit, due).isoformat()
        self.show(due.isoformat(), document)

    def exit_code(self, refusal: DomainError) -> int:
        """2: the question cannot be answered here, beyond the calendar or hours from a mere date."""
        return 2 if isinstance(refusal, CalendarNotLoaded | MomentNeeded) else 1


def _start(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应如 2026-02-11 或 2026-02-11T09:30") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _amount(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LONGEST_LIMIT:
        raise argparse.ArgumentTypeError(f"“{text}”应为 1 至 {LONGEST_LIMIT} 的整数")
    return int(text)


def _stretch(text: str) -> tuple[date, date]:
    first, _, last = text.partition(":")
    try:
        found = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”应如 2026-03-06:2026-03-20") from None
    if found[1] < found[0]:
        raise argparse.ArgumentTypeError(f"“{text}”结束早于开始")
    return found
