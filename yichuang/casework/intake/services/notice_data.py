"""What intake's documents say: from the case to the frozen content of a notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import CaseView
from yichuang.casework.intake.types import CheckedMaterial, CollectionMode, Verdict
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.clocks.types import DueDates
from yichuang.foundation.notices.types import AcceptanceContent, ReceiptContent, ReceivedMaterial
from yichuang.foundation.parties.types import PartyInput
from yichuang.foundation.places.types import WindowView
from yichuang.offer.catalogue.types import HandlingVersion, ScenarioTerms

_NOT_HANDED_IN = {
    Verdict.EXEMPT: "政府已有，免交",
    Verdict.NOT_NEEDED: "未交，非必要",
    Verdict.MISSING: "未交",
}


def receipt(
    *,
    people: tuple[PartyInput, PartyInput | None],
    version: HandlingVersion,
    checked: Sequence[CheckedMaterial],
    case: CaseView,
    window: WindowView,
    actor: Actor,
) -> ReceiptContent:
    """Content of a 收件凭证. ``people``: applicant and agent as they were recorded."""
    return ReceiptContent(
        **cases.common_content(
            case=case, version=version, people=people, officer=officer_words(window, actor)
        ),
        received_at=case.received_at,
        received_by=actor.name,
        answer_due_on=case.answer_due_on,
        delivery_method="当面交付",
        materials=tuple(material_line(material) for material in checked),
    )


def acceptance(
    *,
    version: HandlingVersion,
    case: CaseView,
    window: WindowView,
    actor: Actor,
    due: DueDates,
    at: datetime,
) -> AcceptanceContent:
    """Content of a 受理通知书."""
    people, terms = cases.people_of(case), version.terms(case.answers)
    return AcceptanceContent(
        **cases.common_content(
            case=case, version=version, people=people, officer=officer_words(window, actor)
        ),
        applied_at=case.received_at,
        accepted_at=at,
        handling_type=version.handling_type.label if version.handling_type else "承诺件",
        promised=cases.limit_on_paper(terms.promised, due.promised_on),
        statutory=cases.limit_on_paper(terms.statutory, due.statutory_on),
        fee=cases.fee_words(version),
        collection=cases.collection_words(version),
        special_procedure=procedure_words(terms),
    )


def procedure_words(terms: ScenarioTerms) -> str:
    """The special procedures of the scenario, with the time each takes (特别程序); empty: none is known.

    Law: 行政许可法 §45
    """
    return "；".join(procedure.words for procedure in terms.procedures)


def officer_words(window: WindowView, actor: Actor) -> str:
    """Who handles it (经办人), as documents of the counter name them."""
    return f"{window.code} 窗口 {actor.name}"


def material_line(material: CheckedMaterial) -> ReceivedMaterial:
    """One line of a list of materials: what came, and what is wrong with it."""
    handed_in = (material.collected or CollectionMode.PAPER).label
    missing = "；".join(gap.point or "未提交" for gap in material.gaps)
    if material.verdict is Verdict.FAULTY and not material.gaps:
        missing = "不符合要求，但不影响受理"
    return ReceivedMaterial(
        name=material.name,
        originals=material.originals,
        copies=material.copies,
        form=_NOT_HANDED_IN.get(material.verdict, handed_in),
        complete=material.verdict not in (Verdict.MISSING, Verdict.FAULTY),
        note=missing or material.note,
    )
