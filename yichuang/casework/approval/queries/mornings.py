"""The morning list (早报): what is due, per officer and per department, at the beginning of a working day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from yichuang.casework.approval.queries.worklists import due_filter, open_rows, worklist
from yichuang.casework.approval.types import WorkRow
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor


@dataclass(frozen=True)
class DueCounts:
    """Open cases by what is due. ``soon``: in the next days, today left out."""

    all: int = 0
    late: int = 0
    today: int = 0
    soon: int = 0

    def __add__(self, other: DueCounts) -> DueCounts:
        return DueCounts(
            self.all + other.all,
            self.late + other.late,
            self.today + other.today,
            self.soon + other.soon,
        )

    @property
    def pressing(self) -> int:
        """What the morning list shows line by line."""
        return self.late + self.today + self.soon


@dataclass(frozen=True)
class DueGroup:
    """Open cases of one department in one region, with one officer or, None, with nobody."""

    organisation_id: UUID
    region_code: str
    claimed_by_id: UUID | None
    claimed_by_name: str
    counts: DueCounts


@dataclass(frozen=True)
class OfficerLine:
    """What one officer has."""

    name: str
    counts: DueCounts


@dataclass(frozen=True)
class MorningFigures:
    """What one officer reads in the morning: their own, what nobody has, the whole department."""

    mine: DueCounts
    nobody: DueCounts
    department: DueCounts
    officers: tuple[OfficerLine, ...] = ()


@dataclass(frozen=True)
class MorningList:
    """The figures with the lines that press, earliest promise first, a page of each."""

    figures: MorningFigures
    mine: tuple[WorkRow, ...]
    nobody: tuple[WorkRow, ...]


def due_groups(
    *, today: date, soon_until: date, organisation_ids: tuple[UUID, ...] | None = None
) -> tuple[DueGroup, ...]:
    """All open cases, counted by department, region and officer. One statement.

    Args:
        organisation_ids: None: every department.
    """
    due = {
        name: Count("pk", filter=due_filter(name, today, soon_until)) for name in ("late", "today", "soon")
    }
    rows = (
        open_rows(organisation_ids)
        .values_list("organisation_id", "case__region_code", "claimed_by_id", "claimed_by_name")
        .annotate(all=Count("pk"), **due)
        .order_by("organisation_id", "case__region_code", "claimed_by_name", "claimed_by_id")
    )
    return tuple(
        DueGroup(organisation, region, officer, name, DueCounts(every, late, on_today, soon - on_today))
        for organisation, region, officer, name, every, late, on_today, soon in rows
    )


def morning_figures(groups: Iterable[DueGroup], actor: Actor) -> MorningFigures:
    """What of these an officer reads: of the departments and regions they may work for."""
    mine = nobody = department = DueCounts()
    officers: dict[tuple[str, UUID], DueCounts] = {}
    for group in groups:
        if not accounts.may(
            actor, Act.CLAIM, organisation_id=group.organisation_id, region_code=group.region_code
        ):
            continue
        department += group.counts
        if group.claimed_by_id is None:
            nobody += group.counts
            continue
        key = (group.claimed_by_name, group.claimed_by_id)
        officers[key] = officers.get(key, DueCounts()) + group.counts
        if group.claimed_by_id == actor.user_id:
            mine += group.counts
    lines = tuple(OfficerLine(name, counts) for (name, _id), counts in sorted(officers.items()))
    return MorningFigures(mine, nobody, department, lines)


def morning_list(
    *,
    actor: Actor,
    organisation_ids: tuple[UUID, ...],
    region_codes: tuple[str, ...],
    today: date,
    soon_until: date,
) -> MorningList:
    """The page of one officer's morning. Three statements."""
    groups = due_groups(today=today, soon_until=soon_until, organisation_ids=organisation_ids)
    mine, nobody = (
        worklist(
            organisation_ids=organisation_ids,
            region_codes=region_codes,
            today=today,
            soon_until=soon_until,
            due="pressing",
            mine=whose,
            unclaimed=whose is None,
        )
        for whose in (actor.user_id, None)
    )
    return MorningList(morning_figures(groups, actor), mine, nobody)
