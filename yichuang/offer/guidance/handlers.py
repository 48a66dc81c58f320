"""What guidance does when something happened. Runs in the worker."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.offer.guidance.events import PaperWanted
from yichuang.offer.guidance.services.printing import make_paper


def on_paper_wanted(event: PaperWanted, *, event_id: UUID, at: datetime) -> None:
    """Make the PDF of a handbook, a notice or a personal list."""
    make_paper(paper_id=event.paper_id, at=at)
