"""Simultaneous hand-overs and the job that makes results, each on its own connection."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.types import ActKind, CaseStatus
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.tests.at_once import AtOnce
from yichuang.outcome.delivery import services
from yichuang.outcome.delivery.models import HandOver, ResultDocument
from yichuang.outcome.delivery.tests.states import (
    decided_card_number,
    decided_number,
    hand_over,
    prepared_number,
)
from yichuang.outcome.delivery.tests.test_api import BODY
from yichuang.outcome.delivery.types import Delivered

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(number: str) -> list[ActKind]:
    return [entry.kind for entry in cases.timeline(cases.case_by_number(number).id)]


def test_of_two_hand_overs_one_is_refused(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = prepared_number(county)

    results = at_once([lambda: hand_over(county, number), lambda: hand_over(county, number)])

    assert sum(isinstance(result, Delivered) for result in results) == 1
    assert sum(isinstance(result, ActNotPossible) for result in results) == 1
    assert HandOver.objects.count() == 1
    assert OutboxEvent.objects.filter(name="delivery.case-delivered").count() == 1
    assert kinds(number).count(ActKind.DELIVER) == 1


def test_the_job_and_the_desk_make_one_result(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = decided_card_number(county)

    results = at_once(
        [
            lambda: hand_over(county, number),
            lambda: services.prepare_result(number=number, at=AT),
            lambda: services.prepare_result(number=number, at=AT),
        ]
    )

    assert isinstance(results[0], Delivered)
    assert results[1:] == [None, None]
    assert ResultDocument.objects.count() == 1
    assert OutboxEvent.objects.filter(name="delivery.result-prepared").count() == 1
    assert kinds(number)[-2:] == [ActKind.PREPARE_RESULT, ActKind.DELIVER]
    assert cases.case_by_number(number).status is CaseStatus.DELIVERED


def test_results_made_at_once_have_numbers_of_their_own(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    numbers = [decided_number(county) for _ in range(8)]

    results = at_once([lambda n=n: services.prepare_result(number=n, at=AT) for n in numbers])

    assert results == [None] * 8
    assert len(set(ResultDocument.objects.values_list("document_number", flat=True))) == 8


@pytest.mark.usefixtures("on_the_day")
def test_one_key_sent_twice_at_once_hands_over_once(committed_county: County, at_once: AtOnce) -> None:
    number = prepared_number(committed_county)
    headers = {"Authorization": f"Bearer {committed_county.token('issuer')}", "Idempotency-Key": "one"}

    def send() -> Any:
        return Client().post(
            f"/api/v1/cases/{number}/delivery", BODY, content_type="application/json", headers=headers
        )

    answers = at_once([send] * 3)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert HandOver.objects.count() == 1
