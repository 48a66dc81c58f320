"""Content as canonical JSON, and its fingerprint: equal content is the same version. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.offer.catalogue.rules.forms import form_schema
from yichuang.offer.catalogue.types import (
    Faq,
    Fee,
    FeeLine,
    LegalBasis,
    Material,
    Option,
    ProcedureKind,
    Question,
    ResultDocument,
    ResultKind,
    SpecialProcedure,
    VersionContent,
    VersionDetails,
)


def digest(content: VersionContent, organisation_code: str) -> str:
    """Fingerprint (SHA-256, hexadecimal) of everything published; row ids do not count."""
    document = canonical(content, organisation_code)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(content: VersionContent, organisation_code: str) -> dict[str, Any]:
    """The whole content as JSON values. The organisation counts by its code: a renaming is no new version."""
    return {
        "code": content.code,
        "name": content.name,
        "item_code": content.item_code,
        "item_name": content.item_name,
        "item_type": content.item_type,
        "handling_type": content.handling_type,
        "statutory": limit_to_json(content.statutory),
        "promised": limit_to_json(content.promised),
        "approval_tier": content.approval_tier,
        "visits": content.visits,
        "in_hall": content.in_hall,
        "service_objects": list(content.service_objects),
        "delivery": list(content.delivery),
        "unknown": list(content.unknown),
        "details": details_of(content, organisation_code, ""),
        "questions": [_question(question) for question in content.questions],
        "materials": [_material(material) for material in content.materials],
    }


def details_of(content: VersionContent, organisation_code: str, organisation_name: str) -> VersionDetails:
    """What the version's JSON column holds."""
    details: VersionDetails = {
        "organisation_code": organisation_code,
        "organisation_name": organisation_name,
        "statutory_basis": content.statutory.legal_basis if content.statutory else "",
        "promised_basis": content.promised.legal_basis if content.promised else "",
        "delivery_limit": limit_to_json(content.delivery_limit),
        "fee": _fee(content.fee),
        "conditions": list(content.conditions),
        "legal_basis": [{"law": b.law, "article": b.article, "text": b.text} for b in content.legal_basis],
        "result": _result(content.result),
        "themes": list(content.themes),
        "aliases": list(content.aliases),
        "faqs": [{"question": faq.question, "answer": faq.answer} for faq in content.faqs],
        "guide": content.guide,
        "source": content.source,
    }
    # left out when not said: equal content keeps the fingerprint it had before these were known
    correction = limit_to_json(content.correction_limit)
    if correction:
        details["correction_limit"] = correction
    if content.deemed_acceptance_basis:
        details["deemed_acceptance_basis"] = content.deemed_acceptance_basis
    if content.form:
        details["form"] = form_schema(content.form)
    return details


def limit_to_json(limit: Limit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {"amount": limit.amount, "unit": str(limit.unit), "legal_basis": limit.legal_basis}


def limit_from_json(stored: dict[str, Any] | None) -> Limit | None:
    return Limit(stored["amount"], LimitUnit(stored["unit"]), stored["legal_basis"]) if stored else None


def fee_from_json(stored: dict[str, Any] | None) -> Fee | None:
    if stored is None:
        return None
    lines = tuple(FeeLine(line["name"], line["standard"], line["amount_fen"]) for line in stored["lines"])
    return Fee(stored["charged"], stored["basis"], lines)


def result_from_json(stored: dict[str, Any] | None) -> ResultDocument | None:
    return (
        ResultDocument(ResultKind(stored["kind"]), stored["name"], stored["validity_years"])
        if stored
        else None
    )


def bases_from_json(stored: list[dict[str, str]]) -> tuple[LegalBasis, ...]:
    return tuple(LegalBasis(basis["law"], basis["article"], basis["text"]) for basis in stored)


def faqs_from_json(stored: list[dict[str, str]]) -> tuple[Faq, ...]:
    return tuple(Faq(faq["question"], faq["answer"]) for faq in stored)


def option_to_json(option: Option) -> dict[str, Any]:
    """An option as it is stored. What is not said is left out: it keeps the fingerprint it always had."""
    said: dict[str, Any] = {"code": option.code, "label": option.label, "hint": option.hint}
    for name, limit in (("promised", option.promised), ("statutory", option.statutory)):
        if limit:
            said[name] = limit_to_json(limit)
    if option.procedures:
        said["procedures"] = [
            {"kind": str(one.kind), "working_days": one.working_days, "legal_basis": one.legal_basis}
            for one in option.procedures
        ]
    return said


def option_from_json(stored: dict[str, Any]) -> Option:
    return Option(
        stored["code"],
        stored["label"],
        stored["hint"],
        limit_from_json(stored.get("promised")),
        limit_from_json(stored.get("statutory")),
        tuple(
            SpecialProcedure(ProcedureKind(one["kind"]), one["working_days"], one["legal_basis"])
            for one in stored.get("procedures", ())
        ),
    )


def _fee(fee: Fee | None) -> dict[str, Any] | None:
    if fee is None:
        return None
    lines = [
        {"name": line.name, "standard": line.standard, "amount_fen": line.amount_fen} for line in fee.lines
    ]
    return {"charged": fee.charged, "basis": fee.basis, "lines": lines}


def _result(result: ResultDocument | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {"kind": str(result.kind), "name": result.name, "validity_years": result.validity_years}


def _question(question: Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "text": question.text,
        "hint": question.hint,
        "options": [option_to_json(option) for option in question.options],
        "asked_when": question.asked_when.as_json(),
    }


def _material(material: Material) -> dict[str, Any]:
    columns = (
        "code", "name", "necessity", "form", "originals", "copies", "source", "issuer", "share_source",
        "legal_basis", "note", "deferral_working_days", "details",
    )  # fmt: skip
    return {name: getattr(material, name) for name in columns} | {
        "applies_when": material.applies_when.as_json(),
        "parts": list(material.parts),
        "sample_file_id": str(material.sample_file_id or ""),
        "blank_file_id": str(material.blank_file_id or ""),
        "review_points": [
            {"code": p.code, "text": p.text, "how": p.how, "blocking": p.blocking}
            for p in material.review_points
        ],
    }
