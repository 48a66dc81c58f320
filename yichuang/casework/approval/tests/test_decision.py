"""决定: by the right people, in the order of the item's tier, in writing, once."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from yichuang.casework.approval import queries
from yichuang.casework.approval.errors import (
    HeadOnly,
    OpinionMissing,
    OpinionOpposes,
    OwnAcceptance,
    OwnOpinion,
    ValidityWrong,
)
from yichuang.casework.approval.models import Decision
from yichuang.casework.approval.tests.states import claim, decide, opine, reviewed_number
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.applications import agent, application_for, licence_application
from yichuang.casework.intake.tests.states import accept, accepted_number, receive
from yichuang.foundation.accounts import queries as account_queries
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.catalogue.types import ApprovalTier, ItemType, ResultDocument, ResultKind

NEXT_DAY = AT + timedelta(days=1)  # Thursday 12 February


def test_a_grant_is_an_act_a_paper_and_an_event(county: County) -> None:
    """APP-02 APP-04: examined by one, checked and decided by another."""
    number = reviewed_number(county)
    head = county.people["head"]
    OutboxEvent.objects.all().delete()

    decided = decide(county, number, at=NEXT_DAY, conditions="每年检测车辆")

    case = cases.case_by_number(number)
    assert (case.status, case.decided_at, case.act_count) == (CaseStatus.GRANTED, NEXT_DAY, 5)
    assert (case.completed_at, case.completion_code) == (None, None)  # nothing handed over yet
    assert (decided.case_id, decided.number, decided.authorisation_number) == (case.id, number, "")
    assert (decided.valid_from, decided.valid_until) == (date(2026, 2, 12), date(2030, 2, 11))

    act = Act.objects.get(case_id=case.id, sequence=5)
    assert (act.kind, act.at, act.actor, act.by_name) == ("grant", NEXT_DAY, head.principal, "李恒")
    assert (act.from_status, act.to_status, act.words) == ("in-review", "granted", "决定准予")
    assert act.details == {"authorisation": None}
    assert Case.objects.get(pk=case.id).decision_id == act.id

    decision = queries.decision_of(case.id)
    assert (decision.by_user_id, decision.by_name, decision.authorisation_id) == (head.user_id, "李恒", None)
    assert (decision.content, decision.conditions) == ("道路运输经营许可证", "每年检测车辆")
    assert (decision.valid_from, decision.valid_until) == (date(2026, 2, 12), date(2030, 2, 11))
    assert decision.notice_number == decided.notice.number

    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=5)
    assert (entry.action, entry.actor, entry.details) == (
        "grant",
        head.principal,
        {"from": "in-review", "to": "granted"},
    )
    issued, published = OutboxEvent.objects.order_by("id")
    assert issued.name == "notices.notice-issued"
    assert (published.name, published.topic) == ("approval.case-decided", f"case:{case.id}")
    assert published.payload == {
        "case_id": str(case.id),
        "number": number,
        "organisation_id": str(county.transport),
        "outcome": "granted",
        "valid_from": "2026-02-12",
        "valid_until": "2030-02-11",
    }


def test_the_decision_of_a_licence_says_all_that_it_must(county: County) -> None:
    """行政许可法 §38, §44."""
    number = accepted_number(county, licence_application(agent=agent()))
    claim(county, number)
    opine(county, number)

    decided = decide(county, number, at=NEXT_DAY, content="准予从事道路普通货物运输", conditions="每年检测")

    assert decided.notice.kind is NoticeKind.GRANT_DECISION
    assert re.fullmatch(r"安交运许准〔2026〕\d+ 号", decided.notice.number)
    content = notices.frozen_notice(decided.notice.id).content
    assert (content.applied_at, content.decided_at) == (AT, NEXT_DAY)
    assert (content.content, content.conditions) == ("准予从事道路普通货物运输", ("每年检测",))
    assert content.legal_basis == ("《中华人民共和国道路运输条例》第二十四条",)
    assert (content.licence_name, content.licence_number) == ("道路运输经营许可证", None)
    assert (content.valid_from, content.valid_until) == (date(2026, 2, 12), date(2030, 2, 11))
    assert content.delivery_due_on == date(2026, 3, 4)  # ten working days: R9
    assert (content.applicant.name, content.agent.name) == ("王小满", "陆青禾")
    assert (content.officer, content.authorisation) == ("李恒", "")


def test_an_item_may_promise_its_licence_sooner(county: County) -> None:
    version = county.item(delivery_limit=Limit(3, LimitUnit.WORKING_DAY))
    number = reviewed_number(county, version)

    decided = decide(county, number, at=NEXT_DAY)

    assert notices.frozen_notice(decided.notice.id).content.delivery_due_on == date(2026, 2, 24)


def test_what_is_no_licence_ends_with_another_paper(county: County) -> None:
    version = county.item(
        item_type=ItemType.CONFIRMATION, result=ResultDocument(ResultKind.DOCUMENT, "确认书")
    )
    number = reviewed_number(county, version)

    decided = decide(county, number, at=NEXT_DAY)

    assert decided.notice.kind is NoticeKind.COMPLETION_NOTICE
    content = notices.frozen_notice(decided.notice.id).content
    assert content.result == f"你（单位）申请的{version.name}已办结"
    assert (content.result_name, content.completed_at) == ("确认书", NEXT_DAY)
    assert (decided.valid_from, decided.valid_until) == (None, None)  # no term
    case = cases.case_by_number(number)
    assert Act.objects.get(case_id=case.id, sequence=5).words == "办理通过"


# tiers: 独任, 一审一核, 报批


SOLE, CHECK, REPORTED = ApprovalTier.SOLE, ApprovalTier.REVIEW_CHECK, ApprovalTier.REPORTED
G, R = Conclusion.GRANT, Conclusion.REFUSE


@pytest.mark.parametrize(
    ("tier", "opinions", "decider", "refusal"),
    [
        (SOLE, [], "officer", None),
        (SOLE, [], "other-officer", None),
        (SOLE, [G], "officer", None),
        (SOLE, [R], "officer", OpinionOpposes),
        (SOLE, [R, G], "head", None),
        (CHECK, [], "head", OpinionMissing),
        (CHECK, [G], "officer", OwnOpinion),
        (CHECK, [G], "other-officer", None),
        (CHECK, [G], "head", None),
        (CHECK, [R], "head", OpinionOpposes),
        (CHECK, [G, R], "head", OpinionOpposes),
        (CHECK, [R, G], "other-officer", None),
        (None, [], "head", OpinionMissing),
        (None, [G], "officer", OwnOpinion),
        (None, [G], "other-officer", None),
        (REPORTED, [], "head", OpinionMissing),
        (REPORTED, [], "officer", HeadOnly),
        (REPORTED, [G], "officer", HeadOnly),
        (REPORTED, [G], "other-officer", HeadOnly),
        (REPORTED, [G], "head", None),
        (REPORTED, [G], "deputy", None),  # officer and head at once
        (REPORTED, [R], "head", OpinionOpposes),
    ],
)
def test_who_may_decide_follows_the_tier(
    county: County,
    tier: ApprovalTier | None,
    opinions: list[Conclusion],
    decider: str,
    refusal: type[Any] | None,
) -> None:
    """APP-04 R23."""
    version = county.item(approval_tier=tier)
    number = accepted_number(county, application_for(version))
    if opinions:
        claim(county, number)
    for conclusion in opinions:
        opine(county, number, conclusion)

    if refusal is None:
        assert decide(county, number, by=decider).notice.number
        assert cases.case_by_number(number).status is CaseStatus.GRANTED
    else:
        with refused(refusal):
            decide(county, number, by=decider)


def test_the_words_of_each_refusal_can_be_read_aloud(county: County) -> None:
    number = reviewed_number(county)

    with refused(OwnOpinion, match="^这个事项一审一核，写审查意见的人不能同时作决定$"):
        decide(county, number, by="officer")


def test_nobody_decides_what_they_accepted(county: County) -> None:
    """R23 INT-01."""
    version = county.item(approval_tier=SOLE)
    number = accepted_number(county, application_for(version), by="clerk-and-officer")

    with refused(OwnAcceptance, match="您受理的办件要由别人审批"):
        decide(county, number, by="clerk-and-officer")

    assert decide(county, number, by="officer").number == number


def test_a_token_of_the_same_person_decides_it_no_more(county: County) -> None:
    """R23: the person counts, not how they signed in."""
    version = county.item(approval_tier=SOLE)
    number = accepted_number(county, application_for(version), by="clerk-and-officer")
    both = county.people["clerk-and-officer"]
    officer_post = next(post for post in both.posts if post.organisation_id == county.transport)
    token = accounts.create_token(post_id=officer_post.id, days=300, at=AT).token
    county.people["by-token"] = account_queries.actor_of_token(token, AT)

    with refused(OwnAcceptance):
        decide(county, number, by="by-token")


@pytest.mark.parametrize("username", ["clerk", "issuer", "chief", "manager", "supervisor", "system-admin"])
def test_other_roles_decide_nothing(county: County, username: str) -> None:
    number = reviewed_number(county)

    with refused(NotYourRole, match="“作出决定”由部门审批人员、部门负责人办理"):
        decide(county, number, by=username)


@pytest.mark.parametrize("username", ["social-officer", "social-head", "town-officer"])
def test_another_department_or_branch_decides_nothing(county: County, username: str) -> None:
    number = reviewed_number(county)

    with refused(NotYourPlace):
        decide(county, number, by=username)


def test_a_case_is_decided_once(county: County) -> None:
    number = reviewed_number(county)
    decide(county, number)

    with refused(ActNotPossible, match="办件现在是“准予”，不能办理“准予”"):
        decide(county, number, by="deputy")


def test_before_acceptance_nothing_is_decided(county: County) -> None:
    number = receive(county).number

    with refused(ActNotPossible, match="已收件"):
        decide(county, number)


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        decide(county, "990101202602119999990")


# validity


def test_validity_may_begin_later(county: County) -> None:
    """A renewal begins where the old licence ends."""
    number = reviewed_number(county)

    decided = decide(county, number, at=NEXT_DAY, valid_from=date(2026, 6, 1))

    assert (decided.valid_from, decided.valid_until) == (date(2026, 6, 1), date(2030, 5, 31))
    assert Decision.objects.get().valid_from == date(2026, 6, 1)


@pytest.mark.parametrize("valid_from", [date(2026, 2, 11), date(2027, 2, 14), date(9999, 12, 31)])
def test_validity_begins_neither_before_the_decision_nor_in_years(county: County, valid_from: date) -> None:
    number = reviewed_number(county)

    with refused(ValidityWrong, match=f"有效期不能从 {valid_from.isoformat()} 开始") as refusal:
        decide(county, number, at=NEXT_DAY, valid_from=valid_from)

    assert [error.pointer for error in refusal.value.errors] == ["/valid_from"]


def test_the_legal_date_of_the_decision_is_that_of_shanghai(county: County) -> None:
    number = reviewed_number(county)
    late = AT.replace(hour=16, minute=30)  # half past midnight of the 12th

    assert decide(county, number, at=late).valid_from == date(2026, 2, 12)


def test_the_version_received_under_decides_the_term(county: County) -> None:
    """R16."""
    version = county.item(result=ResultDocument(ResultKind.LICENCE, "经营许可证", 6))
    number = receive(county, application_for(version)).number
    accept(county, number)
    claim(county, number)
    opine(county, number)

    assert decide(county, number).valid_until == date(2032, 2, 10)
