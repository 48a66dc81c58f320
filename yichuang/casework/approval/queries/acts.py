"""Whether an act is possible now. The act asks after locking; pages ask to offer it, or to say why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yichuang.casework.approval import rules
from yichuang.casework.approval.errors import ClaimedByAnother
from yichuang.casework.approval.types import OpinionView, ReviewView
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor, AuthorisationView, Role
from yichuang.offer.catalogue.types import HandlingType, HandlingVersion


def check_claim(case: CaseView, review: ReviewView | None, actor: Actor) -> None:
    """Whether the actor may take the case (领取).

    Raises:
        NotYourRole, NotYourPlace; ActNotPossible; OwnAcceptance;
        ClaimedByAnother: also when it is the actor's already.
    """
    _require(actor, Act.CLAIM, case)
    cases.check_possible(case.status, ActKind.CLAIM)
    rules.check_separation(user_id=actor.user_id, accepted_by_id=case.accepted_by_id)
    if review and review.claimed_by_id:
        name = review.claimed_by_name
        raise ClaimedByAnother(f"这个办件已由{name}领取", claimed_by=name)


def check_opinion(case: CaseView, review: ReviewView | None, actor: Actor) -> None:
    """Whether the actor may write an opinion (审查意见).

    Raises:
        NotYourRole, NotYourPlace; ActNotPossible; NotClaimed, ClaimedByAnother.
    """
    _require(actor, Act.OPINE, case)
    if case.status is not CaseStatus.ACCEPTED:  # accepted: what is missing is the claim
        cases.check_possible(case.status, ActKind.OPINE)
    rules.check_claim(
        user_id=actor.user_id,
        claimed_by_id=review.claimed_by_id if review else None,
        claimed_by_name=review.claimed_by_name if review else "",
    )


def check_decision(
    case: CaseView, version: HandlingVersion, opinions: Sequence[OpinionView], actor: Actor
) -> None:
    """Whether the actor may decide the case (决定).

    Raises:
        NotYourRole, NotYourPlace; ActNotPossible;
        OwnAcceptance, OwnOpinion, HeadOnly, OpinionMissing, OpinionOpposes.
    """
    _require(actor, Act.DECIDE, case)
    cases.check_possible(case.status, ActKind.GRANT)
    rules.check_decider(
        tier=version.approval_tier,
        decider_id=actor.user_id,
        is_head=any(
            post.role is Role.DEPARTMENT_HEAD and post.organisation_id == case.organisation_id
            for post in actor.posts
        ),
        accepted_by_id=case.accepted_by_id,
        opinions=opinions,
    )


def check_immediate_decision(
    case: CaseView, version: HandlingVersion, review: ReviewView | None, actor: Actor, on: date
) -> AuthorisationView:
    """The written authorisation under which the actor may decide the case at the window (当场决定).

    Raises:
        NotYourRole, NotYourPlace; ActNotPossible; NotImmediate, ClaimedByAnother, NoAuthorisation.
    """
    _require(actor, Act.DECIDE_IMMEDIATELY, case)
    cases.check_possible(case.status, ActKind.GRANT)
    return rules.check_immediate(
        is_immediate=version.handling_type is HandlingType.IMMEDIATE,
        claimed_by_name=review.claimed_by_name if review else "",
        authorisation=accounts.authorisation_for(actor.user_id, case.organisation_id, case.handling_code, on),
        name=version.name,
    )


def _require(actor: Actor, act: Act, case: CaseView) -> None:
    accounts.require(actor, act, organisation_id=case.organisation_id, region_code=case.region_code)
