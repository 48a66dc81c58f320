"""What delivery hears."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.casework.approval.events import CaseDecided
from yichuang.outcome.delivery import services


def on_case_decided(event: CaseDecided, *, event_id: UUID, at: datetime) -> None:
    """Make the result of a granted case."""
    if event.outcome == "granted":
        services.prepare_result(number=event.number, at=at)
