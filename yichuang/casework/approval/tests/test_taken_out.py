"""A case that was withdrawn or declared void leaves the department; of it and a decision exactly one stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from yichuang.casework.approval import queries
from yichuang.casework.approval.models import Decision
from yichuang.casework.approval.tests.states import (
    card_number,
    claim,
    decide,
    decide_at_window,
    opine,
    reviewed_number,
)
from yichuang.casework.approval.tests.test_worklist import SOON, numbers, routed, worklist
from yichuang.casework.approval.types import Decided
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.tests.county import TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import ActKind, CaseStatus
from yichuang.casework.intake.tests.endings import declare_void, withdraw
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.casework.intake.types import Withdrawn
from yichuang.foundation.notices import queries as notices
from yichuang.kernel.models import OutboxEvent

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]
TAKE_OUT = [withdraw, declare_void]


@pytest.mark.parametrize("take_out", TAKE_OUT)
def test_it_stands_on_no_list_and_in_no_figure(
    county: County, take_out: Callable[[County, str], object]
) -> None:
    gone, stays = accepted_number(county), accepted_number(county)
    routed(county, gone, stays)
    claim(county, gone)

    take_out(county, gone)

    assert numbers(worklist(county)) == [stays]
    counts = queries.work_counts(
        organisation_ids=(county.transport,),
        today=TODAY,
        soon_until=SOON,
        user_id=county.people["officer"].user_id,
    )
    assert (counts.all, counts.mine) == (1, 0)


@pytest.mark.parametrize("take_out", TAKE_OUT)
def test_nothing_is_done_with_it_any_more(county: County, take_out: Callable[[County, str], object]) -> None:
    unclaimed, claimed = accepted_number(county), reviewed_number(county)
    for number in (unclaimed, claimed):
        take_out(county, number)

    with refused(ActNotPossible, match="不能办理“领取”"):
        claim(county, unclaimed)
    with refused(ActNotPossible, match="不能办理“审查意见”"):
        opine(county, claimed)
    with refused(ActNotPossible, match="不能办理“准予”"):
        decide(county, claimed)


def test_what_is_decided_is_not_withdrawn(county: County) -> None:
    number = reviewed_number(county)
    decide(county, number)

    with refused(ActNotPossible, match="办件现在是“准予”，不能办理“撤回申请”"):
        withdraw(county, number)


@pytest.mark.django_db(transaction=True)
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
