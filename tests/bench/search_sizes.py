"""``make bench ONLY=search_1k`` or ``search_100k``: does search stay quick and whole as the catalogue grows?

Questions of one, two and three characters, of initials and of former names, among a county's list and
among 100,000 items made of its words (:mod:`tests.bench.many_items`), in the server. ``value`` is the
95th percentile of all but the single characters, ``one`` that of single characters; ``p50`` and ``p95``
have each kind. ``misses`` counts questions whose known answer is not among the first 200: for characters
the item most asked for of those whose name has them in the best place, found by looking at every name;
for initials and former names the item they were taken from.

Some of the questions are also put, in between, to a sequential scan of the same table with the same
order (``floor``), and those of characters and former names to tantivy over words cut by rjieba, with
its own misses. ``ratio`` is how many times as long as ours the scan takes, of the same questions.
"""

from __future__ import annotations

import json
import logging
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.product import paused

KINDS = ("one", "two", "three", "initials", "former")
QUESTIONS = {1135: 60, 100_000: 40}
WARM = 5
SCANNED = 8  # of the questions of a kind
PAGE = 30
FIRST = 200
LONGEST = 24
LIMITS_MS = {"value": 10.0, "one": 30.0}

_SCAN = """
SELECT handling_item_id FROM catalogue_searchentry
WHERE strpos(name_key, %(t)s) > 0 OR strpos(alias_key, %(t)s) > 0 OR (%(i)s <> '' AND spelling ~ %(i)s)
ORDER BY CASE WHEN name_key = %(t)s THEN 0 WHEN %(t)s = ANY (string_to_array(alias_key, E'\\n')) THEN 1
              WHEN starts_with(name_key, %(t)s) THEN 2 WHEN strpos(name_key, %(t)s) > 0 THEN 3
              WHEN strpos(alias_key, %(t)s) > 0 THEN 4 ELSE 7 END,
         ended_on IS NOT NULL, popularity DESC, length(name_key), name_key, handling_item_id
LIMIT 30
"""


@dataclass(frozen=True)
class Row:
    """What is known of an entry without any index."""

    number: int
    id: Any
    name: str
    former: str
    popularity: int


@dataclass(frozen=True)
class Question:
    """What is asked, and the row that has to be among the first."""

    text: str
    target: Row


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    logging.getLogger().setLevel(logging.ERROR)
    with paused("worker", "relay"):
        _measure()
    return 0


def _measure() -> None:
    from tests.bench import many_items
    from yichuang.foundation.places import queries as places
    from yichuang.kernel.time import now
    from yichuang.offer.catalogue import models, services
    from yichuang.offer.catalogue.tests import county

    listed, content = list(county.lists().items())[-1]
    services.import_catalogue(content=content, region_code="990101", at=now())
    names = list(models.HandlingVersion.objects.values_list("name", flat=True))
    _rename_some()
    print(json.dumps(_figure("search_1k", QUESTIONS[1135], listed)), flush=True)
    many_items.load(many_items.made_items(names, 100_000), places.organisations()[0].id)
    print(json.dumps(_figure("search_100k", QUESTIONS[100_000], listed)), flush=True)


def _rename_some() -> None:
    """Give every fifth item a former name, as a renaming leaves it."""
    from yichuang.kernel.time import now
    from yichuang.offer.catalogue import models, services

    owners = list(models.SearchEntry.objects.order_by("handling_item").values_list("pk", "name_key"))
    models.KnownAs.objects.bulk_create(
        (
            models.KnownAs(handling_item_id=owner, kind="former-name", text=f"原{name}")
            for owner, name in owners[::5]
        ),
        ignore_conflicts=True,
    )
    services.index_items(handling_item_ids=[owner for owner, _ in owners[::5]], at=now())


def _figure(name: str, count: int, listed: str) -> dict[str, Any]:
    from yichuang.offer.catalogue import models, queries

    columns = ("handling_item", "name_key", "alias_key", "popularity")
    entries = models.SearchEntry.objects.filter(ended_on=None).order_by("pk").values_list(*columns)
    rows = [
        Row(n, owner, key, former.split("\n")[-1], popularity)
        for n, (owner, key, former, popularity) in enumerate(entries)
    ]
    asked = _questions(rows, count)
    peer = _Tantivy(rows)
    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    pairs: list[tuple[float, float]] = []
    others: list[float] = []
    misses = misses_of_peer = 0
    for turn in range(count + WARM):
        for kind in KINDS:
            question = asked[kind][turn]
            ours = _seconds(queries.search, question.text, PAGE)
            if turn < WARM:
                peer.search(question.text, PAGE)
                continue
            took[kind].append(ours)
            found = queries.search(question.text, FIRST)
            misses += question.target.id not in {hit.handling_item_id for hit in found}
            if turn < WARM + SCANNED:
                pairs.append((ours, _scan(question.text)))
            if kind != "initials":
                others.append(_seconds(peer.search, question.text, PAGE))
                misses_of_peer += question.target.number not in peer.search(question.text, FIRST)
    longer = [seconds for kind in KINDS[1:] for seconds in took[kind]]
    return {
        "name": name,
        "value": _ms(longer, 0.95),
        "unit": "ms",
        "floor": _ms([scan for _, scan in pairs], 0.5),
        "ratio": round(statistics.median(scan / ours for ours, scan in pairs), 1),
        "limit": LIMITS_MS["value"],
        "one": _ms(took["one"], 0.95),
        "limit_one": LIMITS_MS["one"],
        "p50": {kind: _ms(took[kind], 0.5) for kind in KINDS},
        "p95": {kind: _ms(took[kind], 0.95) for kind in KINDS},
        "misses": misses,
        "questions": count * len(KINDS),
        "tantivy": {"p50": _ms(others, 0.5), "p95": _ms(others, 0.95), "misses": misses_of_peer},
        "items": len(rows),
        "list": listed,
    }


def _questions(rows: Sequence[Row], count: int) -> dict[str, list[Question]]:
    from pypinyin import Style, lazy_pinyin

    chance = random.Random(20261123)
    renamed = [row for row in rows if row.former]

    def part(length: int) -> Question:
        row = chance.choice(rows)
        start = chance.randrange(max(1, len(row.name) - length + 1))
        text = row.name[start : start + length]
        return Question(
            text, min((row for row in rows if text in row.name), key=lambda row: _place(row, text))
        )

    def initials() -> Question:
        while True:
            row = chance.choice(rows)
            letters = lazy_pinyin(row.name, style=Style.FIRST_LETTER, errors="ignore")
            if 6 <= len(letters) == len(row.name) <= LONGEST:  # Chinese throughout, and soon typed
                return Question("".join(letters), row)

    def former() -> Question:
        row = chance.choice(renamed)
        return Question(row.former, row)

    makers: dict[str, Callable[[], Question]] = {
        "one": lambda: part(1),
        "two": lambda: part(2),
        "three": lambda: part(3),
        "initials": initials,
        "former": former,
    }
    return {kind: [make() for _ in range(count + WARM)] for kind, make in makers.items()}


def _place(row: Row, text: str) -> tuple[Any, ...]:
    """Where a name stands among those that have a text: the whole, the beginning, inside; then demand."""
    inside = 0 if row.name == text else 1 if row.name.startswith(text) else 2
    return inside, -row.popularity, len(row.name), row.name


def _scan(text: str) -> float:
    from django.db import connection

    from yichuang.offer.catalogue.rules import keys

    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(_SCAN, {"t": text, "i": keys.patterns(text).initials})
        cursor.fetchall()
        return time.perf_counter() - started


class _Tantivy:
    """The same names in a search engine's index, cut into words."""

    def __init__(self, rows: Sequence[Row]) -> None:
        import rjieba
        import tantivy

        self.tantivy, self.cut = tantivy, rjieba.cut_for_search
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("words", tokenizer_name="words")
        builder.add_unsigned_field("number", stored=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema)
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self.index.register_tokenizer("words", words)
        writer = self.index.writer()
        for row in rows:
            cut = " ".join([*self.cut(row.name), *self.cut(row.former)])
            writer.add_document(tantivy.Document(words=cut, number=row.number))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def search(self, text: str, limit: int) -> set[int]:
        every, words = self.tantivy.Occur.Must, [word for word in self.cut(text) if word.strip()]
        if not words:
            return set()
        query = self.tantivy.Query.boolean_query(
            [(every, self.tantivy.Query.term_query(self.schema, "words", word)) for word in words]
        )
        searcher = self.index.searcher()
        return {searcher.doc(found)["number"][0] for _, found in searcher.search(query, limit).hits}


def _seconds(search: Callable[[str, int], Any], text: str, limit: int) -> float:
    started = time.perf_counter()
    search(text, limit)
    return time.perf_counter() - started


def _ms(seconds: Sequence[float], share: float) -> float:
    return round(sorted(seconds)[int(len(seconds) * share)] * 1000, 2)


if __name__ == "__main__":
    sys.exit(main())
