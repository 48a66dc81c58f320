"""Lists of open cases: what the bench of growth asks before and after a million finished ones are there.

``value`` is the 95th percentile of a department's list of its open cases, the whole page in the web
process; ``floor`` is the same page in the same product before the million was there. ``search`` holds
the same of the search for cases, by whose list it is and what it asks, and ``slowest`` the longest of
them. Relay and worker rest; the bench routes the cases itself.
"""

from __future__ import annotations

import logging
import os
import time
from typing import Any

from tests.bench.product import ITEM

OPEN = 500
VIEWS = 60
SEARCHES = {
    "clerk": "/cases/",
    "officer": "/cases/",
    "supervisor": "/cases/",
    "clerk due": "/cases/?order=due",
    "officer red": "/cases/?light=red",
    "supervisor yellow": "/cases/?light=yellow",
    "supervisor finished": "/cases/?state=delivered&completed_from=2026-01-01",
    "supervisor rare state": "/cases/?state=voided",
    "supervisor rare item": "/cases/?item=食品经营",
    "officer a day": "/cases/?received_from=2026-03-02&received_until=2026-03-02",
}


class Lists:
    """The lists of one product, whose open cases are those of the moment of making this."""

    def __init__(self) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        logging.getLogger().setLevel(logging.ERROR)
        self.people = _people()
        self.routed = _route()
        self.floor, _ = _measure(self.people["officer"], "/office/")

    def figure(self, cases: int) -> dict[str, Any]:
        """What is measured now, with this many cases in the tables."""
        value, rows = _measure(self.people["officer"], "/office/")
        searches = {
            words: _measure(self.people[words.partition(" ")[0]], path)[0] for words, path in SEARCHES.items()
        }
        return {
            "name": "worklist",
            "value": value,
            "unit": "ms",
            "floor": self.floor,
            "ratio": round(value / self.floor, 2),
            "limit": 100,
            "open": self.routed,
            "cases": cases,
            "rows": rows,
            "slowest": max(searches.values()),
            "search": searches,
        }


def _people() -> dict[str, Any]:
    """Browsers of a clerk, of an officer of the item's department and of a supervisor."""
    from django.test import Client

    from yichuang.foundation.accounts.models import Post, User
    from yichuang.foundation.accounts.types import Role
    from yichuang.kernel.time import legal_date, now
    from yichuang.offer.catalogue import queries as catalogue

    department = catalogue.published_version(ITEM, legal_date(now())).organisation_id

    def browser(role: Role, **place: Any) -> Client:
        post = Post.objects.filter(role=role.value, ends_on__isnull=True, **place).order_by("id").first()
        if post is None:
            raise RuntimeError(f"the sample county has no {role.label}")
        signed_in = Client(SERVER_NAME="127.0.0.1")
        signed_in.force_login(User.objects.get(id=post.user_id), "django.contrib.auth.backends.ModelBackend")
        return signed_in

    return {
        "clerk": browser(Role.CLERK, outlet__code="HALL"),
        "officer": browser(Role.DEPARTMENT_OFFICER, organisation_id=department),
        "supervisor": browser(Role.SUPERVISOR),
    }


def _route() -> int:
    """Route every accepted case to its department, as the worker would; how many."""
    from yichuang.casework.approval import handlers
    from yichuang.kernel import outbox
    from yichuang.kernel.models import OutboxEvent
    from yichuang.kernel.time import now

    events = OutboxEvent.objects.filter(name="intake.case-accepted").order_by("id")
    for event in events:
        handlers.on_case_accepted(outbox.from_payload(event.name, event.payload), event_id=event.id, at=now())
    return len(events)


def _measure(browser: Any, path: str) -> tuple[float, int]:
    """The 95th percentile of a page, milliseconds, and how many cases it lists."""
    took = []
    for turn in range(VIEWS + 5):
        started = time.perf_counter()
        response = browser.get(path)
        seconds = time.perf_counter() - started
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
        if turn >= 5:
            took.append(seconds)
    rows = response.content.count(b"data-light=")
    return round(sorted(took)[int(len(took) * 0.95)] * 1000, 1), rows
