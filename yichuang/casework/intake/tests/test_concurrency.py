"""Simultaneous receipts and acceptances, each on its own connection."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.tests.county import County
from yichuang.casework.intake.tests.applications import agent, handed_in, licence_application, person
from yichuang.casework.intake.tests.states import accept, fix, receive
from yichuang.casework.intake.tests.test_api import BODY
from yichuang.casework.intake.types import Accepted
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.parties.models import Party
from yichuang.kernel import seals
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.tests.at_once import AtOnce

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.smoke]


def test_of_two_acceptances_one_is_refused(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = receive(county).number

    results = at_once(
        [lambda: accept(county, number), lambda: accept(county, number, by="other-clerk", window=county.a2)]
    )

    assert sum(isinstance(result, Accepted) for result in results) == 1
    assert [type(result) for result in results if not isinstance(result, Accepted)] == [ActNotPossible]
    case = cases.case_by_number(number)
    assert case.act_count == 2
    assert Act.objects.filter(case_id=case.id, kind="accept").count() == 1
    assert OutboxEvent.objects.filter(name="intake.case-accepted").count() == 1
    assert len(notices.notices_of_case(number)) == 2


def test_a_fix_and_an_acceptance_come_one_after_the_other(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = receive(county).number

    fixed, accepted = at_once([lambda: fix(county, number, handed_in("m1")), lambda: accept(county, number)])

    assert isinstance(accepted, Accepted)
    kinds = [entry.kind.value for entry in cases.timeline(cases.case_by_number(number).id)]
    if isinstance(fixed, ActNotPossible):
        assert kinds == ["receive", "accept"]
    else:
        assert fixed == ()
        assert kinds == ["receive", "fix-on-the-spot", "accept"]


def test_eight_counters_get_eight_numbers_and_eight_places_in_the_order(
    committed_county: County, at_once: AtOnce
) -> None:
    """行政许可法 §57; the audit chains of eight new streams are whole."""
    county = committed_county

    def work() -> list[str]:
        numbers = [receive(county).number for _ in range(4)]
        for number in numbers:
            accept(county, number)
        return numbers

    results = at_once([work] * 8)

    numbers = [number for result in results for number in result]
    assert len(set(numbers)) == 32
    orders = list(Case.objects.values_list("acceptance_order", flat=True))
    assert len(set(orders)) == 32
    documents = [view.number for number in numbers for view in notices.notices_of_case(number)]
    assert len(set(documents)) == 64
    assert Party.objects.count() == 1  # one person, thirty-two cases
    assert seals.seal_entries(at=cases.case_by_number(numbers[0]).received_at) > 0
    assert seals.verify_log().faults == []


def test_two_new_people_at_once_are_two_parties(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county

    at_once(
        [
            lambda: receive(county, licence_application(applicant=person(), agent=agent())),
            lambda: receive(county, licence_application(applicant=agent(), agent=person())),
        ]
        * 3
    )

    assert Party.objects.count() == 2
    assert Case.objects.count() == 6


@pytest.mark.usefixtures("on_the_day")
def test_one_key_sent_twice_at_once_makes_one_case(committed_county: County, at_once: AtOnce) -> None:
    headers = {"Authorization": f"Bearer {committed_county.token('clerk')}", "Idempotency-Key": "one"}

    def send() -> Any:
        return Client().post("/api/v1/cases", BODY, content_type="application/json", headers=headers)

    answers = at_once([send] * 4)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert sum("Idempotent-Replay" not in answer for answer in answers) == 1
    assert Case.objects.count() == 1
    assert OutboxEvent.objects.filter(name="intake.case-received").count() == 1
