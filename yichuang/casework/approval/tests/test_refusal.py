"""不予批准: by the right people, in writing, with facts, reason, legal basis and remedies."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from yichuang.casework.approval import queries
from yichuang.casework.approval.errors import (
    HeadOnly,
    NotClaimed,
    OpinionMissing,
    OpinionSupports,
    OwnAcceptance,
    OwnOpinion,
    RefusalIncomplete,
)
from yichuang.casework.approval.models import Decision, Refusal
from yichuang.casework.approval.tests.states import (
    REFUSAL,
    claim,
    decide,
    opine,
    opposed_number,
    refuse,
    reviewed_number,
)
from yichuang.casework.approval.types import Conclusion, Outcome
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown, RemediesUnknown
from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.applications import agent, application_for, licence_application
from yichuang.casework.intake.tests.states import accepted_number, receive
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import services as places
from yichuang.foundation.places.types import OrganisationInput
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.catalogue.types import ApprovalTier, ItemType

NEXT_DAY = AT + timedelta(days=1)  # Thursday 12 February


def test_a_refusal_is_an_act_a_paper_and_an_event(county: County) -> None:
    """APP-02 APP-04 R4: examined by one, decided by another."""
    number = opposed_number(county)
    head = county.people["head"]
    OutboxEvent.objects.all().delete()

    decided = refuse(county, number, at=NEXT_DAY)

    case = cases.case_by_number(number)
    assert (case.status, case.decided_at, case.act_count) == (CaseStatus.REFUSED, NEXT_DAY, 5)
    assert (case.completed_at, case.completion_code) == (None, None)  # the decision is not handed over yet
    assert (decided.case_id, decided.number) == (case.id, number)

    act = Act.objects.get(case_id=case.id, sequence=5)
    assert (act.kind, act.at, act.actor, act.by_name) == ("refuse", NEXT_DAY, head.principal, "李恒")
    assert (act.from_status, act.to_status, act.words) == ("in-review", "refused", "决定不予行政许可")
    assert Case.objects.get(pk=case.id).decision_id == act.id

    decision = queries.decision_of(case.id)
    assert (decision.outcome, decision.by_user_id, decision.by_name) == (
        Outcome.REFUSED,
        head.user_id,
        "李恒",
    )
    assert decision.content == "不予批准道路运输经营许可证"
    assert (decision.valid_from, decision.valid_until, decision.authorisation_id) == (None, None, None)
    assert decision.notice_number == decided.notice.number
    row = Refusal.objects.get(decision_id=case.id)
    assert (row.facts, row.reason) == (REFUSAL.facts, REFUSAL.reason)
    assert row.legal_basis == list(REFUSAL.legal_basis)
    assert (row.reconsideration_body, row.court) == ("安澜县人民政府", "安澜县人民法院")

    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=5)
    assert (entry.action, entry.actor, entry.details) == (
        "refuse",
        head.principal,
        {"from": "in-review", "to": "refused"},
    )
    issued, published = OutboxEvent.objects.order_by("id")
    assert issued.name == "notices.notice-issued"
    assert (published.name, published.topic) == ("approval.case-decided", f"case:{case.id}")
    assert published.payload == {
        "case_id": str(case.id),
        "number": number,
        "organisation_id": str(county.transport),
        "outcome": "refused",
        "valid_from": None,
        "valid_until": None,
    }


def test_the_refusal_of_a_licence_says_all_that_it_must(county: County) -> None:
    """行政许可法 §38(2)."""
    number = accepted_number(county, licence_application(agent=agent()))
    claim(county, number)
    opine(county, number, Conclusion.REFUSE, "不符合条件")

    decided = refuse(county, number, at=NEXT_DAY, facts=f"  {REFUSAL.facts} ", legal_basis=(" 第一条", " "))

    assert decided.notice.kind is NoticeKind.REFUSAL_DECISION
    assert re.fullmatch(r"安交运\S*〔2026〕\d+ 号", decided.notice.number)
    content = notices.frozen_notice(decided.notice.id).content
    assert (content.applied_at, content.decided_at) == (AT, NEXT_DAY)
    assert (content.facts, content.reason) == (REFUSAL.facts, REFUSAL.reason)
    assert content.legal_basis == ("第一条",)
    assert content.remedies.reconsideration_body == "安澜县人民政府"
    assert content.remedies.court == "安澜县人民法院"
    assert (content.applicant.name, content.agent.name) == ("王小满", "陆青禾")
    assert (content.officer, content.authorisation) == ("李恒", "")


def test_only_a_licence_is_refused_as_one(county: County) -> None:
    """DOMAIN 2.2: no word of 行政许可 for another type of item."""
    number = opposed_number(county, county.item(item_type=ItemType.CONFIRMATION))

    decided = refuse(county, number)

    assert decided.notice.kind is NoticeKind.REFUSAL_NOTICE
    case = cases.case_by_number(number)
    assert Act.objects.get(case_id=case.id, sequence=5).words == "决定不予办理"
    content = notices.frozen_notice(decided.notice.id).content
    assert content.remedies.court == "安澜县人民法院"


# what it has to say


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"facts": ""}, ["/facts"]),
        ({"reason": " \n"}, ["/reason"]),
        ({"legal_basis": ()}, ["/legal_basis"]),
        ({"legal_basis": ("", "  ")}, ["/legal_basis"]),
        ({"facts": "", "reason": "", "legal_basis": ()}, ["/facts", "/reason", "/legal_basis"]),
    ],
)
def test_without_facts_reason_or_basis_nothing_is_refused(
    county: County, changes: dict[str, Any], pointers: list[str]
) -> None:
    """R4."""
    number = opposed_number(county)

    with refused(RefusalIncomplete, match="请写明") as refusal:
        refuse(county, number, **changes)

    assert [error.pointer for error in refusal.value.errors] == pointers


def test_without_a_place_to_challenge_it_nothing_is_refused(county: County) -> None:
    """R4."""
    number = opposed_number(county)
    places.record_organisation(
        organisation=OrganisationInput("JTJ", "安澜县交通运输局", region_code="990101"), at=AT
    )

    with refused(RemediesUnknown, match="安澜县交通运输局还没有登记行政复议机关和管辖法院"):
        refuse(county, number)


# tiers


SOLE, CHECK, REPORTED = ApprovalTier.SOLE, ApprovalTier.REVIEW_CHECK, ApprovalTier.REPORTED
G, R = Conclusion.GRANT, Conclusion.REFUSE


@pytest.mark.parametrize(
    ("tier", "opinions", "decider", "refusal"),
    [
        (SOLE, [], "officer", None),
        (SOLE, [G], "officer", None),  # examines and decides alone
        (SOLE, [R], "other-officer", None),
        (CHECK, [], "head", OpinionMissing),
        (CHECK, [R], "officer", OwnOpinion),
        (CHECK, [R], "other-officer", None),
        (CHECK, [R], "head", None),
        (CHECK, [G], "officer", OwnOpinion),
        (CHECK, [G], "other-officer", OpinionSupports),
        (CHECK, [G], "head", None),  # answers for the department
        (CHECK, [R, G], "other-officer", OpinionSupports),
        (CHECK, [G, R], "other-officer", None),
        (None, [], "head", OpinionMissing),
        (None, [G], "other-officer", OpinionSupports),
        (None, [R], "other-officer", None),
        (REPORTED, [], "head", OpinionMissing),
        (REPORTED, [R], "other-officer", HeadOnly),
        (REPORTED, [R], "head", None),
        (REPORTED, [R], "deputy", None),  # officer and head at once
        (REPORTED, [G], "head", None),
    ],
)
def test_who_may_refuse_follows_the_tier(
    county: County,
    tier: ApprovalTier | None,
    opinions: list[Conclusion],
    decider: str,
    refusal: type[Any] | None,
) -> None:
    """APP-04 R23."""
    number = accepted_number(county, application_for(county.item(approval_tier=tier)))
    claim(county, number)
    for conclusion in opinions:
        opine(county, number, conclusion)

    if refusal is None:
        assert refuse(county, number, by=decider).notice.number
        assert cases.case_by_number(number).status is CaseStatus.REFUSED
    else:
        with refused(refusal):
            refuse(county, number, by=decider)


def test_the_words_of_each_refusal_can_be_read_aloud(county: County) -> None:
    number = reviewed_number(county)

    with refused(OpinionSupports, match="^最近的审查意见建议准予，不予批准要由部门负责人决定"):
        refuse(county, number, by="other-officer")


# who and when


def test_what_nobody_examines_is_not_refused(county: County) -> None:
    number = accepted_number(county)

    with refused(NotClaimed, match="请先领取这个办件"):
        refuse(county, number)


def test_nobody_refuses_what_they_accepted(county: County) -> None:
    """R23 INT-01."""
    version = county.item(approval_tier=SOLE)
    number = accepted_number(county, application_for(version), by="clerk-and-officer")
    claim(county, number)

    with refused(OwnAcceptance, match="您受理的办件要由别人审批"):
        refuse(county, number, by="clerk-and-officer")


@pytest.mark.parametrize("username", ["clerk", "issuer", "chief", "manager", "supervisor", "system-admin"])
def test_other_roles_refuse_nothing(county: County, username: str) -> None:
    """否定答复 never by the window alone: a chief representative grants a 即办件, and refuses none."""
    number = opposed_number(county)

    with refused(NotYourRole, match="“作出决定”由部门审批人员、部门负责人办理"):
        refuse(county, number, by=username)


@pytest.mark.parametrize("username", ["social-officer", "social-head", "town-officer"])
def test_another_department_or_branch_refuses_nothing(county: County, username: str) -> None:
    number = opposed_number(county)

    with refused(NotYourPlace):
        refuse(county, number, by=username)


def test_a_case_is_decided_once(county: County) -> None:
    number = opposed_number(county)
    refuse(county, number)

    with refused(ActNotPossible, match="办件现在是“不予批准”，不能办理“不予批准”"):
        refuse(county, number, by="deputy")
    with refused(ActNotPossible, match="办件现在是“不予批准”，不能办理“准予”"):
        decide(county, number, by="deputy")
    assert Decision.objects.count() == 1


def test_before_acceptance_nothing_is_refused(county: County) -> None:
    number = receive(county).number

    with refused(ActNotPossible, match="办件现在是“已收件”，不能办理“不予批准”"):
        refuse(county, number)


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        refuse(county, "990101202602119999990")
