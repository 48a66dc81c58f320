"""Edits of an item's form (申请表单). Pure."""

from __future__ import annotations

from dataclasses import replace

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.rules.editing_words import (
    place_of,
    put,
    refuse,
    sound,
    swapped,
    without,
)
from yichuang.offer.catalogue.rules.forms import MOST_FIELDS
from yichuang.offer.catalogue.types import FormField, VersionContent
from yichuang.offer.catalogue.types.editing_form import (
    AddFormField,
    ChangeFormField,
    FormFieldFacts,
    MoveFormField,
    RemoveFormField,
    TakeFormList,
)
from yichuang.offer.catalogue.types.forms import LibraryField

SHORT, HINT = 100, 500


def add_form_field(content: VersionContent, edit: AddFormField) -> VersionContent:
    """A field behind the last of its section, or behind all when the section is new."""
    added = _described(_taken(content, edit.field), edit.facts)
    last = max(
        (place for place, field in enumerate(content.form, 1) if field.section == added.section),
        default=len(content.form),
    )
    return replace(content, form=(*content.form[:last], added, *content.form[last:]))


def take_form_list(content: VersionContent, edit: TakeFormList) -> VersionContent:
    """The fields of a list, called as they are called there."""
    for name, field in edit.fields:
        if any(taken.field == field.code and taken.title == name for taken in content.form):
            continue
        label = "" if name == field.facts.name else name[:SHORT]
        taken = replace(_taken(content, field), label=label)
        content = replace(content, form=(*content.form, taken))
    return content


def change_form_field(content: VersionContent, edit: ChangeFormField) -> VersionContent:
    index = _index(content, edit.code)
    changed = _described(content.form[index], edit.facts)
    if edit.renewed is not None:
        changed = replace(changed, facts=edit.renewed.facts)
    return replace(content, form=put(content.form, index, changed))


def remove_form_field(content: VersionContent, edit: RemoveFormField) -> VersionContent:
    return replace(content, form=without(content.form, _index(content, edit.code)))


def move_form_field(content: VersionContent, edit: MoveFormField) -> VersionContent:
    return replace(content, form=swapped(content.form, _index(content, edit.code), up=edit.up))


def _index(content: VersionContent, code: str) -> int:
    return place_of("/form", code, content.form, "表单字段")


def _taken(content: VersionContent, field: LibraryField) -> FormField:
    """A field of the library under a code the form does not have yet."""
    if len(content.form) >= MOST_FIELDS:
        refuse([FieldError("/field", f"一张表最多 {MOST_FIELDS} 个字段")])
    known = {taken.code for taken in content.form}
    codes = (field.code, *(f"{field.code}-{number}" for number in range(2, MOST_FIELDS + 2)))
    return FormField(next(code for code in codes if code not in known), field.code, field.facts)


def _described(field: FormField, facts: FormFieldFacts) -> FormField:
    """The field with what is its own here.

    Raises:
        ContentInvalid: a text cannot be stored.
    """
    faults: list[FieldError] = []
    section = sound("/section", facts.section, SHORT, faults)
    label = sound("/label", facts.label, SHORT, faults)
    hint = sound("/hint", facts.hint, HINT, faults)
    refuse(faults)
    return replace(
        field,
        section=section,
        label="" if label == field.facts.name else label,
        required=facts.required,
        hint=hint,
        applies_when=facts.applies_when,
    )
