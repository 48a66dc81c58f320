"""Simultaneous work on one case, each officer on their own connection."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yichuang.casework.approval import queries, services
from yichuang.casework.approval.errors import ClaimedByAnother
from yichuang.casework.approval.models import Decision, HandedOn, Opinion, Refusal, Review
from yichuang.casework.approval.tests.states import (
    card_number,
    claim,
    decide,
    decide_at_window,
    hand_on,
    opine,
    refuse,
    reviewed_number,
    terminate,
)
from yichuang.casework.approval.types import Decided, Refused, Terminated
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView
from yichuang.casework.intake import services as intake
from yichuang.casework.intake.tests.states import accepted_number, receive
from yichuang.foundation.notices.models import Message, Notice
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.tests.at_once import AtOnce

pytestmark = pytest.mark.django_db(transaction=True)

AFTER_SILENCE = AT + timedelta(days=20)  # five working days and the festival are long over
PAPERS_THAT_DECIDE = ("grant-decision", "refusal-decision")


def kinds(number: str) -> list[ActKind]:
    return [entry.kind for entry in cases.timeline(cases.case_by_number(number).id)]


def test_of_two_officers_one_gets_the_case(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = accepted_number(county)

    results = at_once([lambda: claim(county, number), lambda: claim(county, number, by="other-officer")])

    assert sorted(type(result) for result in results if result is not None) == [ClaimedByAnother]
    review = queries.review_of(cases.case_by_number(number).id)
    winner = "赵青" if results[0] is None else "孙岩"
    assert review.claimed_by_name == winner
    assert kinds(number).count(ActKind.CLAIM) == 1
    assert OutboxEvent.objects.filter(name="approval.review-claimed").count() == 1


def test_routing_and_claiming_at_once_open_one_review(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = accepted_number(county)
    case = cases.case_by_number(number)

    results = at_once([lambda: claim(county, number), *[lambda: services.open_review(case=case, at=AT)] * 3])

    assert results == [None] * 4
    assert Review.objects.get().claimed_by_name == "赵青"


def test_of_two_decisions_one_is_refused(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = reviewed_number(county)

    results = at_once([lambda: decide(county, number), lambda: decide(county, number, by="deputy")])

    assert sum(isinstance(result, Decided) for result in results) == 1
    assert sum(isinstance(result, ActNotPossible) for result in results) == 1
    assert Decision.objects.count() == 1
    assert OutboxEvent.objects.filter(name="approval.case-decided").count() == 1
    assert kinds(number).count(ActKind.GRANT) == 1


def test_the_window_and_the_department_do_not_both_have_a_case(
    committed_county: County, at_once: AtOnce
) -> None:
    """R23: either the representative decided it, or the officer examines it."""
    county = committed_county
    number = card_number(county)

    decided, claimed = at_once(
        [lambda: decide_at_window(county, number), lambda: claim(county, number, by="social-officer")]
    )

    status = cases.case_by_number(number).status
    if isinstance(decided, Decided):
        assert isinstance(claimed, ActNotPossible)
        assert status is CaseStatus.GRANTED
    else:
        assert (type(decided), claimed) == (ClaimedByAnother, None)
        assert status is CaseStatus.IN_REVIEW


def test_opinions_sent_at_once_all_stay_in_order(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = accepted_number(county)
    claim(county, number)

    results = at_once([lambda n=n: opine(county, number, text=f"意见{n}") for n in range(5)])

    assert results == [None] * 5
    assert Opinion.objects.count() == 5
    assert kinds(number) == [ActKind.RECEIVE, ActKind.ACCEPT, ActKind.CLAIM, *[ActKind.OPINE] * 5]


def test_a_case_is_granted_or_refused_not_both(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = reviewed_number(county)

    granted, refused = at_once([lambda: decide(county, number, by="deputy"), lambda: refuse(county, number)])

    status = cases.case_by_number(number).status
    if isinstance(granted, Decided):
        assert (type(refused), status) == (ActNotPossible, CaseStatus.GRANTED)
    else:
        assert (type(granted), type(refused)) == (ActNotPossible, Refused)
        assert status is CaseStatus.REFUSED
    assert Decision.objects.get().outcome == ("granted" if isinstance(granted, Decided) else "refused")
    assert Refusal.objects.count() == isinstance(refused, Refused)
    assert OutboxEvent.objects.filter(name="approval.case-decided").count() == 1
    assert Notice.objects.filter(case_number=number, kind__in=PAPERS_THAT_DECIDE).count() == 1


def test_of_two_refusals_one_is_refused(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = reviewed_number(county)

    results = at_once([lambda: refuse(county, number), lambda: refuse(county, number, by="deputy")])

    assert sorted(type(result).__name__ for result in results) == ["ActNotPossible", "Refused"]
    assert kinds(number).count(ActKind.REFUSE) == 1


def test_a_case_is_decided_or_ended_not_both(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = reviewed_number(county)

    ended, decided = at_once([lambda: terminate(county, number), lambda: decide(county, number)])

    status = cases.case_by_number(number).status
    if isinstance(ended, Terminated):
        assert (type(decided), status) == (ActNotPossible, CaseStatus.TERMINATED)
    else:
        assert (type(ended), type(decided), status) == (ActNotPossible, Decided, CaseStatus.GRANTED)
    assert kinds(number).count(ActKind.TERMINATE) + kinds(number).count(ActKind.GRANT) == 1


def test_who_hands_on_what_is_taken_from_them_is_refused(committed_county: County, at_once: AtOnce) -> None:
    """The officer to one colleague, the head to another: both in turn, or the officer too late."""
    county = committed_county
    number = accepted_number(county)
    claim(county, number)

    mine, heads = at_once(
        [
            lambda: hand_on(county, number),
            lambda: hand_on(county, number, to="deputy", by="head", reason="统筹安排"),
        ]
    )

    assert heads == "沈原"
    assert mine == "孙岩" or isinstance(mine, ClaimedByAnother)
    assert queries.review_of(cases.case_by_number(number).id).claimed_by_name == "沈原"
    assert HandedOn.objects.count() == 1 + (mine == "孙岩")


def test_an_officer_and_the_timer_accept_by_silence_once(committed_county: County, at_once: AtOnce) -> None:
    """R1: whoever comes first records the acceptance, and the claim stands on it either way."""
    county = committed_county
    number = receive(county).number

    claimed, settled = at_once(
        [
            lambda: claim(county, number, at=AFTER_SILENCE),
            lambda: intake.settle_by_time(number=number, at=AFTER_SILENCE),
        ]
    )

    assert claimed is None
    assert isinstance(settled, CaseView)
    assert kinds(number) == [ActKind.RECEIVE, ActKind.ACCEPT_BY_DEFAULT, ActKind.CLAIM]
    assert OutboxEvent.objects.filter(name="intake.case-accepted").count() == 1
    assert Review.objects.get().claimed_by_name == "赵青"


def test_two_workers_write_one_morning_list(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    reviewed_number(county)

    results = at_once([lambda: services.send_morning_lists(at=AT)] * 3)

    assert results == [1, 1, 1]
    assert Message.objects.count() == 1
