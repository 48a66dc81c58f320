"""Jobs of approval: the morning list."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from yichuang.casework.approval.services import send_morning_lists
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.kernel.time import now

log = structlog.get_logger("yichuang.jobs")


# 08:00 to 09:50 in Shanghai: a worker that was down at eight sends it when it is back; nobody gets two
@app.periodic(cron="*/10 0-1 * * *")
@app.task(name="approval.send_morning_lists", queue="notices", queueing_lock="approval.send_morning_lists")
def send_morning_list(timestamp: int) -> None:
    """Each working day from 08:00 on: what is due, to every officer, once."""
    try:
        send_morning_lists(at=now())
    except CalendarNotLoaded as refused:
        log.warning("no morning list", reason=refused.detail)
