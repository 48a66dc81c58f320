"""Which items in force could be simpler (可再优化的事项).

A published version never changes, so what could be simpler about it is worked out once a process.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.foundation.places import queries as places
from yichuang.offer.catalogue.queries.versions import in_force, versions_by_id
from yichuang.offer.catalogue.rules.simplifying import suggestions
from yichuang.offer.catalogue.types.simplifying import SimplerItem, Simplification, Suggestion

CHUNK = 500
MOST_KEPT = 20_000

_kept: dict[UUID, tuple[Suggestion, ...]] = {}


def simpler_items(
    on: date, *, organisation_id: UUID | None = None, kind: Simplification | None = None
) -> tuple[SimplerItem, ...]:
    """Items in force on a day that could be simpler, the most suggestions first, then by code.

    One statement, one for a department not met before, and four for every 500 versions this process has
    not looked at before.

    Args:
        organisation_id: of one department only.
        kind: with a suggestion of this kind only; the other suggestions of such an item stay.
    """
    rows = in_force(on)
    if organisation_id:
        rows = rows.filter(organisation_id=organisation_id)
    lines = list(rows.values_list("id", "handling_item_id", "code", "name", "organisation_id"))
    found = _suggestions([line[0] for line in lines])
    made = [
        SimplerItem(*line[:4], places.organisation(line[4]), found[line[0]])
        for line in lines
        if any(kind in (None, one.kind) for one in found[line[0]])
    ]
    return tuple(sorted(made, key=lambda item: (-len(item.suggestions), item.code)))


def _suggestions(ids: list[UUID]) -> dict[UUID, tuple[Suggestion, ...]]:
    """What could be simpler about these versions; what is new a piece at a time."""
    found = {version_id: _kept[version_id] for version_id in ids if version_id in _kept}
    new = [version_id for version_id in ids if version_id not in found]
    for start in range(0, len(new), CHUNK):
        for version in versions_by_id(new[start : start + CHUNK]):
            found[version.id] = suggestions(version)
    if len(_kept) + len(new) > MOST_KEPT:
        _kept.clear()
    _kept.update({version_id: found[version_id] for version_id in new[:MOST_KEPT]})
    return found
