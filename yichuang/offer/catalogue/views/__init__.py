"""事项管理: the pages of those who keep the catalogue."""

from yichuang.offer.catalogue.views.bulletin_pages import (
    acknowledgements,
    bulletin,
    bulletins,
    unread_bulletins,
)
from yichuang.offer.catalogue.views.draft_parts import (
    draft_material,
    draft_materials,
    draft_question,
    draft_questions,
)
from yichuang.offer.catalogue.views.drafting import draft, draft_elements, draft_history, draft_lists
from yichuang.offer.catalogue.views.quality_report import home, quality

__all__ = [
    "acknowledgements",
    "bulletin",
    "bulletins",
    "draft",
    "draft_elements",
    "draft_history",
    "draft_lists",
    "draft_material",
    "draft_materials",
    "draft_question",
    "draft_questions",
    "home",
    "quality",
    "unread_bulletins",
]
