"""Of a decision and a withdrawal at the same moment exactly one stands."""

from __future__ import annotations

import pytest

from yichuang.casework.approval.models import Decision
from yichuang.casework.approval.tests.states import (
    card_number,
    decide,
    decide_at_window,
    reviewed_number,
)
from yichuang.casework.approval.types import Decided
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.types import ActKind, CaseStatus
from yichuang.casework.intake.tests.endings import withdraw
from yichuang.casework.intake.types import Withdrawn
from yichuang.foundation.notices import queries as notices
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.tests.at_once import AtOnce

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("at_window", [False, True])
def test_of_a_decision_and_a_withdrawal_exactly_one_stands(
    committed_county: County, at_once: AtOnce, at_window: bool
) -> None:
    county = committed_county
    number = card_number(county) if at_window else reviewed_number(county)
    before = len(notices.notices_of_case(number))
    decision = decide_at_window if at_window else decide

    decided, withdrawn = at_once([lambda: decision(county, number), lambda: withdraw(county, number)])

    case = cases.case_by_number(number)
    last = cases.timeline(case.id)[-1].kind
    if isinstance(decided, Decided):
        assert (type(withdrawn), case.status, last) == (ActNotPossible, CaseStatus.GRANTED, ActKind.GRANT)
        assert case.completed_at is None
    else:
        assert isinstance(withdrawn, Withdrawn)
        assert (type(decided), case.status, last) == (
            ActNotPossible,
            CaseStatus.WITHDRAWN,
            ActKind.WITHDRAW,
        )
        assert not Decision.objects.exists()
    assert len(notices.notices_of_case(number)) == before + 1
    names = ("approval.case-decided", "intake.case-withdrawn")
    assert OutboxEvent.objects.filter(name__in=names).count() == 1
