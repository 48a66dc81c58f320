"""API of intake, one file per topic."""

from __future__ import annotations

from ninja import Router

from yichuang.casework.intake.api import agents, corrections, endings, receipts

router = Router()
router.add_router("", receipts.router)
router.add_router("", agents.router)
router.add_router("", corrections.router)
router.add_router("", endings.router)

__all__ = ["router"]
