"""``make bench ONLY=import``, ``publish``, ``interview_step``: what people of the catalogue wait for.

``interview_step``: one answer in the guided interview, the whole page in the web process, along the
questions of items of the sample county; the floor is the same statements alone.
``publish``: a version of 30 materials put in force, as the service does it, audit, index and event with
it; the floor is the time its statements take.
``import``: rows a second of a list that is new, in force and found by search at the end; the floor is the
same file read and judged only, so ``ratio`` is the share of the time that reading and judging take.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.product import paused

STEPS = 120
PUBLISHED = 20
MATERIALS = 30
IMPORTS = 3
WARM = 3
LIMITS = {"interview_step": 20.0, "publish": 200.0, "import": 2000}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    logging.getLogger().setLevel(logging.ERROR)
    with paused("worker", "relay"):  # they would follow every publication with an index entry
        for measure in (_interview_step, _publish, _import):
            print(json.dumps(measure()), flush=True)
    return 0


@contextmanager
def _noted(sent: list[tuple[str, Any, bool, float]]) -> Iterator[None]:
    """The statements sent meanwhile, with their parameters and how long each took."""
    from django.db import connection

    def note(execute: Any, text: str, parameters: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        result = execute(text, parameters, many, context)
        sent.append((text, parameters, many, time.perf_counter() - started))
        return result

    with connection.execute_wrapper(note):
        yield


# — interview —


def _interview_step() -> dict[str, Any]:
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    steps = list(_steps())
    took, bare = [], []
    for turn in range(WARM * 10 + STEPS):
        path, answers = steps[turn % len(steps)]
        sent: list[tuple[str, Any, bool, float]] = []
        with _noted(sent):
            started = time.perf_counter()
            response = client.get(path, answers)
            whole = time.perf_counter() - started
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
        if turn >= WARM * 10:
            took.append(whole)
            bare.append(sum(seconds for *_, seconds in sent))
    return _figure("interview_step", took, bare)


def _steps() -> Iterator[tuple[str, dict[str, str]]]:
    """Each state on the way through the questions of items that ask at least two."""
    from yichuang.kernel.time import legal_date, now
    from yichuang.offer.catalogue import queries as catalogue
    from yichuang.offer.guidance import queries as guidance

    today = legal_date(now())
    asking = 0
    for hit in catalogue.popular(200):
        version = catalogue.published_version(hit.code, today)
        if len(version.questions) < 2 or not version.takes_applications:
            continue
        answers: dict[str, str] = {}
        while open_ := guidance.exact_list(version, answers).unanswered:
            answers[open_[0].code] = open_[0].options[0].code
            yield f"/guide/{version.code}/", {f"answer.{code}": option for code, option in answers.items()}
        asking += 1
        if asking == 10:
            return
    if not asking:
        raise RuntimeError("no item of the sample county asks two questions")


# — publication —


def _publish() -> dict[str, Any]:
    from yichuang.foundation.places import queries as places
    from yichuang.kernel.time import legal_date, now
    from yichuang.offer.catalogue import services
    from yichuang.offer.catalogue.tests.factories import content, item_codes, material

    owner = places.organisations()[0].id
    item_code, code = item_codes()
    took, bare = [], []
    for turn in range(WARM + PUBLISHED):
        made = content(
            code=code,
            item_code=item_code,
            name=f"大型群众性活动安全许可（第{turn}版）",
            materials=tuple(
                material(f"m{n:02}", name=f"材料{n}", legal_basis="条例第十条", note=f"第{turn}版")
                for n in range(MATERIALS)
            ),
        )
        draft = services.create_draft(content=made, organisation_id=owner, at=now(), by="bench")
        sent: list[tuple[str, Any, bool, float]] = []
        with _noted(sent):
            started = time.perf_counter()
            services.publish_version(version_id=draft, valid_from=legal_date(now()), at=now(), by="bench")
            whole = time.perf_counter() - started
        if turn >= WARM:
            took.append(whole)
            bare.append(sum(seconds for *_, seconds in sent))
    return _figure("publish", took, bare) | {"materials": MATERIALS}


# — import —


def _import() -> dict[str, Any]:
    from yichuang.kernel.time import now
    from yichuang.offer.catalogue import services

    rates, judged = [], []
    for turn in range(IMPORTS + 1):
        content, number = _list(turn)
        started = time.perf_counter()
        services.import_catalogue(content=content, region_code="990101", at=now(), dry_run=True)
        reading = time.perf_counter() - started
        started = time.perf_counter()
        report = services.import_catalogue(content=content, region_code="990101", at=now())
        whole = time.perf_counter() - started
        if {line.outcome.value for line in report.lines} != {"added"}:
            raise RuntimeError("rows of the list were refused or known")
        if turn:  # the first loads the pinyin library
            rates.append(number / whole)
            judged.append(number / reading)
    return {
        "name": "import",
        "value": round(statistics.median(rates)),
        "unit": "rows/s",
        "floor": round(statistics.median(judged)),
        "ratio": round(statistics.median(a / b for a, b in zip(rates, judged, strict=True)), 3),
        "limit": LIMITS["import"],
        "rows": number,
    }


def _list(turn: int) -> tuple[bytes, int]:
    """A county's list under codes of its own."""
    from yichuang.offer.catalogue.tests import county

    rows = list(csv.DictReader(io.StringIO(list(county.lists().values())[-1].decode("utf-8-sig"))))
    for number, row in enumerate(rows):
        row["item_code"] = f"599A1{turn}{number:05}000-990102000000-000-1199{number % 34:014}-1-00"
    return county.as_csv(rows), len(rows)


def _figure(name: str, took: list[float], bare: list[float]) -> dict[str, Any]:
    return {
        "name": name,
        "value": _ms(took, 0.95),
        "unit": "ms",
        "floor": _ms(bare, 0.5),
        "ratio": round(statistics.median(a / b for a, b in zip(took, bare, strict=True)), 2),
        "limit": LIMITS[name],
        "p50": _ms(took, 0.5),
    }


def _ms(seconds: list[float], share: float) -> float:
    return round(sorted(seconds)[int(len(seconds) * share)] * 1000, 2)


if __name__ == "__main__":
    sys.exit(main())
