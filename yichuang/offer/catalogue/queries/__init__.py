"""Reads of the catalogue.

versions   the version in force on a day, a version by id, what an item consists of
reviewing  where drafts stand on their way to publication
search     any part of a name, pinyin, initials, department, alias, code
themes     what is offered, by theme
analysis   what the scenarios of versions lead to, how two versions differ
life       suspensions, ends and what takes their place
drafting   open drafts with their revisions, judged as they are now
materials  samples and blank forms of materials
quality    what the versions in force break of the quality rules, by department
"""

from yichuang.offer.catalogue.queries.analysis import (
    answers_per_list,
    differences,
    scenario_analysis,
    versions_with_materials,
)
from yichuang.offer.catalogue.queries.drafting import open_draft_of
from yichuang.offer.catalogue.queries.life import (
    life_of,
    successors_by_item,
    successors_of,
    suspended_items,
    suspension_of,
    with_suspensions,
)
from yichuang.offer.catalogue.queries.materials import published_file
from yichuang.offer.catalogue.queries.quality import (
    quality_by_organisation,
    quality_of,
    quality_of_organisation,
)
from yichuang.offer.catalogue.queries.reviewing import (
    content_of,
    draft_statuses,
    review_acts,
    review_status,
)
from yichuang.offer.catalogue.queries.search import items_by_code, popular, search
from yichuang.offer.catalogue.queries.themes import departments, items_of_theme, themes
from yichuang.offer.catalogue.queries.versions import (
    code_schemes,
    ended_version,
    published_version,
    version,
    versions_in_force,
    versions_of,
    versions_of_item,
)

__all__ = [
    "answers_per_list",
    "code_schemes",
    "content_of",
    "departments",
    "differences",
    "draft_statuses",
    "ended_version",
    "items_by_code",
    "items_of_theme",
    "life_of",
    "open_draft_of",
    "popular",
    "published_file",
    "published_version",
    "quality_by_organisation",
    "quality_of",
    "quality_of_organisation",
    "review_acts",
    "review_status",
    "scenario_analysis",
    "search",
    "successors_by_item",
    "successors_of",
    "suspended_items",
    "suspension_of",
    "themes",
    "version",
    "versions_in_force",
    "versions_of",
    "versions_of_item",
    "versions_with_materials",
    "with_suspensions",
]
