"""Edits of materials and their review points (申请材料、审查要点). Pure."""

from __future__ import annotations

from dataclasses import replace

from yichuang.kernel.errors import FieldError
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.rules.editing_words import (
    LONG,
    NAME,
    free_code,
    place_of,
    put,
    refuse,
    sound,
    swapped,
    without,
)
from yichuang.offer.catalogue.types import Material, Necessity, ReviewPoint, VersionContent
from yichuang.offer.catalogue.types.editing import (
    AddMaterial,
    AddPoint,
    ChangeMaterial,
    ChangePoint,
    MaterialFacts,
    MaterialNeeded,
    MoveMaterial,
    MovePoint,
    PointFacts,
    RemoveMaterial,
    RemovePoint,
)

MOST_MATERIALS, MOST_POINTS = 200, 50
ISSUER, SHARE_SOURCE = 300, 100


def add_material(content: VersionContent, edit: AddMaterial) -> VersionContent:
    """A material behind all others; it is needed in every case until an edit says otherwise."""
    if len(content.materials) >= MOST_MATERIALS:
        refuse([FieldError("/name", f"一个事项最多 {MOST_MATERIALS} 份材料")])
    code = free_code("m", (material.code for material in content.materials), width=2)
    added = _described(Material(id=new_id(), code=code, name=""), edit.facts)
    return replace(content, materials=(*content.materials, added))


def change_material(content: VersionContent, edit: ChangeMaterial) -> VersionContent:
    """Other words about a material. When it is needed and what is checked on it stay."""
    index = _index(content, edit.material)
    return _with(content, index, _described(content.materials[index], edit.facts))


def remove_material(content: VersionContent, edit: RemoveMaterial) -> VersionContent:
    return replace(content, materials=without(content.materials, _index(content, edit.material)))


def move_material(content: VersionContent, edit: MoveMaterial) -> VersionContent:
    return replace(content, materials=swapped(content.materials, _index(content, edit.material), up=edit.up))


def material_needed(content: VersionContent, edit: MaterialNeeded) -> VersionContent:
    """The material is needed under these answers only (适用情形); without any, always."""
    index = _index(content, edit.material)
    return _with(content, index, replace(content.materials[index], applies_when=edit.applies_when))


def add_point(content: VersionContent, edit: AddPoint) -> VersionContent:
    index = _index(content, edit.material)
    material = content.materials[index]
    if len(material.review_points) >= MOST_POINTS:
        refuse([FieldError("/text", f"一份材料最多 {MOST_POINTS} 条审查要点")])
    code = free_code("p", (point.code for point in material.review_points))
    added = _point(ReviewPoint(new_id(), code, ""), edit.facts)
    return _with(content, index, replace(material, review_points=(*material.review_points, added)))


def change_point(content: VersionContent, edit: ChangePoint) -> VersionContent:
    index, place = _point_index(content, edit.material, edit.point)
    material = content.materials[index]
    points = put(material.review_points, place, _point(material.review_points[place], edit.facts))
    return _with(content, index, replace(material, review_points=points))


def remove_point(content: VersionContent, edit: RemovePoint) -> VersionContent:
    index, place = _point_index(content, edit.material, edit.point)
    material = content.materials[index]
    return _with(content, index, replace(material, review_points=without(material.review_points, place)))


def move_point(content: VersionContent, edit: MovePoint) -> VersionContent:
    index, place = _point_index(content, edit.material, edit.point)
    material = content.materials[index]
    points = swapped(material.review_points, place, up=edit.up)
    return _with(content, index, replace(material, review_points=points))


def _index(content: VersionContent, code: str) -> int:
    return place_of("/materials", code, content.materials, "材料")


def _point_index(content: VersionContent, material: str, point: str) -> tuple[int, int]:
    index = _index(content, material)
    points = content.materials[index].review_points
    return index, place_of("/review_points", point, points, "审查要点")


def _with(content: VersionContent, index: int, material: Material) -> VersionContent:
    return replace(content, materials=put(content.materials, index, material))


def _described(material: Material, facts: MaterialFacts) -> Material:
    """The material with these facts. Only what is deferrable keeps a deferral.

    Raises:
        ContentInvalid: a text cannot be stored, or it has no name.
    """
    faults: list[FieldError] = []
    name = sound("/name", facts.name, NAME, faults, needed=True)
    issuer = sound("/issuer", facts.issuer or "", ISSUER, faults)
    share_source = sound("/share_source", facts.share_source or "", SHARE_SOURCE, faults)
    legal_basis = sound("/legal_basis", facts.legal_basis, LONG, faults)
    note = sound("/note", facts.note, LONG, faults)
    if facts.deferral_working_days is not None and facts.necessity is not Necessity.DEFERRABLE:
        faults.append(FieldError("/deferral_working_days", "只有容缺后补的材料有补交期限"))
    refuse(faults)
    return replace(
        material,
        name=name,
        necessity=facts.necessity,
        form=facts.form,
        originals=facts.originals,
        copies=facts.copies,
        source=facts.source,
        issuer=issuer or None,
        share_source=share_source or None,
        legal_basis=legal_basis,
        note=note,
        deferral_working_days=facts.deferral_working_days,
    )


def _point(point: ReviewPoint, facts: PointFacts) -> ReviewPoint:
    faults: list[FieldError] = []
    text = sound("/text", facts.text, LONG, faults, needed=True)
    how = sound("/how", facts.how, LONG, faults)
    refuse(faults)
    return replace(point, text=text, how=how, blocking=facts.blocking)
