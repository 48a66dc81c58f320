"""Answers become frequent questions (常见问题), after the department head has read and worded them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel import audit, outbox
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.guidance import queries, rules
from yichuang.offer.guidance.errors import AlreadyReviewed, NoDepartment, QuestionMoved, QuestionUnknown
from yichuang.offer.guidance.events import FrequentQuestionPublished
from yichuang.offer.guidance.models import Consultation, ConsultationStep, FrequentQuestion
from yichuang.offer.guidance.types import ConsultationStatus, QuestionStatus, StepKind


@act
def propose_question(*, number: str, actor: Actor, at: datetime) -> UUID:
    """Propose an answered question as a frequent one (提为常见问题). Proposing it again changes nothing.

    Raises:
        ConsultationUnknown; NotYourRole, NotYourPlace; QuestionMoved: it has no answer yet;
        NoDepartment: bound to no item and answered by no department, so nobody could review it.
    """
    view = queries.consultation_for(actor, Act.READ_CONSULTATION, number)
    row = Consultation.objects.select_for_update().get(id=view.id)
    if row.status != ConsultationStatus.ANSWERED.value:
        raise QuestionMoved("还没有答复，不能提为常见问题", status=row.status)
    known = FrequentQuestion.objects.filter(consultation_id=row.id).values_list("id", flat=True).first()
    if known:
        return known
    organisation_id = row.organisation_id
    if organisation_id is None and row.handling_code:
        organisation_id = catalogue.published_version(row.handling_code, legal_date(at)).organisation_id
    if organisation_id is None:
        raise NoDepartment("这个咨询没有对应的事项和部门，不能提为常见问题")
    answer = (
        ConsultationStep.objects.filter(consultation_id=row.id, kind=StepKind.ANSWER.value)
        .order_by("-at", "-id")[0]
        .text
    )
    made = FrequentQuestion.objects.create(
        id=new_id(),
        organisation_id=organisation_id,
        handling_item_id=row.handling_item_id,
        handling_code=row.handling_code,
        consultation_id=row.id,
        proposed_question=row.question,
        proposed_answer=answer,
        status=QuestionStatus.PROPOSED.value,
        proposed_at=at,
        proposed_by_id=actor.user_id,
        proposed_by_name=actor.name,
    )
    _record(made, "proposed", actor, at)
    return made.id


@dataclass(frozen=True)
class Wording:
    """The words to be published, as the reviewer edited them."""

    question: str
    answer: str


@act
def publish_question(*, question_id: UUID, wording: Wording, actor: Actor, at: datetime) -> None:
    """Publish a proposal in the reviewer's own words (审核发布). No personal data gets out.

    Policy: issue 4, "answers become reviewed frequent questions"; PIPL by way of DOMAIN: what is
    public names nobody.

    Raises:
        QuestionUnknown; NotYourRole, NotYourPlace; AlreadyReviewed; QuestionIncomplete;
        PersonalDataLeft: ``errors`` name the fields.

    Publishes:
        ``guidance.frequent-question-published`` v1.

    Concurrency: locks the proposal; of two reviewers the second gets AlreadyReviewed.
    """
    row = _locked(question_id, actor)
    if row.status != QuestionStatus.PROPOSED.value:
        raise AlreadyReviewed
    names = [queries.asker_name(row.consultation_id)] if row.consultation_id else []
    rules.check_public_words(wording.question, wording.answer, names=names)
    row.question, row.answer = wording.question.strip(), wording.answer.strip()
    _reviewed(row, QuestionStatus.PUBLISHED, actor, at)
    event = FrequentQuestionPublished(row.id, row.organisation_id, row.handling_code)
    outbox.publish(event, actor=actor.principal, at=at)


@act
def decline_question(*, question_id: UUID, actor: Actor, at: datetime) -> None:
    """Leave a proposal unpublished (不采用).

    Raises:
        QuestionUnknown; NotYourRole, NotYourPlace; AlreadyReviewed.
    """
    row = _locked(question_id, actor)
    if row.status != QuestionStatus.PROPOSED.value:
        raise AlreadyReviewed
    _reviewed(row, QuestionStatus.DECLINED, actor, at)


@act
def take_down_question(*, question_id: UUID, actor: Actor, at: datetime) -> None:
    """Take a published question off the pages (撤下); its words stay on record.

    Raises:
        QuestionUnknown; NotYourRole, NotYourPlace; AlreadyReviewed: it is not published.
    """
    row = _locked(question_id, actor)
    if row.status != QuestionStatus.PUBLISHED.value:
        raise AlreadyReviewed
    _reviewed(row, QuestionStatus.WITHDRAWN, actor, at)


def _locked(question_id: UUID, actor: Actor) -> FrequentQuestion:
    row = FrequentQuestion.objects.select_for_update().filter(id=question_id).first()
    if row is None:
        raise QuestionUnknown
    accounts.require(actor, Act.REVIEW_QUESTION, organisation_id=row.organisation_id)
    return row


def _reviewed(row: FrequentQuestion, status: QuestionStatus, actor: Actor, at: datetime) -> None:
    row.status, row.reviewed_at = status.value, at
    row.reviewed_by_id, row.reviewed_by_name = actor.user_id, actor.name
    row.save()
    _record(row, status.value, actor, at)


def _record(row: FrequentQuestion, action: str, actor: Actor, at: datetime) -> None:
    audit.record(
        stream="frequent-question",
        stream_id=row.id,
        action=action,
        actor=actor.principal,
        at=at,
        details={"organisation": str(row.organisation_id), "item": row.handling_code},
    )
