"""What approval hears."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.casework.approval import services
from yichuang.casework.approval.events import CaseTerminated
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases import services as case_services
from yichuang.casework.intake.events import CaseAccepted


def on_case_accepted(event: CaseAccepted, *, event_id: UUID, at: datetime) -> None:
    """Route the case to its competent organisation."""
    services.open_review(case=cases.case_by_id(event.case_id), at=at)


def on_case_terminated(event: CaseTerminated, *, event_id: UUID, at: datetime) -> None:
    """Tell the applicant that the case ended without a decision."""
    case_services.tell_applicant(case_id=event.case_id, template="case-ended", event_id=event_id, at=at)
