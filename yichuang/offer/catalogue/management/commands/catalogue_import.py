"""``yichuang catalogue import FILE``: items into published versions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.rules.quality import blocking
from yichuang.offer.catalogue.types import ImportLine, ImportReport, Outcome


class Command(ProductCommand):
    help = (
        "Import items from the product's JSON, a guide JSON or a county list CSV "
        "(docs/reference/catalogue-format.md). Exit 1 when the file, or every row of it, is refused."
    )

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="judge and report, change nothing")
        parser.add_argument(
            "--files",
            type=Path,
            metavar="FOLDER",
            help="samples and blank forms the file names (the folder 'files' beside it)",
        )
        parser.add_argument(
            "--region",
            default=settings.REGION,
            help="region of departments without one (%(default)s)",
        )

    def run(self, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as unreadable:
            raise CommandError(f"{options['file']}: {unreadable.strerror}", returncode=2) from unreadable
        report = services.import_catalogue(
            content=content,
            region_code=options["region"],
            at=now(),
            dry_run=options["dry_run"],
            files=services.files_of_folder(options["files"] or options["file"].parent / "files"),
        )
        self.show(_words(report), _document(report))
        if report.lines and report.count(Outcome.REFUSED) == len(report.lines):
            raise SystemExit(1)


def _words(report: ImportReport) -> str:
    counts = "，".join(f"{outcome.label} {report.count(outcome)}" for outcome in Outcome)
    lines = [("（试运行，没有写入）" if report.dry_run else "") + counts]
    waiting = sum(bool(line.missing) for line in report.lines)
    if waiting:
        lines.append(f"其中 {waiting} 项要素不全：可以搜到，补全之前不能受理")
    wrong = sum(bool(blocking(line.findings)) for line in report.lines)
    if wrong:
        lines.append(f"其中 {wrong} 项有禁止发布的问题：照样导入，下次发布之前要改正")
    lines += [
        f"{line.outcome.label} {line.place} {line.code} {line.name}{_reasons(line)}"
        for line in report.lines
        if line.outcome in (Outcome.CHANGED, Outcome.REFUSED)
    ]
    return "\n".join(lines)


def _reasons(line: ImportLine) -> str:
    return "".join(f"\n    {reason.pointer}：{reason.detail}" for reason in line.reasons)


def _document(report: ImportReport) -> dict[str, Any]:
    return {
        "format": report.file_format,
        "dry_run": report.dry_run,
        **{outcome.value: report.count(outcome) for outcome in Outcome},
        "rows": [
            {
                "place": line.place,
                "code": line.code,
                "name": line.name,
                "outcome": line.outcome.value,
                "reasons": [reason._asdict() for reason in line.reasons],
                "missing": [element.value for element in line.missing],
                "findings": [asdict(finding) for finding in line.findings],
            }
            for line in report.lines
        ],
    }
