"""Making the result and handing it over."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.approval import queries as approval
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView, DeliveryFacts, Step
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.notices import services as notices
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import outbox
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import ResultKind
from yichuang.outcome.delivery import rules
from yichuang.outcome.delivery.errors import ResultNotReady
from yichuang.outcome.delivery.events import CaseDelivered, ResultPrepared
from yichuang.outcome.delivery.models import HandOver, ResultDocument
from yichuang.outcome.delivery.types import Delivered, ReceiverInput


@act
def prepare_result(*, number: str, at: datetime) -> None:
    """Make the result of a decided case and give it its number (制证). Doing it twice changes nothing.

    Publishes:
        ``delivery.result-prepared`` v1.
    """
    case = cases.lock_case(number=number)
    if case.status is CaseStatus.GRANTED:
        _prepare(case, at)


def _prepare(case: CaseView, at: datetime) -> ResultDocument:
    version = catalogue.version(case.version_id)
    decision = approval.decision_of(case.id)
    if decision is None:
        raise ResultNotReady
    act_id = cases.take_step(
        case=case, step=Step(ActKind.PREPARE_RESULT, "system", at, words="结果已制作，等待领取")
    )
    result = version.result
    prepared = ResultDocument.objects.create(
        case_id=case.id,
        act_id=act_id,
        kind=(result.kind if result else ResultKind.OTHER).value,
        name=result.name if result else version.name,
        document_number=notices.next_document_number(
            authority=places.organisation(case.organisation_id), kind="result", at=at
        ),
        valid_from=decision.valid_from,
        valid_until=decision.valid_until,
        prepared_at=at,
    )
    outbox.publish(ResultPrepared(case.id, case.number), actor="system", at=at, topic=case.topic)
    return prepared


@act
def deliver_result(
    *, number: str, receiver: ReceiverInput, window: WindowView, actor: Actor, at: datetime
) -> Delivered:
    """Hand the result over and complete the case (出件送达, 办结).

    Law: 行政许可法 §44 — issue and deliver within ten days of the decision.

    Args:
        window: where the clerk sits; the result waits at the outlet that received the case.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ReceiverMissing, ReceiverMismatch, IdentityNotChecked;
        ResultNotReady: nothing was decided; ActNotPossible: already handed over or ended.

    Publishes:
        ``delivery.case-delivered`` v1.

    Concurrency: locks the case first; a second hand-over gets ActNotPossible.
    """
    accounts.require(actor, Act.DELIVER, outlet_id=window.outlet_id, region_code=window.region_code)
    case = cases.lock_case(number=number)
    accounts.require(actor, Act.DELIVER, outlet_id=case.outlet_id, region_code=case.region_code)
    name = rules.check_receiver(receiver, parties.for_documents(case.applicant_id))
    if case.status is CaseStatus.GRANTED:  # the job has not run yet; the person stands here
        result = _prepare(case, at)
        case = cases.lock_case(number=number)
    else:
        found = ResultDocument.objects.filter(case_id=case.id).first()
        if found is None:
            raise ResultNotReady
        result = found
    code = rules.completion_code(ResultKind(result.kind))
    act_id = cases.take_step(
        case=case,
        step=Step(
            ActKind.DELIVER,
            actor.principal,
            at,
            actor.user_id,
            actor.name,
            window.id,
            f"{window.outlet_name}已把《{result.name}》交给{receiver.relation.label}",
            {"relation": receiver.relation.value},
        ),
        evidence=DeliveryFacts(code),
    )
    HandOver.objects.create(
        case_id=case.id,
        act_id=act_id,
        receiver_name=name,
        relation=receiver.relation.value,
        window_id=window.id,
        by_user_id=actor.user_id,
        by_name=actor.name,
        at=at,
    )
    outbox.publish(CaseDelivered(case.id, number, code.value), actor=actor.principal, at=at, topic=case.topic)
    return Delivered(case.id, number, result.document_number, at)
