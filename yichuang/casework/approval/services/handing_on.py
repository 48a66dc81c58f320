"""Handing a case from one officer to another (移交)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.casework.approval import queries, rules
from yichuang.casework.approval.errors import NotClaimed
from yichuang.casework.approval.events import ReviewHandedOn
from yichuang.casework.approval.models import HandedOn, Review
from yichuang.casework.approval.types import ReviewView
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseView, Step
from yichuang.casework.intake import services as intake
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices import services as notices
from yichuang.kernel import outbox
from yichuang.kernel.transactions import act


@act
def hand_on_review(*, number: str, to_user_id: UUID, reason: str, actor: Actor, at: datetime) -> str:
    """Hand a claimed case to a colleague of the same department (移交), who is told.

    By who has it, or by the head of the department. The clock does not wait, and the opinions stay.

    Policy: this project, with 受审分离 — nobody is handed what they accepted.

    Returns:
        The name of who has the case now.

    Raises:
        CaseUnknown; ActNotPossible; NotYourRole, NotYourPlace; NotClaimed, ClaimedByAnother.
        ReasonMissing; NotAColleague; AlreadyTheirs; OwnAcceptance: the colleague accepted the case.

    Publishes:
        ``approval.review-handed-on`` v1.

    Concurrency: locks the case first; who hands on what is no longer theirs gets ClaimedByAnother.
    """
    case = intake.settle_by_time(number=number, at=at)
    review = queries.review_of(case.id)
    queries.check_handing_on(case, review, actor)
    if review is None or review.claimed_by_id is None:
        raise NotClaimed
    reason = rules.given_reason(reason)
    to = queries.colleague(case, to_user_id, at)
    rules.check_handing_on(
        to_id=to.user_id,
        to_name=to.name,
        claimed_by_id=review.claimed_by_id,
        accepted_by_id=case.accepted_by_id,
    )
    _write(case, review, review.claimed_by_id, to, reason, actor, at)
    due = case.promised_due_on or case.statutory_due_on
    notices.notify_staff(
        user_id=to.user_id,
        template="task-handed-on",
        context={
            "number": number,
            "item": case.name,
            "from": review.claimed_by_name,
            "due": due.isoformat() if due else "—",
        },
        at=at,
    )
    event = ReviewHandedOn(case.id, number, case.organisation_id, review.claimed_by_id, to.user_id)
    outbox.publish(event, actor=actor.principal, at=at, topic=case.topic)
    return to.name


def _write(
    case: CaseView, review: ReviewView, from_id: UUID, to: Actor, reason: str, actor: Actor, at: datetime
) -> None:
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            ActKind.CLAIM,
            at,
            words="部门换人继续审查",
            details={"from": str(from_id), "to": str(to.user_id)},
        ),
    )
    HandedOn.objects.create(
        act_id=act_id,
        case_id=case.id,
        from_user_id=from_id,
        from_name=review.claimed_by_name,
        to_user_id=to.user_id,
        to_name=to.name,
        by_user_id=actor.user_id,
        by_name=actor.name,
        reason=reason,
        at=at,
    )
    Review.objects.filter(case_id=case.id).update(
        claimed_by_id=to.user_id, claimed_by_name=to.name, claimed_at=at
    )
