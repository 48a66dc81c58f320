"""``yichuang catalogue index``: build everything items are found by anew."""

from __future__ import annotations

from typing import Any

from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services


class Command(ProductCommand):
    help = "Build the search entries of all items anew: words, pinyin, the version in force today."

    def run(self, **options: Any) -> None:
        number = services.index_items(at=now())
        self.show(f"已为 {number} 个业务办理项重建搜索条目", {"indexed": number})
