"""Acts on the materials library (材料库): taking names in, keeping entries, merging and undoing it.

Nothing here writes to a version or a case: what a list says was published or handed in, and stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents import services as storing_files
from yichuang.foundation.documents.types import FileKind, PreparedFile
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import (
    LibraryInputWrong,
    MaterialTypeChanged,
    MaterialTypeUnknown,
    MergerNotPossible,
    MergerNotUndoable,
)
from yichuang.offer.catalogue.queries.library import (
    demands_in_force,
    demands_of,
    facts_of,
    region_of_library,
)
from yichuang.offer.catalogue.rules import library as rules
from yichuang.offer.catalogue.types.library import Demand, MaterialTypeFacts, MergeInput, TypePoint

PICTURES = (FileKind.PNG, FileKind.JPEG)
MOST_POINTS = 30


@dataclass(frozen=True)
class DescribedType:
    """What is known of a document beforehand. ``points``: text, how to see it, picture."""

    facts: MaterialTypeFacts
    points: tuple[tuple[str, str, PreparedFile | None], ...] = ()


@act
def collect_material_types(*, at: datetime, by: str = "system", version_id: UUID | None = None) -> int:
    """Take the names that lists ask for into the library (收入材料库).

    A new type begins with what those lists say most often; what is there already is left alone.

    Args:
        version_id: of a published version, in force or not yet; None: of all in force.

    Returns:
        How many types are new.

    Concurrency:
        ``key`` is unique: of two who collect at once the second passes over.
    """
    asked = demands_in_force(legal_date(at)) if version_id is None else demands_of(version_id)
    keys = {demand.key for demand in asked}
    known = set(models.MaterialType.objects.filter(key__in=keys).values_list("key", flat=True))
    new: dict[str, list[Demand]] = defaultdict(list)
    for demand in asked:
        if demand.key and demand.key not in known:
            new[demand.key].append(demand)
    made = [
        models.MaterialType(name=asked[0].name, key=key, created_at=at, **_columns(_first(asked)))
        for key, asked in sorted(new.items())
    ]
    models.MaterialType.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    ids = [row.id for row in made]
    added = models.MaterialType.objects.filter(id__in=ids).count() if made else 0
    if added:
        audit.record(
            stream="material-library", stream_id="collected", action="collected", actor=by, at=at,
            details={"types": added},
        )  # fmt: skip
    return added


@act
def describe_material_types(*, described: Mapping[str, DescribedType], at: datetime, by: str) -> int:
    """Fill entries nobody has changed yet with what is known of common documents (材料库初始内容).

    Args:
        described: by name; a name the library does not have yet is taken in.

    Returns:
        How many were filled.

    Raises:
        LibraryInputWrong: one of them says too much; nothing is written.
    """
    faults = tuple(fault for one in described.values() for fault in rules.fact_faults(one.facts))
    if faults:
        raise LibraryInputWrong("；".join(fault.detail for fault in faults), errors=faults)
    names = {rules.key_of(name): name for name in described}
    new = [models.MaterialType(name=name, key=key, created_at=at) for key, name in names.items()]
    models.MaterialType.objects.bulk_create(new, ignore_conflicts=True)
    untouched = models.MaterialType.objects.select_for_update().filter(
        key__in=names, revision=1, merged_into__isnull=True
    )
    rows = list(untouched.order_by("id"))
    for row in rows:
        one = described[names[row.key]]
        _save(row, one.facts)
        for text, how, picture in one.points:
            file_id = storing_files.keep_file(prepared=picture, at=at) if picture else None
            row.points.create(text=text, how=how, picture_file_id=file_id)
    if rows:
        audit.record(
            stream="material-library", stream_id="collected", action="described", actor=by, at=at,
            details={"types": len(rows)},
        )  # fmt: skip
    return len(rows)


@act
def change_material_type(
    *, type_id: UUID, facts: MaterialTypeFacts, revision: int, at: datetime, by: Actor
) -> int:
    """Change what the library says about a document (维护材料类型).

    Args:
        facts: the files in it are ignored; see :func:`attach_material_file`.
        revision: of the entry that was looked at.

    Returns:
        The new revision.

    Raises:
        MaterialTypeUnknown; MaterialTypeChanged: somebody has saved since.
        MergerNotPossible: it was merged; the one that stands is kept instead.
        LibraryInputWrong: ``errors`` names the fields.
        NotYourRole, NotYourPlace.

    Concurrency:
        Locks the type.
    """
    _require(by, Act.KEEP_MATERIALS)
    faults = rules.fact_faults(facts)
    if faults:
        raise LibraryInputWrong("；".join(fault.detail for fault in faults), errors=faults)
    row = _standing(type_id)
    _unchanged(row, revision)
    before = facts_of(row)
    after = replace(facts, sample_file_id=before.sample_file_id, blank_file_id=before.blank_file_id)
    if after == before:
        return row.revision
    _save(row, after)
    _audit(row, "changed", by, at, changed=[name for name in asdict(after) if _differs(name, before, after)])
    return row.revision


@act
def attach_material_file(
    *, type_id: UUID, use: Literal["sample", "blank"], prepared: PreparedFile, at: datetime, by: Actor
) -> None:
    """Give a type its sample or blank form (上传样本、空表); the former file is kept, but shown no more.

    Raises:
        MaterialTypeUnknown, MergerNotPossible, NotYourRole, NotYourPlace.

    Concurrency:
        Locks the type.
    """
    _require(by, Act.KEEP_MATERIALS)
    row = _standing(type_id)
    file_id = storing_files.keep_file(prepared=prepared, at=at)
    facts = facts_of(row)
    is_sample = use == "sample"
    _save(row, replace(facts, sample_file_id=file_id) if is_sample else replace(facts, blank_file_id=file_id))
    _audit(row, f"{use}-attached", by, at, file=str(file_id))


@act
def add_material_point(
    *, type_id: UUID, text: str, how: str = "", picture: PreparedFile | None = None, at: datetime, by: Actor
) -> UUID:
    """Add a review point with or without a picture (通用审查要点、图片).

    Args:
        picture: PNG or JPEG.

    Returns:
        The point's id.

    Raises:
        MaterialTypeUnknown, MergerNotPossible, NotYourRole, NotYourPlace.
        LibraryInputWrong: no text, too much, the same twice, too many, or no picture.

    Concurrency:
        Locks the type; ``material_type_point_once_per_type`` is the backstop.
    """
    _require(by, Act.KEEP_MATERIALS)
    faults = list(rules.point_faults(text, how))
    if picture is not None and picture.kind not in PICTURES:
        faults.append(FieldError("/picture", f"图片要是 PNG 或者 JPEG，这个文件是 {picture.kind.label}"))
    row = _standing(type_id)
    said = [rules.key_of(known) for known in row.points.values_list("text", flat=True)]
    if rules.key_of(text) in said:
        faults.append(FieldError("/text", "已经有这一条要点"))
    if len(said) >= MOST_POINTS:
        faults.append(FieldError("/text", f"一种材料最多 {MOST_POINTS} 条要点"))
    if faults:
        raise LibraryInputWrong("；".join(fault.detail for fault in faults), errors=tuple(faults))
    file_id = storing_files.keep_file(prepared=picture, at=at) if picture else None
    point = models.MaterialTypePoint.objects.create(
        material_type=row, text=text.strip(), how=how.strip(), picture_file_id=file_id
    )
    _audit(row, "point-added", by, at, point=str(point.id))
    return point.id


@act
def remove_material_point(*, point_id: UUID, at: datetime, by: Actor) -> TypePoint:
    """Take a review point away (删除通用审查要点).

    Returns:
        What it said.

    Raises:
        MaterialTypeUnknown: no such point. MergerNotPossible, NotYourRole, NotYourPlace.

    Concurrency:
        Locks the type.
    """
    _require(by, Act.KEEP_MATERIALS)
    owner = models.MaterialTypePoint.objects.filter(id=point_id).values_list("material_type_id", flat=True)
    row = _locked([owner.first()])[0]
    point = row.points.filter(id=point_id).first()
    if point is None:
        raise MaterialTypeUnknown("没有这一条要点，可能刚刚被删除")
    point.delete()
    _audit(row, "point-removed", by, at, point=str(point_id))
    return TypePoint(point_id, point.text, point.how, point.picture_file_id)


@act
def merge_material_types(
    *, merged_id: UUID, into_id: UUID, decided: MergeInput, at: datetime, by: Actor
) -> UUID:
    """Merge a type into another (合并材料类型), as the preview showed it.

    From now on the name of the one is one more name of the other. Versions and cases keep every word.

    Returns:
        The merger's id.

    Raises:
        MaterialTypeUnknown; MaterialTypeChanged: one of the two was changed since the preview.
        MergerNotPossible: one of them has gone into another already, or they are one.
        LibraryInputWrong: no reason, or a fact nobody knows.
        NotYourRole, NotYourPlace.

    Concurrency:
        Locks both in the order of their ids, and both have to stand: so no circle can come about.
    """
    _require(by, Act.KEEP_MATERIALS)
    faults = rules.reason_faults(decided.reason)
    if faults:
        raise LibraryInputWrong(faults[0].detail, errors=faults)
    if merged_id == into_id:
        raise MergerNotPossible("要合并的是同一种材料")
    rows = {row.id: row for row in _locked([merged_id, into_id])}
    merged, into = rows[merged_id], rows[into_id]
    for row, revision in ((merged, decided.merged_revision), (into, decided.into_revision)):
        _stands(row)
        _unchanged(row, revision)
    before = facts_of(into)
    offered = {difference.name for difference in rules.differences(facts_of(merged), before)}
    if not decided.take <= offered:
        raise LibraryInputWrong("选择的内容和预览不一致，请重新预览")
    after = rules.merged_facts(facts_of(merged), before, decided.take)
    merged.merged_into = into
    merged.revision += 1
    merged.save(update_fields=["merged_into", "revision"])
    _save(into, after)
    merger = models.MaterialMerger.objects.create(
        merged=merged, into=into, before=_json(before), after=_json(after), reason=decided.reason.strip(),
        made_at=at, made_by=by.principal, made_by_name=by.name,
    )  # fmt: skip
    _audit(merged, "merged", by, at, into=str(into.id), merger=str(merger.id), taken=sorted(decided.take))
    return merger.id


@act
def undo_material_merger(*, merger_id: UUID, reason: str, at: datetime, by: Actor) -> None:
    """Take a merger back (撤销材料合并): both types stand again, with what they said before.

    Raises:
        MaterialTypeUnknown: no such merger.
        MergerNotUndoable: it was undone, the survivor has gone into another, or somebody has changed what
            the merger decided.
        LibraryInputWrong: no reason.
        NotYourRole, NotYourPlace.

    Concurrency:
        Locks both types in the order of their ids; one undoing per merger is a key.
    """
    _require(by, Act.UNDO_MATERIAL_MERGER)
    faults = rules.reason_faults(reason)
    if faults:
        raise LibraryInputWrong(faults[0].detail, errors=faults)
    merger = models.MaterialMerger.objects.filter(id=merger_id).first()
    if merger is None:
        raise MaterialTypeUnknown("没有这次合并")
    rows = {row.id: row for row in _locked([merger.merged_id, merger.into_id])}
    merged, into = rows[merger.merged_id], rows[merger.into_id]
    if models.MaterialMergerUndone.objects.filter(merger=merger).exists():
        raise MergerNotUndoable("这次合并已经撤销")
    if into.merged_into_id is not None:
        raise MergerNotUndoable(f"“{into.name}”后来又并入了别的材料，请先撤销那一次合并")
    facts, conflicts = rules.restored_facts(
        _from_json(merger.before), _from_json(merger.after), facts_of(into)
    )
    if conflicts:
        raise MergerNotUndoable(
            f"“{into.name}”的{'、'.join(conflicts)}在合并以后又改过，请先改回合并时的内容"
        )
    merged.merged_into = None
    merged.revision += 1
    merged.save(update_fields=["merged_into", "revision"])
    _save(into, facts)
    models.MaterialMergerUndone.objects.create(
        merger=merger, reason=reason.strip(), undone_at=at, undone_by=by.principal, undone_by_name=by.name
    )
    _audit(merged, "merger-undone", by, at, into=str(into.id), merger=str(merger_id))


# — what the acts share —


def _require(by: Actor, asked: Act) -> None:
    """The library is of the whole installation: the post has to reach the widest of its regions."""
    accounts.require(by, asked, region_code=region_of_library())


def _locked(type_ids: list[UUID | None]) -> list[models.MaterialType]:
    rows = list(models.MaterialType.objects.select_for_update().filter(id__in=type_ids).order_by("id"))
    if len(rows) != len(type_ids):
        raise MaterialTypeUnknown("材料库里没有这种材料")
    return rows


def _standing(type_id: UUID) -> models.MaterialType:
    [row] = _locked([type_id])
    _stands(row)
    return row


def _stands(row: models.MaterialType) -> None:
    if row.merged_into is not None:
        raise MergerNotPossible(f"“{row.name}”已经并入“{row.merged_into.name}”")


def _unchanged(row: models.MaterialType, revision: int) -> None:
    if row.revision != revision:
        raise MaterialTypeChanged(f"“{row.name}”在您打开以后又改过，请重新查看再办理")


def _first(asked: list[Demand]) -> MaterialTypeFacts:
    return rules.first_facts([demand.issuer for demand in asked], [demand.share_source for demand in asked])


def _columns(facts: MaterialTypeFacts) -> dict[str, Any]:
    return asdict(facts) | {"aliases": list(facts.aliases)}


def _save(row: models.MaterialType, facts: MaterialTypeFacts) -> None:
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    row.revision += 1
    row.save(update_fields=[*_columns(facts), "revision"])


def _differs(name: str, before: MaterialTypeFacts, after: MaterialTypeFacts) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _json(facts: MaterialTypeFacts) -> dict[str, Any]:
    files = {name: str(value) if (value := getattr(facts, name)) else None for name in _FILES}
    return _columns(facts) | files


def _from_json(stored: dict[str, Any]) -> MaterialTypeFacts:
    files = {name: UUID(stored[name]) if stored[name] else None for name in _FILES}
    return MaterialTypeFacts(**stored | files | {"aliases": tuple(stored["aliases"])})


_FILES = ("sample_file_id", "blank_file_id")


def _audit(row: models.MaterialType, action: str, by: Actor, at: datetime, **details: Any) -> None:
    audit.record(
        stream="material-type",
        stream_id=row.id,
        action=action,
        actor=by.principal,
        at=at,
        details={"name": row.name, "revision": row.revision} | details,
    )
