"""How many demands could be met without the applicant (免交测算), from the lists in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from yichuang.foundation.places import queries as places
from yichuang.offer.catalogue.errors import ContentInvalid, ScenarioTooLarge
from yichuang.offer.catalogue.queries.library import demands_in_force, library
from yichuang.offer.catalogue.queries.versions import versions_by_id
from yichuang.offer.catalogue.rules import shares as rules
from yichuang.offer.catalogue.rules.analysis import path_per_list
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.catalogue.types.library import Demand, ItemShare, MaterialTypeLine, ShareReport

CHUNK = 500
KEPT_LISTS = 20_000
MOST_LISTS = 5_000

# of a published version: the materials of each list its scenarios lead to; None: too many
_kept: dict[UUID, tuple[tuple[str, ...], ...] | None] = {}


def share_report(on: date) -> ShareReport:
    """The report of a day. Five statements, and four more for every 500 versions new to this process."""
    demands = [demand for demand in demands_in_force(on) if not demand.is_optional]
    by_key: dict[str, MaterialTypeLine] = {}
    for line in library(on):
        by_key[line.key] = line
        by_key.update((demand.key, line) for demand in line.demands)
    owned: dict[UUID, list[Demand]] = {}
    for demand in demands:
        owned.setdefault(demand.version_id, []).append(demand)
    lists = _lists(list(owned))
    items = [_item(asked, by_key, lists[version_id]) for version_id, asked in owned.items()]
    bring = [(demand, line) for demand in demands for line in (by_key.get(demand.key),)
             if rules.way_of(demand, line) == rules.BRING]  # fmt: skip
    bodies = {body.id: (body.code, body.name) for body in places.organisations()}
    return rules.report(items, bring, bodies)


def _item(
    asked: Sequence[Demand],
    by_key: Mapping[str, MaterialTypeLine],
    lists: tuple[tuple[str, ...], ...] | None,
) -> ItemShare:
    ways = {demand.material_code: rules.way_of(demand, by_key.get(demand.key)) for demand in asked}
    # what is not required is in no list
    counted = None if lists is None else [[ways[code] for code in codes if code in ways] for codes in lists]
    first = asked[0]
    return ItemShare(
        version_id=first.version_id,
        code=first.code,
        name=first.item_name,
        organisation_id=first.organisation_id,
        all=rules.tally(ways.values()),
        worst=None if counted is None else rules.worst_of(counted),
    )


def _lists(version_ids: Sequence[UUID]) -> dict[UUID, tuple[tuple[str, ...], ...] | None]:
    """The lists of these published versions; a version never changes, so they are kept in the process."""
    found = {version_id: _kept[version_id] for version_id in version_ids if version_id in _kept}
    new = [version_id for version_id in version_ids if version_id not in found]
    for start in range(0, len(new), CHUNK):
        for version in versions_by_id(new[start : start + CHUNK]):
            found[version.id] = _lists_of(version)
    if len(_kept) + len(new) > KEPT_LISTS:
        _kept.clear()
    _kept.update({version_id: found[version_id] for version_id in new[:KEPT_LISTS]})
    return found


def _lists_of(version: HandlingVersion) -> tuple[tuple[str, ...], ...] | None:
    try:
        paths = path_per_list(version.questions, version.materials)
    except (ContentInvalid, ScenarioTooLarge):
        return None
    if len(paths) > MOST_LISTS:
        return None
    return tuple(
        tuple(material.code for material in version.materials if material.applies_when.holds(answers))
        for answers in paths
    )
