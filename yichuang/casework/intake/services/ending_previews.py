"""What the end of a case would write, before it is done: for the clerk and the person to read through."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import CaseView
from yichuang.casework.intake import queries, rules
from yichuang.casework.intake.services import ending_data
from yichuang.casework.intake.types import NonAcceptanceInput, WithdrawalInput
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices.types import NoticeKind, Preview
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
    return cases.masked_preview(
        case=case,
        kind=NoticeKind.NON_ACCEPTANCE,
        content=content,
        people=cases.masked_people_of(case),
        at=at,
    )


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
    return cases.masked_preview(
        case=case,
        kind=NoticeKind.TERMINATION_NOTICE,
        content=content,
        people=cases.masked_people_of(case),
        at=at,
    )
