"""From the window to the officer: routing, claim, opinion."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.approval import queries
from yichuang.casework.approval.errors import TextMissing
from yichuang.casework.approval.events import ReviewClaimed, ReviewOpened
from yichuang.casework.approval.models import Opinion, Review
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView, Step
from yichuang.casework.intake import services as intake
from yichuang.foundation.accounts.types import Actor, AuthorisationView
from yichuang.kernel import outbox
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import ApprovalTier


@act
def open_review(*, case: CaseView, at: datetime) -> None:
    """Route an accepted case to its competent organisation (派件). Doing it twice changes nothing.

    The organisation is the one the case's catalogue version names, whichever window took it.

    Publishes:
        ``approval.review-opened`` v1, the first time.
    """
    tier = catalogue.version(case.version_id).approval_tier or ApprovalTier.REVIEW_CHECK
    given = {"organisation_id": case.organisation_id, "tier": tier.value, "opened_at": at}
    _, is_new = Review.objects.get_or_create(case_id=case.id, defaults=given)
    if is_new:
        event = ReviewOpened(case.id, case.number, case.organisation_id)
        outbox.publish(event, actor="system", at=at, topic=queries.topic_of(case.organisation_id))


@act
def claim_review(*, number: str, actor: Actor, at: datetime) -> None:
    """Take a case into one's own hands (领取). Claiming one's own again changes nothing.

    An officer, or of a 承诺件 the chief representative under a written authorisation that covers it.

    Raises:
        CaseUnknown; ActNotPossible; NotYourRole, NotYourPlace; NoAuthorisation; OwnAcceptance;
        ClaimedByAnother: carries ``claimed_by``.

    Publishes:
        ``approval.review-claimed`` v1.

    Concurrency: locks the case first; of two officers one gets ClaimedByAnother.
    """
    case = intake.settle_by_time(number=number, at=at)
    review = queries.review_of(case.id)
    if case.status is CaseStatus.IN_REVIEW and review and review.claimed_by_id == actor.user_id:
        return
    authorisation = queries.check_claim(case, review, actor, legal_date(at))
    open_review(case=case, at=at)
    cases.take_step(
        case=case,
        step=Step.by(actor, ActKind.CLAIM, at, words="部门开始审查", details=_named(authorisation)),
    )
    Review.objects.filter(case_id=case.id).update(
        claimed_by_id=actor.user_id, claimed_by_name=actor.name, claimed_at=at
    )
    event = ReviewClaimed(case.id, number, case.organisation_id)
    outbox.publish(event, actor=actor.principal, at=at, topic=case.topic)


@act
def give_opinion(*, number: str, conclusion: Conclusion, text: str, actor: Actor, at: datetime) -> None:
    """Write down what the examination found (审查意见).

    Raises:
        CaseUnknown; ActNotPossible; NotYourRole, NotYourPlace; NoAuthorisation; TextMissing;
        NotClaimed, ClaimedByAnother: only who has the case writes.
    """
    case = intake.settle_by_time(number=number, at=at)
    authorisation = queries.check_opinion(case, queries.review_of(case.id), actor, legal_date(at))
    if not text.strip():
        raise TextMissing(errors=(FieldError("/text", "请写明审查意见"),))
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            ActKind.OPINE,
            at,
            words="承办人完成审查",
            details={"conclusion": conclusion.value, **_named(authorisation)},
        ),
    )
    Opinion.objects.create(
        act_id=act_id,
        case_id=case.id,
        by_user_id=actor.user_id,
        by_name=actor.name,
        conclusion=conclusion.value,
        text=text.strip(),
        at=at,
    )


def _named(authorisation: AuthorisationView | None) -> dict[str, object]:
    """What the act says of the written authorisation it rests on; nothing when it rests on a post."""
    return {"authorisation": authorisation.document_number} if authorisation else {}
