"""``yichuang correction period``: how long people usually have to correct, shown or set."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from yichuang.casework.intake import queries, services
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now


class Command(ProductCommand):
    help = "事项没有写明时，申请人补正的期限；不写天数就显示现在的期限，写了就改，要写明依据。"

    def add_options(self, parser: CommandParser) -> None:
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--working-days", type=int, metavar="N", help="工作日数，如 15")
        kind.add_argument("--calendar-days", type=int, metavar="N", help="自然日数，如 30")
        kind.add_argument("--months", type=int, metavar="N", help="月数")
        parser.add_argument("--basis", default="", help="依据的规定，写入审计日志")

    def run(self, **options: Any) -> None:
        for name, unit in (
            ("working_days", LimitUnit.WORKING_DAY),
            ("calendar_days", LimitUnit.CALENDAR_DAY),
            ("months", LimitUnit.MONTH),
        ):
            if options[name] is not None:
                limit = Limit(options[name], unit, options["basis"])
                services.set_correction_period(limit=limit, actor="system", at=now())
        limit = queries.usual_correction()
        self.show(
            f"补正期限 {limit.words}" + (f"，依据{limit.legal_basis}" if limit.legal_basis else ""),
            {"amount": limit.amount, "unit": limit.unit.value, "basis": limit.legal_basis},
        )
