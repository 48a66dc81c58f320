"""What hits say of names and codes given up, and of items that ended: statements only when there are any."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import connection

from yichuang.offer.catalogue.queries.life import successors_by_item
from yichuang.offer.catalogue.rules.naming import Named, formerly
from yichuang.offer.catalogue.types import Formerly, Hit, MatchField, NameKind

# the versions as they hold one after the other; one that ended on its first day never held
_HISTORY = """
SELECT handling_item_id, id, name, item_name, code, item_code, valid_from
FROM catalogue_handlingversion
WHERE handling_item_id = ANY (%s) AND status = 'published'
  AND (valid_until IS NULL OR valid_until > valid_from)
ORDER BY handling_item_id, valid_from, version_number
"""
_BY_NAME = (MatchField.FORMER_NAME, MatchField.PINYIN, MatchField.INITIALS)


def with_former(hits: Sequence[Hit], former_names: Mapping[UUID, Collection[str]]) -> tuple[Hit, ...]:
    """The hits, each with what has become of the former names and codes it was found by (现称).

    Args:
        former_names: handling item id → its former names, as displayed.
    """
    given_up = {hit.handling_item_id: _given_up(hit, former_names[hit.handling_item_id]) for hit in hits}
    shown = {hit.handling_item_id: hit.version_id for hit in hits if given_up[hit.handling_item_id]}
    if not shown:
        return tuple(hits)
    history = _history(shown)

    def become(owner: UUID) -> tuple[Formerly, ...]:
        return tuple(formerly(kind, text, history[owner]) for kind, text in given_up[owner])

    return tuple(replace(hit, formerly=become(hit.handling_item_id)) for hit in hits)


def with_successors(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits, each that ended with what took its place (承接事项)."""
    ended = [hit.handling_item_id for hit in hits if hit.ended_on is not None]
    if not ended:
        return tuple(hits)
    found = successors_by_item(ended)
    return tuple(replace(hit, successors=found.get(hit.handling_item_id, ())) for hit in hits)


def _given_up(hit: Hit, former_names: Collection[str]) -> list[tuple[NameKind, str]]:
    """The former names and codes by which something was found, each once."""
    found: dict[tuple[NameKind, str], None] = {}
    for match in hit.matches:
        if match.field is MatchField.CODE and match.text not in (hit.code, hit.item_code):
            found[NameKind.FORMER_CODE, match.text] = None
        elif match.field in _BY_NAME and match.text in former_names:
            found[NameKind.FORMER_NAME, match.text] = None
    return list(found)


def _history(shown: Mapping[UUID, UUID]) -> dict[UUID, list[Named]]:
    """Of each handling item, the versions up to the one it is shown in."""
    history: dict[UUID, list[Named]] = {owner: [] for owner in shown}
    reached: set[UUID] = set()
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [list(shown)])
        for owner, version_id, *named in cursor.fetchall():
            if owner not in reached:
                history[owner].append(Named(*named))
            if version_id == shown[owner]:
                reached.add(owner)
    return history
