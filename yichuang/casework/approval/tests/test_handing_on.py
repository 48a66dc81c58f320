"""移交: a claimed case goes to a colleague of the same department, for a reason, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yichuang.casework.approval import queries, services
from yichuang.casework.approval.errors import (
    AlreadyTheirs,
    ClaimedByAnother,
    NotAColleague,
    NotClaimed,
    OwnAcceptance,
    ReasonMissing,
)
from yichuang.casework.approval.models import HandedOn
from yichuang.casework.approval.tests.states import claim, decide, hand_on, opine, reviewed_number
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.states import accept, accepted_number, receive
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.notices import queries as notices
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent

LATER = AT + timedelta(hours=2)


@pytest.fixture
def claimed(county: County) -> str:
    number = accepted_number(county)
    claim(county, number)
    return number


def test_a_handing_on_is_an_act_a_row_and_an_event(county: County, claimed: str) -> None:
    officer, other = county.people["officer"], county.people["other-officer"]
    due = cases.case_by_number(claimed).promised_due_on
    OutboxEvent.objects.all().delete()

    name = hand_on(county, claimed, reason=" 外出学习两周 ", at=LATER)

    case = cases.case_by_number(claimed)
    assert name == "孙岩"
    assert (case.status, case.act_count, case.promised_due_on) == (CaseStatus.IN_REVIEW, 4, due)
    act = Act.objects.get(case_id=case.id, sequence=4)
    assert (act.kind, act.at, act.actor, act.by_name) == ("claim", LATER, officer.principal, "赵青")
    assert act.words == "部门换人继续审查"
    assert act.details == {"from": str(officer.user_id), "to": str(other.user_id)}
    review = queries.review_of(case.id)
    assert (review.claimed_by_id, review.claimed_by_name, review.claimed_at) == (
        other.user_id,
        "孙岩",
        LATER,
    )
    row = HandedOn.objects.get()
    assert (row.act_id, row.case_id, row.reason, row.at) == (act.id, case.id, "外出学习两周", LATER)
    assert (row.from_user_id, row.from_name) == (officer.user_id, "赵青")
    assert (row.to_user_id, row.to_name) == (other.user_id, "孙岩")
    assert (row.by_user_id, row.by_name) == (officer.user_id, "赵青")
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=4)
    assert (entry.action, entry.actor) == ("claim", officer.principal)
    assert list(OutboxEvent.objects.values_list("name", "topic", "payload")) == [
        (
            "approval.review-handed-on",
            f"case:{case.id}",
            {
                "case_id": str(case.id),
                "number": claimed,
                "organisation_id": str(county.transport),
                "from_user_id": str(officer.user_id),
                "to_user_id": str(other.user_id),
            },
        )
    ]


def test_the_colleague_is_told_and_nobody_else(county: County, claimed: str) -> None:
    hand_on(county, claimed)

    (message,) = notices.messages_of_user(county.people["other-officer"].user_id)
    assert message.subject == "有办件移交给您"
    assert message.body == (
        f"办件 {claimed}“道路普通货物运输经营许可（新办）”由赵青移交给您承办，请在 2026-02-25 前办结。"
    )
    assert notices.messages_of_user(county.people["officer"].user_id) == ()


def test_the_reason_stays_inside(county: County, claimed: str) -> None:
    hand_on(county, claimed, reason="与申请人有亲属关系")

    seen = str(list(Act.objects.values("words", "details"))) + str(
        list(OutboxEvent.objects.values("payload"))
    )
    assert "亲属" not in seen


def test_who_has_it_now_works_on_it_and_who_had_it_does_not(county: County, claimed: str) -> None:
    hand_on(county, claimed)

    with refused(ClaimedByAnother, match="这个办件由孙岩承办"):
        opine(county, claimed)
    opine(county, claimed, by="other-officer")
    decide(county, claimed, by="officer")  # another's opinion, so the first officer may check it

    assert cases.case_by_number(claimed).status is CaseStatus.GRANTED


def test_opinions_stay_with_the_case(county: County) -> None:
    number = reviewed_number(county)

    hand_on(county, number)

    (opinion,) = queries.opinions_of(cases.case_by_number(number).id)
    assert opinion.by_name == "赵青"


def test_it_may_come_back(county: County, claimed: str) -> None:
    hand_on(county, claimed)
    hand_on(county, claimed, to="officer", by="other-officer", reason="学习回来")

    assert queries.review_of(cases.case_by_number(claimed).id).claimed_by_name == "赵青"
    assert [(row.from_name, row.to_name) for row in HandedOn.objects.order_by("act__sequence")] == [
        ("赵青", "孙岩"),
        ("孙岩", "赵青"),
    ]


# who


def test_the_head_gives_it_to_another(county: County, claimed: str) -> None:
    hand_on(county, claimed, to="head", by="head", reason="案情复杂")

    row = HandedOn.objects.get()
    assert (row.from_name, row.to_name, row.by_name) == ("赵青", "李恒", "李恒")


def test_who_does_not_have_it_hands_on_nothing(county: County, claimed: str) -> None:
    with refused(ClaimedByAnother, match="这个办件由赵青承办"):
        hand_on(county, claimed, to="head", by="other-officer")


@pytest.mark.parametrize("username", ["clerk", "issuer", "chief", "manager", "supervisor", "system-admin"])
def test_other_roles_hand_on_nothing(county: County, claimed: str, username: str) -> None:
    with refused(NotYourRole, match="“移交任务”由部门审批人员、部门负责人办理"):
        hand_on(county, claimed, by=username)


@pytest.mark.parametrize("username", ["social-officer", "social-head", "town-officer"])
def test_another_department_or_branch_hands_on_nothing(county: County, claimed: str, username: str) -> None:
    with refused(NotYourPlace):
        hand_on(county, claimed, by=username)


# to whom


@pytest.mark.parametrize("username", ["clerk", "social-officer", "town-officer", "supervisor"])
def test_only_a_colleague_who_may_examine_it_gets_it(county: County, claimed: str, username: str) -> None:
    with refused(NotAColleague, match="只能移交给本部门能审查这个办件的同事") as refusal:
        hand_on(county, claimed, to=username)

    assert [error.pointer for error in refusal.value.errors] == ["/to"]


def test_nobody_at_all_gets_nothing(county: County, claimed: str) -> None:
    with refused(NotAColleague):
        services.hand_on_review(
            number=claimed,
            to_user_id=new_id(),
            reason="请假",
            actor=county.people["officer"],
            at=AT,
        )


def test_whose_post_has_ended_gets_nothing(county: County, claimed: str) -> None:
    accounts.end_post(post_id=county.posts["other-officer"], ends_on=TODAY - timedelta(days=1), at=AT)

    with refused(NotAColleague):
        hand_on(county, claimed)


def test_who_accepted_it_does_not_get_it(county: County) -> None:
    """R23 INT-01: 受审分离."""
    number = accepted_number(county, by="clerk-and-officer")
    claim(county, number)

    with refused(OwnAcceptance, match="这个办件是韩冬受理的"):
        hand_on(county, number, to="clerk-and-officer")


def test_who_has_it_does_not_get_it_again(county: County, claimed: str) -> None:
    with refused(AlreadyTheirs, match="这个办件已经由赵青承办"):
        hand_on(county, claimed, to="officer", by="head")


def test_the_choice_is_of_those_who_may_get_it(county: County) -> None:
    number = accepted_number(county, by="clerk-and-officer")
    claim(county, number)
    case = cases.case_by_number(number)

    found = queries.colleagues(case, queries.review_of(case.id), AT)

    assert [one.name for one in found] == sorted(["孙岩", "李恒", "沈原"])  # not who has it or accepted it


def test_a_branch_has_its_own_colleagues(county: County) -> None:
    number = receive(county, by="town-clerk", window=county.town).number
    accept(county, number, by="town-clerk", window=county.town)
    claim(county, number, by="town-officer")
    case = cases.case_by_number(number)

    found = queries.colleagues(case, queries.review_of(case.id), AT)

    assert "孙岩" in [one.name for one in found]  # the county's officers reach its towns
    hand_on(county, number, by="town-officer")
    assert queries.review_of(case.id).claimed_by_name == "孙岩"


# when


@pytest.mark.parametrize("reason", ["", " \n "])
def test_without_a_reason_nothing_is_handed_on(county: County, claimed: str, reason: str) -> None:
    with refused(ReasonMissing, match="请写明移交的原因") as refusal:
        hand_on(county, claimed, reason=reason)

    assert [error.pointer for error in refusal.value.errors] == ["/reason"]


def test_what_nobody_has_is_claimed_not_handed_on(county: County) -> None:
    number = accepted_number(county)

    for username in ("officer", "head"):
        with refused(NotClaimed):
            hand_on(county, number, by=username)


def test_not_before_acceptance_and_not_after_the_decision(county: County) -> None:
    received, decided = receive(county).number, reviewed_number(county)
    decide(county, decided)

    with refused(ActNotPossible, match="办件现在是“已收件”"):
        hand_on(county, received)
    with refused(ActNotPossible, match="办件现在是“准予”"):
        hand_on(county, decided)


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        hand_on(county, "990101202602119999990")
