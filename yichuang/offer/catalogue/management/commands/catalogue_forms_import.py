"""``yichuang catalogue forms-import FILE``: fields into the library, or the field lists of other forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.types.forms import ListsReport


class Command(ProductCommand):
    help = (
        "Import a library of form fields, or lists of the fields other forms ask for, from JSON "
        "(docs/reference/form-lists-format.md). Names no field has become proposals. Exit 1 when the "
        "file is refused or has a wrong row."
    )

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="judge and report, change nothing")

    def run(self, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as unreadable:
            raise CommandError(f"{options['file']}: {unreadable.strerror}", returncode=2) from unreadable
        dry_run = options["dry_run"]
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            new = services.import_fields(content=content, at=now(), dry_run=dry_run)
            self.show(f"{_tried(dry_run)}新增字段 {new} 个", {"added": new, "dry_run": dry_run})
            return
        report = services.import_form_lists(content=content, at=now(), dry_run=dry_run)
        self.show(_words(report), _document(report))
        if report.faults:
            raise SystemExit(1)


def _tried(dry_run: bool) -> str:
    return "（试运行，没有写入）" if dry_run else ""


def _words(report: ListsReport) -> str:
    if report.faults:
        lines = [f"有 {len(report.faults)} 处错误，没有导入任何内容"]
        return "\n".join(lines + [f"    {place}：{detail}" for place, detail in report.faults])
    lines = [
        f"{_tried(report.dry_run)}表单 {report.lists} 张，新增 {report.added} 张；"
        f"字段 {report.names} 个，字段库里有 {report.known} 个"
    ]
    if report.proposals:
        lines.append(f"待定义的叫法 {len(report.proposals)} 个：")
        lines += [f"    {name}（{times} 张表）" for name, times in report.proposals.items()]
    return "\n".join(lines)


def _document(report: ListsReport) -> dict[str, Any]:
    return {
        "dry_run": report.dry_run,
        "lists": report.lists,
        "added": report.added,
        "names": report.names,
        "known": report.known,
        "proposals": dict(report.proposals),
        "faults": [{"pointer": place, "detail": detail} for place, detail in report.faults],
    }
