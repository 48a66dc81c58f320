"""``yichuang files verify``: open every stored file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from yichuang.foundation.documents import queries
from yichuang.foundation.documents.errors import FileCorrupt
from yichuang.kernel.commands import ProductCommand


class Command(ProductCommand):
    """Exit 1 when a file is gone, was changed, or its key is."""

    help = "逐个打开保存的文件，核对摘要；有打不开的以 1 退出并列出摘要。"

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--missing", type=int, default=0, metavar="N", help="已经知道有 N 个打不开；再多才算错"
        )

    def run(self, **options: Any) -> None:
        checked, broken = 0, []
        for digest in queries.digests():
            checked += 1
            if queries.readable_content(bytes.fromhex(digest)) is None:
                broken.append(digest)
        if len(broken) > options["missing"]:
            named = "、".join(digest[:12] for digest in broken[:5])
            raise FileCorrupt(
                f"{checked} 个文件里有 {len(broken)} 个打不开（{named}），请从备份恢复", broken=broken
            )
        words = f"{checked - len(broken)} 个文件打得开，{len(broken)} 个打不开"
        self.show(words, {"checked": checked, "broken": broken})
