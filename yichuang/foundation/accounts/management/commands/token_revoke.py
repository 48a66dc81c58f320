"""``yichuang token revoke ID``: end a bearer token before its day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from yichuang.foundation.accounts import services
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now


class Command(ProductCommand):
    help = "End a bearer token before its day."

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=UUID, help="the id printed when the token was made")

    def run(self, **options: Any) -> None:
        services.revoke_token(token_id=options["id"], at=now())
        self.show(f"令牌 {options['id']} 已经吊销。", {"id": str(options["id"]), "revoked": True})
