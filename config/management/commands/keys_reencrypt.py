"""``yichuang keys reencrypt``: move what lies under older data keys to the present one."""

from __future__ import annotations

import sys
from typing import Any

from config import reencrypting
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.reencrypting import left


class Command(ProductCommand):
    """Works beside the running product; killed anywhere, the next run goes on. Exit 1: some do not open."""

    help = "把旧数据密钥加密的内容换到现用的密钥；可以随时中断，再运行会接着做。"

    def run(self, **options: Any) -> None:
        done: dict[str, reencrypting.Progress] = {}
        for progress in reencrypting.reencrypt():
            done[progress.kind] = progress
            if not self.as_json and progress.moved and sys.stderr.isatty():
                self.stderr.write(f"{progress.kind}：{progress.moved}", ending="\r")
        moved = {kind: progress.moved for kind, progress in done.items() if progress.moved}
        broken = {kind: progress.broken for kind, progress in done.items() if progress.broken}
        lines = [f"{kind}：{count} 条已换" for kind, count in moved.items()] or ["没有要换的"]
        lines += [f"{kind}：{count} 个打不开，没有换，请从备份恢复" for kind, count in broken.items()]
        self.show("\n".join(lines), {"moved": moved, "broken": broken, "left": left()})
        if broken:
            sys.exit(1)
