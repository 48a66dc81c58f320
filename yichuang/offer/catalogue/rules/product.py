"""Format (a): the product's own JSON (docs/reference/catalogue-format.md). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast, get_type_hints
from uuid import UUID

from yichuang.foundation.clocks.types import LONGEST_LIMIT, Limit, LimitUnit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.rules.content import unknown_elements
from yichuang.offer.catalogue.rules.fields import Fields, text_problem
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    Condition,
    DeliveryMode,
    Faq,
    Fee,
    FeeLine,
    FileRow,
    FormField,
    Guide,
    HandlingType,
    ItemType,
    LegalBasis,
    Material,
    MaterialDetails,
    MaterialForm,
    MaterialSource,
    Necessity,
    Option,
    OrganisationFacts,
    ProcedureKind,
    Question,
    Reason,
    ResultDocument,
    ResultKind,
    ReviewPoint,
    ServiceObject,
    Source,
    SpecialProcedure,
    VersionContent,
)
from yichuang.offer.catalogue.types.forms import LibraryField

ITEM = ("code", "name", "item_type", "theme", "aliases", "source", "handling_items")
HANDLING_ITEM = (
    "code", "name", "former_codes", "handling_type", "organisation", "service_objects", "statutory",
    "promised", "conditions", "legal_basis", "approval_tier", "visits", "fee", "hall", "delivery",
    "delivery_limit", "correction_limit", "deemed_acceptance_basis", "result", "questions", "materials",
    "form", "aliases", "faqs", "guide",
)  # fmt: skip
LIMIT = ("amount", "unit", "legal_basis")
OPTION = ("code", "label", "hint", "promised", "statutory", "procedures")
PROCEDURE = ("kind", "working_days", "legal_basis")
MATERIAL = (
    "code", "name", "necessity", "form", "originals", "copies", "source", "issuer", "share_source",
    "legal_basis", "applies_when", "note", "review_points", "parts", "deferral_working_days",
    "sample", "blank", "details",
)  # fmt: skip
FORM_FIELD = ("code", "field", "section", "label", "required", "hint", "applies_when")
CODE_LENGTH = 70
ORGANISATION = ("code", "name", "uscc", "region_code")


def rows_of(
    document: dict[str, Any], files: Mapping[str, UUID], library: Mapping[str, LibraryField]
) -> Iterator[FileRow]:
    """The handling items of a document, in order; an item without any is a refused row of its own.

    Args:
        files: the files that came with the document, by the names its materials use.
        library: the fields forms may be made of, by code.
    """
    organisations = _organisations(document.get("organisations"))
    for index, value in enumerate(document["items"]):
        place = f"items/{index}"
        item_faults: list[FieldError] = []
        item = Fields(value, "", item_faults, ITEM)
        shared = _item(item) | {"files": files, "library": library}
        handling_items = item.array("handling_items")
        if not handling_items:
            item.fault("handling_items", "至少要有一个业务办理项")
            yield _refused(place, shared["item_code"], shared["item_name"], item_faults)
        for number, handling_item in enumerate(handling_items):
            # each row has its own faults, after those of its item
            fields = Fields(handling_item, "", list(item_faults), HANDLING_ITEM)
            yield _row(f"{place}/handling_items/{number}", fields, shared, organisations)


def _organisations(value: Any) -> dict[str, OrganisationFacts]:
    known: dict[str, OrganisationFacts] = {}
    for entry in value if isinstance(value, list) else []:
        fields = Fields(entry, "", [], ORGANISATION)
        code, name = fields.plain("code", longest=32), fields.plain("name", longest=200)
        if code and name:
            known[code] = OrganisationFacts(code, name, fields.text("uscc"), fields.plain("region_code"))
    return known


def _item(item: Fields) -> dict[str, Any]:
    source = item.within("source", get_type_hints(Source))
    return {
        "item_code": item.text("code", needed=True, longest=64) or "",
        "item_name": item.text("name", needed=True, longest=1000) or "",
        "item_type": item.code("item_type", ItemType),
        "themes": item.texts("theme"),
        "aliases": item.texts("aliases"),
        "source": _typed(source, Source) if source else {},
    }


def _row(place: str, fields: Fields, shared: dict[str, Any], known: dict[str, OrganisationFacts]) -> FileRow:
    code = fields.text("code", needed=True, longest=64) or ""
    name = fields.text("name", needed=True, longest=1000) or ""
    organisation = fields.text("organisation", needed=True, longest=32) or ""
    former = fields.texts("former_codes")
    content = _content(fields, code, name, shared)
    if fields.faults:
        return _refused(place, code, name, fields.faults)
    content = replace(content, unknown=unknown_elements(content, materials_known=fields.has("materials")))
    facts = known.get(organisation, OrganisationFacts(code=organisation))
    return FileRow(place, code, name, content, facts, former)


def _content(fields: Fields, code: str, name: str, shared: dict[str, Any]) -> VersionContent:
    described = fields.within("guide", get_type_hints(Guide))
    guide: Guide = _typed(described, Guide) if described else Guide()
    return VersionContent(
        code=code,
        name=name,
        item_code=shared["item_code"],
        item_name=shared["item_name"],
        item_type=shared["item_type"],
        handling_type=fields.code("handling_type", HandlingType),
        statutory=_limit(fields, "statutory"),
        promised=_limit(fields, "promised"),
        delivery_limit=_limit(fields, "delivery_limit"),
        correction_limit=_limit(fields, "correction_limit"),
        deemed_acceptance_basis=fields.plain("deemed_acceptance_basis", longest=500),
        approval_tier=fields.code("approval_tier", ApprovalTier),
        visits=fields.whole("visits"),
        in_hall=fields.flag("hall"),
        fee=_fee(fields),
        service_objects=fields.codes("service_objects", ServiceObject),
        conditions=fields.texts("conditions"),
        legal_basis=tuple(
            LegalBasis(basis.text("law", needed=True) or "", basis.plain("article"), basis.plain("text"))
            for basis in fields.each("legal_basis", ("law", "article", "text"))
        ),
        delivery=fields.codes("delivery", DeliveryMode),
        result=_result(fields),
        questions=tuple(
            _question(question)
            for question in fields.each("questions", ("code", "text", "options", "asked_when", "hint"))
        ),
        materials=tuple(
            _material(material, shared["files"]) for material in fields.each("materials", MATERIAL)
        ),
        form=_form(fields, shared["library"]),
        themes=shared["themes"],
        aliases=tuple(dict.fromkeys((*shared["aliases"], *fields.texts("aliases")))),
        faqs=tuple(
            Faq(faq.text("q", needed=True) or "", faq.text("a", needed=True) or "")
            for faq in fields.each("faqs", ("q", "a"))
        ),
        guide=guide,
        source=shared["source"],
    )


def _limit(fields: Fields, key: str) -> Limit | None:
    limit = fields.within(key, LIMIT)
    if limit is None:
        return None
    amount, unit = limit.whole("amount"), limit.raw("unit")
    units = {known.value: known for known in LimitUnit}
    if not isinstance(unit, str) or unit not in units:
        limit.fault("unit", f"不认识“{unit}”，可以是：{'、'.join(units)}")
        return None
    basis = limit.plain("legal_basis")
    if units[unit] is LimitUnit.IMMEDIATE:
        if amount:
            limit.fault("amount", "即办没有天数，应当是 0")
        return Limit(0, LimitUnit.IMMEDIATE, basis)
    if amount is None or not 1 <= amount <= LONGEST_LIMIT:
        limit.fault("amount", f"时限应当是 1 到 {LONGEST_LIMIT}；不知道请把整个时限写成 null")
        return None
    return Limit(amount, units[unit], basis)


def _fee(fields: Fields) -> Fee | None:
    fee = fields.within("fee", ("charged", "basis", "lines"))
    if fee is None:
        return None
    lines = tuple(
        FeeLine(line.text("name", needed=True) or "", line.plain("standard"), line.whole("amount_fen"))
        for line in fee.each("lines", ("name", "standard", "amount_fen"))
    )
    charged = fee.flag("charged")
    if charged is None:
        fee.fault("charged", "要写明是否收费；不知道请把 fee 写成 null")
    return Fee(bool(charged), fee.plain("basis"), lines)


def _result(fields: Fields) -> ResultDocument | None:
    result = fields.within("result", ("kind", "name", "validity_years"))
    if result is None:
        return None
    kind = result.code("kind", ResultKind) or ResultKind.OTHER
    return ResultDocument(
        kind, result.text("name", needed=True, longest=300) or "", result.whole("validity_years")
    )


def _question(fields: Fields) -> Question:
    options = tuple(_option(option) for option in fields.each("options", OPTION))
    return Question(
        code=fields.text("code", needed=True, longest=64) or "",
        text=fields.text("text", needed=True, longest=1000) or "",
        options=options,
        asked_when=_condition(fields, "asked_when"),
        hint=fields.plain("hint"),
    )


def _option(fields: Fields) -> Option:
    return Option(
        fields.text("code", needed=True) or "",
        fields.text("label", needed=True) or "",
        fields.plain("hint"),
        _limit(fields, "promised"),
        _limit(fields, "statutory"),
        tuple(
            SpecialProcedure(
                procedure.code("kind", ProcedureKind) or ProcedureKind.HEARING,
                procedure.whole("working_days"),
                procedure.plain("legal_basis"),
            )
            for procedure in fields.each("procedures", PROCEDURE)
        ),
    )


def _material(fields: Fields, files: Mapping[str, UUID]) -> Material:
    details = fields.within("details", get_type_hints(MaterialDetails))
    return Material(
        id=new_id(),
        code=fields.text("code", needed=True, longest=64) or "",
        name=fields.text("name", needed=True, longest=1000) or "",
        necessity=fields.code("necessity", Necessity),
        form=fields.code("form", MaterialForm),
        originals=fields.whole("originals"),
        copies=fields.whole("copies"),
        source=fields.code("source", MaterialSource),
        issuer=fields.text("issuer", longest=300),
        share_source=fields.text("share_source", longest=100),
        legal_basis=fields.plain("legal_basis"),
        note=fields.plain("note"),
        applies_when=_condition(fields, "applies_when"),
        review_points=tuple(
            ReviewPoint(
                new_id(),
                point.text("code", needed=True, longest=64) or "",
                point.text("text", needed=True) or "",
                point.plain("how"),
                point.flag("blocking") is not False,
            )
            for point in fields.each("review_points", ("code", "text", "how", "blocking"))
        ),
        parts=fields.texts("parts"),
        deferral_working_days=fields.whole("deferral_working_days"),
        sample_file_id=_file(fields, "sample", files),
        blank_file_id=_file(fields, "blank", files),
        details=_typed(details, MaterialDetails) if details else None,
    )


def _form(fields: Fields, library: Mapping[str, LibraryField]) -> tuple[FormField, ...]:
    """Fields of the library in the order of the form."""
    form = []
    for row in fields.each("form", FORM_FIELD):
        name = row.text("field", needed=True, longest=63) or ""
        known = library.get(name)
        if known is None:
            row.fault("field", f"表单字段库里没有“{name}”")
            continue
        form.append(
            FormField(
                code=row.text("code", longest=CODE_LENGTH) or name,
                field=name,
                facts=known.facts,
                section=row.plain("section", longest=100),
                label=row.plain("label", longest=100),
                required=row.flag("required") is not False,
                hint=row.plain("hint", longest=500),
                applies_when=_condition(row, "applies_when"),
            )
        )
    return tuple(form)


def _file(fields: Fields, key: str, files: Mapping[str, UUID]) -> UUID | None:
    name = fields.text(key, longest=100)
    if name and name not in files:
        fields.fault(key, f"没有随导入文件交来“{name}”")
    return files.get(name) if name else None


def _condition(fields: Fields, key: str) -> Condition:
    value = fields.raw(key)
    if value is None:
        return Condition()
    well_formed = isinstance(value, dict) and all(
        isinstance(options, list) and all(isinstance(option, str) for option in options)
        for options in value.values()
    )
    if not well_formed:
        fields.fault(key, '应当写成 {"问题代码": ["选项代码", …]}')
        return Condition()
    return Condition.of(value)


def _typed(fields: Fields, shape: Any) -> Any:
    """The keys of a TypedDict that are there, each of its type."""
    found: dict[str, Any] = {}
    for key, hint in get_type_hints(shape).items():
        if not fields.has(key):
            continue
        if hint is bool:
            found[key] = fields.flag(key)
        elif hint is str:
            found[key] = fields.plain(key)
        elif hint == list[str]:
            found[key] = list(fields.texts(key))
        else:
            found[key] = _rows(fields, key)
    return found


def _rows(fields: Fields, key: str) -> list[dict[str, str | int | None]]:
    """A list of flat objects."""
    rows = []
    for index, row in enumerate(fields.array(key)):
        flat = isinstance(row, dict) and all(
            value is None
            or (isinstance(value, int) and not isinstance(value, bool))
            or (isinstance(value, str) and not text_problem(value, 20_000))
            for value in row.values()
        )
        if flat:
            rows.append(cast("dict[str, str | int | None]", row))
        else:
            fields.fault(f"{key}/{index}", "应当是只含文字和整数的对象")
    return rows


def _refused(place: str, code: str, name: str, faults: list[FieldError]) -> FileRow:
    reasons = tuple(Reason(fault.pointer, fault.detail) for fault in faults)
    return FileRow(place, code, name, None, OrganisationFacts(), (), reasons)
