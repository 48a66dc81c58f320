"""终止办理: an accepted case ends without a decision, with a reason, a basis and a paper."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from yichuang.casework.approval import queries
from yichuang.casework.approval.errors import (
    ClaimedByAnother,
    NotClaimed,
    OwnAcceptance,
    TerminationIncomplete,
)
from yichuang.casework.approval.models import Decision, Termination
from yichuang.casework.approval.tests.states import (
    TERMINATION,
    card_number,
    claim,
    decide,
    opine,
    reviewed_number,
    terminate,
)
from yichuang.casework.approval.types import TerminationGround
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus, CompletionCode
from yichuang.casework.intake.tests.states import accepted_number, receive
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.models import AuditEntry, OutboxEvent

LATER = AT + timedelta(hours=3)


@pytest.fixture
def claimed(county: County) -> str:
    number = accepted_number(county)
    claim(county, number)
    return number


def test_an_end_is_an_act_a_paper_and_an_event(county: County, claimed: str) -> None:
    officer = county.people["officer"]
    OutboxEvent.objects.all().delete()

    ended = terminate(county, claimed, at=LATER)

    case = cases.case_by_number(claimed)
    assert (case.status, case.completed_at, case.act_count) == (CaseStatus.TERMINATED, LATER, 4)
    assert case.completion_code is CompletionCode.RETURNED
    assert case.decided_at is None
    assert (ended.case_id, ended.number) == (case.id, claimed)
    act = Act.objects.get(case_id=case.id, sequence=4)
    assert (act.kind, act.at, act.actor, act.by_name) == ("terminate", LATER, officer.principal, "赵青")
    assert (act.from_status, act.to_status) == ("in-review", "terminated")
    assert (act.words, act.details) == (
        "终止办理：申请人依法终止",
        {"ground": "applicant-dissolved"},
    )
    row = Termination.objects.get(case_id=case.id)
    assert (row.act_id, row.by_user_id, row.by_name) == (act.id, officer.user_id, "赵青")
    assert (row.ground, row.reason) == ("applicant-dissolved", TERMINATION.reason)
    assert (row.legal_basis, row.notice_number) == (list(TERMINATION.legal_basis), ended.notice.number)
    assert not Decision.objects.exists()
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=4)
    assert (entry.action, entry.actor) == ("terminate", officer.principal)
    issued, published = OutboxEvent.objects.order_by("id")
    assert issued.name == "notices.notice-issued"
    assert (published.name, published.topic) == ("approval.case-terminated", f"case:{case.id}")
    assert published.payload == {
        "case_id": str(case.id),
        "number": claimed,
        "organisation_id": str(county.transport),
        "ground": "applicant-dissolved",
    }


def test_the_paper_says_why_on_what_basis_and_what_goes_back(county: County, claimed: str) -> None:
    ended = terminate(county, claimed, at=LATER, reason=f" {TERMINATION.reason}\n")

    assert ended.notice.kind is NoticeKind.TERMINATION_NOTICE
    assert re.fullmatch(r"安交运\S*〔2026〕\d+ 号", ended.notice.number)
    content = notices.frozen_notice(ended.notice.id).content
    assert (content.applied_at, content.ended_at) == (AT, LATER)
    assert (content.ground, content.reason) == ("终止办理（申请人依法终止）", TERMINATION.reason)
    assert content.legal_basis == TERMINATION.legal_basis
    assert content.returned == ("道路货物运输经营申请表（原件 1 份）",)  # what is shared was never kept
    assert (content.officer, content.applicant.name) == ("赵青", "王小满")


def test_the_reason_stays_off_the_timeline(county: County, claimed: str) -> None:
    """APP-21: the ground is told, the words of the paper are the applicant's alone."""
    terminate(county, claimed)

    seen = str(list(Act.objects.values("words", "details"))) + str(
        list(OutboxEvent.objects.values("payload"))
    )
    assert TERMINATION.reason not in seen


@pytest.mark.parametrize("ground", list(TerminationGround))
def test_every_ground_ends_a_case(county: County, claimed: str, ground: TerminationGround) -> None:
    terminate(county, claimed, ground=ground)

    assert Termination.objects.get().ground == ground.value


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"reason": " "}, ["/reason"]),
        ({"legal_basis": (" ",)}, ["/legal_basis"]),
        ({"reason": "", "legal_basis": ()}, ["/reason", "/legal_basis"]),
    ],
)
def test_without_reason_or_basis_nothing_ends(
    county: County, claimed: str, changes: dict[str, Any], pointers: list[str]
) -> None:
    with refused(TerminationIncomplete, match="请写明终止办理的") as refusal:
        terminate(county, claimed, **changes)

    assert [error.pointer for error in refusal.value.errors] == pointers


# who


def test_who_does_not_have_the_case_does_not_end_it(county: County, claimed: str) -> None:
    with refused(ClaimedByAnother, match="这个办件由赵青承办"):
        terminate(county, claimed, by="other-officer")

    terminate(county, claimed, by="head")
    assert cases.case_by_number(claimed).status is CaseStatus.TERMINATED


def test_what_nobody_has_only_the_head_ends(county: County) -> None:
    number = accepted_number(county)

    with refused(NotClaimed, match="请先领取这个办件"):
        terminate(county, number)
    terminate(county, number, by="head")

    assert cases.case_by_number(number).status is CaseStatus.TERMINATED


def test_nobody_ends_what_they_accepted(county: County) -> None:
    """R23 INT-01: 受审分离."""
    number = accepted_number(county, by="clerk-and-officer")
    claim(county, number)

    with refused(OwnAcceptance):
        terminate(county, number, by="clerk-and-officer")


@pytest.mark.parametrize("username", ["clerk", "issuer", "chief", "manager", "supervisor", "system-admin"])
def test_other_roles_end_nothing(county: County, claimed: str, username: str) -> None:
    with refused(NotYourRole, match="“终止办理”由部门审批人员、部门负责人办理"):
        terminate(county, claimed, by=username)


@pytest.mark.parametrize("username", ["social-officer", "social-head", "town-officer"])
def test_another_department_or_branch_ends_nothing(county: County, claimed: str, username: str) -> None:
    with refused(NotYourPlace):
        terminate(county, claimed, by=username)


# when


def test_not_before_acceptance_not_after_a_decision_not_twice(county: County, claimed: str) -> None:
    received, decided = receive(county).number, reviewed_number(county)
    decide(county, decided)
    terminate(county, claimed)

    with refused(ActNotPossible, match="办件现在是“已收件”，不能办理“终止”"):
        terminate(county, received)
    with refused(ActNotPossible, match="办件现在是“准予”，不能办理“终止”"):
        terminate(county, decided)
    with refused(ActNotPossible, match="办件现在是“终止办理”，不能办理“终止”"):
        terminate(county, claimed)


def test_what_ended_is_off_every_list_and_nothing_more_is_done(county: County, claimed: str) -> None:
    terminate(county, claimed)

    rows = queries.worklist(organisation_ids=(county.transport,), today=TODAY, soon_until=TODAY)
    assert rows == ()
    with refused(ActNotPossible):
        opine(county, claimed)
    with refused(ActNotPossible):
        claim(county, claimed, by="other-officer")


def test_a_card_is_ended_by_its_own_department(county: County) -> None:
    number = card_number(county)
    claim(county, number, by="social-officer")

    ended = terminate(county, number, by="social-officer", ground=TerminationGround.APPLICANT_DEAD)

    assert ended.notice.kind is NoticeKind.TERMINATION_NOTICE


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        terminate(county, "990101202602119999990")
