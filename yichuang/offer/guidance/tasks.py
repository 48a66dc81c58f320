"""Jobs of guidance."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yichuang.kernel.time import now
from yichuang.offer.guidance import services


@app.periodic(cron="43 3 * * *")
@app.task(name="guidance.forget_lists", queue="kernel", queueing_lock="guidance.forget_lists")
def forget_lists(timestamp: int) -> None:
    """Every night: personal lists that expired long ago, and papers nobody asked for lately."""
    at = now()
    services.forget_lists(at=at)
    services.forget_papers(at=at)


@app.task(name="guidance.make_paper", queue="events", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def make_paper(paper_id: str) -> None:
    """Make the PDF of a handbook, a notice or a personal list."""
    from yichuang.offer.guidance.services.printing import make_paper as make  # loads the typesetter

    make(paper_id=UUID(paper_id), at=now())
