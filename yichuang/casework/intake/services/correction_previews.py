"""What a correction notice would say, before it is given: for the clerk and the person to read through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import CaseView
from yichuang.casework.intake.queries import plan_correction
from yichuang.casework.intake.services import correction_data
from yichuang.casework.intake.services.correction import checked_reason, officer_of
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices.types import NoticeKind, Preview
from yichuang.foundation.places.types import WindowView


def preview_correction(
    *,
    case: CaseView,
    window: WindowView | None,
    actor: Actor,
    at: datetime,
    notes: Mapping[str, str],
    reason: str,
) -> Preview:
    """The 一次性补正告知书 as it would be issued now, its people masked. Writes nothing.

    Raises:
        As ``request_correction`` for the person, for what was written and for what is missing.
    """
    officer = officer_of(case, window, actor)
    planned = plan_correction(case=case, notes=notes, at=at)
    content = correction_data.notice(
        version=planned.version,
        case=case,
        officer=officer,
        lines=planned.lines,
        limit=planned.limit,
        by=planned.correct_by,
        reason=checked_reason(planned, reason),
    )
    return cases.masked_preview(
        case=case,
        kind=NoticeKind.CORRECTION_NOTICE,
        content=content,
        people=cases.masked_people_of(case),
        at=at,
    )
