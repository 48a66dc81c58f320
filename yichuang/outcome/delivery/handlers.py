"""What delivery hears."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.casework.approval.events import CaseDecided
from yichuang.casework.approval.types import Outcome
from yichuang.outcome.delivery import services


def on_case_decided(event: CaseDecided, *, event_id: UUID, at: datetime) -> None:
    """Make the result of a decided case ready: a licence or paper, or the written refusal."""
    if event.outcome in (Outcome.GRANTED, Outcome.REFUSED):
        services.prepare_result(number=event.number, at=at)
