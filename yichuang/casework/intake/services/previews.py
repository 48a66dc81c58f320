"""What an act would write, before it is done: for the clerk to read through."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake.queries import CounterCase
from yichuang.casework.intake.services import notice_data
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.clocks.types import DueDates
from yichuang.foundation.notices.types import NoticeKind, Preview
from yichuang.foundation.places.types import WindowView


def preview_acceptance(*, page: CounterCase, window: WindowView, actor: Actor, at: datetime) -> Preview:
    """The 受理通知书 as an acceptance at this moment would issue it, its people masked. Writes nothing."""
    content = notice_data.acceptance(
        version=page.version,
        case=page.case,
        window=window,
        actor=actor,
        due=DueDates(page.due.promised_on, page.due.statutory_on),
        at=at,
    )
    return cases.masked_preview(
        case=page.case,
        kind=NoticeKind.ACCEPTANCE_NOTICE,
        content=content,
        people=(page.applicant, page.agent),
        at=at,
    )
