"""``yichuang catalogue drift``: where the local items differ from the lists of a level above."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.queries.drift import drift_report
from yichuang.offer.catalogue.types.base import BaseKind
from yichuang.offer.catalogue.types.drift import DriftKind, DriftView


class Command(ProductCommand):
    help = (
        "Note every difference of the local items from the base catalogue and the power list as a task, "
        "and list those still open."
    )

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=[kind.value for kind in DriftKind], help="only this difference")
        parser.add_argument("--list", choices=[kind.value for kind in BaseKind], help="only from this list")
        parser.add_argument("--organisation", metavar="CODE", help="only of this department")
        parser.add_argument("--resolved", action="store_true", help="those that are resolved too")

    def run(self, **options: Any) -> None:
        at = now()
        services.note_drift(at=at)
        found = [
            view
            for view in drift_report(legal_date(at))
            if (options["resolved"] or view.resolution is None)
            and options["kind"] in (None, view.kind.value)
            and options["list"] in (None, view.list_kind.value)
            and options["organisation"] in (None, view.organisation_code)
        ]
        counted = Counter(view.kind for view in found)
        counts = "，".join(f"{kind.label} {counted[kind]}" for kind in DriftKind if counted[kind])
        words = "\n".join([counts, *map(_words, found)]) if found else "和上级目录没有差异"
        self.show(words, [asdict(view) for view in found])


def _words(view: DriftView) -> str:
    owner = view.organisation_name or "没有对应的部门"
    state = view.resolution.label if view.resolution else f"{view.due_on} 前处理"
    return f"{view.list_kind.label} {view.kind.label}（{owner}，{state}）：{view.words}"
