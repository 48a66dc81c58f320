"""``yichuang catalogue base-import FILE``: an edition of a list of a level above."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.adapters.http_catalogue import HttpCatalogue
from yichuang.offer.catalogue.types.base import BaseChange, BaseKind, BaseReport, EditionInput


class Command(ProductCommand):
    help = (
        "Import an edition of the base catalogue or of a power list of the level above from Excel, CSV or "
        "JSON, or from an http(s) address (docs/reference/base-catalogue-format.md). It is taken whole or "
        "not at all; one that lost half of its items is held until a person confirms it. Exit 1 when it is "
        "refused or has a wrong row."
    )

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file, or an address")
        parser.add_argument("--kind", choices=[kind.value for kind in BaseKind], help="which list it is")
        parser.add_argument("--name", default="", help="the name of the edition")
        parser.add_argument("--dated-on", type=_day, metavar="DATE", help="the day of the edition")
        parser.add_argument("--due-on", type=_day, metavar="DATE", help="resolve differences until (30 days)")
        parser.add_argument("--sheet", default="", help="the sheet of a workbook that has several")
        parser.add_argument(
            "--trust", default="", metavar="FILE", help="also trust this authority's certificate"
        )
        parser.add_argument("--token-file", type=Path, metavar="FILE", help="a bearer token for the address")
        parser.add_argument("--dry-run", action="store_true", help="judge and report, change nothing")

    def run(self, **options: Any) -> None:
        source = options["file"]
        edition = EditionInput(
            kind=BaseKind(options["kind"]) if options["kind"] else None,
            name=options["name"],
            dated_on=options["dated_on"],
            source=source if _is_address(source) else Path(source).name,
            due_on=options["due_on"],
            sheet=options["sheet"],
        )
        report = services.import_base_catalogue(
            content=_content(source, options["trust"], options["token_file"]),
            edition=edition,
            at=now(),
            dry_run=options["dry_run"],
        )
        self.show(_words(report), _document(report))
        if report.faults:
            raise SystemExit(1)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _content(source: str, trusted: str, token_file: Path | None) -> bytes:
    if not _is_address(source):
        return _read(Path(source))
    token = _read(token_file).decode("ascii", "replace").strip() if token_file else ""
    return HttpCatalogue(source, token=token, trusted=trusted).fetch()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as unreadable:
        raise CommandError(f"{path}: {unreadable.strerror}", returncode=2) from unreadable


def _words(report: BaseReport) -> str:
    if report.faults:
        lines = [f"有 {len(report.faults)} 处错误，没有导入任何内容"]
        return "\n".join(
            lines + [f"    {place} {column}：{detail}" for place, column, detail in report.faults]
        )
    counts = "，".join(f"{change.label} {report.changes[change]}" for change in BaseChange)
    lines = [("（试运行，没有写入）" if report.dry_run else "") + f"与现行版次比较：{counts}"]
    if report.passed_over:
        lines.append(f"略过 {report.passed_over} 行不是依申请办理的事项")
    if report.is_known:
        lines.append("这一版以前导入过，内容相同，没有改变什么")
    elif report.held_because:
        lines.append(f"等待核对：{report.held_because}")
    elif not report.dry_run:
        lines.append(f"新增差异任务 {report.opened} 项，见“目录差异”")
    return "\n".join(lines)


def _document(report: BaseReport) -> dict[str, Any]:
    edition = report.edition
    return {
        "format": report.file_format,
        "dry_run": report.dry_run,
        **{change.value: report.changes[change] for change in BaseChange},
        "passed_over": report.passed_over,
        "faults": [fault._asdict() for fault in report.faults],
        "edition": edition and {"id": edition.id, "kind": edition.kind.value, "name": edition.name,
                                "dated_on": edition.dated_on, "held": edition.held},
        "held_because": report.held_because,
        "known": report.is_known,
        "opened": report.opened,
    }  # fmt: skip
