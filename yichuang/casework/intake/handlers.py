"""What intake hears of its own acts: the applicant is told, if they left a telephone number."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases import services
from yichuang.casework.intake.events import (
    AcceptanceDeclined,
    CaseAccepted,
    CaseCancelled,
    CaseLapsed,
    CaseReceived,
    CaseWithdrawn,
    CorrectionRequested,
)
from yichuang.casework.intake.types import CancellationKind


def on_case_received(event: CaseReceived, *, event_id: UUID, at: datetime) -> None:
    """Tell that the materials came, and until when there is an answer."""
    due = cases.case_by_id(event.case_id).answer_due_on
    services.tell_applicant(
        case_id=event.case_id, template="case-received", event_id=event_id, at=at, due=due.isoformat()
    )


def on_correction_requested(event: CorrectionRequested, *, event_id: UUID, at: datetime) -> None:
    """Tell that something is missing, and until when it can be brought."""
    services.tell_applicant(
        case_id=event.case_id,
        template="correction-asked",
        event_id=event_id,
        at=at,
        count=str(event.gap_count),
        due=event.correct_by.isoformat(),
    )


def on_case_accepted(event: CaseAccepted, *, event_id: UUID, at: datetime) -> None:
    """Tell that the case was accepted, or counts as accepted, and until when it is done."""
    if event.by_default:
        services.tell_applicant(
            case_id=event.case_id, template="case-deemed-accepted", event_id=event_id, at=at
        )
    elif event.promised_due_on is None:
        services.tell_applicant(
            case_id=event.case_id, template="case-accepted-undated", event_id=event_id, at=at
        )
    else:
        services.tell_applicant(
            case_id=event.case_id,
            template="case-accepted",
            event_id=event_id,
            at=at,
            due=event.promised_due_on.isoformat(),
        )


def on_acceptance_declined(event: AcceptanceDeclined, *, event_id: UUID, at: datetime) -> None:
    """Tell that the application was not accepted."""
    services.tell_applicant(case_id=event.case_id, template="not-accepted", event_id=event_id, at=at)


def on_case_lapsed(event: CaseLapsed, *, event_id: UUID, at: datetime) -> None:
    """Tell that the case ended because the corrections did not come."""
    services.tell_applicant(case_id=event.case_id, template="case-ended", event_id=event_id, at=at)


def on_case_withdrawn(event: CaseWithdrawn, *, event_id: UUID, at: datetime) -> None:
    """Tell that the application was taken back, whoever did it for the applicant."""
    services.tell_applicant(case_id=event.case_id, template="case-withdrawn", event_id=event_id, at=at)


def on_case_cancelled(event: CaseCancelled, *, event_id: UUID, at: datetime) -> None:
    """Tell that a supervisor declared the case void, or that its number came from a mistake."""
    template = "case-voided" if event.kind == CancellationKind.VOID else "case-deleted"
    services.tell_applicant(case_id=event.case_id, template=template, event_id=event_id, at=at)
