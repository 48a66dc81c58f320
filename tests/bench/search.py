"""``make bench ONLY=search``: finding items among 1,135 and the sample's own, in the server.

``value`` is the 95th percentile of one search, from the words to the explained hits: parts of names,
pinyin, initials, departments, several words and words that nothing has, in one shuffled run. The floor
is the same statements alone, as the driver sends them, in between. ``request`` is the 95th percentile of
the whole request in the web process, with routing, permission and JSON. ``list`` says which list stood
beside the repository: a real county's, or the one the tests make up.
"""

from __future__ import annotations

import json
import logging
import os
import random
import statistics
import sys
import time
from typing import Any

QUESTIONS = 400
LIMIT_MS = 5.0


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    logging.getLogger().setLevel(logging.ERROR)
    from django.db import connection
    from django.test import Client
    from pypinyin import Style, lazy_pinyin

    from yichuang.kernel.time import now
    from yichuang.offer.catalogue import models, queries, services
    from yichuang.offer.catalogue.tests import county

    name, content = list(county.lists().items())[-1]
    report = services.import_catalogue(content=content, region_code="990101", at=now())
    if len(report.lines) != county.NUMBER:
        raise RuntimeError(f"{len(report.lines)} items instead of {county.NUMBER}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    names = list(models.HandlingVersion.objects.values_list("name", flat=True))
    chance = random.Random(20261123)

    def question() -> str:
        text = chance.choice(names)
        start = chance.randrange(max(1, len(text) - 3))
        part = text[start : start + chance.choice((1, 2, 2, 3, 4))]
        kind = chance.randrange(10)
        if kind < 6:
            return part
        if kind == 6:
            return "".join(lazy_pinyin(part)) or part
        if kind == 7:
            return "".join(lazy_pinyin(part, style=Style.FIRST_LETTER)) or part
        return f"{part} {text[:2]}" if kind == 8 else f"{part}无此事项"

    asked = [question() for _ in range(QUESTIONS)]
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, text: str, parameters: Any, many: bool, context: Any) -> Any:
        sent.append((text, parameters))
        return execute(text, parameters, many, context)

    searches, floors, requests = [], [], []
    client = Client(SERVER_NAME="127.0.0.1")
    for turn, text in enumerate([*asked[:50], *asked]):
        sent.clear()
        with connection.execute_wrapper(note):
            started = time.perf_counter()
            queries.search(text, 20)
            took = time.perf_counter() - started
        bare = _bare(connection, sent)
        started = time.perf_counter()
        response = client.get("/api/v1/items", {"q": text})
        whole = time.perf_counter() - started
        if response.status_code != 200:
            raise RuntimeError(f"{text}: {response.status_code}")
        if turn >= 50:  # the first fill caches and prepare the statements
            searches.append(took)
            floors.append(bare)
            requests.append(whole)
    figure = {
        "name": "search",
        "value": _p95(searches),
        "unit": "ms",
        "floor": _p95(floors),
        "ratio": round(statistics.median(searches) / statistics.median(floors), 2),
        "limit": LIMIT_MS,
        "request": _p95(requests),
        "items": len(names),
        "list": name,
    }
    print(json.dumps(figure), flush=True)
    return 0


def _bare(connection: Any, sent: list[tuple[str, Any]]) -> float:
    """How long the same statements take when nothing is done with their rows."""
    started = time.perf_counter()
    for text, parameters in sent:
        with connection.cursor() as cursor:
            cursor.execute(text, parameters)
            cursor.fetchall()
    return time.perf_counter() - started


def _p95(seconds: list[float]) -> float:
    return round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000, 2)


if __name__ == "__main__":
    sys.exit(main())
