"""From the window to the officer: routing, claim, opinion."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.approval.errors import ClaimedByAnother, NotClaimed, TextMissing
from yichuang.casework.approval.models import Opinion, Review
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseView, Step
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.errors import FieldError
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import ApprovalTier


@act
def open_review(*, case: CaseView, at: datetime) -> None:
    """Route an accepted case to its competent organisation (派件). Doing it twice changes nothing.

    The organisation is the one the case's catalogue version names, whichever window took it.
    """
    tier = catalogue.version(case.version_id).approval_tier or ApprovalTier.REVIEW_CHECK
    Review.objects.bulk_create(
        [Review(case_id=case.id, organisation_id=case.organisation_id, tier=tier.value, opened_at=at)],
        ignore_conflicts=True,
    )


@act
def claim_review(*, number: str, actor: Actor, at: datetime) -> None:
    """Take a case into one's own hands (领取). Claiming one's own again changes nothing.

    Raises:
        CaseUnknown; ActNotPossible; NotYourRole, NotYourPlace;
        ClaimedByAnother: carries ``claimed_by``.

    Concurrency: locks the case first; of two officers one gets ClaimedByAnother.
    """
    case = cases.lock_case(number=number)
    accounts.require(actor, Act.CLAIM, organisation_id=case.organisation_id)
    open_review(case=case, at=at)
    review = Review.objects.get(case_id=case.id)
    if review.claimed_by_id == actor.user_id:
        return
    if review.claimed_by_id is not None:
        raise ClaimedByAnother(f"这个办件已由{review.claimed_by_name}领取", claimed_by=review.claimed_by_name)
    cases.take_step(
        case=case,
        step=Step(ActKind.CLAIM, actor.principal, at, actor.user_id, actor.name, words="部门开始审查"),
    )
    Review.objects.filter(case_id=case.id).update(
        claimed_by_id=actor.user_id, claimed_by_name=actor.name, claimed_at=at
    )


@act
def give_opinion(*, number: str, conclusion: Conclusion, text: str, actor: Actor, at: datetime) -> None:
    """Write down what the examination found (审查意见).

    Raises:
        CaseUnknown; ActNotPossible; NotYourRole, NotYourPlace; TextMissing;
        NotClaimed, ClaimedByAnother: only the officer who has the case writes.
    """
    if not text.strip():
        raise TextMissing(errors=(FieldError("/text", "请写明审查意见"),))
    case = cases.lock_case(number=number)
    accounts.require(actor, Act.OPINE, organisation_id=case.organisation_id)
    review = Review.objects.filter(case_id=case.id).first()
    if review is None or review.claimed_by_id is None:
        raise NotClaimed
    if review.claimed_by_id != actor.user_id:
        raise ClaimedByAnother(f"这个办件由{review.claimed_by_name}承办", claimed_by=review.claimed_by_name)
    act_id = cases.take_step(
        case=case,
        step=Step(
            ActKind.OPINE,
            actor.principal,
            at,
            actor.user_id,
            actor.name,
            words="承办人完成审查",
            details={"conclusion": conclusion.value},
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
