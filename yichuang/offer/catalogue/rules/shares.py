"""How many of the documents asked for could be had without the applicant (免交测算). Pure.

Non-required documents (非必要) are not counted: nobody has to bring them. A demand is met when the published
list spares the applicant already, or when the library knows a way: an electronic licence, a shared register,
or an authority of the own region that issues it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from yichuang.offer.catalogue.types.library import (
    Demand,
    DepartmentShare,
    ItemShare,
    MaterialTypeLine,
    Missing,
    ShareReport,
    Tally,
)

TARGET_PERCENT = 60  # Policy: FEATURES LIB-11, source 004

SPARED, COULD, BRING = "spared", "could", "bring"


def way_of(demand: Demand, line: MaterialTypeLine | None) -> str:
    """Whether the list spares the applicant, the library could, or it has to be brought."""
    if demand.share_source:
        return SPARED
    return COULD if line is not None and line.facts.supplies else BRING


def tally(ways: Iterable[str]) -> Tally:
    made = list(ways)
    return Tally(len(made), made.count(SPARED), made.count(COULD))


def worst_of(lists: Iterable[Sequence[str]]) -> Tally | None:
    """Of the lists an item's scenarios lead to, the one with the smallest share; the longest among equals.

    An empty list asks for nothing and is the worst only where there is no other. None: no list was given.
    """
    tallies = [tally(ways) for ways in lists]
    if not tallies:
        return None
    return min(tallies, key=lambda one: (_share(one), -one.demands))


def _share(one: Tally) -> Fraction:
    return Fraction(one.met, one.demands) if one.demands else Fraction(1)


def report(
    items: Sequence[ItemShare],
    bring: Iterable[tuple[Demand, MaterialTypeLine | None]],
    departments: Mapping[UUID, tuple[str, str]],
) -> ShareReport:
    """The items, their departments from the worst, and what is missing most.

    Args:
        bring: the demands nobody but the applicant can meet.
        departments: code and name by id.
    """
    owned: dict[UUID, list[ItemShare]] = defaultdict(list)
    for item in items:
        owned[item.organisation_id].append(item)
    made = [_department(owner, *departments[owner], mine) for owner, mine in owned.items()]
    return ShareReport(
        all=_sum(item.all for item in items),
        worst=_sum(item.worst for item in items if item.worst),
        mean_percent=_mean(items),
        items=tuple(sorted(items, key=lambda item: (_share(item.all), item.code))),
        departments=tuple(sorted(made, key=lambda one: (_share(one.all), one.code))),
        missing=missing(bring),
    )


def _department(owner: UUID, code: str, name: str, items: Sequence[ItemShare]) -> DepartmentShare:
    return DepartmentShare(
        owner,
        code,
        name,
        items=len(items),
        reaching=sum(reaches(item.all) for item in items),
        mean_percent=_mean(items),
        all=_sum(item.all for item in items),
        worst=_sum(item.worst for item in items if item.worst),
    )


def reaches(one: Tally) -> bool:
    return _share(one) * 100 >= TARGET_PERCENT


def _mean(items: Sequence[ItemShare]) -> int:
    """Every item counts alike, however long its list is; rounded down."""
    asking = [_share(item.all) for item in items if item.all.demands]
    return int(sum(asking, Fraction()) * 100 / len(asking)) if asking else 100


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for one in tallies:
        total += one
    return total


def missing(bring: Iterable[tuple[Demand, MaterialTypeLine | None]]) -> tuple[Missing, ...]:
    """What only applicants bring, by type; what the most demands ask for comes first."""
    groups: dict[tuple[UUID | None, str], list[tuple[Demand, MaterialTypeLine | None]]] = defaultdict(list)
    for demand, line in bring:
        groups[(line.id, "") if line else (None, demand.key)].append((demand, line))
    made = [
        Missing(
            type_id=type_id,
            name=line.name if line else first.name,
            issuer=line.facts.issuer if line else first.issuer,
            demands=len(asked),
            items=len({demand.version_id for demand, _ in asked}),
        )
        for (type_id, _), asked in groups.items()
        for first, line in asked[:1]
    ]
    return tuple(sorted(made, key=lambda one: (-one.demands, one.name)))
