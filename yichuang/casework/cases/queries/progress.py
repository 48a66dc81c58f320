"""Where a case is, for the person who has its number or its QR code. No name, no identity number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from yichuang.casework.cases.queries.reading import timeline
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView, TimelineEntry
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Deadline
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeView
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OrganisationView, OutletView
from yichuang.kernel.time import legal_date

STAGES = (
    gettext_noop("收件"),
    gettext_noop("受理"),
    gettext_noop("审查"),
    gettext_noop("决定"),
    gettext_noop("领结果"),
)
_STAGE_OF = {
    CaseStatus.RECEIVED: 0,
    CaseStatus.CORRECTION: 0,
    CaseStatus.ACCEPTED: 1,
    CaseStatus.IN_REVIEW: 2,
    CaseStatus.SPECIAL_PROCEDURE: 2,
    CaseStatus.SUSPENDED: 2,
    CaseStatus.GRANTED: 3,
    CaseStatus.REFUSED: 3,
    CaseStatus.AWAITING_ISSUE: 4,
    CaseStatus.DELIVERED: 5,
    CaseStatus.ARCHIVED: 5,
}
# steps that are the department's own and say nothing to the applicant
_INTERNAL = frozenset({ActKind.OPINE})


@dataclass(frozen=True)
class Progress:
    """A case as its applicant follows it. ``stage``: how many stages are done; None: it ended otherwise."""

    case: CaseView
    stage: int | None
    deadline: Deadline
    steps: tuple[TimelineEntry, ...]
    documents: tuple[NoticeView, ...]
    organisation: OrganisationView
    outlet: OutletView

    @property
    def is_open(self) -> bool:
        return self.case.completed_at is None and self.stage is not None


def progress_of(case: CaseView, at: datetime) -> Progress:
    """Where the case is now."""
    return Progress(
        case=case,
        stage=_STAGE_OF.get(case.status),
        deadline=clocks.deadline(
            calendars.working_calendar(),
            due_on=case.promised_due_on,
            at=at,
            started_on=legal_date(case.accepted_at) if case.accepted_at else None,
            closed_on=legal_date(case.decided_at) if case.decided_at else None,
        ),
        steps=tuple(step for step in timeline(case.id) if step.kind not in _INTERNAL),
        documents=notices.notices_of_case(case.number),
        organisation=places.organisation(case.organisation_id),
        outlet=places.outlet(case.outlet_id),
    )
