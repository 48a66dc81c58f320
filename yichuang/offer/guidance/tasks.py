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


@app.periodic(cron="51 * * * *")
@app.task(
    name="guidance.forget_consultation_counts",
    queue="kernel",
    queueing_lock="guidance.forget_consultation_counts",
)
def forget_consultation_counts(timestamp: int) -> None:
    """Hourly: counts of questions and codes whose hour has passed."""
    services.forget_consultation_counts(at=now())


@app.task(name="guidance.make_booklet", queue="long", retry=RetryStrategy(max_attempts=3, exponential_wait=5))
def make_booklet(paper_id: str) -> None:
    """Make the PDF of a department's or a window's handbook."""
    from yichuang.offer.guidance.services.printing import make_paper  # the web process loads this module

    make_paper(paper_id=UUID(paper_id), at=now())
