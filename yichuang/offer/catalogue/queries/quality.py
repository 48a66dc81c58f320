"""The quality of what is in force (事项质量), judged when it is asked.

A published version never changes and neither do the rules while the process runs, so what was judged is
kept in it as long as the list above says the same; the first report of a process takes seconds at a
thousand items, the next ones do not.

How a mark has changed (趋势) is told by the marks that a task keeps day by day (:mod:`.trend`).
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from uuid import UUID

from yichuang.foundation.places import queries as places
from yichuang.offer.catalogue.queries.above import ListAbove, list_above
from yichuang.offer.catalogue.queries.versions import in_force, versions_by_id
from yichuang.offer.catalogue.rules import quality as rules
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.catalogue.types.quality import OrganisationQuality, Severity, VersionQuality

CHUNK = 500
KEPT_MARKS = 20_000

_kept: dict[UUID, VersionQuality] = {}
_kept_beside: ListAbove | None = None


def quality_of(version: HandlingVersion, above: ListAbove | None = None) -> VersionQuality:
    """What a version breaks, and its mark (质量得分); of a draft too.

    Args:
        above: the list above, for who judges many; None: as it counts now.
    """
    found = rules.findings(version, (above or list_above()).binding(version))
    return VersionQuality(version.id, version.code, version.name, found, rules.score(found))


def quality_by_organisation(on: date) -> tuple[OrganisationQuality, ...]:
    """Each department with versions in force on a day: what they break, its mark; the worst first.

    Three to five statements, and four more for every 500 versions this process has not judged before.
    """
    rows = in_force(on).order_by("organisation_id", "code").values_list("organisation_id", "id")
    bodies = {body.id: body for body in places.organisations()}
    made = []
    for organisation_id, owned in groupby(rows, key=lambda row: row[0]):
        made.append((organisation_id, [version_id for _, version_id in owned]))
    judged = _judged([version_id for _, ids in made for version_id in ids])
    return tuple(
        sorted(
            (
                _organisation(
                    bodies[owner].id, bodies[owner].code, bodies[owner].name, [judged[i] for i in ids]
                )
                for owner, ids in made
            ),
            key=lambda line: (line.score, line.name, line.code),
        )
    )


def quality_of_organisation(
    organisation_id: UUID, on: date, *, after: str = "", limit: int
) -> tuple[VersionQuality, ...]:
    """A department's versions in force on a day, by code. Eight statements at most for a page of 500.

    Args:
        after: go on after the version with this code.
    """
    rows = in_force(on).filter(organisation_id=organisation_id, code__gt=after)
    ids = list(rows.order_by("code").values_list("id", flat=True)[:limit])
    judged = _judged(ids)
    return tuple(judged[version_id] for version_id in ids)


def _judged(ids: list[UUID]) -> dict[UUID, VersionQuality]:
    """These published versions, as judged; what is new a piece at a time, so that it needs little memory.

    Another list above, or another decision about it, judges all of them anew.
    """
    global _kept_beside
    above = list_above()
    if above != _kept_beside:
        _kept.clear()
        _kept_beside = above
    found = {version_id: kept for version_id in ids if (kept := _kept.get(version_id))}
    new = [version_id for version_id in ids if version_id not in found]
    for start in range(0, len(new), CHUNK):
        for version in versions_by_id(new[start : start + CHUNK]):
            found[version.id] = quality_of(version, above)
    if len(_kept) + len(new) > KEPT_MARKS:
        _kept.clear()
    _kept.update({version_id: found[version_id] for version_id in new[:KEPT_MARKS]})
    return found


def _organisation(
    organisation_id: UUID, code: str, name: str, judged: list[VersionQuality]
) -> OrganisationQuality:
    counted = Counter(finding.severity for line in judged for finding in line.findings)
    return OrganisationQuality(
        organisation_id,
        code,
        name,
        versions=len(judged),
        blocking=counted[Severity.BLOCKING],
        warnings=counted[Severity.WARNING],
        hints=counted[Severity.HINT],
        score=rules.mean_score([line.score for line in judged]),
        points=sum(line.score for line in judged),
    )
