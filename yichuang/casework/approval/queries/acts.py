"""Whether an act is possible now. The act asks after locking; pages ask to offer it, or to say why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from yichuang.casework.approval import rules
from yichuang.casework.approval.errors import ClaimedByAnother, NoAuthorisation, NotAColleague, NotClaimed
from yichuang.casework.approval.types import OpinionView, ReviewView
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.types import Act, Actor, AuthorisationView, Role
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingType, HandlingVersion


def check_claim(
    case: CaseView, review: ReviewView | None, actor: Actor, on: date
) -> AuthorisationView | None:
    """Whether the actor may take the case (领取); under which written authorisation, if any.

    Raises:
        NotYourRole, NotYourPlace; NoAuthorisation; ActNotPossible; OwnAcceptance;
        ClaimedByAnother: also when it is the actor's already.
    """
    authorisation = _standing(actor, Act.CLAIM, case, on)
    cases.check_possible(case.status, ActKind.CLAIM)
    rules.check_separation(user_id=actor.user_id, accepted_by_id=case.accepted_by_id)
    if review and review.claimed_by_id:
        name = review.claimed_by_name
        raise ClaimedByAnother(f"这个办件已由{name}领取", claimed_by=name)
    return authorisation


def check_opinion(
    case: CaseView, review: ReviewView | None, actor: Actor, on: date
) -> AuthorisationView | None:
    """Whether the actor may write an opinion (审查意见); under which written authorisation, if any.

    Raises:
        NotYourRole, NotYourPlace; NoAuthorisation; ActNotPossible; NotClaimed, ClaimedByAnother.
    """
    authorisation = _standing(actor, Act.OPINE, case, on)
    if case.status is not CaseStatus.ACCEPTED:  # accepted: what is missing is the claim
        cases.check_possible(case.status, ActKind.OPINE)
    rules.check_claim(
        user_id=actor.user_id,
        claimed_by_id=review.claimed_by_id if review else None,
        claimed_by_name=review.claimed_by_name if review else "",
    )
    return authorisation


def check_decision(
    case: CaseView, version: HandlingVersion, opinions: Sequence[OpinionView], actor: Actor, on: date
) -> AuthorisationView | None:
    """Whether the actor may decide the case (决定); under which written authorisation, if any.

    Raises:
        NotYourRole, NotYourPlace; NoAuthorisation; ActNotPossible;
        OwnAcceptance, OwnOpinion, HeadOnly, OpinionMissing, OpinionOpposes.
    """
    authorisation = _standing(actor, Act.DECIDE, case, on)
    cases.check_possible(case.status, ActKind.GRANT)
    rules.check_decider(
        tier=version.approval_tier,
        decider_id=actor.user_id,
        is_head=_is_head(actor, case),
        accepted_by_id=case.accepted_by_id,
        opinions=opinions,
    )
    return authorisation


def check_refusal(
    case: CaseView, version: HandlingVersion, opinions: Sequence[OpinionView], actor: Actor
) -> None:
    """Whether the actor may refuse what was applied for (不予批准).

    Raises:
        NotYourRole, NotYourPlace; NotClaimed: accepted, and nobody examines it yet; ActNotPossible;
        OwnAcceptance, OwnOpinion, HeadOnly, OpinionMissing, OpinionSupports.
    """
    _require(actor, Act.DECIDE, case)
    _check_possible(case, ActKind.REFUSE)
    rules.check_refuser(
        tier=version.approval_tier,
        decider_id=actor.user_id,
        is_head=_is_head(actor, case),
        accepted_by_id=case.accepted_by_id,
        opinions=opinions,
    )


def check_termination(case: CaseView, review: ReviewView | None, actor: Actor) -> None:
    """Whether the actor may end the case without a decision (终止办理).

    Raises:
        NotYourRole, NotYourPlace; ActNotPossible; OwnAcceptance; NotClaimed, ClaimedByAnother.
    """
    _require(actor, Act.TERMINATE, case)
    cases.check_possible(case.status, ActKind.TERMINATE)
    rules.check_separation(user_id=actor.user_id, accepted_by_id=case.accepted_by_id)
    _check_in_charge(case, review, actor)


def check_handing_on(case: CaseView, review: ReviewView | None, actor: Actor) -> None:
    """Whether the actor may hand the case to a colleague (移交): who has it, or the head.

    Raises:
        NotYourRole, NotYourPlace; ActNotPossible; NotClaimed, ClaimedByAnother.
    """
    _require(actor, Act.HAND_ON, case)
    _check_possible(case, ActKind.CLAIM)
    _check_in_charge(case, review, actor)


def colleagues(case: CaseView, review: ReviewView | None, at: datetime) -> tuple[Actor, ...]:
    """To whom the case can be handed on (可以移交的同事), by name."""
    found = accounts.staff_who_may(Act.CLAIM, at=at, organisation_id=case.organisation_id)
    has_it = review.claimed_by_id if review else None
    return tuple(
        one for one in found if one.user_id not in (has_it, case.accepted_by_id) and _may_examine(one, case)
    )


def colleague(case: CaseView, user_id: UUID, at: datetime) -> Actor:
    """The colleague of that id, who may examine this case.

    Raises:
        NotAColleague.
    """
    for one in accounts.staff_who_may(Act.CLAIM, at=at, organisation_id=case.organisation_id):
        if one.user_id == user_id and _may_examine(one, case):
            return one
    raise NotAColleague(errors=(FieldError("/to", "请选本部门能审查这个办件的同事"),))


def delegation(case: CaseView, actor: Actor, on: date) -> AuthorisationView | None:
    """The written authorisation under which the actor examines and decides this 承诺件 (书面授权).

    None: they do so by a post in the department, or not at all.
    """
    try:
        return _standing(actor, Act.DECIDE, case, on)
    except (NotYourRole, NotYourPlace, NoAuthorisation):
        return None


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


def _standing(actor: Actor, act: Act, case: CaseView, on: date) -> AuthorisationView | None:
    """Why the actor may work for the department: by a post there (None), or by the written
    authorisation of its chief representative for this 承诺件. No statement for who has such a post.
    """
    if _may(actor, act, case) or not _may(actor, Act.DECIDE_COMMITTED, case) or not _is_committed(case):
        _require(actor, act, case)
        return None
    version = catalogue.version(case.version_id)
    delegated = rules.delegated_kind(handling_type=version.handling_type, tier=version.approval_tier)
    paper = None
    if delegated:
        paper = accounts.authorisation_for(
            actor.user_id, case.organisation_id, case.handling_code, on, delegated
        )
    return rules.check_delegate(delegated=delegated, authorisation=paper, name=version.name)


def _is_committed(case: CaseView) -> bool:
    return catalogue.version(case.version_id).handling_type is HandlingType.COMMITTED


def _check_possible(case: CaseView, kind: ActKind) -> None:
    """As the transition table says; of an accepted case nobody has, what is missing is the claim."""
    if case.status is CaseStatus.ACCEPTED:
        raise NotClaimed
    cases.check_possible(case.status, kind)


def _check_in_charge(case: CaseView, review: ReviewView | None, actor: Actor) -> None:
    rules.check_in_charge(
        user_id=actor.user_id,
        is_head=_is_head(actor, case),
        claimed_by_id=review.claimed_by_id if review else None,
        claimed_by_name=review.claimed_by_name if review else "",
    )


def _is_head(actor: Actor, case: CaseView) -> bool:
    """Whether the actor heads the competent department, where the case is."""
    heading = tuple(post for post in actor.posts if post.role is Role.DEPARTMENT_HEAD)
    return _may_examine(replace(actor, posts=heading), case)


def _may_examine(actor: Actor, case: CaseView) -> bool:
    return _may(actor, Act.CLAIM, case)


def _may(actor: Actor, act: Act, case: CaseView) -> bool:
    return accounts.may(actor, act, organisation_id=case.organisation_id, region_code=case.region_code)


def _require(actor: Actor, act: Act, case: CaseView) -> None:
    accounts.require(actor, act, organisation_id=case.organisation_id, region_code=case.region_code)
