"""Simultaneous ends of one case, each on its own connection: exactly one answer stands."""

from __future__ import annotations

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.types import ActKind, CaseStatus
from yichuang.casework.intake.models import Cancellation, NonAcceptance, Withdrawal
from yichuang.casework.intake.tests.endings import (
    declare_void,
    decline,
    delete,
    find_not_needed,
    withdraw,
)
from yichuang.casework.intake.tests.states import accept, receive
from yichuang.casework.intake.types import Accepted, Declined, Withdrawn
from yichuang.foundation.notices import queries as notices
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.tests.at_once import AtOnce

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_an_acceptance_and_a_refusal_one_wins(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = receive(county).number

    results = at_once(
        [lambda: accept(county, number), lambda: decline(county, number, by="other-clerk", window=county.a2)]
    )

    losers = [result for result in results if not isinstance(result, Accepted | Declined)]
    assert [type(loser) for loser in losers] == [ActNotPossible]
    case = cases.case_by_number(number)
    assert case.act_count == 2
    assert case.status is (
        CaseStatus.ACCEPTED if isinstance(results[0], Accepted) else CaseStatus.NOT_ACCEPTED
    )
    assert len(notices.notices_of_case(number)) == 2
    assert (
        OutboxEvent.objects.filter(name__in=["intake.case-accepted", "intake.acceptance-declined"]).count()
        == 1
    )


def test_of_two_clerks_who_decline_one_does(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = receive(county).number

    results = at_once(
        [
            lambda: decline(county, number),
            lambda: find_not_needed(county, number, actor=county.people["other-clerk"], window=county.a2),
        ]
    )

    assert sum(isinstance(result, Declined) for result in results) == 1
    assert [type(result) for result in results if not isinstance(result, Declined)] == [ActNotPossible]
    assert NonAcceptance.objects.count() == 1
    assert Case.objects.get().act_count == 2


def test_of_two_withdrawals_one_is_written(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = receive(county).number

    results = at_once(
        [
            lambda: withdraw(county, number),
            lambda: withdraw(county, number, by="other-clerk", window=county.a2),
        ]
    )

    assert sum(isinstance(result, Withdrawn) for result in results) == 1
    assert [type(result) for result in results if not isinstance(result, Withdrawn)] == [ActNotPossible]
    assert Withdrawal.objects.count() == 1
    assert len(notices.notices_of_case(number)) == 2


def test_of_an_acceptance_and_a_withdrawal_the_last_word_is_the_applicants(
    committed_county: County, at_once: AtOnce
) -> None:
    county = committed_county
    number = receive(county).number

    accepted, withdrawn = at_once(
        [lambda: accept(county, number), lambda: withdraw(county, number, by="other-clerk", window=county.a2)]
    )

    assert isinstance(withdrawn, Withdrawn)
    kinds = [step.kind for step in cases.timeline(cases.case_by_number(number).id)]
    if isinstance(accepted, Accepted):
        assert kinds == [ActKind.RECEIVE, ActKind.ACCEPT, ActKind.WITHDRAW]
    else:
        assert type(accepted) is ActNotPossible
        assert kinds == [ActKind.RECEIVE, ActKind.WITHDRAW]


def test_of_two_supervisors_one_declares_it_void(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = receive(county).number

    results = at_once([lambda: declare_void(county, number), lambda: declare_void(county, number, by="head")])

    assert sorted(type(result) for result in results if result is not None) == [ActNotPossible]
    assert Cancellation.objects.count() == 1
    assert cases.case_by_number(number).act_count == 2


def test_an_acceptance_and_a_voidance_come_one_after_the_other(
    committed_county: County, at_once: AtOnce
) -> None:
    county = committed_county
    number = receive(county).number

    accepted, voided = at_once([lambda: accept(county, number), lambda: declare_void(county, number)])

    assert voided is None
    case = cases.case_by_number(number)
    assert case.status is CaseStatus.VOIDED
    assert case.act_count == (3 if isinstance(accepted, Accepted) else 2)


def test_of_an_acceptance_and_a_deletion_one_wins(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = receive(county).number

    accepted, deleted = at_once([lambda: accept(county, number), lambda: delete(county, number)])

    case = cases.case_by_number(number)
    assert case.act_count == 2
    if isinstance(accepted, Accepted):
        assert (type(deleted), case.status) == (ActNotPossible, CaseStatus.ACCEPTED)
    else:
        assert (type(accepted), deleted, case.status) == (ActNotPossible, None, CaseStatus.DELETED)
