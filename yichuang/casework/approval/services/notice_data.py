"""What a decision's document says: from the case to the frozen content of a notice."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.approval.rules import validity
from yichuang.casework.approval.types import (
    DELIVERY_LIMIT,
    DecisionInput,
    RefusalInput,
    TerminationInput,
)
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import CaseView
from yichuang.casework.intake import queries as intake
from yichuang.foundation.accounts.types import Actor, AuthorisationView
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.notices.types import (
    CompletionContent,
    GrantContent,
    RefusalContent,
    TerminationContent,
)
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.types import HandlingVersion


def grant(
    *,
    case: CaseView,
    version: HandlingVersion,
    decision: DecisionInput,
    actor: Actor,
    authorisation: AuthorisationView | None,
    at: datetime,
) -> GrantContent:
    """Content of a 准予行政许可决定书 (item type 01 only)."""
    valid_from = decision.valid_from or legal_date(at)
    years = version.result.validity_years if version.result else None
    return GrantContent(
        **cases.common_content(case=case, version=version, people=cases.people_of(case), officer=actor.name),
        applied_at=case.received_at,
        decided_at=at,
        content=decision.content or f"准予你（单位）申请的{version.name}",
        legal_basis=_legal_basis(version),
        licence_name=version.result.name if version.result else version.name,
        licence_number=None,
        valid_from=valid_from,
        valid_until=validity(valid_from=valid_from, years=years)[1],
        delivery_due_on=clocks.due_on(
            calendars.working_calendar(), at, version.delivery_limit or DELIVERY_LIMIT
        ),
        collection=cases.collection_words(version),
        conditions=(decision.conditions,) if decision.conditions else (),
        authorisation=_authorisation_words(authorisation),
    )


def completion(
    *,
    case: CaseView,
    version: HandlingVersion,
    decision: DecisionInput,
    actor: Actor,
    authorisation: AuthorisationView | None,
    at: datetime,
) -> CompletionContent:
    """Content of a 办结通知书, for every item that is not a licence."""
    return CompletionContent(
        **cases.common_content(case=case, version=version, people=cases.people_of(case), officer=actor.name),
        applied_at=case.received_at,
        completed_at=at,
        result=decision.content or f"你（单位）申请的{version.name}已办结",
        legal_basis=_legal_basis(version),
        result_name=version.result.name if version.result else "",
        result_number=None,
        collection=cases.collection_words(version),
        remedies=None,
        explanation=decision.conditions,
        authorisation=_authorisation_words(authorisation),
    )


def refusal(
    *, case: CaseView, version: HandlingVersion, refusal: RefusalInput, actor: Actor, at: datetime
) -> RefusalContent:
    """Content of a 不予行政许可决定书 or 不予办理通知书.

    Raises:
        RemediesUnknown: nobody has recorded where the organisation's decisions are challenged.
    """
    return RefusalContent(
        **cases.common_content(case=case, version=version, people=cases.people_of(case), officer=actor.name),
        applied_at=case.received_at,
        decided_at=at,
        facts=refusal.facts,
        reason=refusal.reason,
        legal_basis=refusal.legal_basis,
        remedies=cases.remedies_of(case),
    )


def termination(
    *, case: CaseView, version: HandlingVersion, termination: TerminationInput, actor: Actor, at: datetime
) -> TerminationContent:
    """Content of a 终止办理（退件）通知书. The originals that were kept go back to the applicant."""
    return TerminationContent(
        **cases.common_content(case=case, version=version, people=cases.people_of(case), officer=actor.name),
        applied_at=case.received_at,
        ended_at=at,
        ground=f"终止办理（{termination.ground.label}）",
        reason=termination.reason,
        legal_basis=termination.legal_basis,
        returned=_kept_originals(case),
    )


def _kept_originals(case: CaseView) -> tuple[str, ...]:
    return tuple(
        f"{line.name}（原件 {line.originals} 份）" for line in intake.current_checks(case) if line.originals
    )


def _legal_basis(version: HandlingVersion) -> tuple[str, ...]:
    named = tuple(f"《{basis.law.strip('《》')}》{basis.article}" for basis in version.legal_basis)
    return named or ("公布的办事指南",)


def _authorisation_words(authorisation: AuthorisationView | None) -> str:
    return f"{authorisation.document_number}（书面授权）" if authorisation else ""
