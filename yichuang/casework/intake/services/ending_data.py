"""What the papers say that end a case: from the case to the frozen content of a notice."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import CaseView
from yichuang.casework.intake import rules
from yichuang.casework.intake.services.notice_data import officer_words
from yichuang.casework.intake.types import NonAcceptanceInput, WithdrawalInput
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices.types import NonAcceptanceContent, Remedies, TerminationContent
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.offer.catalogue import queries as catalogue

WITHDRAWN = "申请人撤回申请"


def non_acceptance(
    *,
    case: CaseView,
    refusal: NonAcceptanceInput,
    remedies: Remedies | None,
    window: WindowView,
    actor: Actor,
    at: datetime,
) -> NonAcceptanceContent:
    """Content of a 不予受理通知书."""
    return NonAcceptanceContent(
        **_common(case, window, actor),
        applied_at=case.received_at,
        declined_at=at,
        ground=rules.ground_words(refusal.ground, case.item_type),
        reason=refusal.reason,
        legal_basis=refusal.legal_basis,
        apply_to=_with_address(refusal.apply_to),
        remedies=remedies,
    )


def termination(
    *,
    case: CaseView,
    withdrawal: WithdrawalInput,
    returned: tuple[str, ...],
    window: WindowView,
    actor: Actor,
    at: datetime,
) -> TerminationContent:
    """Content of a 终止办理（退件）通知书 after a withdrawal. ``returned``: the papers given back."""
    who = "代理人" if withdrawal.by_agent else "申请人"
    return TerminationContent(
        **_common(case, window, actor),
        applied_at=case.received_at,
        ended_at=at,
        ground=WITHDRAWN,
        reason=withdrawal.reason.strip() or f"{who}提交了签名的书面撤回申请",
        legal_basis=(),
        returned=returned,
    )


def _common(case: CaseView, window: WindowView, actor: Actor) -> cases.CommonFields:
    return cases.common_content(
        case=case,
        version=catalogue.version(case.version_id),
        people=cases.people_of(case),
        officer=officer_words(window, actor),
    )


def _with_address(name: str) -> str:
    """An authority on record is printed with its address and telephone, so that nobody has to search."""
    found = next((known for known in places.organisations() if known.name == name), None) if name else None
    if found is None:
        return name
    known = "，".join(words for words in (found.address, found.phone and f"电话 {found.phone}") if words)
    return f"{name}（{known}）" if known else name
