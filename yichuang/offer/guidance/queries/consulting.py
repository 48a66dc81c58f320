"""Questions people ask: the list by last day, one file, the page of the asker, the limits."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor, Reach
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Deadline
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.kernel.crypto import sm3
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.errors import ItemNotOffered, ItemUnknown
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import rules
from yichuang.offer.guidance.errors import ConsultationUnknown
from yichuang.offer.guidance.models import Consultation, ConsultationStep, ConsultingLimit
from yichuang.offer.guidance.queries.experts import frequent_questions
from yichuang.offer.guidance.types.consulting import (
    AskChannel,
    Asker,
    ConsultationCounts,
    ConsultationFile,
    ConsultationRow,
    ConsultationStatus,
    ConsultationStepView,
    ConsultationView,
    ConsultingLimitView,
    LimitKind,
    StepKind,
)

CONSULTING_TOPIC = "consulting"
"""What the lists of questions watch. It says that something moved, nothing else."""
PAGE = 30
LISTED = ("open", "late", "today", "answered")
"""Filters of the list."""
_BEGINNING = 60


@dataclass(frozen=True)
class Wanted:
    """What of the list is shown. ``after``: last day and id of the last row of the page before."""

    listed: str = "open"
    number: str = ""
    after: tuple[date, UUID] | None = None


def consulting_limits() -> tuple[ConsultingLimitView, ...]:
    """The limits in force (咨询时限), each with what it rests on."""
    recorded = [_limit_view(row) for row in ConsultingLimit.objects.order_by("set_at", "id")]
    return tuple(rules.limit_in_force(kind, recorded) for kind in LimitKind)


def consulting_limit(kind: LimitKind) -> ConsultingLimitView:
    """The limit in force of one kind. One statement."""
    row = ConsultingLimit.objects.filter(kind=kind.value).order_by("-set_at", "-id").first()
    return rules.limit_in_force(kind, [_limit_view(row)] if row else [])


def return_until(consultation: ConsultationView) -> date:
    """The last day on which a department may send the question back (退回期限)."""
    days = consulting_limit(LimitKind.RETURN).working_days
    return rules.due_on(calendars.working_calendar(), consultation.clock_started_on, days)


def code_digest(number: str, code: str) -> bytes:
    """What is kept of a code: enough to recognise it, too little to read it."""
    return sm3(f"{number}:{rules.normal_code(code)}".encode())


def opens(number: str, code: str) -> bool:
    """Whether the code opens the question; of an unknown number, no code does."""
    kept = Consultation.objects.filter(number=rules.normal_number(number)).values_list(
        "code_digest", flat=True
    )
    found = kept.first()
    return found is not None and hmac.compare_digest(
        bytes(found), code_digest(rules.normal_number(number), code)
    )


def answer_page(number: str, code: str, at: datetime) -> ConsultationFile:
    """What the asker sees (咨询答复): the question, the answers, nothing of the inner course.

    Raises:
        ConsultationUnknown: no such number, or not this code.
    """
    if not opens(number, code):
        raise ConsultationUnknown
    file = _file(Consultation.objects.get(number=rules.normal_number(number)), at)
    told = (StepKind.ASK, StepKind.ASK_AGAIN, StepKind.ANSWER)
    steps = tuple(
        ConsultationStepView(step.kind, step.at, "", step.text, step.organisation_name)
        for step in file.steps
        if step.kind in told
    )
    return ConsultationFile(
        file.consultation, file.question, file.asker, steps, file.deadline, file.organisation_name
    )


def consultation_for(actor: Actor, act: Act, number: str) -> ConsultationView:
    """The question, when it is within the actor's posts for this act.

    Raises:
        ConsultationUnknown; NotYourRole, NotYourPlace.
    """
    return consultation_view(_row_for(actor, act, number))


def consultation_file(number: str, actor: Actor, at: datetime) -> ConsultationFile:
    """One question for who may read it, with ready answers from the handbook. The asker is masked.

    Raises:
        ConsultationUnknown; NotYourRole, NotYourPlace.
    """
    row = _row_for(actor, Act.READ_CONSULTATION, number)
    file = _file(row, at)
    version = _version(row.handling_code, legal_date(at))
    asked = "".join(step.text for step in file.steps if step.kind in (StepKind.ASK, StepKind.ASK_AGAIN))
    frequent = frequent_questions(row.handling_code) if row.handling_code else ()
    return ConsultationFile(
        file.consultation,
        file.question,
        file.asker,
        file.steps,
        file.deadline,
        file.organisation_name,
        rules.suggestions(asked, version, frequent),
    )


def consultations(actor: Actor, wanted: Wanted, at: datetime) -> tuple[ConsultationRow, ...]:
    """One page of the questions within the actor's posts, the earliest last day first; answered ones newest.

    One row more than a page tells that there is a next one.

    Raises:
        NotYourRole
    """
    rows = _within(accounts.reach(actor, Act.READ_CONSULTATION)).filter(
        _listed(wanted.listed, legal_date(at))
    )
    if wanted.number:
        rows = rows.filter(Q(number=wanted.number) | Q(hotline_number=wanted.number))
    down = wanted.listed == "answered"
    if wanted.after:
        due, row_id = wanted.after
        beyond = Q(due_on__lt=due) if down else Q(due_on__gt=due)
        same = Q(due_on=due, id__lt=row_id) if down else Q(due_on=due, id__gt=row_id)
        rows = rows.filter(beyond | same)
    ordered = rows.order_by("-due_on", "-id") if down else rows.order_by("due_on", "id")
    return tuple(_list_row(row, at) for row in ordered[: PAGE + 1])


def consultation_counts(actor: Actor, at: datetime) -> ConsultationCounts:
    """The figures over the list. One statement."""
    today = legal_date(at)
    figures = _within(accounts.reach(actor, Act.READ_CONSULTATION)).aggregate(
        **{name: Count("pk", filter=_listed(name, today)) for name in LISTED}
    )
    return ConsultationCounts(**figures)


def asker_name(consultation_id: UUID) -> str:
    """The asker's name in full, for a check that it is published nowhere."""
    asker = Consultation.objects.values_list("asker", flat=True).get(id=consultation_id)
    return str(asker["name"])


def consultation_view(row: Consultation) -> ConsultationView:
    """A row as rules see it."""
    return ConsultationView(
        id=row.id,
        number=row.number,
        channel=AskChannel(row.channel),
        status=ConsultationStatus(row.status),
        region_code=row.region_code,
        outlet_id=row.outlet_id,
        handling_code=row.handling_code,
        item_name=row.item_name,
        organisation_id=row.organisation_id,
        expert_id=row.expert_id,
        expert_name=row.expert_name,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        clock_started_on=row.clock_started_on,
        due_on=row.due_on,
        rounds=row.rounds,
        hotline_number=row.hotline_number,
    )


def _row_for(actor: Actor, act: Act, number: str) -> Consultation:
    row = Consultation.objects.filter(number=rules.normal_number(number)).first()
    if row is None:
        raise ConsultationUnknown
    accounts.require(
        actor,
        act,
        outlet_id=row.outlet_id,
        organisation_id=row.organisation_id,
        region_code=row.region_code,
    )
    return row


def _file(row: Consultation, at: datetime) -> ConsultationFile:
    steps = ConsultationStep.objects.filter(consultation_id=row.id).order_by("at", "id")
    return ConsultationFile(
        consultation=consultation_view(row),
        question=row.question,
        asker=Asker(parties.mask_name(row.asker["name"]), parties.mask_phone(row.asker["phone"])),
        steps=tuple(_step_view(step) for step in steps),
        deadline=_deadline(row, at),
        organisation_name=_name(row.organisation_id),
    )


def _step_view(step: ConsultationStep) -> ConsultationStepView:
    return ConsultationStepView(
        StepKind(step.kind), step.at, step.by_name, step.text, _name(step.organisation_id)
    )


def _list_row(row: Consultation, at: datetime) -> ConsultationRow:
    text = row.question.replace("\n", " ")
    beginning = text[:_BEGINNING] + ("…" if len(text) > _BEGINNING else "")
    holder = row.expert_name or _name(row.organisation_id)
    return ConsultationRow(consultation_view(row), beginning, _deadline(row, at), holder)


def _deadline(row: Consultation, at: datetime) -> Deadline:
    return clocks.deadline(
        calendars.working_calendar(),
        due_on=row.due_on,
        at=at,
        started_on=row.clock_started_on,
        closed_on=legal_date(row.answered_at) if row.answered_at else None,
    )


def _name(organisation_id: UUID | None) -> str:
    return places.organisation(organisation_id).name if organisation_id else ""


def _version(handling_code: str, on: date) -> HandlingVersion | None:
    if not handling_code:
        return None
    try:
        return catalogue.published_version(handling_code, on)
    except (ItemUnknown, ItemNotOffered):
        return None  # cancelled meanwhile: the question still wants its answer


def _within(reach: Reach) -> QuerySet[Consultation]:
    parts: Iterable[Q] = (
        Q(outlet_id__in=reach.outlets),
        *(
            Q(organisation_id=organisation_id, region_code__startswith=region)
            for organisation_id, region in reach.departments
        ),
        *(Q(region_code__startswith=region) for region in reach.regions),
    )
    return Consultation.objects.filter(reduce(or_, parts))


def _listed(listed: str, today: date) -> Q:
    if listed == "answered":
        return Q(status=ConsultationStatus.ANSWERED.value)
    is_open = ~Q(status=ConsultationStatus.ANSWERED.value)
    if listed == "late":
        return is_open & Q(due_on__lt=today)
    return is_open & Q(due_on=today) if listed == "today" else is_open


def _limit_view(row: ConsultingLimit) -> ConsultingLimitView:
    return ConsultingLimitView(LimitKind(row.kind), row.working_days, row.source, row.set_at, row.set_by_name)
