"""``yichuang locks check``: the packages we run against their locks, as far as that goes offline."""

from __future__ import annotations

from typing import Any

from config import locks
from config.env import ROOT
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.errors import Conflict


class LocksBroken(Conflict):
    """A package is not pinned by digests, or what is installed is not what is locked."""

    code = "house.locks-broken"
    title = "软件包和锁定文件不符"


class Command(ProductCommand):
    """Exit 1 when anything is wrong. Says, too, what nobody can know without a network."""

    help = "核对锁定文件：版本、摘要、已安装的包和许可证；并说明没有网络时无从知道的事。"
    needs_database = False

    def run(self, **options: Any) -> None:
        lock, _ = locks.read_lock((ROOT / "requirements" / "base.txt").read_text(encoding="utf-8"))
        faults = locks.check_locks() + locks.check_installed(lock)
        known = locks.licences(lock)
        unclear = {name: licence for name, licence in known.items() if not locks.is_permissive(licence)}
        if faults:
            listed = "\n".join(faults)
            raise LocksBroken(f"锁定文件有 {len(faults)} 处不对：\n{listed}", faults=faults)
        lines = [f"锁定的 {len(lock)} 个包都固定了版本和摘要，已安装的 {len(known)} 个与锁定的相同"]
        lines += [f"许可证要看一看：{name}（{licence or '没有写明'}）" for name, licence in unclear.items()]
        self.show(
            "\n".join([*lines, locks.NOT_KNOWN]),
            {"locked": len(lock), "installed": len(known), "licences": known, "unclear": unclear}
            | {"not_known": locks.NOT_KNOWN},
        )
