"""Where the local list differs from the lists of a level above (目录差异): asked anew every time.

What the lists say never changes, so it is kept in the process; which list counts, what holds here and
what was decided is asked of the database: eight statements for both lists, however long they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from yichuang.foundation.clocks.types import LimitUnit
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OrganisationView
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.queries.life import suspended_items
from yichuang.offer.catalogue.queries.versions import in_force
from yichuang.offer.catalogue.rules.digest import bases_from_json
from yichuang.offer.catalogue.rules.drift import base_codes_of, drift, key_of, level_of_region, near
from yichuang.offer.catalogue.types import Element, ItemType, LegalBasis
from yichuang.offer.catalogue.types.base import BaseEntry, BaseKind, BaseStatus, EditionView
from yichuang.offer.catalogue.types.drift import Drift, DriftKind, DriftView, LocalItem, ResolutionKind

DAYS_TO_RESOLVE = 30
_KEPT_EDITIONS = 8

_COLUMNS = (
    "id", "handling_item_id", "handling_item__item_id", "item_code", "item_name", "item_type",
    "organisation_id", "promised_amount", "promised_unit", "visits", "unknown", "details__legal_basis",
    "details__guide__local_base_code",
)  # fmt: skip


@dataclass(frozen=True)
class LocalRow:
    """A local item with whose it is."""

    item: LocalItem
    item_id: UUID
    organisation_id: UUID


# — editions —


def editions(kind: BaseKind | None = None) -> tuple[EditionView, ...]:
    """Every edition that was imported, the newest first; those that are held too. Two statements."""
    rows = _editions().filter(kind=kind.value) if kind else _editions()
    return tuple(map(_edition, rows))


def edition_view(edition_id: UUID) -> EditionView | None:
    """One edition by id; None: there is none."""
    row = _editions().filter(id=edition_id).first()
    return _edition(row) if row else None


def current_edition(kind: BaseKind) -> EditionView | None:
    """The edition that counts: the latest by date that is not held. None: none was imported."""
    row = _editions().filter(_IS_APPLIED, kind=kind.value).first()
    return _edition(row) if row else None


_IS_APPLIED = Q(held_because="") | Q(confirmation__isnull=False)


def _editions() -> QuerySet[models.BaseEdition]:
    rows = models.BaseEdition.objects.select_related("confirmation").annotate(number=Count("items"))
    return rows.order_by("-dated_on", "-id")


def _edition(row: models.BaseEdition) -> EditionView:
    return EditionView(
        id=row.id,
        kind=BaseKind(row.kind),
        name=row.name,
        dated_on=row.dated_on,
        source=row.source,
        entries=row.number,  # type: ignore[attr-defined]  # annotated
        held=bool(row.held_because) and not hasattr(row, "confirmation"),
        held_because=row.held_because,
        due_on=row.due_on,
    )


@lru_cache(maxsize=_KEPT_EDITIONS)
def entries_of(edition_id: UUID) -> tuple[BaseEntry, ...]:
    """What an edition lists, by code. It never changes: no statement the second time."""
    return tuple(map(_entry, models.BaseItem.objects.filter(edition_id=edition_id).order_by("code")))


def _entry(row: models.BaseItem) -> BaseEntry:
    return BaseEntry(
        code=row.code,
        name=row.name,
        item_type=ItemType(row.item_type),
        legal_basis=bases_from_json(row.legal_basis),
        status=BaseStatus(row.status),
        former_codes=tuple(row.former_codes),
        department=row.department,
        levels=tuple(row.levels),
        working_days=row.working_days,
        materials=row.materials,
        visits=row.visits,
    )


# — what holds here —


def local_rows(kind: BaseKind, on: date) -> tuple[LocalRow, ...]:
    """The local items in force on a day, by code. Four statements."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in in_force(on).order_by("item_code", "code").values(*_COLUMNS):
        rows[row["item_code"]].append(row)
    counted = models.MaterialRequirement.objects.filter(version__in=in_force(on).values("id"))
    materials = dict(counted.order_by().values_list("version_id").annotate(Count("id")))
    mapped = mapped_codes(kind)
    suspended = suspended_items(on)
    return tuple(_local(code, found, materials, mapped, suspended) for code, found in rows.items())


def mapped_codes(kind: BaseKind) -> dict[UUID, str]:
    """Item → the base code an editor last said it is."""
    rows = models.BaseMapping.objects.filter(kind=kind.value).order_by("id")
    return dict(rows.values_list("item_id", "base_code"))


def _local(
    code: str,
    rows: Sequence[Mapping[str, Any]],
    materials: Mapping[UUID, int],
    mapped: Mapping[UUID, str],
    suspended: frozenset[UUID],
) -> LocalRow:
    first = rows[0]
    bases = (basis for row in rows for basis in bases_from_json(row["details__legal_basis"]))
    named = (row["details__guide__local_base_code"] for row in rows)
    item = LocalItem(
        code=code,
        name=first["item_name"],
        item_type=ItemType(first["item_type"]) if first["item_type"] else None,
        legal_basis=_each_once(bases),
        base_codes=base_codes_of(
            code,
            local_base_code=next(filter(None, named), ""),
            mapped=mapped.get(first["handling_item__item_id"], ""),
        ),
        working_days=_most(map(_working_days, rows)),
        materials=_most(
            None if Element.MATERIALS.value in row["unknown"] else materials.get(row["id"], 0) for row in rows
        ),
        visits=_most(row["visits"] for row in rows),
        is_suspended=all(row["handling_item_id"] in suspended for row in rows),
    )
    return LocalRow(item, first["handling_item__item_id"], first["organisation_id"])


def _each_once(bases: Iterable[LegalBasis]) -> tuple[LegalBasis, ...]:
    return tuple({(basis.law, basis.article): basis for basis in bases}.values())


def _working_days(row: Mapping[str, Any]) -> int | None:
    if row["promised_unit"] == LimitUnit.IMMEDIATE.value:
        return 0
    return row["promised_amount"] if row["promised_unit"] == LimitUnit.WORKING_DAY.value else None


def _most(numbers: Iterable[int | None]) -> int | None:
    """The largest; None when one of them is unknown: nothing is said of what is not known whole."""
    found = list(numbers)
    known = [number for number in found if number is not None]
    return max(known) if known and len(known) == len(found) else None


# — the report —


def drift_report(on: date) -> tuple[DriftView, ...]:
    """Every difference from the lists that count, with what was decided: the basic list first."""
    return tuple(view for kind in BaseKind for view in _report_of(kind, on))


def drift_of(key: str, on: date) -> DriftView | None:
    """One difference; None: there is none (any more)."""
    return next((view for view in drift_report(on) if view.key == key), None)


def _report_of(kind: BaseKind, on: date) -> tuple[DriftView, ...]:
    edition = current_edition(kind)
    if edition is None:
        return ()
    entries = {entry.code: entry for entry in entries_of(edition.id)}
    local = {row.item.code: row for row in local_rows(kind, on)}
    found = drift(
        tuple(entries.values()),
        [row.item for row in local.values()],
        kind=kind,
        level=level_of_region(settings.REGION),
    )
    named = {key_of(kind, difference): difference for difference in found}
    tasks = models.DriftTask.objects.filter(key__in=named).select_related("resolution")
    report = _Report(
        kind,
        entries,
        local,
        {body.id: body for body in places.organisations()},
        {task.key: task for task in tasks},
        edition.due_on or on + timedelta(days=DAYS_TO_RESOLVE),
    )
    return tuple(report.view(key, difference) for key, difference in named.items())


@dataclass(frozen=True)
class _Report:
    """What a difference is made of, to be shown as a task."""

    kind: BaseKind
    entries: Mapping[str, BaseEntry]
    local: Mapping[str, LocalRow]
    bodies: Mapping[UUID, OrganisationView]
    tasks: Mapping[str, models.DriftTask]
    due_on: date

    def owner_of(self, row: LocalRow | None, entry: BaseEntry | None) -> OrganisationView | None:
        """The department of the local item; of a missing one, the department the list above names."""
        if row:
            return self.bodies[row.organisation_id]
        wanted = entry.department if entry else ""
        named = (body for body in self.bodies.values() if wanted in (body.code, body.name, body.short_name))
        return next(named, None) if wanted else None

    def view(self, key: str, difference: Drift) -> DriftView:
        entry, row = self.entries.get(difference.base_code), self.local.get(difference.local_code)
        body, task = self.owner_of(row, entry), self.tasks.get(key)
        decided: models.DriftResolution | None = getattr(task, "resolution", None)
        return DriftView(
            key=key,
            list_kind=self.kind,
            kind=difference.kind,
            base_code=difference.base_code,
            base_name=entry.name if entry else "",
            local_code=difference.local_code,
            local_name=row.item.name if row else "",
            words=difference.words,
            upstream=difference.upstream,
            organisation_id=body.id if body else None,
            organisation_code=body.code if body else "",
            organisation_name=body.name if body else "",
            due_on=task.due_on if task else self.due_on,
            resolution=ResolutionKind(decided.kind) if decided else None,
            resolved_at=decided.resolved_at if decided else None,
            resolved_by=decided.resolved_by if decided else "",
            reason=decided.reason if decided else "",
        )


# — what a page asks —


def mapping_choices(view: DriftView, on: date) -> tuple[tuple[str, str], ...]:
    """Codes and names an editor may mean when mapping this difference, the likest first."""
    if view.kind in (DriftKind.SPLIT, DriftKind.MERGED, DriftKind.RECODED):
        current = current_edition(view.list_kind)
        wanted = set(view.upstream.split("、"))
        entries = entries_of(current.id) if current else ()
        return tuple((entry.code, entry.name) for entry in entries if entry.code in wanted)
    found = [one for one in drift_report(on) if one.list_kind is view.list_kind]
    if view.kind is DriftKind.MISSING:
        names = {one.local_code: one.local_name for one in found if one.kind is DriftKind.LOCAL_ONLY}
        return near(view.base_name, names)
    names = {one.base_code: one.base_name for one in found if one.kind is DriftKind.MISSING}
    return near(view.local_name, names)
