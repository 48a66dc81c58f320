"""Handing the result over (出件送达)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from yichuang.casework.approval.types import Outcome
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView, DeliveryFacts, Step
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import outbox
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue.types import ResultKind
from yichuang.outcome.delivery import rules
from yichuang.outcome.delivery.errors import ResultNotReady
from yichuang.outcome.delivery.events import CaseDelivered
from yichuang.outcome.delivery.models import HandOver, ResultDocument
from yichuang.outcome.delivery.services import notice_data
from yichuang.outcome.delivery.services.agents import authority_to_collect
from yichuang.outcome.delivery.services.result import prepare
from yichuang.outcome.delivery.types import Delivered, ReceiverInput, Relation


@act
def deliver_result(
    *, number: str, receiver: ReceiverInput, window: WindowView, actor: Actor, at: datetime
) -> Delivered:
    """Hand the result over and complete the case (出件送达, 办结), with its 送达回证.

    Of a refused case the written decision is handed over, and the case ends as returned (退回办结).

    Law: 行政许可法 §44 — issue and deliver within ten days of the decision.

    Args:
        window: where the clerk sits; the result waits at the outlet that received the case.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ReceiverMissing, ReceiverMismatch, IdentityNotChecked,
        WitnessMissing; of an agent AgentUnidentified, InvalidIdentity, AuthorityMissing, AuthorityEnded,
        AuthorityTooNarrow, InvalidAuthority.
        ResultNotReady: nothing was decided; ActNotPossible: already handed over or ended.

    Publishes:
        ``delivery.case-delivered`` v1.

    Concurrency: locks the case first; a second hand-over gets ActNotPossible.
    """
    accounts.require(actor, Act.DELIVER, outlet_id=window.outlet_id, region_code=window.region_code)
    case = cases.lock_case(number=number)
    accounts.require(actor, Act.DELIVER, outlet_id=case.outlet_id, region_code=case.region_code)
    name = rules.check_receiver(receiver, parties.for_documents(case.applicant_id))
    receiver = replace(receiver, name=name, witness=rules.check_witness(receiver))
    evidence = _evidence(case, receiver, actor, at)
    if case.status in (CaseStatus.GRANTED, CaseStatus.REFUSED):  # the job has not run; the person is here
        result = prepare(case, at)
        case = cases.lock_case(number=number)
    else:
        found = ResultDocument.objects.filter(case_id=case.id).first()
        if found is None:
            raise ResultNotReady
        result = found
    code = rules.completion_code(ResultKind(result.kind), Outcome(result.outcome))
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            ActKind.DELIVER,
            at,
            window.id,
            f"{window.outlet_name}已把《{result.name}》交给{receiver.relation.label}",
            evidence,
        ),
        evidence=DeliveryFacts(code),
    )
    proof = notices.issue_notice(
        kind=NoticeKind.SERVICE_RETURN,
        authority=places.organisation(case.organisation_id),
        case_number=number,
        data=notice_data.service_return(
            case=case, result=result, receiver=receiver, window=window, actor=actor, at=at
        ),
        at=at,
        outlet_id=case.outlet_id,
    )
    _record(case, act_id, receiver, window, actor, proof.number, at)
    outbox.publish(CaseDelivered(case.id, number, code.value), actor=actor.principal, at=at, topic=case.topic)
    return Delivered(case.id, number, result.document_number, at, proof)


def _evidence(case: CaseView, receiver: ReceiverInput, actor: Actor, at: datetime) -> dict[str, object]:
    """What the act keeps beside its words: as whom it was taken, how, and an agent's authority."""
    facts: dict[str, object] = {"relation": receiver.relation.value, "method": receiver.method.value}
    if receiver.relation is Relation.AGENT:
        authority = authority_to_collect(case=case, receiver=receiver, actor=actor, at=at)
        facts["authority"] = str(authority)
    return facts


def _record(
    case: CaseView,
    act_id: UUID,
    receiver: ReceiverInput,
    window: WindowView,
    actor: Actor,
    notice_number: str,
    at: datetime,
) -> None:
    HandOver.objects.create(
        case_id=case.id,
        act_id=act_id,
        receiver_name=receiver.name,
        relation=receiver.relation.value,
        method=receiver.method.value,
        witness=receiver.witness or None,
        notice_number=notice_number,
        window_id=window.id,
        by_user_id=actor.user_id,
        by_name=actor.name,
        at=at,
    )
