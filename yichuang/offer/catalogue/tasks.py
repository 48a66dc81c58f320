"""Jobs of the catalogue."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yichuang.kernel.time import now
from yichuang.offer.catalogue import services


@app.periodic(cron="3 * * * *")
@app.task(name="catalogue.index_of_the_day", queue="catalogue", queueing_lock="catalogue.index_of_the_day")
def index_of_the_day(timestamp: int) -> None:
    """Hourly: search shows the versions that begin today, and that items have ended."""
    services.index_items_of_day(at=now())
