"""``yichuang sample history``: a year of cases of the sample county, and how far it is."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from config.history.making import CASES, Progress, make_history, progress
from config.management.commands.sample_load import FLAG, require_own_database
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.errors import Unavailable
from yichuang.kernel.time import now

NICENESS = 10


class Command(ProductCommand):
    help = "Say how far the sample county's year of cases is; --make makes what is missing of it."

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--make", action="store_true", help="make what is missing, or begin")
        parser.add_argument(
            "--cases", type=int, default=CASES, metavar="N", help=f"how many, when it is begun; {CASES}"
        )
        parser.add_argument(
            "--in-haste", action="store_true", help="do not wait for the worker between the cases"
        )
        parser.add_argument(
            FLAG, action="store_true", help="in a database that is not the embedded one, as sample load"
        )

    def run(self, **options: Any) -> None:
        if options["make"]:
            require_own_database(is_forced=options["force_foreign_database"])
            os.nice(NICENESS)  # whoever works meanwhile comes first
            found = make_history(
                at=now(), cases=options["cases"], tell=self._tell, in_haste=options["in_haste"]
            )
            if not found.is_done:
                raise Unavailable(f"另一个进程正在生成样例历史，已有 {found.made} / {found.planned} 件。")
        else:
            found = progress()
        self.show(sentence(found), asdict(found))

    def _tell(self, found: Progress) -> None:
        if not self.as_json:
            self.stdout.write(sentence(found))
            self.stdout.flush()


def sentence(found: Progress) -> str:
    """How far it is, in one line."""
    if found.first is None:
        return "样例历史还没有开始。yichuang sample history --make 开始生成。"
    days = f"{found.first} 至 {found.last}"
    refused = f"，跳过 {found.passed_over} 件" if found.passed_over else ""
    if found.is_done:
        return f"样例历史已经完整：{days}，{found.made} 件{refused}。"
    return f"样例历史生成中：{days}，{found.made} / {found.planned} 件{refused}。"
