"""``yichuang catalogue quality``: what the items in force break, by department."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser

from yichuang.foundation.places import queries as places
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue.queries import quality
from yichuang.offer.catalogue.rules.quality import TABLE
from yichuang.offer.catalogue.types.quality import OrganisationQuality, VersionQuality


class Command(ProductCommand):
    help = (
        "What the items in force break of the quality rules: each department with its mark, the worst first. "
        "With --organisation its items one by one; with --rules the rules."
    )

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", metavar="CODE", help="the items of this department")
        parser.add_argument("--after", default="", metavar="ITEM", help="go on after this item's code")
        parser.add_argument("--limit", type=int, default=50, help="at most this many items (%(default)s)")
        parser.add_argument("--rules", action="store_true", help="the rules themselves")

    def run(self, **options: Any) -> None:
        if options["limit"] < 1:
            raise CommandError("--limit must be 1 or more", returncode=2)
        if options["rules"]:
            self._show_rules()
        elif options["organisation"]:
            body = places.organisation_by_code(options["organisation"])
            found = quality.quality_of_organisation(
                body.id, legal_date(now()), after=options["after"], limit=options["limit"]
            )
            words = "\n".join(map(_item, found)) or f"{body.name}没有在用的事项"
            self.show(words, [asdict(line) for line in found])
        else:
            lines = quality.quality_by_organisation(legal_date(now()))
            words = "\n".join(map(_organisation, lines)) or "还没有在用的事项"
            self.show(words, [asdict(line) for line in lines])

    def _show_rules(self) -> None:
        rules = [
            {
                "rule": rule.value,
                "words": rule.label,
                "severity": check.severity.value,
                "source": check.source,
            }
            for rule, check in TABLE.items()
        ]
        words = "\n".join(
            f"{rule.value} {rule.label}（{check.severity.label}，{check.source}）"
            for rule, check in TABLE.items()
        )
        self.show(words, rules)


def _organisation(line: OrganisationQuality) -> str:
    counts = f"禁止发布 {line.blocking}，应当改正 {line.warnings}，提示 {line.hints}"
    return f"{line.score} 分 {line.name}（{line.code}） {line.versions} 项：{counts}"


def _item(line: VersionQuality) -> str:
    found = "".join(
        f"\n    {finding.rule.value} {finding.severity.label}：{finding.words}" for finding in line.findings
    )
    return f"{line.score} 分 {line.code} {line.name}{found}"
