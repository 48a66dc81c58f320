"""Format (b): guide JSON, a list of items with their materials as collected from guides and statutes. Pure.

Each entry becomes one item with one handling item. What the guide leaves open (``null``) stays open;
wordings that fit no code table are kept as notes. Readings this file makes of a guide's words:

- 即办件 whose limit is 0 or whose note says 当场: the promise is "on the spot";
- 日 are calendar days, 工作日 working days;
- 不收费, 免费: no charge; any other wording leaves the fee open;
- a result whose name ends in 证, 执照 or 证书 is a licence; in 书, 文件, 批复 or 通知 a document;
- 按情形, 可承诺 and 告知承诺免交 are no necessity of the code table: open, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from yichuang.foundation.clocks.types import LONGEST_LIMIT, Limit, LimitUnit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.rules.content import unknown_elements
from yichuang.offer.catalogue.rules.fields import Fields
from yichuang.offer.catalogue.types import (
    Fee,
    FileRow,
    Guide,
    HandlingType,
    ItemType,
    LegalBasis,
    Material,
    MaterialDetails,
    MaterialForm,
    MaterialSource,
    Necessity,
    OrganisationFacts,
    Reason,
    ResultDocument,
    ResultKind,
    ReviewPoint,
    ServiceObject,
    Source,
    VersionContent,
)

ENTRY = (
    "id", "code", "name", "department", "region", "item_type", "handling_type", "legal_limit_days",
    "legal_limit_unit", "promised_limit_days", "promised_limit_unit", "limit_note", "stage_limits", "visits",
    "service_object", "conditions", "legal_basis", "materials", "materials_complete", "scenarios", "fee",
    "result_document", "source_kind", "quality", "source_url_or_ref", "source_date", "retrieved", "note",
    "inferred_fields",
)  # fmt: skip
MATERIAL = (
    "name", "form", "copies", "necessity", "source", "issuing_department", "review_points", "components",
)  # fmt: skip

_UNITS = {"工作日": LimitUnit.WORKING_DAY, "日": LimitUnit.CALENDAR_DAY, "天": LimitUnit.CALENDAR_DAY,
          "自然日": LimitUnit.CALENDAR_DAY, "月": LimitUnit.MONTH, "个月": LimitUnit.MONTH,
          "小时": LimitUnit.HOUR}  # fmt: skip
_OBJECTS = {
    "自然人": (ServiceObject.NATURAL_PERSON,),
    "法人": (ServiceObject.ENTERPRISE, ServiceObject.INSTITUTION, ServiceObject.SOCIAL_ORGANISATION),
    "企业法人": (ServiceObject.ENTERPRISE,),
    "事业法人": (ServiceObject.INSTITUTION,),
    "社会组织": (ServiceObject.SOCIAL_ORGANISATION,),
    "社会组织法人": (ServiceObject.SOCIAL_ORGANISATION,),
    "行政机关": (ServiceObject.ADMINISTRATIVE_ORGAN,),
    "其他组织": (ServiceObject.OTHER_ORGANISATION,),
}
_NECESSITIES = {"必要": Necessity.REQUIRED, "非必要": Necessity.OPTIONAL, "容缺后补": Necessity.DEFERRABLE}
_SOURCES = {"申请人提供": MaterialSource.APPLICANT, "申请人自备": MaterialSource.APPLICANT,
            "政府部门核发": MaterialSource.GOVERNMENT, "其他": MaterialSource.OTHER}  # fmt: skip
_BASIS = re.compile(r"^(.*?》(?:（[^）]*）)?)(.*)$")


def rows_of(entries: Sequence[Any]) -> Iterator[FileRow]:
    """The entries as rows, in order."""
    for index, entry in enumerate(entries):
        faults: list[FieldError] = []
        fields = Fields(entry, "", faults, ENTRY)
        code = fields.text("code", longest=64) or fields.text("id", needed=True, longest=64) or ""
        name = fields.text("name", needed=True, longest=1000) or ""
        department = fields.text("department", needed=True, longest=200) or ""
        content = _content(fields, code, name)
        if faults:
            reasons = tuple(Reason(fault.pointer, fault.detail) for fault in faults)
            yield FileRow(str(index), code, name, None, OrganisationFacts(), (), reasons)
            continue
        known = fields.has("materials") and fields.flag("materials_complete") is not False
        content = replace(content, unknown=unknown_elements(content, materials_known=known))
        yield FileRow(str(index), code, name, content, OrganisationFacts(name=department))


def _content(fields: Fields, code: str, name: str) -> VersionContent:
    handling_type = _labelled(fields, "handling_type", HandlingType)
    bases = fields.texts("legal_basis")
    return VersionContent(
        code=code,
        name=name,
        item_code=code,
        item_name=name,
        item_type=_labelled(fields, "item_type", ItemType),
        handling_type=handling_type,
        statutory=_limit(fields, "legal_limit", handling_type, "；".join(bases)),
        promised=_promise(fields, handling_type),
        visits=fields.whole("visits"),
        fee=Fee(charged=False) if fields.text("fee") in ("不收费", "免费") else None,
        service_objects=_objects(fields.plain("service_object")),
        conditions=tuple(filter(None, [fields.text("conditions")])),
        legal_basis=tuple(map(_basis, bases)),
        result=_result(fields.text("result_document", longest=300)),
        materials=tuple(
            _material(material, f"m{number:02}")
            for number, material in enumerate(fields.each("materials", MATERIAL), 1)
        ),
        guide=_guide(fields),
        source=_source(fields),
    )


def _promise(fields: Fields, handling_type: HandlingType | None) -> Limit | None:
    if handling_type is HandlingType.IMMEDIATE and not fields.raw("promised_limit_days"):
        on_the_spot = fields.raw("promised_limit_days") == 0 or "当场" in fields.plain("limit_note")
        return Limit(0, LimitUnit.IMMEDIATE) if on_the_spot else None
    return _limit(fields, "promised_limit", handling_type, "")


def _limit(fields: Fields, key: str, handling_type: HandlingType | None, basis: str) -> Limit | None:
    amount, unit = fields.whole(f"{key}_days"), fields.text(f"{key}_unit")
    if amount is None:
        return None
    if amount == 0 and handling_type is HandlingType.IMMEDIATE:
        return Limit(0, LimitUnit.IMMEDIATE, basis)
    if unit not in _UNITS:
        fields.fault(f"{key}_unit", f"时限单位“{unit}”不认识，可以是：{'、'.join(_UNITS)}")
        return None
    if not 1 <= amount <= LONGEST_LIMIT:
        fields.fault(f"{key}_days", f"时限应当是 1 到 {LONGEST_LIMIT}；不知道请写 null")
        return None
    return Limit(amount, _UNITS[unit], basis)


def _labelled(fields: Fields, key: str, table: type[Any]) -> Any:
    label = fields.text(key)
    if label is None:
        return None
    for member in table:
        if member.label == label:
            return member
    fields.fault(key, f"不认识“{label}”，可以是：{'、'.join(member.label for member in table)}")
    return None


def _objects(text: str) -> tuple[ServiceObject, ...]:
    """Known service objects; one unknown word leaves the element open, the words stay in the guide."""
    words = [word for word in re.split("[、，,]", text) if word]
    if any(word not in _OBJECTS for word in words):
        return ()
    return tuple(sorted({code for word in words for code in _OBJECTS[word]}, key=str))


def _basis(text: str) -> LegalBasis:
    found = _BASIS.match(text)
    return LegalBasis(found.group(1), found.group(2).strip()) if found else LegalBasis(text)


def _result(name: str | None) -> ResultDocument | None:
    if name is None:
        return None
    if name.endswith(("证", "执照", "证书")):
        return ResultDocument(ResultKind.LICENCE, name)
    if name.endswith(("书", "文件", "批复", "通知")):
        return ResultDocument(ResultKind.DOCUMENT, name)
    return ResultDocument(ResultKind.OTHER, name)


def _material(fields: Fields, code: str) -> Material:
    form, necessity = fields.plain("form"), fields.plain("necessity")
    source, copies = fields.plain("source"), fields.whole("copies")
    is_original, is_copy = "原件" in form, "复印件" in form
    is_form = form in ("申请书", "申请表")
    notes = []
    if necessity and necessity not in _NECESSITIES:
        notes.append(necessity)
    if source and source not in _SOURCES:
        notes.append(f"来源：{source}")
    if copies is not None and is_original == is_copy:
        notes.append(f"{copies} 份")
    details: MaterialDetails = {"kind": "form"} if is_form else {}
    point = fields.text("review_points")
    return Material(
        id=new_id(),
        code=code,
        name=fields.text("name", needed=True, longest=1000) or "",
        necessity=_NECESSITIES.get(necessity),
        form=MaterialForm.PAPER if is_original or is_copy else None,
        originals=copies if is_original and not is_copy else None,
        copies=copies if is_copy and not is_original else None,
        source=_SOURCES.get(source),
        issuer=fields.text("issuing_department", longest=300),
        note="；".join(notes),
        review_points=(ReviewPoint(new_id(), "p1", point),) if point else (),
        parts=fields.texts("components"),
        details=details or None,
    )


def _guide(fields: Fields) -> Guide:
    guide: Guide = {}
    if note := fields.text("limit_note"):
        guide["limit_note"] = note
    if words := fields.text("service_object"):
        guide["service_object_text"] = words
    if scenarios := fields.texts("scenarios"):
        guide["scenarios"] = list(scenarios)
    if note := fields.text("note"):
        guide["note"] = note
    stages = [
        {"stage": stage.plain("stage"), "working_days": stage.whole("working_days")}
        for stage in fields.each("stage_limits", ("stage", "working_days"))
    ]
    if stages:
        guide["stage_limits"] = stages
    return guide


def _source(fields: Fields) -> Source:
    source: Source = {"file_format": "guide"}
    if reference := fields.text("source_url_or_ref"):
        source["reference"] = reference
    if day := fields.text("source_date"):
        source["date"] = day
    if quality := fields.text("quality"):
        source["quality"] = quality
    if inferred := fields.texts("inferred_fields"):
        source["inferred"] = list(inferred)
    if region := fields.text("region"):
        source["region"] = region
    return source
