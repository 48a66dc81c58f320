"""Jobs of intake."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from yichuang.casework.intake import queries, services
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.kernel.time import now

log = structlog.get_logger("yichuang.intake")


@app.periodic(cron="*/10 * * * *")
@app.task(name="intake.record_what_time_did", queue="kernel", queueing_lock="intake.record_what_time_did")
def record_what_time_did(timestamp: int) -> None:
    """Every ten minutes: write down what silence accepted and what lapsed, one case at a time.

    It is so whether or not this runs. A case whose limit ends beyond the loaded calendar waits for the
    calendar and holds up no other.
    """
    at = now()
    for number in queries.numbers_time_has_changed(at):
        try:
            services.settle_by_time(number=number, at=at)
        except CalendarNotLoaded as refused:
            log.warning("accepted by silence, not yet recorded", case=number, reason=refused.detail)


@app.periodic(cron="23 3 * * *")
@app.task(name="intake.forget_drafts", queue="kernel", queueing_lock="intake.forget_drafts")
def forget_drafts(timestamp: int) -> None:
    """Every night: drafts of the counter that nobody went on with for a week."""
    services.forget_drafts(at=now())
