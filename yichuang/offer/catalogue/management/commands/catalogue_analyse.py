"""``yichuang catalogue analyse [CODE]``: what the scenarios of published items lead to."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries
from yichuang.offer.catalogue.errors import ScenarioTooLarge
from yichuang.offer.catalogue.types import HandlingVersion, ScenarioAnalysis

# what a version was found to be, or why it could not be judged
Judged = tuple[HandlingVersion, ScenarioAnalysis | None, str]


class Command(ProductCommand):
    help = (
        "Analyse the scenarios of one item, or of every item in force whose materials are known: paths, "
        "distinct material lists, questions nobody reaches or that change nothing, contradictory "
        "conditions, materials no path asks for, empty lists."
    )

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("code", nargs="?", help="of one item or handling item")

    def run(self, **options: Any) -> None:
        today = legal_date(now())
        if options["code"]:
            version = queries.published_version(options["code"], today)
            judged: list[Judged] = [(version, queries.scenario_analysis(version), "")]
        else:
            judged = [_judged(version) for version in queries.versions_with_materials(today)]
        self.show(_words(judged), [_document(*each) for each in judged])


def _judged(version: HandlingVersion) -> Judged:
    try:
        return version, queries.scenario_analysis(version), ""
    except ScenarioTooLarge as refusal:
        return version, None, refusal.detail


def _words(judged: list[Judged]) -> str:
    findings = sum(len(found.findings) for _, found, _ in judged if found)
    lines = [f"分析 {len(judged)} 项，发现 {findings} 个问题"]
    for version, found, refusal in judged:
        counts = f"{found.paths} 种回答，{found.lists} 份不同的清单" if found else refusal
        lines.append(f"{version.code} {version.name}（第 {version.version_number} 版）：{counts}")
        lines += [f"    {finding.words}" for finding in (found.findings if found else ())]
    return "\n".join(lines)


def _document(version: HandlingVersion, found: ScenarioAnalysis | None, refusal: str) -> dict[str, Any]:
    document: dict[str, Any] = {
        "code": version.code,
        "name": version.name,
        "version": version.version_number,
        "refusal": refusal or None,
    }
    if found:
        document |= {
            "paths": found.paths,
            "lists": found.lists,
            "empty": found.empty,
            "findings": [
                {"trouble": finding.trouble.value, "pointer": finding.pointer, "words": finding.words}
                for finding in found.findings
            ],
        }
    return document
