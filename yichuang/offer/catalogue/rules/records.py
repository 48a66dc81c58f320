"""The whole content of a version as one record (事项记录): JSON values by the keys of our own format. Pure.

It begins from the canonical form, so what versions come to say later is in it from the first day. What
is not said is left out: two records are equal when everything people can read is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from yichuang.offer.catalogue.rules import product
from yichuang.offer.catalogue.rules.content import unknown_elements
from yichuang.offer.catalogue.rules.digest import canonical
from yichuang.offer.catalogue.types import Element, FileRow, FormField, VersionContent
from yichuang.offer.catalogue.types.forms import LibraryField
from yichuang.offer.catalogue.types.sheets import Record

COMPLETE = "materials_complete"
_ITEM_KEYS = {
    "item_code": "code",
    "item_name": "name",
    "item_type": "item_type",
    "themes": "theme",
    "source": "source",
}
_OWN = ("organisation", "organisation_name", COMPLETE, *_ITEM_KEYS)
# the canonical form has them twice
_REPEATED = ("statutory_basis", "promised_basis", "organisation_code", "organisation_name")


def record_of(content: VersionContent, organisation_code: str, organisation_name: str) -> Record:
    """Everything a version says, with its department."""
    whole = canonical(content, organisation_code)
    details: dict[str, Any] = whole.pop("details")
    del whole["unknown"]
    for key in _REPEATED:
        details.pop(key, None)
    record = whole | details
    record["hall"] = record.pop("in_hall")
    record["faqs"] = [{"q": faq["question"], "a": faq["answer"]} for faq in record["faqs"]]
    for material in record["materials"]:
        material["sample"] = material.pop("sample_file_id")
        material["blank"] = material.pop("blank_file_id")
    record["form"] = [_form_field(field) for field in content.form]
    record["organisation"], record["organisation_name"] = organisation_code, organisation_name
    record[COMPLETE] = Element.MATERIALS not in content.unknown
    said: Record = _said(record)
    return said


def row_of(
    record: Record, place: str, files: Mapping[str, UUID], library: Mapping[str, LibraryField]
) -> FileRow:
    """The record read by the rules of our own format: a row, or its faults with their pointers."""
    organisation = {"code": record.get("organisation"), "name": record.get("organisation_name")}
    handling_item = {key: value for key, value in record.items() if key not in _OWN}
    handling_item["organisation"] = record.get("organisation")
    is_complete = record.get(COMPLETE, "materials" in record)
    if is_complete is True:
        handling_item.setdefault("materials", [])
    item = {name: record[key] for key, name in _ITEM_KEYS.items() if key in record}
    document = {"organisations": [organisation], "items": [item | {"handling_items": [handling_item]}]}
    [row] = product.rows_of(document, files, library)
    if row.content is None:
        return replace(row, place=place)
    unknown = unknown_elements(row.content, materials_known=is_complete is True)
    return replace(row, place=place, content=replace(row.content, unknown=unknown))


def _form_field(field: FormField) -> Record:
    """What is the form's own of a field; what it is stands in the library."""
    return {
        "code": field.code,
        "field": field.field,
        "section": field.section,
        "label": field.label,
        "required": field.required,
        "hint": field.hint,
        "applies_when": field.applies_when.as_json(),
    }


def _said(value: Any) -> Any:
    """The value without what is not said, texts without white space around them."""
    if isinstance(value, str):
        return str(value).strip()
    if isinstance(value, Mapping):
        kept = {key: _said(entry) for key, entry in value.items()}
        return {key: entry for key, entry in kept.items() if entry not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        entries = [_said(entry) for entry in value]
        return [entry for entry in entries if entry not in (None, "")]
    return value
