"""A form as a JSON Schema, and the schema as a form again (表单的 JSON Schema). Pure.

What is validated is ``{"answers": {question: option}, "values": {field: value}}``: whether a field is
asked at all depends on the answers. A field that is not asked must not be there. ``x-form`` has what a
schema cannot say, in order; the rest follows from it.

Source: JSON Schema, draft 2020-12.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.rules.fields import text_problem
from yichuang.offer.catalogue.rules.form_patterns import pattern_problem
from yichuang.offer.catalogue.types import ALWAYS, Condition, FormField
from yichuang.offer.catalogue.types.forms import FieldFacts, FieldType, Sensitivity

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOST_FIELDS, MOST_OPTIONS = 200, 100
LONGEST_TEXT, LONGEST_LONG_TEXT, HIGHEST = 200, 4000, 999_999_999
DATE_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
RESIDENT_ID_PATTERN = r"^[0-9]{17}[0-9X]$"
USCC_PATTERN = r"^[0-9A-HJ-NP-RT-Y]{18}$"
PHONE_PATTERN = r"^[0-9]{7,16}$"
_SHAPES = {
    FieldType.DATE: {"format": "date", "pattern": DATE_PATTERN},
    FieldType.RESIDENT_ID: {"pattern": RESIDENT_ID_PATTERN},
    FieldType.USCC: {"pattern": USCC_PATTERN},
    FieldType.PHONE: {"pattern": PHONE_PATTERN},
}


def longest_of(facts: FieldFacts) -> int:
    """The most characters of a text, or the highest number."""
    if facts.type is FieldType.WHOLE:
        return HIGHEST if facts.longest is None else facts.longest
    usual = LONGEST_LONG_TEXT if facts.type is FieldType.LONG_TEXT else LONGEST_TEXT
    return usual if facts.longest is None else facts.longest


def form_schema(form: Sequence[FormField]) -> dict[str, Any]:
    """The JSON Schema of a form (表单的 JSON Schema)."""
    always = [field.code for field in form if field.required and field.applies_when == ALWAYS]
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "type": "object",
        "required": ["answers", "values"],
        "properties": {
            "answers": {"type": "object", "additionalProperties": {"type": "string"}},
            "values": {
                "type": "object",
                "properties": {field.code: _property(field) for field in form},
                "required": always,
                "additionalProperties": False,
            },
        },
        "x-form": [_as_json(field) for field in form],
    }
    sometimes = [_asked_when(field) for field in form if field.applies_when != ALWAYS]
    return schema | {"allOf": sometimes} if sometimes else schema


def form_of_schema(schema: Mapping[str, Any] | None) -> tuple[FormField, ...]:
    """The form a schema of :func:`form_schema` was made from; none: no form."""
    return tuple(_from_json(stored) for stored in schema["x-form"]) if schema else ()


def _property(field: FormField) -> dict[str, Any]:
    said = {"title": field.title, "description": field.hint or field.facts.hint}
    return {name: words for name, words in said.items() if words} | _shape(field.facts)


def _shape(facts: FieldFacts) -> dict[str, Any]:
    match facts.type:
        case FieldType.WHOLE:
            return {"type": "integer", "minimum": 0, "maximum": longest_of(facts)}
        case FieldType.YES_NO:
            return {"type": "boolean"}
        case FieldType.CHOICE:
            return {"type": "string", "enum": list(facts.options)}
        case FieldType.CHOICES:
            return {
                "type": "array",
                "items": {"type": "string", "enum": list(facts.options)},
                "minItems": 1,
                "uniqueItems": True,
            }
        case FieldType.TEXT | FieldType.LONG_TEXT:
            shape: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": longest_of(facts)}
            return shape | {"pattern": f"^{facts.pattern}$" if facts.pattern else r"\S"}
        case _:
            return {"type": "string"} | _SHAPES[facts.type]


def _asked_when(field: FormField) -> dict[str, Any]:
    """Under these answers it is asked, under others it must not be there."""
    requires = field.applies_when.requires
    answered = {
        "properties": {
            "answers": {
                "properties": {question: {"enum": list(options)} for question, options in requires},
                "required": [question for question, _ in requires],
            }
        }
    }
    absent = {"properties": {"values": {"properties": {field.code: False}}}}
    rule: dict[str, Any] = {"if": answered, "else": absent}
    if field.required:
        rule["then"] = {"properties": {"values": {"required": [field.code]}}}
    return rule


# — kept with the schema —


def facts_as_json(facts: FieldFacts) -> dict[str, Any]:
    """A definition as JSON; what it does not say is left out."""
    said: dict[str, Any] = {
        "name": facts.name,
        "type": facts.type.value,
        "sensitivity": facts.sensitivity.value,
        "name_en": facts.name_en,
        "element": facts.element,
        "longest": facts.longest,
        "pattern": facts.pattern,
        "pattern_words": facts.pattern_words,
        "options": list(facts.options),
        "held_by": facts.held_by,
        "held_as": facts.held_as,
        "aliases": list(facts.aliases),
        "hint": facts.hint,
    }
    return {name: value for name, value in said.items() if value not in ("", None, [])}


def facts_from_json(stored: Mapping[str, Any]) -> FieldFacts:
    return FieldFacts(
        name=stored["name"],
        type=FieldType(stored["type"]),
        sensitivity=Sensitivity(stored["sensitivity"]),
        name_en=stored.get("name_en", ""),
        element=stored.get("element", ""),
        longest=stored.get("longest"),
        pattern=stored.get("pattern", ""),
        pattern_words=stored.get("pattern_words", ""),
        options=tuple(stored.get("options", ())),
        held_by=stored.get("held_by", ""),
        held_as=stored.get("held_as", ""),
        aliases=tuple(stored.get("aliases", ())),
        hint=stored.get("hint", ""),
    )


def _as_json(field: FormField) -> dict[str, Any]:
    said: dict[str, Any] = {
        "code": field.code,
        "field": field.field,
        "section": field.section,
        "label": field.label,
        "required": field.required,
        "hint": field.hint,
        "applies_when": field.applies_when.as_json(),
        "facts": facts_as_json(field.facts),
    }
    return {name: value for name, value in said.items() if value not in ("", {})}


def _from_json(stored: Mapping[str, Any]) -> FormField:
    return FormField(
        code=stored["code"],
        field=stored["field"],
        facts=facts_from_json(stored["facts"]),
        section=stored.get("section", ""),
        label=stored.get("label", ""),
        required=stored["required"],
        hint=stored.get("hint", ""),
        applies_when=Condition.of(stored.get("applies_when", {})),
    )


# — what may not be —


def facts_faults(facts: FieldFacts) -> list[FieldError]:
    """Everything that is wrong with a definition, each with the field it stands in."""
    faults = _text_faults(facts) + _option_faults(facts)
    if facts.longest is not None:
        top = {FieldType.TEXT: LONGEST_TEXT, FieldType.LONG_TEXT: LONGEST_LONG_TEXT,
               FieldType.WHOLE: HIGHEST}.get(facts.type)  # fmt: skip
        if top is None:
            faults.append(FieldError("/longest", "这种类型不能设长度"))
        elif not 1 <= facts.longest <= top:
            faults.append(FieldError("/longest", f"应当是 1 到 {top}"))
    if facts.pattern:
        problem = pattern_problem(facts.pattern) if facts.type.is_text else "只有文字的字段有填写格式"
        faults += [FieldError("/pattern", problem)] if problem else []
    if bool(facts.pattern) != bool(facts.pattern_words):
        faults.append(FieldError("/pattern_words", "填写格式和给群众看的说明要一起写"))
    if bool(facts.held_by) != bool(facts.held_as):
        faults.append(FieldError("/held_as", "政府已有的，登记簿和群众知道的名称要一起写"))
    return faults


def _option_faults(facts: FieldFacts) -> list[FieldError]:
    faults = []
    if not facts.type.has_options:
        return [FieldError("/options", "只有单选、多选的字段有选项")] if facts.options else []
    if not 2 <= len(facts.options) <= MOST_OPTIONS:
        faults.append(FieldError("/options", f"选择的字段要有 2 到 {MOST_OPTIONS} 个选项"))
    if len(set(facts.options)) < len(facts.options):
        faults.append(FieldError("/options", "选项有重复的"))
    return faults


def _text_faults(facts: FieldFacts) -> list[FieldError]:
    limits = {"name": 100, "name_en": 100, "element": 100, "pattern_words": 200, "held_by": 100,
              "held_as": 100, "hint": 500}  # fmt: skip
    said = {name: getattr(facts, name) for name in limits}
    problems = [(f"/{name}", text_problem(text, limits[name])) for name, text in said.items()]
    for name in ("options", "aliases"):
        problems += [(f"/{name}", text_problem(text, 100)) for text in getattr(facts, name)]
    faults = [FieldError(pointer, problem) for pointer, problem in problems if problem]
    return faults if facts.name.strip() else [FieldError("/name", "请写明字段名称"), *faults]


def form_faults(form: Sequence[FormField]) -> list[FieldError]:
    """What forbids publishing a form; its conditions are judged with the questions."""
    faults = [
        FieldError("/form", f"表单字段代码“{code}”重复")
        for code, times in Counter(field.code for field in form).items()
        if times > 1
    ]
    if len(form) > MOST_FIELDS:
        faults.append(FieldError("/form", f"一张表最多 {MOST_FIELDS} 个字段"))
    for index, field in enumerate(form):
        for name, text, longest in (("section", field.section, 100), ("label", field.label, 100),
                                    ("hint", field.hint, 500)):  # fmt: skip
            problem = text_problem(text, longest)
            faults += [FieldError(f"/form/{index}/{name}", problem)] if problem else []
        faults += [
            FieldError(f"/form/{index}{fault.pointer}", fault.detail) for fault in facts_faults(field.facts)
        ]
    return faults
