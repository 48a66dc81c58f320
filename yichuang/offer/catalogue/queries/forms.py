"""Forms, the field library, form lists (申请表单、表单字段库): reads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import FieldUnknown
from yichuang.offer.catalogue.queries.versions import in_force, version
from yichuang.offer.catalogue.rules.form_lists import found_in, name_key, names_of
from yichuang.offer.catalogue.rules.form_repetition import repetitions
from yichuang.offer.catalogue.rules.form_values import NO, YES, Check, asked_fields, judge_values, value_text
from yichuang.offer.catalogue.rules.forms import facts_from_json, longest_of
from yichuang.offer.catalogue.types import FormField, HandlingVersion
from yichuang.offer.catalogue.types.forms import (
    FieldType,
    FormListView,
    FormOfItem,
    LibraryField,
    Repetition,
)

__all__ = [
    "NO",
    "YES",
    "Used",
    "asked_fields",
    "asked_twice",
    "field_of",
    "form_list",
    "form_lists",
    "forms_in_force",
    "judge_form",
    "library",
    "library_by_code",
    "library_in_use",
    "longest_of",
    "proposals",
    "value_text",
]


def library() -> tuple[LibraryField, ...]:
    """Every field of the library as it is defined now, by code (表单字段库). One statement."""
    rows = models.FieldDefinition.objects.order_by("code", "-number").distinct("code")
    return tuple(map(_field, rows))


def library_by_code() -> dict[str, LibraryField]:
    return {field.code: field for field in library()}


def field_of(code: str) -> LibraryField:
    """One field as it is defined now.

    Raises:
        FieldUnknown
    """
    row = models.FieldDefinition.objects.filter(code=code).order_by("-number").first()
    if row is None:
        raise FieldUnknown(f"表单字段库里没有“{code}”")
    return _field(row)


def _field(row: models.FieldDefinition) -> LibraryField:
    own = {"name": row.name, "type": row.type, "sensitivity": row.sensitivity}
    return LibraryField(row.code, facts_from_json({**row.details, **own}), row.number)


def forms_in_force(on: date) -> tuple[HandlingVersion, ...]:
    """The versions in force on a date that have a form, by code."""
    rows = in_force(on).filter(details__has_key="form").order_by("code")
    return tuple(version(version_id) for version_id in rows.values_list("id", flat=True))


@dataclass(frozen=True)
class Used:
    """A field of the library and the items in force whose forms ask for it."""

    field: LibraryField
    items: tuple[tuple[str, str], ...]


def library_in_use(on: date) -> tuple[Used, ...]:
    """The library with who uses each field (字段使用情况)."""
    asked: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for shown in forms_in_force(on):
        for field in shown.form:
            asked[field.field][shown.code, shown.name] = None
    return tuple(Used(field, tuple(asked[field.code])) for field in library())


def asked_twice(on: date) -> tuple[Repetition, ...]:
    """Fields the forms in force ask for although they could be known (重复填报)."""
    names = {body.id: body.name for body in places.organisations()}
    return repetitions(
        FormOfItem(
            shown.code,
            shown.name,
            names.get(shown.organisation_id, shown.organisation_name),
            shown.themes,
            tuple((field.field, field.facts) for field in shown.form),
        )
        for shown in forms_in_force(on)
    )


# — form lists —


def form_lists() -> tuple[FormListView, ...]:
    """Imported form lists by title, each name with what the library knows of it now."""
    known = names_of(library())
    return tuple(_list(row, known) for row in models.ImportedFormList.objects.order_by("title", "id"))


def form_list(list_id: UUID) -> FormListView | None:
    row = models.ImportedFormList.objects.filter(id=list_id).first()
    return _list(row, names_of(library())) if row else None


def _list(row: models.ImportedFormList, known: Mapping[str, LibraryField]) -> FormListView:
    return FormListView(
        row.id,
        row.title,
        row.reference,
        row.source,
        found_in(row.fields, known),
        tuple(row.uploads),
        row.imported_at,
    )


def proposals(lists: Sequence[FormListView]) -> tuple[tuple[str, int], ...]:
    """Names no field has, with how many lists ask for them, the most asked first (待定义字段)."""
    counted: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for view in lists:
        for name in {name_key(name): name for name in view.unknown}.values():
            counted[shown.setdefault(name_key(name), name)] += 1
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


# — what was filled in —


def judge_form(
    asked: Sequence[FormField], typed: Mapping[str, Sequence[str]], on: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """What was filled in on a day: values of the form's schema, and what is wrong with it (核对填写内容)."""
    return judge_values(asked, typed, _checks(on))


def _checks(on: date) -> dict[FieldType, Check]:
    def resident_id(text: str) -> tuple[str, str | None]:
        number = places.normal_code(text)
        return number, parties.resident_id_problem(number, on)

    def uscc(text: str) -> tuple[str, str | None]:
        code = places.normal_code(text)
        return code, places.uscc_problem(code)

    def phone(text: str) -> tuple[str, str | None]:
        number = parties.normal_phone(text)
        return number, parties.phone_problem(number)

    return {FieldType.RESIDENT_ID: resident_id, FieldType.USCC: uscc, FieldType.PHONE: phone}
