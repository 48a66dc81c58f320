"""``yichuang notice sample KIND OUT.pdf``: a document with invented content, to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from yichuang.foundation.notices import rules
from yichuang.foundation.notices.adapters import typst
from yichuang.foundation.notices.adapters.typst.sample import WATERMARK, sample_notice
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.commands import ProductCommand


class Command(ProductCommand):
    """Every page is marked 样例."""

    help = "Render a sample document"
    needs_database = False

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[kind.value for kind in NoticeKind])
        parser.add_argument("out", type=Path, help="the PDF to write")

    def run(self, **options: Any) -> None:
        notice = sample_notice(NoticeKind(options["kind"]))
        pdf = typst.render(notice.kind, rules.printable(notice), at=notice.issued_at, watermark=WATERMARK)
        try:
            options["out"].write_bytes(pdf)
        except OSError as error:
            raise CommandError(f"写不了 {options['out']}：{error.strerror}", returncode=2) from None
        self.show(
            f"已写出{notice.kind.label}样例：{options['out']}（{len(pdf) // 1024} KB）",
            {"kind": notice.kind.value, "path": str(options["out"]), "bytes": len(pdf)},
        )
