"""Form lists read from a file, and what their names mean in the library (表单字段清单). Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.errors import FileUnreadable
from yichuang.offer.catalogue.rules.fields import Fields
from yichuang.offer.catalogue.rules.forms import facts_faults
from yichuang.offer.catalogue.rules.keys import normal
from yichuang.offer.catalogue.types.forms import (
    FieldFacts,
    FieldFound,
    FieldType,
    FormList,
    LibraryField,
    Sensitivity,
)

LIST = ("form_title", "item_id", "fields", "uploads", "source", "date")
FIELD = (
    "code", "name", "name_en", "type", "sensitivity", "element", "longest", "pattern", "pattern_words",
    "options", "held_by", "held_as", "aliases", "hint",
)  # fmt: skip
LIBRARY_FORMAT = "yichuang-form-fields"
FIELD_CODE = re.compile(r"[a-z][a-z0-9-]{0,62}")
MOST_LISTS = 10_000

# what stands around a name on a form and says nothing
_AROUND = re.compile(r"[*＊:：]+")


def name_key(name: str) -> str:
    """The form in which names of fields are compared: “公民身份号码：” is “公民身份号码”."""
    return _AROUND.sub("", normal(name))


def names_of(library: Iterable[LibraryField]) -> dict[str, LibraryField]:
    """Every name and alias of the library, as :func:`name_key` has it. A name counts before an alias."""
    known: dict[str, LibraryField] = {}
    fields = sorted(library, key=lambda field: field.code)
    for field in fields:
        known.setdefault(name_key(field.facts.name), field)
    for field in fields:
        for alias in field.facts.aliases:
            known.setdefault(name_key(alias), field)
    return known


def found_in(names: Iterable[str], known: Mapping[str, LibraryField]) -> tuple[FieldFound, ...]:
    """What each name of a form means in the library (对应字段)."""
    return tuple(FieldFound(name, known.get(name_key(name))) for name in names)


def read_lists(content: bytes) -> tuple[tuple[FormList, ...], tuple[FieldError, ...]]:
    """The form lists of a file (docs/reference/form-lists-format.md), and what is wrong in it.

    Raises:
        FileUnreadable: no JSON list of forms.
    """
    document = _parse(content)
    if not isinstance(document, list) or not document or len(document) > MOST_LISTS:
        raise FileUnreadable("文件应当是表单的 JSON 列表，没有导入任何内容")
    faults: list[FieldError] = []
    found = []
    for index, value in enumerate(document):
        row = Fields(value, f"/{index}", faults, LIST)
        title = row.text("form_title", needed=True, longest=300) or ""
        names = row.texts("fields")
        if not names:
            row.fault("fields", "至少要有一个字段")
        for place, name in enumerate(names):
            if len(name) > 100:
                row.fault(f"fields/{place}", "字段名称超过 100 字")
        source = "，".join(said for said in (row.plain("source", longest=500), row.plain("date")) if said)
        found.append(
            FormList(title, names, row.texts("uploads"), row.plain("item_id", longest=64), source[:600])
        )
    return tuple(found), tuple(faults)


def read_library(content: bytes) -> tuple[tuple[LibraryField, ...], tuple[FieldError, ...]]:
    """The fields of a library file, and what is wrong in it.

    Raises:
        FileUnreadable: no library file.
    """
    document = _parse(content)
    if not isinstance(document, dict) or document.get("format") != LIBRARY_FORMAT:
        raise FileUnreadable(f"这个 JSON 没有写明 format: {LIBRARY_FORMAT}，没有导入任何内容")
    faults: list[FieldError] = []
    return read_fields(document.get("fields"), "/fields", faults), tuple(faults)


def read_fields(value: Any, pointer: str, faults: list[FieldError]) -> tuple[LibraryField, ...]:
    """A list of definitions; each code once."""
    found: dict[str, LibraryField] = {}
    for row in Fields({"all": value}, "", faults, ("all",)).each("all", FIELD):
        row.pointer = pointer + row.pointer.removeprefix("/all")
        field = _field(row)
        if field.code in found:
            row.fault("code", f"字段代码“{field.code}”重复")
        found[field.code] = field
    return tuple(found.values())


def _field(row: Fields) -> LibraryField:
    code = row.text("code", needed=True, longest=63) or ""
    problem = code_problem(code)
    if code and problem:
        row.fault("code", problem)
    facts = FieldFacts(
        name=row.plain("name", longest=100),
        type=row.code("type", FieldType) or FieldType.TEXT,
        sensitivity=row.code("sensitivity", Sensitivity) or Sensitivity.ORDINARY,
        name_en=row.plain("name_en", longest=100),
        element=row.plain("element", longest=100),
        longest=row.whole("longest"),
        pattern=row.plain("pattern", longest=200),
        pattern_words=row.plain("pattern_words", longest=200),
        options=row.texts("options"),
        held_by=row.plain("held_by", longest=100),
        held_as=row.plain("held_as", longest=100),
        aliases=row.texts("aliases"),
        hint=row.plain("hint", longest=500),
    )
    for fault in facts_faults(facts):
        row.fault(fault.pointer.removeprefix("/"), fault.detail)
    return LibraryField(code, facts)


def code_problem(code: str) -> str | None:
    """Why a code cannot name a field; None when it can."""
    if FIELD_CODE.fullmatch(code):
        return None
    return "字段代码用小写字母开头，只含小写字母、数字和连字符，最长 63 位"


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as broken:
        raise FileUnreadable("文件不是完整的 UTF-8 JSON，没有导入任何内容") from broken
