"""What delivery hears."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.casework.approval.events import CaseDecided
from yichuang.casework.approval.types import Outcome
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases import services as case_services
from yichuang.foundation.places import queries as places
from yichuang.outcome.delivery import services
from yichuang.outcome.delivery.events import ResultPrepared


def on_case_decided(event: CaseDecided, *, event_id: UUID, at: datetime) -> None:
    """Make the result of a decided case ready: a licence or paper, or the written refusal."""
    if event.outcome in (Outcome.GRANTED, Outcome.REFUSED):
        services.prepare_result(number=event.number, at=at)


def on_result_prepared(event: ResultPrepared, *, event_id: UUID, at: datetime) -> None:
    """Tell the applicant where the result waits."""
    outlet = places.outlet(cases.case_by_id(event.case_id).outlet_id)
    case_services.tell_applicant(
        case_id=event.case_id,
        template="result-ready",
        event_id=event_id,
        at=at,
        place=outlet.name,
        address=outlet.address,
        phone=outlet.phone,
    )
