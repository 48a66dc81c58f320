"""``yichuang audit verify``: check every chain and every seal of the audit log."""

from __future__ import annotations

import dataclasses
from typing import Any

from yichuang.kernel import seals
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.errors import Conflict


class AuditLogBroken(Conflict):
    """The audit log was changed after it was written."""

    code = "kernel.audit-log-broken"
    title = "审计日志被改动过"


class Command(ProductCommand):
    """Exit 0 when the log is whole, 1 when it is not."""

    help = "Check every chain and seal of the audit log"

    def run(self, **options: Any) -> None:
        found = seals.verify_log()
        if found.faults:
            listed = "\n".join(found.faults[:50])
            raise AuditLogBroken(f"审计日志被改动过，共 {len(found.faults)} 处：\n{listed}", faults=found.faults)
        self.show(
            f"审计日志完整：{found.streams} 条链，{found.entries} 条记录，"
            f"{found.seals} 个签封，{found.unsealed} 条待签封",
            dataclasses.asdict(found),
        )
