"""Who knows: experts of a department, difficult matters, calls, reviewed questions."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.offer.guidance.errors import CallUnknown, QuestionUnknown
from yichuang.offer.guidance.models import DifficultMatter, DutyExpert, ExpertCall, FrequentQuestion
from yichuang.offer.guidance.types.experts import (
    CallStatus,
    DifficultMatterView,
    Expert,
    ExpertCallView,
    FrequentQuestionView,
    QuestionStatus,
)

OPEN_CALLS = (CallStatus.WAITING.value, CallStatus.TAKEN.value)
MOST_SHOWN = 100


def calls_topic(organisation_id: UUID) -> str:
    """What a department's list of calls, and the counter that called, watch."""
    return f"calls:{organisation_id}"


def experts_of(organisation_id: UUID, region_code: str, at: datetime) -> tuple[Expert, ...]:
    """Everybody of the department who may answer for this region, by name."""
    people = accounts.staff_who_may(Act.ANSWER_CONSULTATION, at=at, organisation_id=organisation_id)
    return tuple(
        Expert(person.user_id, person.name)
        for person in people
        if accounts.may(
            person, Act.ANSWER_CONSULTATION, organisation_id=organisation_id, region_code=region_code
        )
    )


def duty_expert(organisation_id: UUID, region_code: str, at: datetime) -> Expert | None:
    """Who gets what is sent to the department (值班专家); None: nobody is named, or has left."""
    row = DutyExpert.objects.filter(organisation_id=organisation_id).order_by("-set_at", "-id").first()
    if row is None or row.user_id is None:
        return None
    return next(
        (one for one in experts_of(organisation_id, region_code, at) if one.user_id == row.user_id), None
    )


def difficult_matters(organisation_id: UUID) -> tuple[DifficultMatterView, ...]:
    """The department's list of difficult matters (疑难事项清单), by title."""
    rows = DifficultMatter.objects.filter(organisation_id=organisation_id, retired_at__isnull=True)
    return tuple(_matter(row) for row in rows.prefetch_related("experts").order_by("title", "id"))


def matters_of_item(handling_code: str) -> tuple[DifficultMatterView, ...]:
    """The difficult matters that name this item, with their teams."""
    rows = DifficultMatter.objects.filter(handling_code=handling_code, retired_at__isnull=True)
    return tuple(_matter(row) for row in rows.prefetch_related("experts").order_by("title", "id"))


def team_of(organisation_id: UUID, handling_code: str) -> frozenset[UUID]:
    """The experts of the department's difficult matters about this item; empty: anyone there."""
    return frozenset(
        expert.user_id
        for matter in matters_of_item(handling_code)
        if matter.organisation_id == organisation_id
        for expert in matter.experts
    )


def calls_for(actor: Actor) -> tuple[ExpertCallView, ...]:
    """The calls that wait or are talked about in the actor's departments, oldest first.

    Raises:
        NotYourRole
    """
    reach = accounts.reach(actor, Act.ANSWER_CONSULTATION)
    rows = ExpertCall.objects.filter(status__in=OPEN_CALLS)
    within = [
        Q(organisation_id=organisation_id, region_code__startswith=region)
        for organisation_id, region in reach.departments
    ]
    rows = rows.filter(reduce(or_, within)) if within else rows.none()
    return tuple(call_view(row) for row in rows.order_by("called_at", "id")[:MOST_SHOWN])


def call_for(actor: Actor, call_id: UUID) -> ExpertCallView:
    """One call, for who made it and for the department it is for.

    Raises:
        CallUnknown; NotYourRole, NotYourPlace.
    """
    row = ExpertCall.objects.filter(id=call_id).first()
    if row is None:
        raise CallUnknown
    if row.called_by_id != actor.user_id:
        accounts.require(
            actor,
            Act.ANSWER_CONSULTATION,
            organisation_id=row.organisation_id,
            region_code=row.region_code,
        )
    return call_view(row)


def call_answer(call_id: UUID) -> str:
    """What the expert answered, in writing; empty: by word of mouth, or not yet."""
    return ExpertCall.objects.values_list("answer", flat=True).get(id=call_id) or ""


def call_view(row: ExpertCall) -> ExpertCallView:
    """A row as pages see it."""
    return ExpertCallView(
        id=row.id,
        organisation_id=row.organisation_id,
        handling_code=row.handling_code,
        item_name=row.item_name,
        outlet_id=row.outlet_id,
        outlet_name=places.outlet(row.outlet_id).name,
        window=row.window,
        status=CallStatus(row.status),
        called_at=row.called_at,
        called_by_id=row.called_by_id,
        called_by_name=row.called_by_name,
        taken_at=row.taken_at,
        taken_by_id=row.taken_by_id,
        taken_by_name=row.taken_by_name,
        ended_at=row.ended_at,
        words=row.words,
    )


def frequent_questions(handling_code: str) -> tuple[FrequentQuestionView, ...]:
    """What is published about an item (常见问题), newest first."""
    rows = FrequentQuestion.objects.filter(handling_code=handling_code, status=QuestionStatus.PUBLISHED.value)
    return tuple(_question(row) for row in rows.order_by("-reviewed_at", "-id")[:MOST_SHOWN])


def frequent_questions_found(text: str, limit: int = 5) -> tuple[FrequentQuestionView, ...]:
    """Published questions in which all these words stand, newest first."""
    words = text.split()[:5]
    if not words:
        return ()
    rows = FrequentQuestion.objects.filter(status=QuestionStatus.PUBLISHED.value)
    for word in words:
        rows = rows.filter(Q(question__icontains=word) | Q(answer__icontains=word))
    return tuple(_question(row) for row in rows.order_by("-reviewed_at", "-id")[:limit])


def questions_to_review(actor: Actor) -> tuple[FrequentQuestionView, ...]:
    """What was proposed to and published by the departments the actor heads; proposals first.

    Raises:
        NotYourRole
    """
    shown = (QuestionStatus.PROPOSED.value, QuestionStatus.PUBLISHED.value)
    rows = _headed(actor).filter(status__in=shown).order_by("reviewed_at", "proposed_at", "id")
    found = [_question(row) for row in rows[:MOST_SHOWN]]
    return tuple(sorted(found, key=lambda one: one.status is not QuestionStatus.PROPOSED))


def question_for(actor: Actor, question_id: UUID) -> FrequentQuestionView:
    """One of them.

    Raises:
        QuestionUnknown; NotYourRole.
    """
    row = _headed(actor).filter(id=question_id).first()
    if row is None:
        raise QuestionUnknown
    return _question(row)


def is_proposed(consultation_id: UUID) -> bool:
    """Whether this question was proposed as a frequent one, whatever came of it."""
    return FrequentQuestion.objects.filter(consultation_id=consultation_id).exists()


def _headed(actor: Actor) -> QuerySet[FrequentQuestion]:
    reach = accounts.reach(actor, Act.REVIEW_QUESTION)
    departments = [organisation_id for organisation_id, _region in reach.departments]
    return FrequentQuestion.objects.filter(organisation_id__in=departments)


def _question(row: FrequentQuestion) -> FrequentQuestionView:
    return FrequentQuestionView(
        id=row.id,
        organisation_id=row.organisation_id,
        handling_code=row.handling_code,
        question=row.question or row.proposed_question,
        answer=row.answer or row.proposed_answer,
        status=QuestionStatus(row.status),
        proposed_at=row.proposed_at,
        proposed_by_name=row.proposed_by_name,
        reviewed_at=row.reviewed_at,
        reviewed_by_name=row.reviewed_by_name,
    )


def _matter(row: DifficultMatter) -> DifficultMatterView:
    experts = sorted(row.experts.all(), key=lambda one: (one.name, str(one.user_id)))
    return DifficultMatterView(
        row.id,
        row.organisation_id,
        row.handling_code,
        row.title,
        row.note,
        tuple(Expert(one.user_id, one.name) for one in experts),
    )
