"""The relay: from outbox rows to jobs and live notices.

It claims waiting rows in batches (SKIP LOCKED, so several relays share the work), defers one job
per handler, marks the rows and sends one coalesced NOTIFY, all in one transaction: an event is
marked exactly when its jobs exist.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError, connection
from procrastinate.types import JSONValue

from yichuang.kernel import metrics, outbox
from yichuang.kernel.live import CHANNEL
from yichuang.kernel.tasks import run_handler
from yichuang.kernel.time import now
from yichuang.kernel.transactions import act

INTERVAL_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 5.0
_BATCH = 200
_NOTICE_BYTES = 7000  # PostgreSQL refuses 8,000

_CLAIM = """
WITH waiting AS MATERIALIZED (
    SELECT id FROM kernel_outboxevent WHERE relayed_at IS NULL
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
)
UPDATE kernel_outboxevent AS event SET relayed_at = %s FROM waiting WHERE event.id = waiting.id
RETURNING event.id, event.name, event.topic
"""

log = structlog.get_logger("yichuang.relay")


@act
def relay_batch(*, at: datetime) -> int:
    """Hand on up to one batch of waiting events, oldest first; returns how many.

    An event nobody hears, or whose name an older release published, is marked and passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [_BATCH, at])
        events = sorted(cursor.fetchall())
    jobs: list[dict[str, JSONValue]] = [
        {"event_id": str(event_id), "handler": handler}
        for event_id, name, _ in events
        for handler in outbox.handlers_of(name)
    ]
    if jobs:
        run_handler.batch_defer(*jobs)
    _notify({topic for _, _, topic in events if topic}, at)
    for _, name, _ in events:
        metrics.events_relayed.labels(name).inc()
    return len(events)


def _notify(topics: set[str], at: datetime) -> None:
    """Tell the live process which topics moved, in as few notices as fit."""
    with connection.cursor() as cursor:
        for pack in _packs(sorted(topics)):
            notice = json.dumps({"at": at.isoformat(), "topics": pack})
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, notice])


def _packs(topics: list[str]) -> Iterator[list[str]]:
    pack: list[str] = []
    size = 0
    for topic in topics:
        cost = len(json.dumps(topic)) + 2
        if pack and size + cost > _NOTICE_BYTES:
            yield pack
            pack, size = [], 0
        pack.append(topic)
        size += cost
    if pack:
        yield pack


def run(stopping: Callable[[], bool]) -> None:
    """Relay until told to stop; a lost database is waited for."""
    pause = INTERVAL_SECONDS
    while not stopping():
        try:
            is_full = relay_batch(at=now()) == _BATCH
            pause = INTERVAL_SECONDS
        except (OperationalError, InterfaceError) as error:
            log.warning("database lost", error=type(error).__name__)
            connection.close()
            is_full = False
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        if not is_full:
            time.sleep(pause)
