"""首席代表审批承诺件: claim, opinion and grant in the department's place, under a written authorisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from yichuang.casework.approval import queries
from yichuang.casework.approval.errors import (
    ClaimedByAnother,
    HeadOnly,
    NoAuthorisation,
    NotClaimed,
    OpinionMissing,
    OpinionOpposes,
    OwnAcceptance,
    OwnOpinion,
)
from yichuang.casework.approval.models import Opinion, Review
from yichuang.casework.approval.tests.states import (
    card_number,
    claim,
    decide,
    decide_at_window,
    hand_on,
    opine,
    refuse,
    terminate,
)
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, CARD_NEW, SINCE, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused, unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.applications import application_for
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.foundation.accounts import queries as accounts_queries
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.models import WrittenAuthorisation
from yichuang.foundation.accounts.types import AuthorisationInput, Delegated, PostInput, Role
from yichuang.foundation.notices import queries as notices
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.catalogue.types import ApprovalTier, HandlingType, HandlingVersion

PAPER = "安人社授〔2026〕20号"
SOLE, REVIEW_CHECK = Delegated.COMMITTED_SOLE, Delegated.COMMITTED_REVIEW_CHECK
TOMORROW = AT + timedelta(days=1)
ACTS: tuple[Callable[..., Any], ...] = (claim, opine, decide)


def authorise(county: County, *covers: Delegated, number: str = PAPER, **changes: Any) -> UUID:
    """A written authorisation of 何川 by the head of the social department."""
    fields: dict[str, Any] = {
        "organisation_id": county.social,
        "user_id": county.people["chief"].user_id,
        "document_number": number,
        "valid_from": SINCE,
        "valid_until": date(2026, 12, 31),
        "covers": covers,
    } | changes
    return accounts.authorise_representative(
        authorisation=AuthorisationInput(**fields), actor=county.people["social-head"], at=AT
    )


def committed(
    county: County, tier: ApprovalTier | None = ApprovalTier.SOLE, **changes: Any
) -> HandlingVersion:
    """A 承诺件 of the social department."""
    return county.item(
        organisation=county.social,
        **({"handling_type": HandlingType.COMMITTED, "approval_tier": tier} | changes),
    )


def accepted(county: County, version: HandlingVersion, *, by: str = "clerk") -> str:
    return accepted_number(county, application_for(version), by=by)


def refused_every_act(county: County, number: str, match: str, at: Any = AT) -> None:
    """Neither claim nor opinion nor grant: nothing changed, nothing published."""
    for act in ACTS:
        with refused(NoAuthorisation, match=match):
            act(county, number, by="chief", at=at)


def details(number: str) -> dict[str, object]:
    """Kind of act → the written authorisation it names, for every act of the case."""
    case = cases.case_by_number(number)
    return {act.kind: act.details.get("authorisation") for act in Act.objects.filter(case_id=case.id)}


# what the paper gives


def test_an_item_of_one_hand_is_claimed_examined_and_granted(county: County) -> None:
    """APP-05: 承诺件直接行使审批权."""
    given = authorise(county, SOLE)
    chief = county.people["chief"]
    number = accepted(county, committed(county))
    OutboxEvent.objects.all().delete()

    claim(county, number, by="chief")
    opine(county, number, by="chief")
    decided = decide(county, number, by="chief")

    case = cases.case_by_number(number)
    assert (case.status, case.decided_at) == (CaseStatus.GRANTED, AT)
    assert Review.objects.get(case_id=case.id).claimed_by_id == chief.user_id
    assert Opinion.objects.get(case_id=case.id).by_user_id == chief.user_id
    assert decided.authorisation_number == PAPER
    decision = queries.decision_of(case.id)
    assert decision is not None
    assert (decision.by_user_id, decision.by_name) == (chief.user_id, "何川")
    assert decision.authorisation_id == given
    content = notices.frozen_notice(decided.notice.id).content
    assert getattr(content, "authorisation", None) == f"{PAPER}（书面授权）"
    assert [event.name for event in OutboxEvent.objects.order_by("id")] == [
        "approval.review-opened",
        "approval.review-claimed",
        "notices.notice-issued",
        "approval.case-decided",
    ]


def test_every_act_names_the_paper_in_audit_and_timeline(county: County) -> None:
    authorise(county, SOLE)
    number = accepted(county, committed(county))

    claim(county, number, by="chief")
    opine(county, number, by="chief")
    decide(county, number, by="chief")

    assert details(number) == {
        "receive": None,
        "accept": None,
        "claim": PAPER,
        "opine": PAPER,
        "grant": PAPER,
    }
    case = cases.case_by_number(number)
    steps = {step.kind.value: step.authorisation for step in cases.timeline(case.id)}
    assert steps == {"receive": "", "accept": "", "claim": PAPER, "opine": PAPER, "grant": PAPER}
    entries = AuditEntry.objects.filter(stream="case", stream_id=str(case.id)).order_by("sequence")
    assert {entry.action: entry.details.get("authorisation") for entry in entries} == {
        "receive": None,
        "accept": None,
        "claim": PAPER,
        "opine": PAPER,
        "grant": PAPER,
    }


def test_the_grant_of_one_hand_needs_no_claim_as_an_officers_does_not(county: County) -> None:
    authorise(county, SOLE)

    assert decide(county, accepted(county, committed(county)), by="chief").authorisation_number == PAPER


def test_what_an_officer_examined_is_granted_by_the_representative(county: County) -> None:
    """一审一核: the representative may be the second of the two."""
    authorise(county, REVIEW_CHECK)
    number = accepted(county, committed(county, ApprovalTier.REVIEW_CHECK))
    claim(county, number, by="social-officer")
    opine(county, number, by="social-officer")

    assert decide(county, number, by="chief").authorisation_number == PAPER
    named = details(number)
    assert (named["claim"], named["opine"], named["grant"]) == (None, None, PAPER)


def test_what_the_representative_examined_is_granted_by_the_department(county: County) -> None:
    """一审一核: or the first of the two. The grant of an officer rests on their post and names no paper."""
    authorise(county, REVIEW_CHECK)
    number = accepted(county, committed(county, ApprovalTier.REVIEW_CHECK))
    claim(county, number, by="chief")
    opine(county, number, by="chief")

    assert decide(county, number, by="social-head").authorisation_number == ""
    named = details(number)
    assert (named["claim"], named["opine"], named["grant"]) == (PAPER, PAPER, None)


def test_an_item_that_does_not_say_its_tier_is_one_of_two_hands(county: County) -> None:
    number = accepted(county, committed(county, None))
    authorise(county, SOLE)
    refused_every_act(county, number, "一审一核的承诺件")

    authorise(county, REVIEW_CHECK, number="安人社授〔2026〕21号")
    claim(county, number, by="chief")

    assert cases.case_by_number(number).status is CaseStatus.IN_REVIEW


def test_a_paper_that_names_the_item_goes_before_one_for_the_kind(county: County) -> None:
    version = committed(county)
    authorise(county, SOLE)
    authorise(county, SOLE, number="安人社授〔2026〕21号", handling_codes=(version.code,))

    decided = decide(county, accepted(county, version), by="chief")

    assert decided.authorisation_number == "安人社授〔2026〕21号"


def test_claiming_ones_own_again_changes_nothing(county: County) -> None:
    authorise(county, SOLE)
    number = accepted(county, committed(county))
    claim(county, number, by="chief")

    with unchanged():
        claim(county, number, by="chief")


# what it does not give


def test_two_hands_stay_two(county: County) -> None:
    """The paper replaces an officer, not the second pair of eyes."""
    authorise(county, REVIEW_CHECK)
    number = accepted(county, committed(county, ApprovalTier.REVIEW_CHECK))
    claim(county, number, by="chief")

    with refused(OpinionMissing):
        decide(county, number, by="chief")
    opine(county, number, by="chief")
    with refused(OwnOpinion):
        decide(county, number, by="chief")


def test_who_accepted_examines_and_decides_nothing_paper_or_not(county: County) -> None:
    """受审分离: what makes the exception is a 即办件, not the representative."""
    authorise(county, SOLE)
    number = accepted(county, committed(county), by="chief")

    for act in (claim, decide):
        with refused(OwnAcceptance):
            act(county, number, by="chief")


def test_what_is_reported_is_the_heads(county: County) -> None:
    """报批 cannot be handed over, whatever papers there are."""
    authorise(county, *Delegated)
    version = committed(county, ApprovalTier.REPORTED)
    authorise(county, *Delegated, number="安人社授〔2026〕21号", handling_codes=(version.code,))
    number = accepted(county, version)

    refused_every_act(county, number, "须报批，不能书面授权首席代表办理，请由部门办理$")
    claim(county, number, by="social-officer")
    opine(county, number, by="social-officer")
    with refused(HeadOnly):
        decide(county, number, by="social-officer")
    with refused(NoAuthorisation):
        decide(county, number, by="chief")
    assert decide(county, number, by="social-head").number == number


def test_an_opinion_against_binds_the_representative_too(county: County) -> None:
    authorise(county, SOLE)
    number = accepted(county, committed(county))
    claim(county, number, by="chief")
    opine(county, number, Conclusion.REFUSE, "年限不够", by="chief")

    with refused(OpinionOpposes):
        decide(county, number, by="chief")


def test_an_opinion_is_written_by_who_has_the_case(county: County) -> None:
    authorise(county, SOLE)
    number = accepted(county, committed(county))

    with refused(NotClaimed):
        opine(county, number, by="chief")
    claim(county, number, by="social-officer")
    with refused(ClaimedByAnother, match="钱朗"):
        opine(county, number, by="chief")
    with refused(ClaimedByAnother, match="钱朗"):
        claim(county, number, by="chief")


def test_refusal_end_and_handing_on_stay_with_the_department(county: County) -> None:
    """An adverse answer is not given under a delegate's paper (不予批准由部门决定)."""
    authorise(county, *Delegated)
    number = accepted(county, committed(county))
    claim(county, number, by="chief")

    for act in (refuse, terminate):
        with refused(NotYourRole):
            act(county, number, by="chief")
    with refused(NotYourRole):
        hand_on(county, number, "social-officer", by="chief")
    hand_on(county, number, "social-officer", by="social-head")
    assert queries.review_of(cases.case_by_number(number).id).claimed_by_name == "钱朗"  # type: ignore[union-attr]


# without a paper that covers it


def test_a_paper_for_what_is_decided_at_once_covers_no_committed_item(county: County) -> None:
    """安人社授〔2026〕1号 covers every 即办件."""
    refused_every_act(
        county,
        accepted(county, committed(county, name="工伤认定")),
        "^您没有今天有效、包括“工伤认定”的书面授权（独任审批的承诺件），请由部门办理$",
    )


def test_a_paper_for_committed_items_covers_nothing_decided_at_once(county: County) -> None:
    first = WrittenAuthorisation.objects.get()
    accounts.withdraw_authorisation(authorisation_id=first.id, actor=county.people["social-head"], at=AT)
    authorise(county, SOLE, REVIEW_CHECK)
    authorise(county, SOLE, number="安人社授〔2026〕21号", handling_codes=(CARD_NEW,))
    number = card_number(county)

    with refused(NoAuthorisation):
        decide_at_window(county, number)


@pytest.mark.parametrize(
    ("tier", "given"), [(ApprovalTier.SOLE, REVIEW_CHECK), (ApprovalTier.REVIEW_CHECK, SOLE)], ids=str
)
def test_a_paper_for_the_other_tier_is_none(county: County, tier: ApprovalTier, given: Delegated) -> None:
    authorise(county, Delegated.IMMEDIATE, given)

    refused_every_act(county, accepted(county, committed(county, tier)), f"书面授权（{tier.label}")


def ended(county: County, version: HandlingVersion) -> None:
    authorise(county, SOLE, valid_until=TODAY)


def not_begun(county: County, version: HandlingVersion) -> None:
    authorise(county, SOLE, valid_from=TODAY + timedelta(days=2))


def withdrawn(county: County, version: HandlingVersion) -> None:
    given = authorise(county, SOLE)
    accounts.withdraw_authorisation(authorisation_id=given, actor=county.people["social-head"], at=AT)


def for_another_item(county: County, version: HandlingVersion) -> None:
    authorise(county, *Delegated, handling_codes=(CARD_NEW, "1" * 33))


def of_another_person(county: County, version: HandlingVersion) -> None:
    authorise(county, *Delegated, user_id=county.people["other-chief"].user_id)


@pytest.mark.parametrize(
    "given",
    [ended, not_begun, withdrawn, for_another_item, of_another_person],
    ids=lambda paper: paper.__name__,
)
def test_a_paper_that_does_not_cover_today_the_item_or_the_person_is_none(
    county: County, given: Callable[[County, HandlingVersion], None]
) -> None:
    version = committed(county)
    given(county, version)

    refused_every_act(county, accepted(county, version), "您没有今天有效", at=TOMORROW)


def test_a_paper_that_ends_between_claim_and_opinion_carries_no_further(county: County) -> None:
    authorise(county, SOLE, valid_until=TODAY)
    number = accepted(county, committed(county))
    claim(county, number, by="chief")

    for act in (opine, decide):
        with refused(NoAuthorisation):
            act(county, number, by="chief", at=TOMORROW)


@pytest.mark.parametrize("kind", [HandlingType.REPORT_UP, HandlingType.JOINT, HandlingType.ONLINE], ids=str)
def test_items_of_other_types_stay_with_the_department(county: County, kind: HandlingType) -> None:
    authorise(county, *Delegated)
    number = accepted(county, committed(county, handling_type=kind))

    for act in ACTS:
        with refused(NotYourRole):
            act(county, number, by="chief")


def test_another_departments_items_are_not_theirs(county: County) -> None:
    """Even with a paper of their own department that names the item."""
    version = county.item(approval_tier=ApprovalTier.SOLE)
    authorise(county, *Delegated, handling_codes=(version.code,))
    number = accepted_number(county, application_for(version))

    for act in ACTS:
        with refused(NotYourRole):
            act(county, number, by="chief")


def test_who_has_a_post_in_the_department_acts_by_it_and_names_no_paper(county: County) -> None:
    authorise(county, SOLE)
    chief = county.people["chief"]
    post = PostInput(Role.DEPARTMENT_OFFICER, "990101", county.social, None, SINCE)
    accounts.assign_post(user_id=chief.user_id, post=post, at=AT)
    county.people["chief"] = accounts_queries.actor_of_user(chief.user_id, AT)
    number = accepted(county, committed(county))

    claim(county, number, by="chief")

    assert decide(county, number, by="chief").authorisation_number == ""
    assert details(number) == {"receive": None, "accept": None, "claim": None, "grant": None}


@pytest.mark.parametrize("username", ["clerk", "issuer", "manager", "supervisor", "system-admin"])
def test_other_roles_examine_nothing(county: County, username: str) -> None:
    authorise(county, *Delegated)
    number = accepted(county, committed(county))

    for act in ACTS:
        with refused(NotYourRole):
            act(county, number, by=username)
