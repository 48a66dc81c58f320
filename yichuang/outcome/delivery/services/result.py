"""Making the result of a decided case (制证)."""

from __future__ import annotations

from datetime import date, datetime

from yichuang.casework.approval import queries as approval
from yichuang.casework.approval.types import DecisionView, Outcome
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView, Step
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.notices import services as notices
from yichuang.foundation.places import queries as places
from yichuang.kernel import outbox
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion, ResultKind
from yichuang.outcome.delivery import rules
from yichuang.outcome.delivery.errors import ResultNotReady
from yichuang.outcome.delivery.events import ResultPrepared
from yichuang.outcome.delivery.models import ResultDocument


@act
def prepare_result(*, number: str, at: datetime) -> None:
    """Make what a decided case leads to ready at the issue desk (制证). Doing it twice changes nothing.

    Publishes:
        ``delivery.result-prepared`` v1.
    """
    case = cases.lock_case(number=number)
    if case.status in (CaseStatus.GRANTED, CaseStatus.REFUSED):
        prepare(case, at)


def prepare(case: CaseView, at: datetime) -> ResultDocument:
    """The result of a held case that was decided.

    A grant's licence or paper gets its number now. What a refusal hands over is the written decision
    itself, under the number it has: no number of a licence is used up.

    Law: 行政许可法 §44 — handed over within ten days of the decision, or sooner where the item says so.
    """
    version = catalogue.version(case.version_id)
    decision = approval.decision_of(case.id)
    if decision is None:
        raise ResultNotReady
    is_refusal = decision.outcome is Outcome.REFUSED
    act_id = cases.take_step(
        case=case,
        step=Step(
            ActKind.PREPARE_RESULT,
            "system",
            at,
            words="决定文书已备好，等待领取" if is_refusal else "结果已制作，等待领取",
        ),
    )
    make = _refused if is_refusal else _granted
    prepared = make(case, version, decision, at)
    prepared.act_id = act_id
    prepared.due_on = _due_on(case, version)
    prepared.save(force_insert=True)
    outbox.publish(ResultPrepared(case.id, case.number), actor="system", at=at, topic=case.topic)
    return prepared


def _granted(
    case: CaseView, version: HandlingVersion, decision: DecisionView, at: datetime
) -> ResultDocument:
    result = version.result
    return ResultDocument(
        case_id=case.id,
        outcome=Outcome.GRANTED,
        kind=(result.kind if result else ResultKind.OTHER).value,
        name=result.name if result else version.name,
        document_number=notices.next_document_number(
            authority=places.organisation(case.organisation_id), kind="result", at=at
        ),
        valid_from=decision.valid_from,
        valid_until=decision.valid_until,
        prepared_at=at,
    )


def _refused(
    case: CaseView, version: HandlingVersion, decision: DecisionView, at: datetime
) -> ResultDocument:
    return ResultDocument(
        case_id=case.id,
        outcome=Outcome.REFUSED,
        kind=ResultKind.DOCUMENT.value,
        name=approval.refusal_kind(version.item_type).label,
        document_number=decision.notice_number,
        prepared_at=at,
    )


def _due_on(case: CaseView, version: HandlingVersion) -> date | None:
    """Last day to hand over; None while the calendar of that year is not loaded."""
    if case.decided_at is None:
        raise ResultNotReady
    try:
        return clocks.due_on(calendars.working_calendar(), case.decided_at, rules.delivery_limit(version))
    except CalendarNotLoaded:
        return None
