"""``yichuang audit verify``: check every chain and every seal of the audit log."""

from __future__ import annotations

import argparse
import dataclasses
import re
from typing import Any

from django.core.management.base import CommandParser

from yichuang.kernel import audit, sealing, seals
from yichuang.kernel.commands import ProductCommand

_PRINTED = 50


class Command(ProductCommand):
    """Exit 0 when the log is whole, 1 when it is not.

    The newest seal's number and root are printed; kept elsewhere and given back with ``--anchor``
    they prove that nothing the seal covers was removed, the seal included. ``--json`` gives the
    public key of the seals, too.
    """

    help = "Check every chain and seal of the audit log"

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", type=_anchor, metavar="NUMBER:ROOT", help="a seal kept elsewhere")

    def run(self, **options: Any) -> None:
        found = seals.verify_log(options["anchor"])
        if found.fault_count:
            listed = "\n".join(found.faults[:_PRINTED])
            raise audit.AuditLogBroken(
                f"审计日志被改动过，共 {found.fault_count} 处：\n{listed}", **dataclasses.asdict(found)
            )
        newest = f"，最新签封 {found.newest.sequence}:{found.newest.root}" if found.newest else ""
        self.show(
            f"审计日志完整：{found.streams} 条链，{found.entries} 条记录，"
            f"{found.seals} 个签封，{found.unsealed} 条待签封{newest}",
            dataclasses.asdict(found) | {"public_key": sealing.public_key_pem().decode()},
        )


def _anchor(text: str) -> seals.Anchor:
    if not re.fullmatch(r"\d+:[0-9a-fA-F]{64}", text):
        raise argparse.ArgumentTypeError("expected NUMBER:ROOT as printed by `yichuang audit verify`")
    number, _, root = text.partition(":")
    return seals.Anchor(int(number), root.lower())
