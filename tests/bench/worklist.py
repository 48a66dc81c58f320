"""``make bench ONLY=worklist``: lists of open cases, with a million finished ones in the same tables.

``value`` is the 95th percentile of a department's list of its open cases, the whole page in the web
process; the floor is the same page in the same product before the million was there. ``search`` holds
the same of the search for cases, by whose list it is and what it asks, and ``slowest`` the longest of
them. Relay and worker rest; the bench routes the cases itself.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from typing import Any

from tests.bench.load import run
from tests.bench.product import CLIENTS, ITEM, Bodies, clerk_token, paused, receive_and_accept
from tests.bench.seed import copy_cases
from tests.desk import web_url

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


def main() -> int:
    iteration = receive_and_accept(Bodies())
    token = clerk_token()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    logging.getLogger().setLevel(logging.ERROR)
    made, people = 0, _people()
    with paused("worker", "relay"):
        while made < OPEN:
            made += run(web_url(), token, iteration, clients=CLIENTS, seconds=4.0).iterations
        _route()
        floor, _ = _measure(people["officer"], "/office/")
        copied = copy_cases(1, 1 + 1_000_000 // min(made, 500))
        value, open_rows = _measure(people["officer"], "/office/")
        searches = {
            words: _measure(people[words.partition(" ")[0]], path)[0] for words, path in SEARCHES.items()
        }
    figure = {
        "name": "worklist",
        "value": value,
        "unit": "ms",
        "floor": floor,
        "ratio": round(value / floor, 2),
        "limit": 100,
        "open": made,
        "cases": copied + made,
        "rows": open_rows,
        "slowest": max(searches.values()),
        "search": searches,
    }
    print(json.dumps(figure, ensure_ascii=False), flush=True)
    return 0


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


def _route() -> None:
    """Route every accepted case to its department, as the worker would."""
    from yichuang.casework.approval import handlers
    from yichuang.kernel import outbox
    from yichuang.kernel.models import OutboxEvent
    from yichuang.kernel.time import now

    for event in OutboxEvent.objects.filter(name="intake.case-accepted").order_by("id"):
        handlers.on_case_accepted(outbox.from_payload(event.name, event.payload), event_id=event.id, at=now())


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


if __name__ == "__main__":
    sys.exit(main())
