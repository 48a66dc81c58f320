"""视为受理 at the department's desk: what time alone has accepted is examined, worker or no worker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yichuang.casework.approval import queries
from yichuang.casework.approval.errors import NotClaimed
from yichuang.casework.approval.queries import case_file
from yichuang.casework.approval.tests.states import (
    card_number,
    claim,
    decide,
    refuse,
    terminate,
)
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import ActKind, CaseStatus
from yichuang.casework.intake.tests.applications import application_for, card_application
from yichuang.casework.intake.tests.states import receive
from yichuang.foundation.accounts.errors import NotYourPlace
from yichuang.kernel.models import OutboxEvent
from yichuang.offer.catalogue.types import ApprovalTier

LATE = AT + timedelta(days=20)  # Tuesday 3 March; the answer was due on 25 February


def kinds(number: str) -> list[ActKind]:
    return [entry.kind for entry in cases.timeline(cases.case_by_number(number).id)]


def test_a_claim_records_the_acceptance_first(county: County) -> None:
    """R1: 行政许可法 §32(1)(四), from the day of receipt."""
    number = receive(county).number

    claim(county, number, at=LATE)

    case = cases.case_by_number(number)
    assert (case.status, case.accepted_at, case.accepted_by_id) == (CaseStatus.IN_REVIEW, AT, None)
    assert kinds(number) == [ActKind.RECEIVE, ActKind.ACCEPT_BY_DEFAULT, ActKind.CLAIM]
    (row,) = queries.worklist(organisation_ids=(county.transport,), today=TODAY, soon_until=TODAY)
    assert (row.number, row.is_deemed) == (number, True)


def test_before_the_last_day_is_over_nothing_is_accepted(county: County) -> None:
    number = receive(county).number

    with refused(ActNotPossible, match="已收件"):
        claim(county, number, at=AT + timedelta(days=14))  # Wednesday 25 February, the last day itself


def test_a_decision_and_an_end_begin_with_it_too(county: County) -> None:
    sole = county.item(approval_tier=ApprovalTier.SOLE)
    granted, ended = (receive(county, application_for(sole)).number for _ in range(2))

    decide(county, granted, by="officer", at=LATE)
    terminate(county, ended, by="head", at=LATE)

    assert kinds(granted) == [ActKind.RECEIVE, ActKind.ACCEPT_BY_DEFAULT, ActKind.GRANT]
    assert kinds(ended) == [ActKind.RECEIVE, ActKind.ACCEPT_BY_DEFAULT, ActKind.TERMINATE]


def test_a_refused_act_takes_its_record_with_it(county: County) -> None:
    number = receive(county).number

    with refused(NotYourPlace):
        claim(county, number, by="social-officer", at=LATE)
    with refused(NotClaimed):
        refuse(county, number, at=LATE)

    assert cases.case_by_number(number).status is CaseStatus.RECEIVED


@pytest.mark.parametrize("username", ["social-officer", "social-head"])
def test_what_accepts_nothing_by_silence_waits(county: County, username: str) -> None:
    """DOMAIN 2.2: only a licence, or an item whose basis says so."""
    number = receive(county, card_application(), by="chief").number

    with refused(ActNotPossible, match="已收件"):
        claim(county, number, by=username, at=LATE)


def test_the_file_shows_it_as_the_law_has_it(county: County) -> None:
    number = receive(county).number
    events = OutboxEvent.objects.count()

    file = case_file(number, county.people["officer"], LATE)

    assert (file.case.status, file.is_deemed, file.no_claim) == (CaseStatus.ACCEPTED, True, "")
    assert cases.case_by_number(number).status is CaseStatus.RECEIVED  # reading writes nothing
    assert OutboxEvent.objects.count() == events


def test_what_a_clerk_accepted_is_not_flagged(county: County) -> None:
    file = case_file(card_number(county), county.people["social-officer"], AT)

    assert not file.is_deemed
