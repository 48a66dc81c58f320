"""API of guidance (导办).

guides     search, one item, its exact list
kept       personal lists
consulting questions people ask, and their answers
plans      tailored plans, by their code
outlets    where to go: outlets, their hours, the map under them
"""

from __future__ import annotations

from ninja import Router

from yichuang.offer.guidance.api import consulting, guides, kept, outlets, plans

router = Router()
router.add_router("", guides.router)
router.add_router("", kept.router)
router.add_router("", consulting.router)
router.add_router("", plans.router)
router.add_router("", outlets.router)

__all__ = ["router"]
