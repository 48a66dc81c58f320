"""The main job: one 承诺件 and one 即办件 from receipt to hand-over, through services and outbox."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yichuang.casework.approval import services as approval
from yichuang.casework.approval.types import Conclusion, DecisionInput
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County, make_county
from yichuang.casework.cases.types import CaseStatus, CompletionCode
from yichuang.casework.intake import services as intake
from yichuang.casework.intake.tests.applications import card_application, licence_application
from yichuang.kernel import seals
from yichuang.outcome.delivery import queries as delivery_queries
from yichuang.outcome.delivery import services as delivery
from yichuang.outcome.delivery.types import ReceiverInput, Relation

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]


@pytest.fixture
def county() -> County:
    return make_county()


def test_a_committed_case_from_any_window_to_the_hand_over(
    county: County,
) -> None:  # CAT-01 APP-01 APP-02 INT-14
    people = county.people
    received = intake.receive_case(
        application=licence_application(), window=county.a1, actor=people["clerk"], at=AT
    )
    assert received.gaps == ()
    assert received.answer_due_on == date(2026, 2, 25)  # five working days over Spring Festival

    accepted = intake.accept_case(number=received.number, window=county.a2, actor=people["clerk"], at=AT)
    assert accepted.promised_due_on == date(2026, 2, 25)
    assert accepted.statutory_due_on == date(2026, 3, 17)

    approval.claim_review(number=received.number, actor=people["officer"], at=AT)
    approval.give_opinion(
        number=received.number,
        conclusion=Conclusion.GRANT,
        text="车辆符合要求",
        actor=people["officer"],
        at=AT,
    )
    decided = approval.decide_case(
        number=received.number, decision=DecisionInput(), actor=people["head"], at=AT + timedelta(days=1)
    )
    assert decided.valid_from == date(2026, 2, 12)
    assert decided.valid_until == date(2030, 2, 11)

    delivery.prepare_result(number=received.number, at=AT + timedelta(days=1))
    delivered = delivery.deliver_result(
        number=received.number,
        receiver=ReceiverInput("王小满", Relation.SELF, id_checked=True),
        window=county.issue,
        actor=people["issuer"],
        at=AT + timedelta(days=2),
    )
    case = cases.case_by_number(received.number)
    assert case.status is CaseStatus.DELIVERED
    assert case.completion_code is CompletionCode.RESULT_ISSUED
    assert delivered.document_number
    assert delivery_queries.hand_over_of(case.id).receiver_name == "王*"
    assert [step.kind.value for step in cases.timeline(case.id)] == [
        "receive",
        "accept",
        "claim",
        "opine",
        "grant",
        "prepare-result",
        "deliver",
    ]
    assert seals.seal_entries(at=AT) > 0
    assert seals.verify_log().faults == []


def test_an_immediate_case_is_decided_at_the_window_under_a_written_authorisation(
    county: County,
) -> None:  # APP-05
    chief = county.people["chief"]
    received = intake.receive_case(application=card_application(), window=county.a1, actor=chief, at=AT)
    intake.accept_case(number=received.number, window=county.a1, actor=chief, at=AT)

    decided = approval.decide_immediately(
        number=received.number, decision=DecisionInput(), actor=chief, at=AT
    )

    assert decided.authorisation_number == "安人社授〔2026〕1号"
    delivery.deliver_result(
        number=received.number,
        receiver=ReceiverInput("王小满", Relation.SELF, id_checked=True),
        window=county.a1,
        actor=chief,
        at=AT,
    )
    assert cases.case_by_number(received.number).status is CaseStatus.DELIVERED
