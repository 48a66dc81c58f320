"""A case for one person: may they, and whom may they see."""

from __future__ import annotations

from dataclasses import replace

from yichuang.casework.cases import rules
from yichuang.casework.cases.queries.reading import case_by_number
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView, FoundCase
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import MaskedParty


def case_for(actor: Actor, act: Act, number: str) -> CaseView:
    """The case, when the actor may do this: at its outlet, in its organisation, or over its region.

    Raises:
        CaseUnknown: no case has the number.
        NotYourRole, NotYourPlace: not this person, or not there.
    """
    case = case_by_number(number)
    accounts.require(
        actor,
        act,
        outlet_id=case.outlet_id,
        organisation_id=case.organisation_id,
        region_code=case.region_code,
    )
    return case


# who answers works on an unanswered case, who issues on one that waits for its applicant
_DESKS = {
    CaseStatus.RECEIVED: ("/counter/", "/office/", "/issue/"),
    CaseStatus.CORRECTION: ("/counter/", "/office/", "/issue/"),
    CaseStatus.AWAITING_ISSUE: ("/issue/", "/counter/", "/office/"),
    CaseStatus.DELIVERED: ("/issue/", "/counter/", "/office/"),
}
_OTHER_DESKS = ("/office/", "/counter/", "/issue/")


def page_of(actor: Actor, case: CaseView | FoundCase) -> str:
    """Address of the page on which the actor works on this case (工作台), or else of its plain page.

    The actor may read the case; a desk counts when one of their posts there may.
    """
    desks = {
        accounts.desk_path(post.role)
        for post in actor.posts
        if accounts.may(
            replace(actor, posts=(post,)),
            Act.READ_CASE,
            outlet_id=case.outlet_id,
            organisation_id=case.organisation_id,
            region_code=case.region_code,
        )
    }
    for desk in _DESKS.get(case.status, _OTHER_DESKS):
        if desk in desks:
            return f"{desk}cases/{case.number}/"
    return f"/cases/{case.number}/"


def masked_people_of(case: CaseView) -> tuple[MaskedParty, MaskedParty | None]:
    """Applicant and agent as pages show them (脱敏). One statement."""
    people = parties.masked([party for party in (case.applicant_id, case.agent_id) if party])
    return people[case.applicant_id], people[case.agent_id] if case.agent_id else None


def cancellations_of(case: CaseView, actor: Actor) -> tuple[str, ...]:
    """How this person, by post, could take the case out (``void``, ``delete``). No statement.

    The page behind says so when they received or accepted it themselves.
    """
    if not accounts.may(
        actor,
        Act.CANCEL_CASE,
        outlet_id=case.outlet_id,
        organisation_id=case.organisation_id,
        region_code=case.region_code,
    ):
        return ()
    return tuple(
        kind.value for kind in (ActKind.VOID, ActKind.DELETE) if (case.status, kind) in rules.TRANSITIONS
    )
