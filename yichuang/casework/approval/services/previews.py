"""What a decision would write, before it is made: for its maker to read through."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from yichuang.casework.approval.queries import CaseFile
from yichuang.casework.approval.services import notice_data
from yichuang.casework.approval.types import DecisionInput
from yichuang.casework.cases import queries as cases
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind, Preview
from yichuang.foundation.places import queries as places


def preview_decision(
    *, file: CaseFile, decision: DecisionInput, actor: Actor, is_immediate: bool, at: datetime
) -> Preview:
    """The document of a grant at this moment, its people masked. Writes nothing.

    Args:
        is_immediate: decided at the window under the representative's written authorisation.
    """
    content = (notice_data.grant if file.is_licence else notice_data.completion)(
        case=file.case,
        version=file.version,
        decision=decision,
        actor=actor,
        authorisation=file.authorisation if is_immediate else None,
        at=at,
    )
    masked = replace(
        content,
        applicant=cases.masked_on_paper(file.applicant),
        agent=cases.masked_on_paper(file.agent) if file.agent else None,
    )
    return notices.preview(
        kind=NoticeKind.GRANT_DECISION if file.is_licence else NoticeKind.COMPLETION_NOTICE,
        authority=places.organisation(file.case.organisation_id),
        case_number=file.case.number,
        content=masked,
        at=at,
    )
