"""What items are found by: words, pinyin, demand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q

from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.adapters.pinyin import syllables_of
from yichuang.offer.catalogue.rules import keys
from yichuang.offer.catalogue.types import MatchField, NameKind

_NAMES = (MatchField.NAME, MatchField.ITEM_NAME, MatchField.ALIAS, MatchField.FORMER_NAME)

_UPSERT = """
INSERT INTO catalogue_searchentry
    (handling_item_id, version_id, words, name_key, item_key, alias_key, organisation_key, code_key,
     question_key, spelling, tokens, popularity, ended_on)
VALUES (%s, %s, %s::jsonb, %s, %s, %s, %s, %s, %s, %s, array_to_tsvector(string_to_array(%s, ' ')), 0, %s)
ON CONFLICT (handling_item_id) DO UPDATE SET
    version_id = EXCLUDED.version_id, words = EXCLUDED.words, name_key = EXCLUDED.name_key,
    item_key = EXCLUDED.item_key, alias_key = EXCLUDED.alias_key,
    organisation_key = EXCLUDED.organisation_key, code_key = EXCLUDED.code_key,
    question_key = EXCLUDED.question_key,
    spelling = EXCLUDED.spelling, tokens = EXCLUDED.tokens, ended_on = EXCLUDED.ended_on
"""


@act
def index_items(*, handling_item_ids: Sequence[UUID] | None = None, at: datetime) -> int:
    """Build the search entries (搜索条目) of these handling items, or of all, with pinyin.

    For the worker and commands: it loads the pinyin library. Idempotent.

    Returns:
        The number of entries written.
    """
    return _write(handling_item_ids, legal_date(at), with_pinyin=True)


@act
def index_items_of_day(*, at: datetime) -> int:
    """Build the search entries of handling items with a version that begins or ends today, with pinyin.

    Returns:
        The number of entries written.
    """
    today = legal_date(at)
    turning = models.HandlingVersion.objects.filter(
        Q(valid_from=today) | Q(valid_until=today), status="published"
    )
    return _write(list(turning.values_list("handling_item_id", flat=True)), today, with_pinyin=True)


def index_words(handling_item_ids: Sequence[UUID], *, on: date) -> int:
    """The same without the pinyin of words that are new; the worker adds it a moment later."""
    return _write(handling_item_ids, on, with_pinyin=False)


@act
def record_demand(*, counts: Mapping[UUID, int], at: datetime) -> None:
    """Say how often handling items are asked for (办件量), so that search shows the popular first.

    Args:
        counts: handling item id → number of cases in the period looked at.
    """
    entries = list(models.SearchEntry.objects.select_for_update().filter(handling_item__in=counts))
    changed = [entry for entry in entries if entry.popularity != counts[entry.handling_item_id]]
    for entry in changed:
        entry.popularity = counts[entry.handling_item_id]
    models.SearchEntry.objects.bulk_update(changed, ["popularity"], batch_size=500)


def _write(handling_item_ids: Sequence[UUID] | None, on: date, *, with_pinyin: bool) -> int:
    items = models.HandlingItem.objects.all()
    if handling_item_ids is not None:
        items = items.filter(id__in=handling_item_ids)
    published = models.HandlingVersion.objects.filter(status="published").order_by(
        "valid_from", "version_number"
    )
    items = items.prefetch_related("known_as", Prefetch("versions", published, to_attr="published"))
    spelled = {} if with_pinyin else _spelled_before(handling_item_ids)
    rows = [
        _row(item, *found, None if with_pinyin else spelled.get(item.id, {}))
        for item in items
        if (found := _shown(item, on))
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, rows)
    return len(rows)


def _shown(item: models.HandlingItem, on: date) -> tuple[models.HandlingVersion, date | None] | None:
    """The version search shows, in force or else next or else last, and from when nothing is offered."""
    versions: list[models.HandlingVersion] = [
        row
        for row in item.published  # type: ignore[attr-defined]  # prefetched under this name
        if row.valid_until is None or row.valid_until > row.valid_from
    ]
    if not versions:
        return None
    running = [row for row in versions if row.valid_until is None or row.valid_until > on]
    return (running[0] if running else versions[-1]), versions[-1].valid_until


def _row(
    item: models.HandlingItem,
    version: models.HandlingVersion,
    ended_on: date | None,
    spelled: Mapping[str, list[str]] | None,
) -> tuple[Any, ...]:
    words = _words(item, version)
    key_of = {field: [keys.normal(text) for kind, text in words if kind is field] for field in MatchField}
    names = [keys.normal(text) for field, text in words if field in _NAMES]
    sounds = [
        syllables_of(name) if spelled is None else spelled.get(name, [""] * len(name)) for name in names
    ]
    tokens: set[str] = set()
    for _, text in words:
        tokens |= keys.grams(keys.normal(text))
    for name, syllables in zip(names, sounds, strict=True):
        tokens |= keys.pinyin_grams(name, syllables)
    return (
        item.id,
        version.id,
        _json([[field.value, text] for field, text in words]),
        keys.normal(version.name),
        "\n".join(key_of[MatchField.ITEM_NAME]),
        "\n".join(key_of[MatchField.ALIAS] + key_of[MatchField.FORMER_NAME]),
        "\n".join(key_of[MatchField.ORGANISATION]),
        "\n".join(key_of[MatchField.CODE]),
        "\n".join(key_of[MatchField.QUESTION]),
        "\n".join(keys.spelling(name, syllables) for name, syllables in zip(names, sounds, strict=True)),
        " ".join(sorted(tokens)),
        ended_on,
    )


def _words(item: models.HandlingItem, version: models.HandlingVersion) -> list[tuple[MatchField, str]]:
    """Everything the handling item is found by, names first, each once."""
    known = sorted(item.known_as.all(), key=lambda row: (row.kind, row.id))
    candidates = [
        (MatchField.NAME, version.name),
        (MatchField.ITEM_NAME, version.item_name),
        *((MatchField.ALIAS, row.text) for row in known if row.kind == NameKind.ALIAS.value),
        *((MatchField.FORMER_NAME, row.text) for row in known if row.kind == NameKind.FORMER_NAME.value),
        (MatchField.ORGANISATION, version.details["organisation_name"]),
        (MatchField.CODE, version.code),
        (MatchField.CODE, version.item_code),
        *((MatchField.CODE, row.text) for row in known if row.kind == NameKind.FORMER_CODE.value),
        *((MatchField.QUESTION, faq["question"]) for faq in version.details["faqs"]),
    ]
    seen: set[tuple[bool, str]] = set()
    words = []
    for field, text in candidates:
        mark = (field in _NAMES, text)
        if mark not in seen:
            seen.add(mark)
            words.append((field, text))
    return words


def _spelled_before(handling_item_ids: Iterable[UUID] | None) -> dict[UUID, dict[str, list[str]]]:
    """The pinyin known from the entries as they are: normal form → syllables."""
    entries = models.SearchEntry.objects.all()
    if handling_item_ids is not None:
        entries = entries.filter(handling_item__in=handling_item_ids)
    return {
        owner: dict(keys.unspelled(line) for line in spelling.split("\n") if line)
        for owner, spelling in entries.values_list("handling_item_id", "spelling")
    }


def _json(words: list[list[str]]) -> str:
    return json.dumps(words, ensure_ascii=False)
