"""Simultaneous work on one question and one call, each on a connection of its own."""

from __future__ import annotations

import pytest

from yichuang.kernel.tests.at_once import AtOnce
from yichuang.offer.guidance import services
from yichuang.offer.guidance.errors import CallTaken, QuestionMoved, WorkOrderKnown
from yichuang.offer.guidance.models import Consultation, ConsultationStep, ExpertCall
from yichuang.offer.guidance.tests.people import AT, Place, answer, ask, record
from yichuang.offer.guidance.types import AskChannel

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_experts_one_takes_the_call(committed_place: Place, at_once: AtOnce) -> None:
    place = committed_place
    call_id = services.call_experts(
        handling_code=place.item.code, words="", window="A1", actor=place.people["clerk"], at=AT
    )

    results = at_once(
        [
            lambda: services.take_call(call_id=call_id, actor=place.people["officer"], at=AT),
            lambda: services.take_call(call_id=call_id, actor=place.people["other-officer"], at=AT),
        ]
    )

    assert [type(result) for result in results if result is not None] == [CallTaken]
    winner = "赵青" if results[0] is None else "孙岩"
    assert ExpertCall.objects.get().taken_by_name == winner


def test_of_two_answers_one_is_given(committed_place: Place, at_once: AtOnce) -> None:
    place = committed_place
    asked = ask(place)

    results = at_once(
        [
            lambda: answer(place, asked.number, by="guide"),
            lambda: answer(place, asked.number, by="other-guide"),
        ]
    )

    assert [type(result) for result in results if result is not None] == [QuestionMoved]
    assert ConsultationStep.objects.filter(kind="answer").count() == 1


def test_of_two_entries_of_a_work_order_one_is_kept(committed_place: Place, at_once: AtOnce) -> None:
    place = committed_place

    def enter() -> None:
        record(place, channel=AskChannel.HOTLINE, number="DH2026030200017")

    results = at_once([enter, enter])

    assert [type(result) for result in results if result is not None] == [WorkOrderKnown]
    assert Consultation.objects.count() == 1
