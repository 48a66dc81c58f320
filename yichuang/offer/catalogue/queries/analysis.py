"""What the scenarios of published versions lead to, and how two versions differ. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from yichuang.offer.catalogue.queries.versions import in_force, version
from yichuang.offer.catalogue.rules.analysis import analyse, path_per_list
from yichuang.offer.catalogue.rules.comparison import differences
from yichuang.offer.catalogue.types import Element, HandlingVersion, ScenarioAnalysis

__all__ = ["answers_per_list", "differences", "scenario_analysis", "versions_with_materials"]


def scenario_analysis(version: HandlingVersion) -> ScenarioAnalysis:
    """What all answers to the questions of a version lead to (情形分析).

    Raises:
        ScenarioTooLarge: its scenarios hang together too much to be analysed exactly.
    """
    return analyse(version.questions, version.materials)


def answers_per_list(version: HandlingVersion) -> tuple[dict[str, str], ...]:
    """The answers of one path to every distinct list of a version.

    Raises:
        ScenarioTooLarge: as :func:`scenario_analysis`.
    """
    return path_per_list(version.questions, version.materials)


def versions_with_materials(on: date) -> Iterator[HandlingVersion]:
    """The versions in force on a date whose materials are known, by code; one after the other."""
    known = in_force(on).exclude(unknown__contains=[Element.MATERIALS.value]).order_by("code")
    return (version(version_id) for version_id in known.values_list("id", flat=True))
