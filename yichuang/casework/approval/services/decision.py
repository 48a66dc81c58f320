"""The decision (决定): by the department, or by its chief representative under a written authorisation."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from yichuang.casework.approval import queries, rules
from yichuang.casework.approval.events import CaseDecided
from yichuang.casework.approval.models import Decision
from yichuang.casework.approval.services import notice_data
from yichuang.casework.approval.services.review import open_review
from yichuang.casework.approval.types import Decided, DecisionInput
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseView, DecisionFacts, Step
from yichuang.casework.intake import services as intake
from yichuang.foundation.accounts.types import Actor, AuthorisationView
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import queries as places
from yichuang.kernel import outbox
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion, ItemType


@act
def decide_case(*, number: str, decision: DecisionInput, actor: Actor, at: datetime) -> Decided:
    """Grant what was applied for, by the competent organisation (准予).

    By its officers, or of a 承诺件 by its chief representative, under a written authorisation that
    covers it today and that the decision names.

    Law:
        行政许可法 §37, §38  decide within the limit, in writing
        行政许可法 §34       examination before decision

    Raises:
        CaseUnknown; ActNotPossible; NotYourRole, NotYourPlace: not of the competent organisation;
        NoAuthorisation: nor its chief representative with a paper for this item.
        OwnAcceptance, OwnOpinion, HeadOnly, OpinionMissing, OpinionOpposes; ValidityWrong.

    Publishes:
        ``approval.case-decided`` v1.

    Concurrency: locks the case first; a second decision gets ActNotPossible.
    """
    case = intake.settle_by_time(number=number, at=at)
    version = catalogue.version(case.version_id)
    opinions = queries.opinions_of(case.id)
    authorisation = queries.check_decision(case, version, opinions, actor, legal_date(at))
    return _grant(case, version, decision, actor, authorisation, at)


@act
def decide_immediately(*, number: str, decision: DecisionInput, actor: Actor, at: datetime) -> Decided:
    """Grant a 即办件 on the spot, by a chief representative (首席代表当场决定).

    The one exception to "nobody decides what they accepted": it rests on a written authorisation
    valid today for this item, which the decision names.

    Law: 行政许可法 §34(2) — complete, in legal form, decidable on the spot: decide at once, in writing.

    Raises:
        CaseUnknown; ActNotPossible; NotYourRole, NotYourPlace; NotImmediate; NoAuthorisation;
        ClaimedByAnother: an officer has begun to examine it; ValidityWrong.

    Publishes:
        ``approval.case-decided`` v1.
    """
    case = intake.settle_by_time(number=number, at=at)
    version = catalogue.version(case.version_id)
    review = queries.review_of(case.id)
    authorisation = queries.check_immediate_decision(case, version, review, actor, legal_date(at))
    open_review(case=case, at=at)
    return _grant(case, version, decision, actor, authorisation, at)


def _grant(
    case: CaseView,
    version: HandlingVersion,
    decision: DecisionInput,
    actor: Actor,
    authorisation: AuthorisationView | None,
    at: datetime,
) -> Decided:
    years = version.result.validity_years if version.result else None
    valid_from = rules.first_day(asked=decision.valid_from, decided_on=legal_date(at))
    valid = rules.validity(valid_from=valid_from, years=years)
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            ActKind.GRANT,
            at,
            words="决定准予" if version.item_type is ItemType.LICENCE else "办理通过",
            details={"authorisation": authorisation.document_number if authorisation else None},
        ),
        evidence=DecisionFacts(),
    )
    licence = version.item_type is ItemType.LICENCE
    content = (notice_data.grant if licence else notice_data.completion)(
        case=case, version=version, decision=decision, actor=actor, authorisation=authorisation, at=at
    )
    notice = notices.issue_notice(
        kind=NoticeKind.GRANT_DECISION if licence else NoticeKind.COMPLETION_NOTICE,
        authority=places.organisation(case.organisation_id),
        case_number=case.number,
        data=content,
        at=at,
        outlet_id=case.outlet_id,
    )
    _record(case, act_id, version, decision, actor, authorisation, valid, notice.number)
    outbox.publish(
        CaseDecided(case.id, case.number, case.organisation_id, "granted", *valid),
        actor=actor.principal,
        at=at,
        topic=case.topic,
    )
    return Decided(
        case.id, case.number, notice, *valid, authorisation.document_number if authorisation else ""
    )


def _record(
    case: CaseView,
    act_id: UUID,
    version: HandlingVersion,
    decision: DecisionInput,
    actor: Actor,
    authorisation: AuthorisationView | None,
    valid: tuple[date | None, date | None],
    notice_number: str,
) -> None:
    Decision.objects.create(
        case_id=case.id,
        act_id=act_id,
        by_user_id=actor.user_id,
        by_name=actor.name,
        content=decision.content or (version.result.name if version.result else version.name),
        conditions=decision.conditions,
        valid_from=valid[0],
        valid_until=valid[1],
        authorisation_id=authorisation.id if authorisation else None,
        notice_number=notice_number,
    )
