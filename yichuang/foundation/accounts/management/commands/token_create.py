"""``yichuang token create``: make a bearer token for a role at a place and print it once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from yichuang.foundation.accounts import services
from yichuang.foundation.accounts.types import Role, TokenRequest
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import SHANGHAI, now


class Command(ProductCommand):
    help = "Make a bearer token for a role at a place. The token is printed once and kept nowhere."

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--outlet", metavar="CODE", help="the outlet the post is at")
        parser.add_argument("--organisation", metavar="CODE", help="the department the post is in")
        parser.add_argument("--region", metavar="CODE", help="the post's region; else where the place stands")
        parser.add_argument(
            "--user", metavar="NAME", help="an existing account; else one is made for the token"
        )
        parser.add_argument("--days", type=int, default=30, help="how long the token counts (30)")

    def run(self, **options: Any) -> None:
        has_place = options["outlet"] or options["organisation"]
        made = services.issue_token(
            request=TokenRequest(
                role=Role(options["role"]),
                region_code=options["region"] or (None if has_place else settings.REGION),
                outlet_code=options["outlet"],
                organisation_code=options["organisation"],
                username=options["user"],
                days=options["days"],
            ),
            at=now(),
        )
        ends = made.expires_at.astimezone(SHANGHAI)
        self.show(
            f"{made.token}\n账号 {made.username}，{ends:%Y-%m-%d %H:%M} 到期；令牌只显示这一次。",
            {
                "token": made.token,
                "id": str(made.id),
                "user": made.username,
                "role": options["role"],
                "expires_at": ends.isoformat(),
            },
        )
