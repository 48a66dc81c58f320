"""A hundred thousand items to search among: a province's catalogue, made of the words of a county's.

A name takes its beginning from one real name and its end from another, so that characters and pairs
are about as common as they really are. Every fifth has a former name, made likewise. What people ask
for is spread as it is in life: a few items very often, most hardly ever. The rows are those the
catalogue's own services write, in fewer columns' worth of variety and by COPY, since writing them item
by item is not what is measured here.
"""

from __future__ import annotations

import json
import os
import random
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from yichuang.kernel.embedded.cluster import SUPERUSER
from yichuang.kernel.embedded.roles import address
from yichuang.kernel.instance import open_instance

PROCESSES = 2
SINCE = date(2026, 1, 5)
_VERSION = (
    "id, handling_item_id, version_number, status, code, name, item_code, item_name, organisation_id,"
    " service_objects, delivery, unknown, takes_applications, details, digest, valid_from, created_at,"
    " created_by, published_at, published_by"
)
_ENTRY = (
    "handling_item_id, version_id, words, name_key, item_key, alias_key, organisation_key, code_key, spelling"
)


@dataclass(frozen=True)
class Made:
    """One made item: what it is called, what it was called, how often it is asked for."""

    number: int
    name: str
    former: str
    popularity: int

    @property
    def id(self) -> uuid.UUID:
        return uuid.UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0000 + self.number)

    @property
    def code(self) -> str:
        return f"119901010000000{self.number:016d}01"


def made_items(names: Sequence[str], count: int) -> list[Made]:
    """So many items with names of their own, the same on every run."""
    chance = random.Random(20261123)
    heads = [name[: max(2, len(name) // 2)] for name in names]
    tails = [name[len(name) // 2 :] for name in names]
    taken = set(names)

    def name() -> str:
        while True:
            made = chance.choice(heads) + chance.choice(tails)
            if made not in taken:
                taken.add(made)
                return made

    return [
        Made(number, name(), name() if number % 5 == 0 else "", int(chance.paretovariate(0.7)) % 100_000)
        for number in range(count)
    ]


def load(items: Sequence[Made], organisation_id: uuid.UUID) -> None:
    """Write the items, their versions in force and their search entries; the index is built afterwards."""
    instance = open_instance(Path(os.environ["YICHUANG_DATA_DIR"]))
    with psycopg.connect(
        address(instance.database_port, instance.passwords, SUPERUSER), autocommit=True
    ) as owner:
        load_into(owner, items, organisation_id)


def load_into(owner: psycopg.Connection, items: Sequence[Made], organisation_id: uuid.UUID) -> None:
    """The same on a connection that may build indexes."""
    owner.execute("SET session_replication_role = replica")
    owner.execute("SET synchronous_commit = off")
    owner.execute("SET maintenance_work_mem = '512MB'")
    _copy(owner, "catalogue_item (id, code, name)", ((i.id, i.code[:-2], i.name) for i in items))
    _copy(owner, "catalogue_handlingitem (id, code, item_id)", ((i.id, i.code, i.id) for i in items))
    _copy(owner, f"catalogue_handlingversion ({_VERSION})", (_version(i, organisation_id) for i in items))
    owner.execute(
        f"CREATE TEMPORARY TABLE entries AS"
        f" SELECT {_ENTRY}, '' AS tokens, popularity FROM catalogue_searchentry LIMIT 0"
    )
    size = -(-len(items) // (PROCESSES * 8))
    batches = [items[start : start + size] for start in range(0, len(items), size)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        made = (row for rows in pool.map(entries, batches) for row in rows)
        _copy(owner, f"entries ({_ENTRY}, tokens, popularity)", made)
    indexes = owner.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = 'catalogue_searchentry'::regclass AND NOT indisprimary"
    ).fetchall()
    for index, _ in indexes:
        owner.execute(f"DROP INDEX {index}")
    owner.execute(
        f"INSERT INTO catalogue_searchentry ({_ENTRY}, tokens, popularity)"
        f" SELECT {_ENTRY}, array_to_tsvector(string_to_array(tokens, ' ')), popularity FROM entries"
    )
    for _, definition in indexes:
        owner.execute(definition)
    owner.execute("DROP TABLE entries")
    owner.execute("RESET session_replication_role")
    for table in ("catalogue_searchentry", "catalogue_handlingversion", "catalogue_handlingitem"):
        owner.execute(f"VACUUM ANALYZE {table}")


def _copy(owner: psycopg.Connection, into: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with owner.cursor().copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _version(item: Made, organisation_id: uuid.UUID) -> tuple[Any, ...]:
    details = {"organisation_name": "安澜县政务服务和数据局", "themes": [], "aliases": [], "faqs": []}
    at = f"{SINCE} 09:00+08"
    return (
        item.id, item.id, 1, "published", item.code, item.name, item.code[:-2], item.name, organisation_id,
        [], [], [], False, json.dumps(details), "0" * 64, SINCE, at, "bench", at, "bench",
    )  # fmt: skip


def entries(items: Sequence[Made]) -> list[tuple[Any, ...]]:
    """The search entries of some items, by the catalogue's own rules."""
    from yichuang.offer.catalogue.adapters.pinyin import syllables_of
    from yichuang.offer.catalogue.rules import keys

    rows = []
    for item in items:
        words = [("name", item.name)] + ([("former-name", item.former)] if item.former else [])
        spelled = [(key := keys.normal(text), syllables_of(key)) for _, text in words]
        tokens = keys.grams(keys.normal(item.code))
        for key, syllables in spelled:
            tokens |= keys.grams(key) | keys.pinyin_grams(key, syllables)
        rows.append(
            (
                item.id, item.id, json.dumps([*words, ("code", item.code)], ensure_ascii=False),
                spelled[0][0], "", "\n".join(key for key, _ in spelled[1:]), "", keys.normal(item.code),
                "\n".join(keys.spelling(key, syllables) for key, syllables in spelled),
                " ".join(sorted(tokens)), item.popularity,
            )
        )  # fmt: skip
    return rows
