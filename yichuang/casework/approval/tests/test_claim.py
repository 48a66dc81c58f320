"""领取: one officer has a case, of the competent department, who did not accept it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yichuang.casework.approval import queries
from yichuang.casework.approval.errors import ClaimedByAnother, OwnAcceptance
from yichuang.casework.approval.models import Review
from yichuang.casework.approval.tests.states import card_number, claim, decide, reviewed_number
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused, unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.states import accept, accepted_number, receive
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.kernel.models import AuditEntry, OutboxEvent

LATER = AT + timedelta(hours=2)


def test_a_claim_is_an_act_with_its_officer_and_its_event(county: County) -> None:
    """APP-02."""
    number = accepted_number(county)
    officer = county.people["officer"]
    OutboxEvent.objects.all().delete()

    claim(county, number, at=LATER)

    case = cases.case_by_number(number)
    assert (case.status, case.act_count) == (CaseStatus.IN_REVIEW, 3)
    act = Act.objects.get(case_id=case.id, sequence=3)
    assert (act.kind, act.at, act.actor, act.by_name) == ("claim", LATER, officer.principal, "赵青")
    assert (act.from_status, act.to_status, act.words) == ("accepted", "in-review", "部门开始审查")
    review = queries.review_of(case.id)
    assert (review.claimed_by_id, review.claimed_by_name) == (officer.user_id, "赵青")
    assert (review.claimed_at, review.organisation_id) == (LATER, county.transport)
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=3)
    assert (entry.action, entry.actor) == ("claim", officer.principal)
    said = {"case_id": str(case.id), "number": number, "organisation_id": str(county.transport)}
    assert list(OutboxEvent.objects.order_by("id").values_list("name", "topic", "payload")) == [
        ("approval.review-opened", f"department:{county.transport}", said),  # nobody had routed it yet
        ("approval.review-claimed", f"case:{case.id}", said),
    ]


def test_a_claim_before_routing_opens_the_review(county: County) -> None:
    number = accepted_number(county)
    assert not Review.objects.exists()

    claim(county, number)

    assert Review.objects.get().case.number == number


def test_claiming_ones_own_again_changes_nothing(county: County) -> None:
    number = accepted_number(county)
    claim(county, number)

    with unchanged():
        claim(county, number, at=LATER)


def test_the_clock_does_not_wait_for_the_claim(county: County) -> None:
    number = accepted_number(county)
    due = cases.case_by_number(number).promised_due_on

    claim(county, number, at=AT + timedelta(days=1))

    assert cases.case_by_number(number).promised_due_on == due


@pytest.mark.parametrize("username", ["other-officer", "head", "deputy"])
def test_what_one_has_another_does_not_take(county: County, username: str) -> None:
    number = accepted_number(county)
    claim(county, number)

    with refused(ClaimedByAnother, match="这个办件已由赵青领取") as refusal:
        claim(county, number, by=username)

    assert refusal.value.extra == {"claimed_by": "赵青"}


def test_nobody_examines_what_they_accepted(county: County) -> None:
    """INT-01 R23: 受审分离, signed in or by a token."""
    number = accepted_number(county, by="clerk-and-officer")

    with refused(OwnAcceptance, match="您受理的办件要由别人审批"):
        claim(county, number, by="clerk-and-officer")

    county.people["by-token"] = accounts.actor_of_token(county.token("clerk-and-officer"), AT)
    assert county.people["by-token"].principal.startswith("token:")
    with refused(NotYourRole):  # the token is bound to the clerk's post
        claim(county, number, by="by-token")


def test_an_officer_who_did_not_accept_this_one_may(county: County) -> None:
    number = accepted_number(county)

    claim(county, number, by="clerk-and-officer")

    assert cases.case_by_number(number).status is CaseStatus.IN_REVIEW


@pytest.mark.parametrize("username", ["clerk", "issuer", "chief", "manager", "supervisor", "system-admin"])
def test_other_roles_claim_nothing(county: County, username: str) -> None:
    number = accepted_number(county)

    with refused(NotYourRole, match="“领取任务”由部门审批人员、部门负责人办理"):
        claim(county, number, by=username)


def test_another_department_claims_nothing(county: County) -> None:
    number, card = accepted_number(county), card_number(county)

    with refused(NotYourPlace):
        claim(county, number, by="social-officer")
    with refused(NotYourPlace):
        claim(county, card, by="officer")


def test_a_branch_claims_what_came_from_its_town_only(county: County) -> None:
    """A post counts within its region."""
    ours = accepted_number(county)
    theirs = receive(county, by="town-clerk", window=county.town).number
    accept(county, theirs, by="town-clerk", window=county.town)

    with refused(NotYourPlace):
        claim(county, ours, by="town-officer")
    claim(county, theirs, by="town-officer")

    assert cases.case_by_number(theirs).status is CaseStatus.IN_REVIEW


def test_before_acceptance_there_is_nothing_to_claim(county: County) -> None:
    number = receive(county).number

    with refused(ActNotPossible, match="办件现在是“已收件”，不能办理“领取”"):
        claim(county, number)


def test_a_decided_case_is_not_claimed_again(county: County) -> None:
    number = reviewed_number(county)
    decide(county, number)

    with refused(ActNotPossible, match="办件现在是“准予”"):
        claim(county, number)


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        claim(county, "990101202602119999990")
