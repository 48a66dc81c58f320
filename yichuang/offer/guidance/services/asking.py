"""A question comes in (咨询): from the web, the hall, the telephone, from 12345."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import connection

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit, guesses, outbox
from yichuang.kernel.errors import DomainError
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries, rules
from yichuang.offer.guidance.errors import NobodyAnswers, TooManyQuestions, WorkOrderKnown
from yichuang.offer.guidance.events import QuestionAsked
from yichuang.offer.guidance.models import Consultation, ConsultationCount, ConsultationStep
from yichuang.offer.guidance.types import (
    AskChannel,
    Asked,
    Asker,
    ConsultationStatus,
    LimitKind,
    QuestionInput,
    StepKind,
)

# Policy: an hour. A whole hall may share one address.
ASKED_PER_SOURCE = 30
ASKED_IN_ALL = 2000
GUESSES_PER_SOURCE = 30
GUESSES_PER_NUMBER = 10
GUESSES_IN_ALL = 3000

PUBLIC = "citizen"
_PURPOSE = "guidance.consultations"


@act
def ask_question(*, question: QuestionInput, source: str, at: datetime) -> Asked:
    """Take a question from the public site (网上咨询). The code to its answer is in what is returned.

    Policy: GUI-02, GUI-03.

    Args:
        source: where the request comes from, as ``guesses.source_of`` has it; only counted.

    Raises:
        ItemUnknown; QuestionIncomplete: ``errors`` name the fields; NobodyAnswers;
        TooManyQuestions: carries ``retry_after_seconds``; CalendarNotLoaded.

    Publishes:
        ``guidance.question-asked`` v1.
    """
    _book("asked", source, ASKED_PER_SOURCE, ASKED_IN_ALL, at)
    asked = QuestionInput(question.text, question.asker, AskChannel.WEB, question.handling_code)
    return _take(asked, outlet_id=None, actor=None, at=at)


@act
def record_question(*, question: QuestionInput, actor: Actor, at: datetime) -> Asked:
    """Write down a question somebody asks in the hall, by telephone or through 12345 (登记咨询).

    Policy: GUI-02, GUI-03; 12345 records are entered as they come.

    Raises:
        NotYourRole, NotYourPlace; ItemUnknown; QuestionIncomplete; CalendarNotLoaded;
        WorkOrderKnown: the 12345 work order was entered before, carries ``number``.

    Publishes:
        ``guidance.question-asked`` v1.
    """
    outlet_id = accounts.outlet_of(actor, Act.RECORD_CONSULTATION)
    return _take(question, outlet_id=outlet_id, actor=actor, at=at)


@act
def book_code_guess(*, number: str, source: str, at: datetime) -> None:
    """Take one of this hour's look-ups that may fail (咨询查询防刷); the right answer gives it back.

    Policy: DESIGN, "look-up guesses are limited by source, by case and in all".

    Raises:
        TooManyQuestions: carries ``retry_after_seconds``.
    """
    wait = guesses.book(ConsultationCount, _guess_buckets(number, source, at), at=at)
    if wait is not None:
        raise TooManyQuestions(retry_after_seconds=wait)


@act
def return_code_guess(*, number: str, source: str, at: datetime) -> None:
    """Give back what :func:`book_code_guess` took at the same moment."""
    guesses.give_back(ConsultationCount, _guess_buckets(number, source, at))


@act
def forget_consultation_counts(*, at: datetime) -> int:
    """Delete counts whose hour has passed; returns how many."""
    count, _ = ConsultationCount.objects.filter(ends_at__lt=at).delete()
    return count


def question_faults(question: QuestionInput, at: datetime) -> tuple[str, ...]:
    """What would keep a question from being taken, in sentences; nothing is written."""
    try:
        _complete(question, at)
    except DomainError as refusal:
        return tuple(error.detail for error in refusal.errors) or (refusal.detail,)
    return ()


def _take(question: QuestionInput, *, outlet_id: UUID | None, actor: Actor | None, at: datetime) -> Asked:
    complete, version = _complete(question, at)
    today = legal_date(at)
    due = rules.due_on(
        calendars.working_calendar(), today, queries.consulting_limit(LimitKind.GUIDE).working_days
    )
    number = rules.number_of(_next_serial(), today)
    code = "".join(secrets.choice(rules.code_characters()) for _ in range(rules.CONSULTATION_CODE_LENGTH))
    row = _row(complete, version, outlet_id)
    row.number, row.code_digest = number, queries.code_digest(number, code)
    row.asked_at, row.clock_started_on, row.due_on = at, today, due
    _insert(row)
    _first_step(row, complete.text, actor, at)
    return Asked(number, code, due)


def _complete(question: QuestionInput, at: datetime) -> tuple[QuestionInput, HandlingVersion | None]:
    phone = parties.normal_phone(question.asker.phone)
    given = QuestionInput(
        question.text,
        Asker(question.asker.name, phone),
        question.channel,
        question.handling_code,
        question.hotline_number.strip(),
    )
    complete = rules.complete_question(given, parties.phone_problem(phone) if phone else None)
    version = (
        catalogue.published_version(complete.handling_code, legal_date(at))
        if complete.handling_code
        else None
    )
    return complete, version


def _row(question: QuestionInput, version: HandlingVersion | None, outlet_id: UUID | None) -> Consultation:
    return Consultation(
        id=new_id(),
        channel=question.channel.value,
        hotline_number=question.hotline_number,
        status=ConsultationStatus.WITH_GUIDE.value,
        region_code=_region(version, outlet_id),
        outlet_id=outlet_id,
        handling_item_id=version.handling_item_id if version else None,
        handling_code=version.code if version else "",
        item_name=version.name if version else "",
        question=question.text,
        asker={"name": question.asker.name, "phone": question.asker.phone},
    )


def _insert(row: Consultation) -> None:
    """Concurrency: of two entries of one work order the second waits for the first, and is refused."""
    if row.hotline_number:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"12345:{row.hotline_number}"])
        known = Consultation.objects.filter(hotline_number=row.hotline_number).first()
        if known:
            raise WorkOrderKnown(
                f"12345 工单 {row.hotline_number} 已经登记为 {known.number}", number=known.number
            )
    row.save(force_insert=True)


def _first_step(row: Consultation, text: str, actor: Actor | None, at: datetime) -> None:
    who = actor.principal if actor else PUBLIC
    ConsultationStep.objects.create(
        consultation_id=row.id,
        kind=StepKind.ASK.value,
        at=at,
        by_user_id=actor.user_id if actor else None,
        by_name=actor.name if actor else "",
        text=text,
        due_on=row.due_on,
    )
    audit.record(
        stream="consultation",
        stream_id=row.id,
        action="asked",
        actor=who,
        at=at,
        details={"channel": row.channel, "due_on": row.due_on.isoformat()},
        first=True,
    )
    event = QuestionAsked(row.id, row.channel, row.due_on)
    outbox.publish(event, actor=who, at=at, topic=queries.CONSULTING_TOPIC)


def _region(version: HandlingVersion | None, outlet_id: UUID | None) -> str:
    """Whose guides answer: where it was asked; else where the item is decided; else the whole place."""
    if outlet_id:
        return places.outlet(outlet_id).region_code
    if version:
        return places.organisation(version.organisation_id).region_code
    codes = [outlet.region_code for outlet in places.outlets()]
    if not codes:
        raise NobodyAnswers
    return min(codes, key=lambda code: (len(code), code))


def _next_serial() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('guidance_consultation_serial')")
        serial: int = cursor.fetchone()[0]
    return serial


def _book(what: str, source: str, per_source: int, in_all: int, at: datetime) -> None:
    limits = {
        guesses.bucket(f"{what}-by", source, at, purpose=_PURPOSE): per_source,
        guesses.bucket(what, "", at, purpose=_PURPOSE): in_all,
    }
    wait = guesses.book(ConsultationCount, limits, at=at)
    if wait is not None:
        raise TooManyQuestions(retry_after_seconds=wait)


def _guess_buckets(number: str, source: str, at: datetime) -> dict[str, int]:
    return {
        guesses.bucket("source", source, at, purpose=_PURPOSE): GUESSES_PER_SOURCE,
        guesses.bucket("number", number, at, purpose=_PURPOSE): GUESSES_PER_NUMBER,
        guesses.bucket("guesses", "", at, purpose=_PURPOSE): GUESSES_IN_ALL,
    }
