"""Revisions of a draft: what undoing and redoing lead to, and content read back from its JSON. Pure.

Nothing is ever taken away: undoing and redoing are revisions of their own, which say again what an
earlier one said. Where a draft stands follows from the kinds of its revisions alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.rules.digest import (
    bases_from_json,
    faqs_from_json,
    fee_from_json,
    limit_from_json,
    option_from_json,
    result_from_json,
)
from yichuang.offer.catalogue.rules.forms import form_of_schema
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    Condition,
    DeliveryMode,
    Element,
    HandlingType,
    ItemType,
    Material,
    MaterialForm,
    MaterialSource,
    Necessity,
    Question,
    ReviewPoint,
    ServiceObject,
    VersionContent,
)
from yichuang.offer.catalogue.types.editing import Position, RevisionKind


def position(revisions: Iterable[tuple[int, RevisionKind]]) -> Position:
    """Where a draft stands (撤销和重做的位置).

    Args:
        revisions: number and kind of each, the oldest first.
    """
    done: list[int] = []
    undone: list[int] = []
    for number, kind in revisions:
        match kind:
            case RevisionKind.UNDONE:
                undone.append(done.pop())
            case RevisionKind.REDONE:
                done.append(undone.pop())
            case RevisionKind.OPENED | RevisionKind.EDITED:
                done.append(number)
                undone.clear()
    return Position(tuple(done), tuple(undone))


def content_from_json(stored: Mapping[str, Any]) -> VersionContent:
    """The content that ``digest.canonical`` wrote. Row ids are new: they are not part of the content."""
    details = stored["details"]
    return VersionContent(
        code=stored["code"],
        name=stored["name"],
        item_code=stored["item_code"],
        item_name=stored["item_name"],
        item_type=ItemType(stored["item_type"]) if stored["item_type"] else None,
        handling_type=HandlingType(stored["handling_type"]) if stored["handling_type"] else None,
        statutory=limit_from_json(stored["statutory"]),
        promised=limit_from_json(stored["promised"]),
        delivery_limit=limit_from_json(details["delivery_limit"]),
        correction_limit=limit_from_json(details.get("correction_limit")),
        deemed_acceptance_basis=details.get("deemed_acceptance_basis", ""),
        approval_tier=ApprovalTier(stored["approval_tier"]) if stored["approval_tier"] else None,
        visits=stored["visits"],
        in_hall=stored["in_hall"],
        fee=fee_from_json(details["fee"]),
        service_objects=tuple(map(ServiceObject, stored["service_objects"])),
        conditions=tuple(details["conditions"]),
        legal_basis=bases_from_json(details["legal_basis"]),
        delivery=tuple(map(DeliveryMode, stored["delivery"])),
        result=result_from_json(details["result"]),
        questions=tuple(map(_question, stored["questions"])),
        materials=tuple(map(_material, stored["materials"])),
        form=form_of_schema(details.get("form")),
        themes=tuple(details["themes"]),
        aliases=tuple(details["aliases"]),
        faqs=faqs_from_json(details["faqs"]),
        guide=details["guide"],
        source=details["source"],
        unknown=tuple(map(Element, stored["unknown"])),
    )


def _question(stored: Mapping[str, Any]) -> Question:
    options = tuple(map(option_from_json, stored["options"]))
    return Question(
        stored["code"], stored["text"], options, Condition.of(stored["asked_when"]), stored["hint"]
    )


def _material(stored: Mapping[str, Any]) -> Material:
    return Material(
        id=new_id(),
        code=stored["code"],
        name=stored["name"],
        necessity=Necessity(stored["necessity"]) if stored["necessity"] else None,
        form=MaterialForm(stored["form"]) if stored["form"] else None,
        originals=stored["originals"],
        copies=stored["copies"],
        source=MaterialSource(stored["source"]) if stored["source"] else None,
        issuer=stored["issuer"],
        share_source=stored["share_source"],
        legal_basis=stored["legal_basis"],
        note=stored["note"],
        applies_when=Condition.of(stored["applies_when"]),
        review_points=tuple(
            ReviewPoint(new_id(), point["code"], point["text"], point["how"], point["blocking"])
            for point in stored["review_points"]
        ),
        parts=tuple(stored["parts"]),
        deferral_working_days=stored["deferral_working_days"],
        sample_file_id=_file(stored["sample_file_id"]),
        blank_file_id=_file(stored["blank_file_id"]),
        details=stored["details"],
    )


def _file(stored: str) -> UUID | None:
    return UUID(stored) if stored else None
