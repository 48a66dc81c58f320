"""Constraints of guidance, and somebody who goes around the services to break them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from yichuang.kernel.grants import append_only_tables
from yichuang.offer.catalogue.tests.breaking import added, refuses, refuses_stranger, updated, without
from yichuang.offer.guidance import models, services
from yichuang.offer.guidance.tests.people import ANSWER, AT, TODAY, Place, answer, ask, record, route
from yichuang.offer.guidance.types import AskChannel, MatterInput

Made = Callable[[Place], Any]


def _consultation(place: Place) -> models.Consultation:
    return models.Consultation.objects.get(number=ask(place).number)


def _routed(place: Place) -> models.Consultation:
    asked = ask(place)
    route(place, asked.number)
    return models.Consultation.objects.get(number=asked.number)


def _answered(place: Place) -> models.Consultation:
    asked = ask(place)
    answer(place, asked.number, by="guide")
    return models.Consultation.objects.get(number=asked.number)


def _hotline(place: Place) -> models.Consultation:
    asked = record(place, channel=AskChannel.HOTLINE, number="12345-1")
    return models.Consultation.objects.get(number=asked.number)


def _step(place: Place) -> models.ConsultationStep:
    return models.ConsultationStep.objects.filter(consultation=_consultation(place)).get()


def _limit(place: Place) -> models.ConsultingLimit:
    return models.ConsultingLimit.objects.create(
        kind="guide",
        working_days=1,
        source="政务服务中心规则",
        set_at=AT,
        set_by_id=place.people["manager"].user_id,
        set_by_name="施岭",
    )


def _matter(place: Place) -> models.DifficultMatter:
    team = (place.people["officer"].user_id,)
    matter_id = services.record_matter(
        organisation_id=place.transport,
        matter=MatterInput("挂靠车辆", "看行驶证", place.item.code, team),
        actor=place.people["head"],
        at=AT,
    )
    return models.DifficultMatter.objects.get(id=matter_id)


def _member(place: Place) -> models.MatterExpert:
    return models.MatterExpert.objects.get(matter=_matter(place))


def _call(place: Place) -> models.ExpertCall:
    call_id = services.call_experts(
        handling_code=place.item.code, words="挂靠车怎么办", window="A1", actor=place.people["clerk"], at=AT
    )
    return models.ExpertCall.objects.get(id=call_id)


def _question(place: Place) -> models.FrequentQuestion:
    question_id = services.propose_question(
        number=_answered(place).number, actor=place.people["guide"], at=AT
    )
    return models.FrequentQuestion.objects.get(id=question_id)


def _list(place: Place) -> models.PersonalList:
    return models.PersonalList.objects.create(
        code="K7QM3XVT", version_id=place.item.id, answers={}, kept_on=TODAY, expires_on=TODAY
    )


def _paper(place: Place) -> models.PrintedPaper:
    return models.PrintedPaper.objects.create(digest=b"0" * 32, order={}, asked_at=AT)


def _duty(place: Place) -> models.DutyExpert:
    return models.DutyExpert.objects.create(
        organisation_id=place.transport, set_at=AT, set_by_id=place.people["head"].user_id
    )


@pytest.mark.parametrize(
    ("made", "constraint", "change"),
    [
        (_consultation, "consultation_channel_is_known", {"channel": "rumour"}),
        (_consultation, "answered_iff_it_has_its_time", {"status": "answered"}),
        (_answered, "answered_iff_it_has_its_time", {"answered_at": None}),
        (_consultation, "answered_iff_it_has_its_time", {"answered_at": AT}),
        (_routed, "a_department_has_what_is_with_it", {"organisation_id": None}),
        (_routed, "a_department_has_what_is_with_it", {"status": "with-guide"}),
        (_consultation, "hotline_number_iff_hotline", {"hotline_number": "12345-9"}),
        (_hotline, "hotline_number_iff_hotline", {"hotline_number": ""}),
        (_consultation, "one_further_question_at_most", {"rounds": 3}),
        (_consultation, "one_further_question_at_most", {"rounds": 0}),
        (_step, "consultation_step_is_known", {"kind": "sigh"}),
        (_limit, "consulting_limit_is_known", {"kind": "manager"}),
        (_limit, "consulting_limit_has_its_source", {"source": ""}),
        (_limit, "consulting_limit_is_days", {"working_days": 0}),
        (_limit, "consulting_limit_is_days", {"working_days": 31}),
        (_matter, "difficult_matter_has_a_title", {"title": ""}),
        (_call, "expert_call_says_what_happened", {"status": "taken"}),
        (_call, "expert_call_says_what_happened", {"status": "ended", "ended_at": AT}),
        (_call, "expert_call_says_what_happened", {"status": "given-up"}),
        (_call, "expert_call_says_what_happened", {"ended_at": AT}),
        (_question, "frequent_question_status_is_known", {"status": "popular"}),
        (
            _question,
            "what_is_published_was_reviewed",
            {"status": "published", "question": "问", "answer": "答"},
        ),
        (_question, "what_is_published_was_reviewed", {"question": "没有审过就写出来了"}),
        (_question, "what_is_published_was_reviewed", {"status": "declined"}),
        (_list, "list_code_is_eight_characters", {"code": "K7QM3XV"}),
        (_list, "list_code_is_eight_characters", {"code": "K7QM3XVI"}),
        (_list, "list_expires_after_it_was_kept", {"expires_on": TODAY - timedelta(days=1)}),
        (_paper, "paper_is_made_whole", {"made_at": AT}),
        (_paper, "paper_is_made_whole", {"content": b"%PDF"}),
    ],
)
def test_columns(place: Place, made: Made, constraint: str, change: dict[str, Any]) -> None:
    refuses(constraint, updated(made(place), **change))


@pytest.mark.parametrize(
    ("made", "before", "constraint", "change"),
    [
        (
            _consultation,
            "a_department_has_what_is_with_it",
            "consultation_status_is_known",
            {"status": "lost"},
        ),
        (_call, "expert_call_says_what_happened", "expert_call_status_is_known", {"status": "ringing"}),
    ],
)
def test_columns_that_another_constraint_guards_too(
    place: Place, made: Made, before: str, constraint: str, change: dict[str, Any]
) -> None:
    row = made(place)
    refuses(before, updated(row, **change))
    without(row, before)

    refuses(constraint, updated(row, **change))


@pytest.mark.parametrize(
    ("made", "constraint", "change"),
    [
        (_consultation, "guidance_consultation_number_key", {}),
        (_hotline, "one_question_a_work_order", {"number": "ZX0"}),
        (_member, "expert_once_a_matter", {}),
        (_question, "proposed_once", {}),
        (_list, "guidance_personallist_code_key", {}),
        (_paper, "guidance_printedpaper_digest_key", {}),
    ],
)
def test_once(place: Place, made: Made, constraint: str, change: dict[str, Any]) -> None:
    refuses(constraint, added(made(place), **change))


@pytest.mark.parametrize(
    ("made", "column"),
    [
        (_consultation, "handling_item_id"),
        (_routed, "organisation_id"),
        (_step, "consultation_id"),
        (_limit, "set_by_id"),
        (_duty, "organisation_id"),
        (_duty, "user_id"),
        (_matter, "organisation_id"),
        (_member, "matter_id"),
        (_call, "outlet_id"),
        (_question, "consultation_id"),
        (_list, "version_id"),
    ],
)
def test_nothing_hangs_in_the_air(place: Place, made: Made, column: str) -> None:
    refuses_stranger(made(place), column)


def test_who_asked_whom_is_only_added_to() -> None:
    kept = {"consultationstep", "consultinglimit", "dutyexpert"}

    assert {f"guidance_{name}" for name in kept} <= set(append_only_tables())
    assert "guidance_consultation" not in append_only_tables()  # who has it, and until when, may change


def test_answers_are_kept_word_for_word(place: Place) -> None:
    """What the step holds is what was said, for the row above it may change."""
    row = _answered(place)

    said: list[tuple[str, UUID | None, str]] = [
        (step.kind, step.by_user_id, step.text) for step in row.steps.order_by("at", "id")
    ]
    assert said[-1] == ("answer", place.people["guide"].user_id, ANSWER)
