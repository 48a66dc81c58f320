"""``yichuang sample accounts``: everybody of the sample county who may sign in, with their passwords."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings

from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.instance import open_instance


class Command(ProductCommand):
    help = "List the sample county's accounts with this installation's passwords."
    needs_database = False

    def run(self, **options: Any) -> None:
        accounts = open_instance(settings.DATA_DIR).accounts
        width = max(map(len, accounts), default=0)
        lines = [f"{name:<{width}}  {known.password}  {known.label}" for name, known in accounts.items()]
        self.show(
            "\n".join(lines) or "这里没有装入样例县。",
            [{"username": name, **asdict(known)} for name, known in accounts.items()],
        )
