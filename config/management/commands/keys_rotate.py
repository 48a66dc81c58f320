"""``yichuang keys rotate``: new data key, new sealing key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from yichuang.kernel import keys, seals
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now

ACTOR = "system"


class Command(ProductCommand):
    """The running product takes the new keys at once. Back up afterwards: older backups lack them."""

    help = "更换数据密钥和签封密钥；旧的仍能打开以前的内容。之后运行 keys reencrypt，并做一次备份。"

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=("data", "sealing"), help="只换其中一把")

    def run(self, **options: Any) -> None:
        at, only = now(), options["only"]
        document: dict[str, Any] = {}
        lines = []
        if only != "sealing":
            document["data"] = keys.rotate_data_key(actor=ACTOR, at=at)
            lines += [
                f"新的数据密钥 {document['data']} 已启用，运行 yichuang keys reencrypt 把旧的密文换过来"
            ]
        if only != "data":
            while seals.seal_entries(at=at):
                continue
            document["last_seal"] = seals.rotate_sealing_key(actor=ACTOR, at=at)
            lines += [f"新的签封密钥已启用，旧的用到第 {document['last_seal']} 号签封"]
        self.show("\n".join([*lines, "请现在做一次备份：以前的备份里没有新的密钥"]), document)
