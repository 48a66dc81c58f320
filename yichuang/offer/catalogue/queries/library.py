"""The materials library (材料库): types of documents with the demands of the lists in force.

A published list is never touched: which type a demand belongs to is found when it is read, by its name and
through what was merged into what.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from yichuang.foundation.places import queries as places
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import MaterialTypeUnknown
from yichuang.offer.catalogue.queries.versions import in_force
from yichuang.offer.catalogue.rules import library as rules
from yichuang.offer.catalogue.types.editing import AddMaterial, Edit
from yichuang.offer.catalogue.types.library import (
    Candidate,
    Demand,
    MaterialTypeFacts,
    MaterialTypeLine,
    MaterialTypePage,
    MergePreview,
    Merger,
    Named,
    TypePoint,
)

_NO_TYPE = "材料库里没有这种材料"


def region_of_library() -> str | None:
    """The widest region of the installation: the library is kept for all of it. None: no places yet."""
    return min((body.region_code for body in places.organisations()), key=len, default=None)


def facts_of(row: models.MaterialType) -> MaterialTypeFacts:
    return MaterialTypeFacts(
        issuer=row.issuer,
        e_licence=row.e_licence,
        register=row.register,
        issued_here=row.issued_here,
        note=row.note,
        aliases=tuple(row.aliases),
        sample_file_id=row.sample_file_id,
        blank_file_id=row.blank_file_id,
    )


def demands_in_force(on: date) -> tuple[Demand, ...]:
    """Everything the lists in force on a day ask for (材料需求), by item and place. One statement."""
    return _demands(models.MaterialRequirement.objects.filter(version__in=in_force(on)))


def demands_of(version_id: UUID) -> tuple[Demand, ...]:
    """What one published version asks for, whenever it holds. One statement."""
    return _demands(
        models.MaterialRequirement.objects.filter(version=version_id, version__status="published")
    )


def _demands(rows: QuerySet[models.MaterialRequirement]) -> tuple[Demand, ...]:
    return tuple(
        Demand(
            material_id=material_id,
            version_id=version_id,
            code=code,
            item_name=item_name,
            organisation_id=organisation_id,
            material_code=material_code,
            name=name,
            key=rules.key_of(name),
            issuer=issuer or "",
            share_source=share_source or "",
            is_optional=necessity == "optional",
            sample_file_id=sample_file_id,
            blank_file_id=blank_file_id,
        )
        for (
            material_id, version_id, code, item_name, organisation_id, material_code, name, issuer,
            share_source, necessity, sample_file_id, blank_file_id,
        ) in rows.order_by("version__code", "position").values_list(
            "id", "version_id", "version__code", "version__name", "version__organisation_id", "code", "name",
            "issuer", "share_source", "necessity", "sample_file_id", "blank_file_id",
        )
    )  # fmt: skip


def survivors(rows: Iterable[models.MaterialType]) -> dict[UUID, UUID]:
    """Each type with the one that stands for it now: itself, or the end of what it was merged into."""
    into = {row.id: row.merged_into_id for row in rows}
    found: dict[UUID, UUID] = {}
    for type_id in into:
        last, after = type_id, into[type_id]
        while after is not None:
            last, after = after, into[after]
        found[type_id] = last
    return found


def library(on: date) -> tuple[MaterialTypeLine, ...]:
    """Every type that was not merged into another, those asked for by most items first. Two statements."""
    rows = list(models.MaterialType.objects.all())
    return tuple(
        sorted(
            _lines(rows, demands_in_force(on)).values(), key=lambda line: (-line.items, line.name, line.key)
        )
    )


def unlisted(on: date) -> tuple[str, ...]:
    """Names that lists in force ask for and the library has not taken in yet. Two statements."""
    known = set(models.MaterialType.objects.values_list("key", flat=True))
    names: dict[str, str] = {}
    for demand in demands_in_force(on):
        if demand.key not in known:
            names.setdefault(demand.key, demand.name)
    return tuple(names.values())


def type_page(type_id: UUID, on: date) -> MaterialTypePage:
    """All about one type. Five statements.

    Raises:
        MaterialTypeUnknown
    """
    rows = list(models.MaterialType.objects.all())
    by_id = {row.id: row for row in rows}
    row = by_id.get(type_id)
    if row is None:
        raise MaterialTypeUnknown(_NO_TYPE)
    standing = survivors(rows)
    group = [type_id, *(other.id for other in rows if other.id != type_id and standing[other.id] == type_id)]
    line = _lines(rows, demands_in_force(on)).get(type_id) or _bare_line(row)
    last = by_id[standing[type_id]]
    return MaterialTypePage(
        line=line,
        points=_points(group),
        mergers=mergers_of(group),
        successor=(last.id, last.name) if last.id != type_id else None,
    )


def merge_preview(merged_id: UUID, into_id: UUID, on: date) -> MergePreview:
    """What merging one type into another would do (合并预览). Nothing is written.

    Raises:
        MaterialTypeUnknown: no such type, or one that was merged already.
    """
    rows = list(models.MaterialType.objects.all())
    lines = _lines(rows, demands_in_force(on))
    if merged_id not in lines or into_id not in lines:
        raise MaterialTypeUnknown(_NO_TYPE + "，或者它已经并入别的材料")
    merged, into = lines[merged_id], lines[into_id]
    standing = survivors(rows)
    keys = {row.key for row in rows if standing[row.id] == merged_id}
    drafts = models.MaterialRequirement.objects.filter(version__status="draft").order_by("version__code")
    return MergePreview(
        merged=merged,
        into=into,
        differences=rules.differences(merged.facts, into.facts),
        merged_points=_points([row.id for row in rows if standing[row.id] == merged_id]),
        into_points=_points([row.id for row in rows if standing[row.id] == into_id]),
        drafts=tuple(
            dict.fromkeys(
                item
                for item, name in drafts.values_list("version__name", "name")
                if rules.key_of(name) in keys
            )
        ),
    )


def duplicates(lines: Sequence[MaterialTypeLine]) -> tuple[Candidate, ...]:
    """Types of these that may be the same (疑似重复)."""
    return rules.candidates(
        [
            Named(line.id, line.name, line.facts.issuer, line.facts.aliases + line.former, len(line.demands))
            for line in lines
        ]
    )


def standing_type(name: str) -> models.MaterialType | None:
    """The type a name belongs to now, through what was merged; None: the library has no such name."""
    row = models.MaterialType.objects.filter(key=rules.key_of(name)).first()
    while row is not None and row.merged_into_id is not None:
        row = models.MaterialType.objects.get(id=row.merged_into_id)
    return row


def in_library_words(edit: Edit) -> Edit:
    """A material newly asked for is called as the library calls it now, with the issuer it knows.

    One statement for such an edit, and one for each merger; none for any other.
    """
    if not isinstance(edit, AddMaterial):
        return edit
    row = standing_type(edit.facts.name)
    if row is None:
        return edit
    is_same = rules.key_of(edit.facts.name) == row.key
    name = edit.facts.name if is_same else row.name
    return AddMaterial(replace(edit.facts, name=name, issuer=edit.facts.issuer or row.issuer or None))


def has_file(type_id: UUID, file_id: UUID) -> bool:
    """Whether a type shows this file: its sample, its blank form or a picture. Two statements at most."""
    row = models.MaterialType.objects.filter(id=type_id).first()
    if row is None:
        return False
    if file_id in (row.sample_file_id, row.blank_file_id):
        return True
    return models.MaterialTypePoint.objects.filter(material_type=type_id, picture_file_id=file_id).exists()


def mergers_of(type_ids: Iterable[UUID]) -> tuple[Merger, ...]:
    """What was merged into these types or out of them, the newest first."""
    ids = list(type_ids)
    rows = models.MaterialMerger.objects.filter(merged__in=ids) | models.MaterialMerger.objects.filter(
        into__in=ids
    )
    return tuple(
        _merger(row) for row in rows.select_related("merged", "into", "undone").order_by("-made_at", "-id")
    )


def _merger(row: models.MaterialMerger) -> Merger:
    undone = getattr(row, "undone", None)
    return Merger(
        id=row.id,
        merged_id=row.merged_id,
        merged_name=row.merged.name,
        into_id=row.into_id,
        into_name=row.into.name,
        reason=row.reason,
        made_at=row.made_at,
        made_by_name=row.made_by_name,
        undone_reason=undone.reason if undone else "",
        undone_at=undone.undone_at if undone else None,
        undone_by_name=undone.undone_by_name if undone else "",
    )


def _points(type_ids: Sequence[UUID]) -> tuple[TypePoint, ...]:
    groups: Mapping[UUID, list[TypePoint]] = {type_id: [] for type_id in type_ids}
    for row in models.MaterialTypePoint.objects.filter(material_type__in=type_ids).order_by("id"):
        groups[row.material_type_id].append(TypePoint(row.id, row.text, row.how, row.picture_file_id))
    return rules.points_together(groups.values())


def _bare_line(row: models.MaterialType) -> MaterialTypeLine:
    return MaterialTypeLine(row.id, row.name, row.key, facts_of(row), row.revision)


def _lines(rows: Sequence[models.MaterialType], demands: Iterable[Demand]) -> dict[UUID, MaterialTypeLine]:
    """The types that stand, each with what was merged into it and all their demands."""
    standing = survivors(rows)
    by_key = {row.key: standing[row.id] for row in rows}
    asked: dict[UUID, list[Demand]] = defaultdict(list)
    for demand in demands:
        if demand.key in by_key:
            asked[by_key[demand.key]].append(demand)
    former: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        if standing[row.id] != row.id:
            former[standing[row.id]].append(row.name)
    return {
        row.id: MaterialTypeLine(
            row.id,
            row.name,
            row.key,
            facts_of(row),
            row.revision,
            former=tuple(sorted(former[row.id])),
            demands=tuple(asked[row.id]),
        )
        for row in rows
        if standing[row.id] == row.id
    }
