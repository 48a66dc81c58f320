"""Reads of the catalogue.

versions   the version in force on a day, a version by id, what an item consists of
search     any part of a name, pinyin, initials, department, alias, code
themes     what is offered, by theme
analysis   what the scenarios of versions lead to, how two versions differ
materials  samples and blank forms of materials
quality    what the versions in force break of the quality rules, by department
"""

from yichuang.offer.catalogue.queries.analysis import (
    answers_per_list,
    differences,
    scenario_analysis,
    versions_with_materials,
)
from yichuang.offer.catalogue.queries.materials import published_file
from yichuang.offer.catalogue.queries.quality import (
    quality_by_organisation,
    quality_of,
    quality_of_organisation,
)
from yichuang.offer.catalogue.queries.search import popular, search
from yichuang.offer.catalogue.queries.themes import items_of_theme, themes
from yichuang.offer.catalogue.queries.versions import (
    code_schemes,
    ended_version,
    published_version,
    version,
    versions_of,
    versions_of_item,
)

__all__ = [
    "answers_per_list",
    "code_schemes",
    "differences",
    "ended_version",
    "items_of_theme",
    "popular",
    "published_file",
    "published_version",
    "quality_by_organisation",
    "quality_of",
    "quality_of_organisation",
    "scenario_analysis",
    "search",
    "themes",
    "version",
    "versions_of",
    "versions_of_item",
    "versions_with_materials",
]
