"""API of the catalogue (事项), for those who keep it and those at windows.

reviews    a version as it stands: submitted, reviewed twice, published, brought back
life       an item suspended, resumed, cancelled
drafts     a draft opened, edited, undone, redone; the drafts that wait for somebody
edits      the shapes of edits
drift      differences from the lists above, and what is done about them
bulletins  what changed, and that it was read
keeping    who may
"""

from __future__ import annotations

from ninja import Router

from yichuang.offer.catalogue.api import bulletins, drafts, drift, life, reviews

router = Router()
router.add_router("", drafts.router)
router.add_router("", reviews.router)
router.add_router("", life.router)
router.add_router("", drift.router)
router.add_router("", bulletins.router)

__all__ = ["router"]
