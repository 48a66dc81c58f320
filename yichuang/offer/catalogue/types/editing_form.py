"""How the form of a draft is changed (修改申请表单)."""

from __future__ import annotations

from dataclasses import dataclass

from yichuang.offer.catalogue.types.content import FormField
from yichuang.offer.catalogue.types.forms import LibraryField
from yichuang.offer.catalogue.types.scenarios import ALWAYS, Condition


@dataclass(frozen=True)
class FormFieldFacts:
    """What is a field's own in this form."""

    section: str = ""
    label: str = ""
    required: bool = True
    hint: str = ""
    applies_when: Condition = ALWAYS


@dataclass(frozen=True)
class AddFormField:
    """A field of the library behind all others of its section (加一个字段)."""

    field: LibraryField
    facts: FormFieldFacts


@dataclass(frozen=True)
class ChangeFormField:
    """Other words here; ``renewed``: the definition the library has by now, None keeps the old one."""

    code: str
    facts: FormFieldFacts
    renewed: LibraryField | None = None


@dataclass(frozen=True)
class RemoveFormField:
    code: str


@dataclass(frozen=True)
class MoveFormField:
    code: str
    up: bool


@dataclass(frozen=True)
class TakeFormList:
    """The fields of another form behind those there are, each once (带入字段清单)."""

    fields: tuple[tuple[str, LibraryField], ...]


def own_facts(field: FormField) -> FormFieldFacts:
    return FormFieldFacts(field.section, field.label, field.required, field.hint, field.applies_when)
