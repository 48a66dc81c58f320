"""What guidance does when something happened. Runs in the worker."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from yichuang.offer.guidance.events import PaperWanted
from yichuang.offer.guidance.services.printing import make_paper


def on_paper_wanted(event: PaperWanted, *, event_id: UUID, at: datetime) -> None:
    """Make the PDF of a handbook, a notice or a personal list.

    A booklet takes up to minutes: it is a job of its own, one after the other, and nothing waits behind it.
    """
    if event.is_booklet:
        job = app.configure_task("guidance.make_booklet", queue="long", lock="guidance.booklets")
        job.defer(paper_id=str(event.paper_id))
    else:
        make_paper(paper_id=event.paper_id, at=at)
