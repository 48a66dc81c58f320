"""``yichuang sample load``: load the sample county of Anlan."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from config.sample import ForeignDatabase, load_county
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now

FLAG = "--force-foreign-database"
VARIABLE = "YICHUANG_SAMPLE_OK"


class Command(ProductCommand):
    help = "Load the sample county of Anlan into the embedded database; loading again changes nothing."

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument(
            FLAG,
            action="store_true",
            help=f"into a database that is not the embedded one; also needs {VARIABLE}=1 in the environment",
        )

    def run(self, **options: Any) -> None:
        require_own_database(is_forced=options["force_foreign_database"])
        loaded = load_county(state=settings.DATA_DIR, at=now())
        width = max(len(account.username) for account in loaded.accounts)
        lines = ["，".join(f"{kind} {number}" for kind, number in loaded.counts.items()), ""]
        lines += [
            f"{account.username:<{width}}  {account.password}  {account.label}" for account in loaded.accounts
        ]
        self.show(
            "\n".join(lines),
            {
                "loaded": loaded.counts,
                "accounts": [
                    {
                        "username": account.username,
                        "password": account.password,
                        "name": account.name,
                        "roles": account.roles,
                        "places": account.places,
                    }
                    for account in loaded.accounts
                ],
            },
        )


def require_own_database(*, is_forced: bool) -> None:
    """Sample people must never sign in to a real office.

    Raises:
        ForeignDatabase: not the embedded database, and not said twice that it shall be.
    """
    if os.environ.get("YICHUANG_EMBEDDED") == "1" or (is_forced and os.environ.get(VARIABLE) == "1"):
        return
    raise ForeignDatabase(
        f"样例数据只装入随产品启动的数据库。确实要装入别的数据库，请加 {FLAG} 并设置 {VARIABLE}=1。"
    )
