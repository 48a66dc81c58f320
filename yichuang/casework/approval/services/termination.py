"""The end without a decision (终止办理): there is nobody, or nothing, left to decide about."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.approval import queries, rules
from yichuang.casework.approval.events import CaseTerminated
from yichuang.casework.approval.models import Termination
from yichuang.casework.approval.services import notice_data
from yichuang.casework.approval.types import Terminated, TerminationInput
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, Step
from yichuang.casework.intake import services as intake
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import queries as places
from yichuang.kernel import outbox
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue


@act
def terminate_case(*, number: str, termination: TerminationInput, actor: Actor, at: datetime) -> Terminated:
    """End an accepted case without a decision, in writing (终止办理, 退件).

    The case is completed as returned (退回办结); the materials that were kept go back.

    Policy: DOMAIN 4.2 — applicant dead or dissolved, item cancelled, no co-operation. By who has the
    case, or by the head of the department; never by who accepted it.

    Raises:
        CaseUnknown; ActNotPossible; NotYourRole, NotYourPlace; OwnAcceptance.
        NotClaimed, ClaimedByAnother: an officer ends only what they have.
        TerminationIncomplete: ``errors`` point at what says nothing.

    Publishes:
        ``approval.case-terminated`` v1.

    Concurrency: locks the case first; of an end, a decision and a withdrawal at once one is written.
    """
    case = intake.settle_by_time(number=number, at=at)
    version = catalogue.version(case.version_id)
    queries.check_termination(case, queries.review_of(case.id), actor)
    termination = rules.complete_termination(termination)
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            ActKind.TERMINATE,
            at,
            words=f"终止办理：{termination.ground.label}",
            details={"ground": termination.ground.value},
        ),
    )
    notice = notices.issue_notice(
        kind=NoticeKind.TERMINATION_NOTICE,
        authority=places.organisation(case.organisation_id),
        case_number=case.number,
        data=notice_data.termination(case=case, version=version, termination=termination, actor=actor, at=at),
        at=at,
        outlet_id=case.outlet_id,
    )
    Termination.objects.create(
        case_id=case.id,
        act_id=act_id,
        by_user_id=actor.user_id,
        by_name=actor.name,
        ground=termination.ground.value,
        reason=termination.reason,
        legal_basis=list(termination.legal_basis),
        notice_number=notice.number,
    )
    outbox.publish(
        CaseTerminated(case.id, case.number, case.organisation_id, termination.ground.value),
        actor=actor.principal,
        at=at,
        topic=case.topic,
    )
    return Terminated(case.id, case.number, notice)
