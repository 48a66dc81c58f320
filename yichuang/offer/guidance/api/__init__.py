"""API of guidance (导办).

guides     search, one item, its exact list
kept       personal lists
"""

from __future__ import annotations

from ninja import Router

from yichuang.offer.guidance.api import guides, kept

router = Router()
router.add_router("", guides.router)
router.add_router("", kept.router)

__all__ = ["router"]
