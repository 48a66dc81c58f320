"""The refusal (不予批准): in writing, with facts, reason, legal basis and where to challenge it."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.approval import queries, rules
from yichuang.casework.approval.events import CaseDecided
from yichuang.casework.approval.models import Decision, Refusal
from yichuang.casework.approval.services import notice_data
from yichuang.casework.approval.types import Outcome, RefusalInput, Refused
from yichuang.casework.cases import queries as case_queries
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseView, DecisionFacts, Step
from yichuang.casework.intake import services as intake
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import Remedies
from yichuang.foundation.places import queries as places
from yichuang.kernel import outbox
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion, ItemType


@act
def refuse_case(*, number: str, refusal: RefusalInput, actor: Actor, at: datetime) -> Refused:
    """Refuse what was applied for, by the competent organisation (不予批准).

    Never by the window alone: no written authorisation covers it. What is handed over is the written
    decision itself, a 不予行政许可决定书 for a licence and a 不予办理通知书 for everything else.

    Law:
        行政许可法 §38(2)  a refusal is written, gives its reasons and tells of reconsideration and suit
        行政许可法 §37     within the limit

    Raises:
        CaseUnknown; ActNotPossible; NotYourRole, NotYourPlace: not of the competent organisation.
        NotClaimed; OwnAcceptance, OwnOpinion, HeadOnly, OpinionMissing, OpinionSupports.
        RefusalIncomplete: ``errors`` point at what says nothing.
        RemediesUnknown: nobody has recorded where the organisation's decisions are challenged.

    Publishes:
        ``approval.case-decided`` v1, outcome ``refused``.

    Concurrency: locks the case first; of a grant, a refusal and a withdrawal at once one is written.
    """
    case = intake.settle_by_time(number=number, at=at)
    version = catalogue.version(case.version_id)
    queries.check_refusal(case, version, queries.opinions_of(case.id), actor)
    refusal = rules.complete_refusal(refusal)
    remedies = case_queries.remedies_of(case)
    is_licence = version.item_type is ItemType.LICENCE
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            ActKind.REFUSE,
            at,
            words="决定不予行政许可" if is_licence else "决定不予办理",
        ),
        evidence=DecisionFacts(),
    )
    notice = notices.issue_notice(
        kind=rules.refusal_kind(version.item_type),
        authority=places.organisation(case.organisation_id),
        case_number=case.number,
        data=notice_data.refusal(case=case, version=version, refusal=refusal, actor=actor, at=at),
        at=at,
        outlet_id=case.outlet_id,
    )
    decision = Decision.objects.create(
        case_id=case.id,
        act_id=act_id,
        by_user_id=actor.user_id,
        by_name=actor.name,
        outcome=Outcome.REFUSED,
        content=_content(case, version),
        notice_number=notice.number,
    )
    _record(decision, refusal, remedies)
    outbox.publish(
        CaseDecided(case.id, case.number, case.organisation_id, Outcome.REFUSED.value, None, None),
        actor=actor.principal,
        at=at,
        topic=case.topic,
    )
    return Refused(case.id, case.number, notice)


def _content(case: CaseView, version: HandlingVersion) -> str:
    asked_for = version.result.name if version.result else case.name
    return f"不予批准{asked_for}"


def _record(decision: Decision, refusal: RefusalInput, remedies: Remedies | None) -> None:
    Refusal.objects.create(
        decision_id=decision.pk,
        facts=refusal.facts,
        reason=refusal.reason,
        legal_basis=list(refusal.legal_basis),
        reconsideration_body=remedies.reconsideration_body if remedies else "",
        court=remedies.court if remedies else "",
    )
