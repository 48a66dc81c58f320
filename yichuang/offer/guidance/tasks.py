"""Jobs of guidance."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yichuang.kernel.time import now
from yichuang.offer.guidance import services


@app.periodic(cron="43 3 * * *")
@app.task(name="guidance.forget_lists", queue="kernel", queueing_lock="guidance.forget_lists")
def forget_lists(timestamp: int) -> None:
    """Every night: personal lists that expired long ago."""
    services.forget_lists(at=now())
