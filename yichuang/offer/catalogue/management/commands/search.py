"""``yichuang search TEXT``: find items as people do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser

from yichuang.kernel.commands import ProductCommand
from yichuang.offer.catalogue import queries
from yichuang.offer.catalogue.types import Hit


class Command(ProductCommand):
    help = "Find items by any part of the name, pinyin, initials, department, alias or code."

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("text")
        parser.add_argument("--limit", type=int, default=10, help="at most this many (%(default)s)")

    def run(self, **options: Any) -> None:
        if options["limit"] < 1:
            raise CommandError("--limit must be 1 or more", returncode=2)
        hits = queries.search(options["text"], options["limit"])
        self.show("\n".join(map(_words, hits)) or "没有找到", [_document(hit) for hit in hits])


def _words(hit: Hit) -> str:
    where = "；".join(f"{match.field.label} {match.text[match.start : match.end]}" for match in hit.matches)
    ended = f"  自 {hit.ended_on} 起不再办理" if hit.ended_on else ""
    return f"{hit.name}  {hit.organisation_name}  {hit.code}  （{where}）{ended}"


def _document(hit: Hit) -> dict[str, Any]:
    return asdict(hit)
