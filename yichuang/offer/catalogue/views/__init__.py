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
from yichuang.offer.catalogue.views.drift_pages import (
    base_confirmation,
    base_edition,
    drift,
    drift_file,
    drift_resolution,
    drift_task,
)
from yichuang.offer.catalogue.views.item_list import items, reviews
from yichuang.offer.catalogue.views.item_page import (
    cancellation,
    division,
    item,
    merger,
    resumption,
    suspension,
)
from yichuang.offer.catalogue.views.quality_report import quality
from yichuang.offer.catalogue.views.version_page import (
    bureau_review,
    department_review,
    publication,
    rollback,
    submission,
    version,
)

__all__ = [
    "acknowledgements",
    "base_confirmation",
    "base_edition",
    "bulletin",
    "bulletins",
    "bureau_review",
    "cancellation",
    "department_review",
    "division",
    "draft",
    "draft_elements",
    "draft_history",
    "draft_lists",
    "draft_material",
    "draft_materials",
    "draft_question",
    "draft_questions",
    "drift",
    "drift_file",
    "drift_resolution",
    "drift_task",
    "item",
    "items",
    "merger",
    "publication",
    "quality",
    "resumption",
    "reviews",
    "rollback",
    "submission",
    "suspension",
    "unread_bulletins",
    "version",
]
