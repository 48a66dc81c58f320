"""代为领取: an agent takes a result under written authority to collect, on record or shown at the desk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, CARD_NEW, LICENCE_NEW, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.applications import agent, authority, licence_application, person
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties import services as party_services
from yichuang.foundation.parties.errors import (
    AuthorityEnded,
    AuthorityMissing,
    AuthorityTooNarrow,
    InvalidIdentity,
)
from yichuang.foundation.parties.tests.factories import make_resident_id
from yichuang.foundation.parties.types import AgentPower, AuthorityView
from yichuang.outcome.delivery import queries
from yichuang.outcome.delivery.errors import AgentUnidentified, ReceiverMismatch
from yichuang.outcome.delivery.tests.states import hand_over, prepared_number
from yichuang.outcome.delivery.types import ReceiverInput, Relation

STRANGER = person(name="孟知秋", id_number=make_resident_id(date(1992, 2, 2), 77))
YESTERDAY = TODAY - timedelta(days=1)


def for_another(name: str = "陆青禾", **changes: Any) -> ReceiverInput:
    return ReceiverInput(name, Relation.AGENT, True, **changes)


def with_agent(county: County, **changes: Any) -> str:
    return prepared_number(county, licence_application(agent=agent(), authority=authority(**changes)))


def authorities(number: str) -> tuple[AuthorityView, ...]:
    return parties.authorities_of(cases.case_by_number(number).applicant_id)


def evidence(number: str) -> dict[str, Any]:
    found: dict[str, Any] = Act.objects.get(case__number=number, kind="deliver").details
    return found


def test_the_agent_of_the_application_collects_under_its_paper(county: County) -> None:
    number = with_agent(county)

    hand_over(county, number, for_another())

    (paper,) = authorities(number)
    assert cases.case_by_number(number).status is CaseStatus.DELIVERED
    assert evidence(number) == {"relation": "agent", "method": "signed", "authority": str(paper.id)}
    assert queries.hand_over_of(cases.case_by_number(number).id).relation is Relation.AGENT


def test_a_paper_that_lets_apply_only_lets_not_collect(county: County) -> None:
    number = with_agent(county, powers=frozenset({AgentPower.APPLY}))

    with refused(AuthorityTooNarrow) as refusal:
        hand_over(county, number, for_another())

    assert [error.pointer for error in refusal.value.errors] == ["/receiver/paper_until"]


def test_an_authority_that_ended_yesterday_lets_nobody_collect(county: County) -> None:
    number = with_agent(county, valid_until=TODAY)

    with refused(AuthorityEnded, match="2026年2月11日"):
        hand_over(county, number, for_another(), at=AT + timedelta(days=1))


def test_an_authority_taken_back_lets_nobody_collect(county: County) -> None:
    number = with_agent(county)
    party_services.revoke_authority(
        authority_id=authorities(number)[0].id, actor=county.people["clerk"], at=AT
    )

    with refused(AuthorityEnded):
        hand_over(county, number, for_another())


def test_a_new_paper_shown_here_is_recorded_with_the_hand_over(county: County) -> None:
    number = with_agent(county, powers=frozenset({AgentPower.APPLY}))

    hand_over(county, number, for_another(paper_until=date(2026, 3, 1)))

    newest, _first = authorities(number)
    assert newest.powers == frozenset({AgentPower.COLLECT})
    assert newest.handling_codes == (LICENCE_NEW,)
    assert (newest.valid_from, newest.valid_until) == (TODAY, date(2026, 3, 1))
    assert evidence(number)["authority"] == str(newest.id)


def test_a_stranger_with_a_paper_collects_and_is_known_from_now_on(county: County) -> None:
    number = prepared_number(county)

    hand_over(
        county,
        number,
        for_another("孟知秋", id_number=STRANGER.id_number, paper_until=TODAY),
    )

    (paper,) = authorities(number)
    agent_id = parties.find_by_identity(STRANGER.id_type, STRANGER.id_number)
    assert isinstance(agent_id, UUID)
    assert paper.agent_id == agent_id


def test_a_stranger_without_a_paper_collects_nothing(county: County) -> None:
    number = with_agent(county)

    with refused(AuthorityMissing, match="没有委托人的授权委托书"):
        hand_over(county, number, for_another("孟知秋", id_number=STRANGER.id_number))
    with refused(AgentUnidentified, match="领取的不是收件时登记的代理人，请填写证件号码") as refusal:
        hand_over(county, number, for_another("孟知秋", paper_until=TODAY))

    assert [error.pointer for error in refusal.value.errors] == ["/receiver/id_number"]


def test_a_case_without_an_agent_asks_who_stands_here(county: County) -> None:
    number = prepared_number(county)

    with refused(AgentUnidentified, match="^请填写代理人的证件号码$"):
        hand_over(county, number, for_another("孟知秋"))


def test_somebody_known_who_was_never_authorised_collects_nothing(county: County) -> None:
    """Another applicant's agent is nobody's for this one."""
    with_agent(county)
    number = prepared_number(
        county, licence_application(applicant=person(name="方禾", id_number=make_resident_id(TODAY, 3)))
    )

    with refused(AuthorityMissing):
        hand_over(county, number, for_another(id_number=agent().id_number))


def test_an_authority_for_another_item_is_too_narrow(county: County) -> None:
    number = with_agent(county, handling_codes=(LICENCE_NEW,))
    case = cases.case_by_number(number)
    card_only = prepared_number(county)
    party_services.record_authority(
        principal_id=cases.case_by_number(card_only).applicant_id,
        agent_id=party_services.record_party(party=STRANGER, at=AT),
        authority=authority(handling_codes=(CARD_NEW,)),
        actor=county.people["issuer"],
        at=AT,
    )

    with refused(AuthorityTooNarrow):
        hand_over(county, card_only, for_another("孟知秋", id_number=STRANGER.id_number))
    assert case.status is CaseStatus.AWAITING_ISSUE


def test_a_number_of_somebody_else_is_refused(county: County) -> None:
    number = with_agent(county)

    with refused(ReceiverMismatch, match="这个证件号码登记的是别的姓名"):
        hand_over(county, number, for_another("孟知秋", id_number=agent().id_number, paper_until=TODAY))


def test_a_number_that_cannot_be_is_pointed_at(county: County) -> None:
    number = prepared_number(county)

    with refused(InvalidIdentity) as refusal:
        hand_over(county, number, for_another("孟知秋", id_number="123", paper_until=TODAY))

    assert [error.pointer for error in refusal.value.errors] == ["/receiver/id_number"]


def test_a_paper_that_ended_before_it_was_shown_is_refused(county: County) -> None:
    number = with_agent(county)

    with refused(AuthorityEnded):
        hand_over(county, number, for_another(paper_until=YESTERDAY))


def test_who_comes_in_person_needs_no_paper(county: County) -> None:
    number = with_agent(county)

    hand_over(county, number)

    assert evidence(number) == {"relation": "self", "method": "signed"}
