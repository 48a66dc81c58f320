"""A question is answered, sent to a department, handed on, sent back, asked once more (答复咨询)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor, Role
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit, outbox
from yichuang.kernel.errors import FieldError
from yichuang.kernel.outbox import Event
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.guidance import queries, rules
from yichuang.offer.guidance.errors import ConsultationUnknown, NoDepartment, NotAnExpert
from yichuang.offer.guidance.events import (
    QuestionAnswered,
    QuestionAsked,
    QuestionReturned,
    QuestionRouted,
)
from yichuang.offer.guidance.models import Consultation, ConsultationStep
from yichuang.offer.guidance.services.asking import PUBLIC
from yichuang.offer.guidance.types import Asker, ConsultationStatus, ConsultationView, LimitKind, StepKind

Status = ConsultationStatus


@act
def answer_question(*, number: str, text: str, actor: Actor, at: datetime) -> None:
    """Answer (答复): a guide what is with the guides, the department what was sent to it.

    Policy: GUI-10, GUI-11; FEATURES "answered from handbooks or routed".

    Raises:
        ConsultationUnknown; NotYourRole, NotYourPlace; QuestionMoved; NotYourQuestion: a colleague
        has it, and the actor does not head the department; QuestionIncomplete.

    Publishes:
        ``guidance.question-answered`` v1.

    Concurrency: locks the question; of two answers the second gets QuestionMoved.
    """
    row, view = _locked(number)
    rules.check_status(view, Status.WITH_GUIDE, Status.WITH_DEPARTMENT)
    _require_holder(view, actor)
    words = rules.said(text, "/text", "请写明答复")
    is_late = legal_date(at) > row.due_on
    row.status, row.answered_at = Status.ANSWERED.value, at
    row.save(update_fields=["status", "answered_at"])
    _step(
        row,
        _Step(StepKind.ANSWER, words, {"late": is_late}, organisation_id=row.organisation_id),
        actor,
        at,
        QuestionAnswered(row.id, row.organisation_id, is_late),
    )


@act
def route_question(
    *, number: str, organisation_id: UUID | None, reason: str, actor: Actor, at: datetime
) -> None:
    """Send a question to the department's duty expert, with a clock (转部门答复).

    Policy: GUI-11; DOMAIN 2.9 for the working days, which an administrator may change.

    Args:
        organisation_id: None: the department of the item, when the question is bound to one.

    Raises:
        ConsultationUnknown; NotYourRole, NotYourPlace; QuestionMoved; NoDepartment; PlaceNotFound;
        QuestionIncomplete: no reason; CalendarNotLoaded.

    Publishes:
        ``guidance.question-routed`` v1.
    """
    row, view = _locked(number)
    _require_guide(view, actor)
    rules.check_status(view, Status.WITH_GUIDE)
    words = rules.said(reason, "/reason", "请写明为什么转部门")
    competent = organisation_id or _organisation_of(view, legal_date(at))
    if competent is None:
        raise NoDepartment(errors=(FieldError("/organisation", "请选择主管部门"),))
    places.organisation(competent)
    _give_to_department(row, competent, LimitKind.DEPARTMENT, at)
    _step(
        row,
        _Step(StepKind.ROUTE, words, {"due_on": row.due_on.isoformat()}, competent, row.expert_id),
        actor,
        at,
        QuestionRouted(row.id, competent, row.expert_id, row.due_on),
    )


@act
def hand_on_question(*, number: str, to_user_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Hand a question on to a colleague of the department (转交同事). The clock runs on.

    Raises:
        ConsultationUnknown; NotYourRole, NotYourPlace; QuestionMoved; NotYourQuestion; NotAnExpert;
        QuestionIncomplete: no reason.

    Publishes:
        ``guidance.question-routed`` v1.
    """
    row, view = _locked(number)
    rules.check_status(view, Status.WITH_DEPARTMENT)
    _require_holder(view, actor)
    words = rules.said(reason, "/reason", "请写明转交的原因")
    organisation_id = _given(row.organisation_id)
    expert = next(
        (
            one
            for one in queries.experts_of(organisation_id, row.region_code, at)
            if one.user_id == to_user_id
        ),
        None,
    )
    if expert is None or expert.user_id == row.expert_id:
        raise NotAnExpert(errors=(FieldError("/to", NotAnExpert.title),))
    row.expert_id, row.expert_name = expert.user_id, expert.name
    row.save(update_fields=["expert", "expert_name"])
    _step(
        row,
        _Step(StepKind.HAND_ON, words, {}, organisation_id, expert.user_id),
        actor,
        at,
        QuestionRouted(row.id, organisation_id, expert.user_id, row.due_on),
    )


@act
def return_question(*, number: str, reason: str, actor: Actor, at: datetime) -> None:
    """Send a question back to the guides: it is another department's (退回导办).

    Policy: DOMAIN 2.9 — within one working day of getting it.

    Raises:
        ConsultationUnknown; NotYourRole, NotYourPlace; QuestionMoved; NotYourQuestion; ReturnTooLate:
        carries ``until``; QuestionIncomplete: no reason; CalendarNotLoaded.

    Publishes:
        ``guidance.question-returned`` v1.
    """
    row, view = _locked(number)
    rules.check_status(view, Status.WITH_DEPARTMENT)
    _require_holder(view, actor)
    words = rules.said(reason, "/reason", "请写明为什么退回")
    rules.check_return(today=legal_date(at), until=queries.return_until(view))
    organisation_id = _given(row.organisation_id)
    row.status, row.organisation_id, row.expert_id, row.expert_name = Status.WITH_GUIDE.value, None, None, ""
    _start_clock(row, LimitKind.GUIDE, at)
    row.save()
    _step(
        row,
        _Step(StepKind.RETURN, words, {"due_on": row.due_on.isoformat()}, organisation_id),
        actor,
        at,
        QuestionReturned(row.id, organisation_id, row.due_on),
    )


@act
def ask_again(*, number: str, code: str, text: str, at: datetime) -> None:
    """Ask once more about an answer (追问): it goes to whoever answered, with a clock of its own.

    Policy: this project — once; who still has doubts asks anew or comes.

    Raises:
        ConsultationUnknown: or a wrong code; QuestionMoved: no answer yet; AskedAgainAlready;
        QuestionIncomplete; CalendarNotLoaded.

    Publishes:
        ``guidance.question-asked`` v1.
    """
    row, view = _locked(number)
    if not queries.opens(number, code):
        raise ConsultationUnknown
    rules.check_further(view)
    words = rules.said(text, "/text", "请写明还想问什么")
    row.rounds, row.answered_at = row.rounds + 1, None
    if row.organisation_id:
        _give_to_department(row, row.organisation_id, LimitKind.DEPARTMENT, at)
    else:
        row.status = Status.WITH_GUIDE.value
        _start_clock(row, LimitKind.GUIDE, at)
    row.save()
    _step(
        row,
        _Step(StepKind.ASK_AGAIN, words, {"due_on": row.due_on.isoformat()}, row.organisation_id),
        None,
        at,
        QuestionAsked(row.id, row.channel, row.due_on),
    )


@act
def show_asker(*, number: str, reason: str, actor: Actor, at: datetime) -> Asker:
    """Name and phone of the asker in full, to call back (查看咨询人电话); the reason is on record.

    Policy: GUI-15; PRODUCT, "showing it in full asks for a reason and is logged".

    Raises:
        ConsultationUnknown; NotYourRole, NotYourPlace; NotYourQuestion; QuestionMoved: it is answered;
        QuestionIncomplete: no reason.
    """
    row, view = _locked(number)
    rules.check_status(view, Status.WITH_GUIDE, Status.WITH_DEPARTMENT)
    _require_holder(view, actor)
    words = rules.said(reason, "/reason", "请写明为什么要看")
    audit.record(
        stream="consultation",
        stream_id=row.id,
        action="asker-shown",
        actor=actor.principal,
        at=at,
        details={"reason": rules.without_personal_data(words)},
    )
    return Asker(row.asker["name"], row.asker["phone"])


@dataclass(frozen=True)
class _Step:
    kind: StepKind
    text: str
    details: Mapping[str, Any]
    organisation_id: UUID | None = None
    to_user_id: UUID | None = None


def _step(row: Consultation, step: _Step, actor: Actor | None, at: datetime, event: Event) -> None:
    """Write the step, its line in the audit log, its event."""
    who = actor.principal if actor else PUBLIC
    ConsultationStep.objects.create(
        consultation_id=row.id,
        kind=step.kind.value,
        at=at,
        by_user_id=actor.user_id if actor else None,
        by_name=actor.name if actor else "",
        organisation_id=step.organisation_id,
        to_user_id=step.to_user_id,
        text=step.text,
        due_on=row.due_on,
    )
    audit.record(
        stream="consultation",
        stream_id=row.id,
        action=step.kind.value,
        actor=who,
        at=at,
        details=dict(step.details),
    )
    outbox.publish(event, actor=who, at=at, topic=queries.CONSULTING_TOPIC)


def _locked(number: str) -> tuple[Consultation, ConsultationView]:
    row = Consultation.objects.select_for_update().filter(number=rules.normal_number(number)).first()
    if row is None:
        raise ConsultationUnknown
    return row, queries.consultation_view(row)


def _require_guide(view: ConsultationView, actor: Actor) -> None:
    accounts.require(actor, Act.GUIDE_CONSULTATION, outlet_id=view.outlet_id, region_code=view.region_code)


def _require_holder(view: ConsultationView, actor: Actor) -> None:
    """The guides while it is with them, else the expert, the department, its head."""
    if view.status is Status.WITH_GUIDE:
        _require_guide(view, actor)
        return
    accounts.require(
        actor, Act.ANSWER_CONSULTATION, organisation_id=view.organisation_id, region_code=view.region_code
    )
    is_head = any(
        post.role is Role.DEPARTMENT_HEAD and post.organisation_id == view.organisation_id
        for post in actor.posts
    )
    rules.check_expert(view, user_id=actor.user_id, is_head=is_head)


def _give_to_department(row: Consultation, organisation_id: UUID, limit: LimitKind, at: datetime) -> None:
    expert = queries.duty_expert(organisation_id, row.region_code, at)
    row.status, row.organisation_id = Status.WITH_DEPARTMENT.value, organisation_id
    row.expert_id = expert.user_id if expert else None
    row.expert_name = expert.name if expert else ""
    _start_clock(row, limit, at)
    row.save()


def _start_clock(row: Consultation, kind: LimitKind, at: datetime) -> None:
    row.clock_started_on = legal_date(at)
    days = queries.consulting_limit(kind).working_days
    row.due_on = rules.due_on(calendars.working_calendar(), row.clock_started_on, days)


def _organisation_of(view: ConsultationView, today: date) -> UUID | None:
    return (
        catalogue.published_version(view.handling_code, today).organisation_id if view.handling_code else None
    )


def _given(organisation_id: UUID | None) -> UUID:
    if organisation_id is None:
        raise AssertionError("a question with a department names it")
    return organisation_id
