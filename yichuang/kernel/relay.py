"""The relay: from outbox rows to jobs and live notices.

It claims waiting rows in batches (SKIP LOCKED, so several relays share the work), defers one job
per handler, marks the rows and sends one coalesced NOTIFY, all in one transaction: an event is
marked exactly when its jobs exist.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import OperationalError, connection

from yichuang.kernel import metrics, outbox
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.tasks import run_handler
from yichuang.kernel.time import now
from yichuang.kernel.transactions import act

CHANNEL = "yichuang_live"
INTERVAL_SECONDS = 0.05
_BATCH = 200
_NOTIFY_LIMIT = 7000  # bytes; PostgreSQL refuses 8000

log = structlog.get_logger("yichuang.relay")


@act
def relay_batch(*, at: datetime) -> int:
    """Hand on up to one batch of waiting events, oldest first; returns how many."""
    rows = list(
        OutboxEvent.objects.select_for_update(skip_locked=True)
        .filter(relayed_at__isnull=True)
        .order_by("id")
        .values_list("id", "name", "topic")[:_BATCH]
    )
    if not rows:
        return 0
    jobs = [
        {"event_id": str(event_id), "handler": handler}
        for event_id, name, _ in rows
        for handler in outbox.handlers_of(name)
    ]
    if jobs:
        run_handler.batch_defer(*jobs)
    OutboxEvent.objects.filter(id__in=[row[0] for row in rows]).update(relayed_at=at)
    _notify({topic: str(event_id) for event_id, _, topic in rows if topic})
    for _, name, _ in rows:
        metrics.events_relayed.labels(name).inc()
    return len(rows)


def _notify(latest: dict[str, str]) -> None:
    """Tell the live process the newest event id of each topic, in as few notices as fit."""
    pack: dict[str, str] = {}
    with connection.cursor() as cursor:
        for topic, event_id in latest.items():
            pack[topic] = event_id
            if len(json.dumps(pack)) > _NOTIFY_LIMIT:
                del pack[topic]
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(pack)])
                pack = {topic: event_id}
        if pack:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(pack)])


def run(stopping: Callable[[], bool]) -> None:
    """Relay until told to stop; a lost database is waited for."""
    pause = INTERVAL_SECONDS
    while not stopping():
        try:
            if relay_batch(at=now()) < _BATCH:
                time.sleep(INTERVAL_SECONDS)
            pause = INTERVAL_SECONDS
        except OperationalError as error:
            log.warning("database lost", error=type(error).__name__)
            connection.close()
            pause = min(pause * 2, 5.0)
            time.sleep(pause)
