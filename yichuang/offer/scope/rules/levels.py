"""How far a place has come towards taking everything (受理层级), and the steps between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types.inventory import OfferedItem
from yichuang.offer.scope.rules.scopes import place_faults
from yichuang.offer.scope.types import Level, LevelInput, Subject


def level_of(subjects: Iterable[Subject], offered: Iterable[OfferedItem]) -> Level | None:
    """The level that what a place was granted amounts to (受理层级); None: nothing.

    Policy: FEATURES CAT-04. A field is a theme all granted items share; a whole department is more than
    one field. What was granted but is offered no longer counts for nothing.
    """
    granted = set(subjects)
    if Subject() in granted:
        return Level.EVERYTHING
    wholes = {one.organisation_id for one in granted if one.organisation_id is not None}
    single = {one.item_id or one.handling_item_id for one in granted} - {None}
    items = [item for item in offered if item.item_id in single or item.handling_item_id in single]
    departments = wholes | {item.organisation_id for item in items}
    if not departments:
        return None
    if len(departments) > 1:
        return Level.CROSS_DEPARTMENT
    shared = set.intersection(*(set(item.themes) for item in items)) if items and not wholes else set()
    return Level.ONE_FIELD if shared else Level.ONE_DEPARTMENT


def subjects_of(step: LevelInput, offered: Iterable[OfferedItem]) -> tuple[Subject, ...]:
    """What a place takes at a level (层级对应的范围): everything, departments, the items of a field."""
    if step.level is Level.EVERYTHING:
        return (Subject(),)
    if step.level is not Level.ONE_FIELD:
        return tuple(Subject(organisation_id=one) for one in sorted(set(step.organisation_ids)))
    items = {
        item.item_id
        for item in offered
        if item.organisation_id in step.organisation_ids and step.theme in item.themes
    }
    return tuple(Subject(item_id=one) for one in sorted(items))


def step_faults(step: LevelInput, today: date) -> tuple[FieldError, ...]:
    """Everything wrong with a step as it is asked for."""
    faults = place_faults(step.place)
    if wrong := _DEPARTMENTS[step.level](len(set(step.organisation_ids))):
        faults.append(FieldError("/organisations", wrong))
    if (step.level is Level.ONE_FIELD) != bool(step.theme):
        sentence = "要选一个领域" if step.level is Level.ONE_FIELD else "只有“同部门同领域”才选领域"
        faults.append(FieldError("/theme", sentence))
    if not step.reason.strip():
        faults.append(FieldError("/reason", "要写明调整的原因"))
    if not step.basis.strip():
        faults.append(FieldError("/basis", "要写明依据，例如进驻决定的名称"))
    if step.valid_from < today:
        faults.append(FieldError("/valid_from", f"最早自 {today} 起调整"))
    return tuple(faults)


def _one(number: int) -> str:
    return "" if number == 1 else "要选一个部门，也只能选一个"


def _several(number: int) -> str:
    return "" if number > 1 else "至少要选两个部门"


def _none(number: int) -> str:
    return "" if number == 0 else "“一窗通办”不分部门，不要选部门"


_DEPARTMENTS: Mapping[Level, Callable[[int], str]] = {
    Level.ONE_FIELD: _one,
    Level.ONE_DEPARTMENT: _one,
    Level.CROSS_DEPARTMENT: _several,
    Level.EVERYTHING: _none,
}
