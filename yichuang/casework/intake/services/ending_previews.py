"""What the end of a case would write, before it is done: for the clerk and the person to read through."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import CaseView
from yichuang.casework.intake import queries, rules
from yichuang.casework.intake.services import ending_data
from yichuang.casework.intake.types import NonAcceptanceInput, WithdrawalInput
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import (
    NonAcceptanceContent,
    NoticeKind,
    Preview,
    TerminationContent,
)
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.time import legal_date


def preview_non_acceptance(
    *, case: CaseView, refusal: NonAcceptanceInput, window: WindowView, actor: Actor, at: datetime
) -> Preview:
    """The 不予受理通知书 as it would be issued now, its people masked. Writes nothing.

    Raises:
        As ``decline_acceptance`` for what was written and for the case's state.
    """
    complete = queries.check_non_acceptance(case, refusal)
    content = ending_data.non_acceptance(
        case=case,
        refusal=complete,
        remedies=cases.remedies_of(case),
        window=window,
        actor=actor,
        at=at,
    )
    return _masked(case, NoticeKind.NON_ACCEPTANCE, content, at)


def preview_withdrawal(
    *, case: CaseView, withdrawal: WithdrawalInput, window: WindowView, actor: Actor, at: datetime
) -> Preview:
    """The 终止办理（退件）通知书 as it would be issued now, its people masked. Writes nothing.

    Raises:
        As ``withdraw_case`` for what was brought and for the case's state.
    """
    queries.check_withdrawal(case, withdrawal, legal_date(at))
    content = ending_data.termination(
        case=case,
        withdrawal=withdrawal,
        returned=rules.returned_words(queries.current_checks(case)),
        window=window,
        actor=actor,
        at=at,
    )
    return _masked(case, NoticeKind.TERMINATION_NOTICE, content, at)


def _masked(
    case: CaseView, kind: NoticeKind, content: NonAcceptanceContent | TerminationContent, at: datetime
) -> Preview:
    applicant, agent = cases.masked_people_of(case)
    return notices.preview(
        kind=kind,
        authority=places.organisation(case.organisation_id),
        case_number=case.number,
        content=replace(
            content,
            applicant=cases.masked_on_paper(applicant),
            agent=cases.masked_on_paper(agent) if agent else None,
        ),
        at=at,
    )
