"""撤回: before a decision, on a signed paper, by the applicant or an agent who may; the papers go back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.births import states_that_allow, states_that_refuse
from yichuang.casework.cases.tests.county import AT, LICENCE_NEW, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import ActKind, CaseStatus, CompletionCode
from yichuang.casework.intake.errors import FileNotStored, ReceivedElsewhere, WithdrawalUnproven
from yichuang.casework.intake.models import Withdrawal
from yichuang.casework.intake.tests.applications import (
    agent,
    authority,
    handed_in,
    licence_application,
)
from yichuang.casework.intake.tests.endings import case_in, withdraw
from yichuang.casework.intake.tests.states import accept, receive, tell, with_both
from yichuang.casework.intake.tests.test_non_acceptance import paper_of
from yichuang.casework.intake.types import CollectionMode
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.tests.factories import PDF
from yichuang.foundation.notices.tests.reading import squeezed
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.parties.errors import AuthorityEnded, AuthorityTooNarrow
from yichuang.foundation.parties.types import AgentPower
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent

LATER = AT + timedelta(hours=3)


def agents_case(county: County, **changes: Any) -> str:
    """The number of a case that an agent applied for; ``changes`` of the agent's paper."""
    return receive(county, licence_application(agent=agent(), authority=authority(**changes))).number


def test_the_case_ends_and_the_papers_go_back(county: County) -> None:
    clerk = county.people["other-clerk"]
    number = receive(county).number
    accept(county, number)
    OutboxEvent.objects.all().delete()

    withdrawn = withdraw(county, number, by="other-clerk", window=county.a2, at=LATER, reason=" 车不买了 ")

    case = cases.case_by_number(number)
    assert (case.status, case.act_count) == (CaseStatus.WITHDRAWN, 3)
    assert (case.completed_at, case.completion_code) == (LATER, CompletionCode.RETURNED)
    assert withdrawn.returned == ("道路货物运输经营申请表（原件 1 份）",)
    act = Act.objects.get(case_id=case.id, sequence=3)
    assert (act.kind, act.at, act.actor, act.by_name) == ("withdraw", LATER, clerk.principal, "吴桐")
    assert (act.from_status, act.to_status, act.window_id) == ("accepted", "withdrawn", county.a2.id)
    assert (act.words, act.details) == ("申请已经撤回，不再办理，材料已经退还", {"by_agent": False})
    row = Withdrawal.objects.get(case_id=case.id)
    assert (row.act_id, row.agent_id, row.file_id, row.reason) == (act.id, None, None, "车不买了")
    assert row.notice_number == withdrawn.notice.number
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=3)
    assert (entry.action, entry.details) == ("withdraw", {"from": "accepted", "to": "withdrawn"})
    events = list(
        OutboxEvent.objects.exclude(name="notices.notice-issued").values_list("name", "topic", "payload")
    )
    assert events == [
        (
            "intake.case-withdrawn",
            f"case:{case.id}",
            {
                "case_id": str(case.id),
                "number": number,
                "handling_code": case.handling_code,
                "organisation_id": str(county.transport),
                "was": "accepted",
            },
        )
    ]


def test_the_paper_lists_what_goes_back(county: County) -> None:
    materials = (handed_in("m1", originals=2, copies=1), handed_in("m3", collected=CollectionMode.SCAN))
    application = licence_application(answers={"subject": "company"}, materials=materials)
    number = receive(county, application).number

    withdrawn = withdraw(county, number, reason="车不买了")

    assert withdrawn.notice.kind is NoticeKind.TERMINATION_NOTICE
    assert withdrawn.returned == ("道路货物运输经营申请表（原件 2 份，复印件 1 份）",)  # a scan is no paper
    text = paper_of(withdrawn)
    for said in (
        "终止办理（退件）通知书",
        "申请人撤回申请",
        "车不买了",
        "道路货物运输经营申请表（原件 2 份，复印件 1 份）",
        "终止办理不影响今后就同一事项再次提出申请",
        "2026年2月11日",
    ):
        assert squeezed(said) in text, said


def test_nobody_has_to_say_why(county: County) -> None:
    text = paper_of(withdraw(county, receive(county).number))

    assert "申请人提交了签名的书面撤回申请" in text
    assert Withdrawal.objects.get().reason == ""


def test_the_scan_of_the_paper_is_kept(county: County) -> None:
    file_id = documents.store_file(content=PDF, name="撤回申请.pdf", at=AT)

    withdraw(county, receive(county).number, file_id=file_id)

    assert Withdrawal.objects.get().file_id == file_id


def test_an_agent_who_may_withdraw_does(county: County) -> None:
    number = agents_case(county)

    text = paper_of(withdraw(county, number, by_agent=True))

    case = cases.case_by_number(number)
    assert Withdrawal.objects.get().agent_id == case.agent_id
    assert "代理人提交了签名的书面撤回申请" in text


def test_who_withdrew_may_apply_again(county: County) -> None:
    first = receive(county).number
    withdraw(county, first)

    second = receive(county).number

    assert first != second
    assert cases.case_by_number(second).status is CaseStatus.RECEIVED


# the states of the table


@pytest.mark.parametrize("status", states_that_allow(ActKind.WITHDRAW))
def test_it_is_possible_until_a_decision(county: County, status: CaseStatus) -> None:
    number = case_in(county, status)

    withdraw(county, number)

    assert cases.case_by_number(number).status is CaseStatus.WITHDRAWN


@pytest.mark.parametrize("status", states_that_refuse(ActKind.WITHDRAW))
def test_no_other_state_allows_it(county: County, status: CaseStatus) -> None:
    number = case_in(county, status)

    with refused(ActNotPossible, match="不能办理“撤回申请”"):
        withdraw(county, number)


def test_a_licence_accepted_by_silence_is_recorded_and_withdrawn(county: County) -> None:
    """R1."""
    number = receive(county).number

    withdraw(county, number, at=AT.replace(day=26))

    kinds = [step.kind for step in cases.timeline(cases.case_by_number(number).id)]
    assert kinds == [ActKind.RECEIVE, ActKind.ACCEPT_BY_DEFAULT, ActKind.WITHDRAW]
    assert OutboxEvent.objects.get(name="intake.case-withdrawn").payload["was"] == "accepted"


def test_what_lapsed_is_no_longer_withdrawn(county: County) -> None:
    number = receive(county, licence_application(materials=())).number
    tell(county, number)

    with refused(ActNotPossible, match="办件现在是“补正不来办结”"):
        withdraw(county, number, at=AT + timedelta(days=60))


# what has to be there


@pytest.mark.parametrize(
    ("changes", "pointer", "says"),
    [
        ({"has_signed_paper": False}, "/has_signed_paper", "请收下签名的书面撤回申请"),
        ({"identity_checked": False}, "/identity_checked", "请核对来人的身份证件"),
        ({"by_agent": True}, "/by_agent", "这个办件没有登记代理人，要由申请人撤回"),
    ],
)
def test_without_it_nothing_is_withdrawn(
    county: County, changes: dict[str, Any], pointer: str, says: str
) -> None:
    number = receive(county).number

    with refused(WithdrawalUnproven, match=says) as refusal:
        withdraw(county, number, **changes)

    assert [(error.pointer, error.detail) for error in refusal.value.errors] == [(pointer, says)]


def test_an_agent_needs_the_power_to_withdraw(county: County) -> None:
    number = agents_case(county, powers=frozenset({AgentPower.APPLY, AgentPower.CORRECT}))

    with refused(AuthorityTooNarrow):
        withdraw(county, number, by_agent=True)


def test_a_paper_that_names_this_item_is_enough(county: County) -> None:
    number = agents_case(
        county, handling_codes=(LICENCE_NEW,), powers=frozenset({AgentPower.APPLY, AgentPower.WITHDRAW})
    )

    withdraw(county, number, by_agent=True)

    assert cases.case_by_number(number).status is CaseStatus.WITHDRAWN


def test_an_authority_that_ended_yesterday_is_none(county: County) -> None:
    number = agents_case(county, valid_until=date(2026, 2, 11))

    with refused(AuthorityEnded):
        withdraw(county, number, by_agent=True, at=AT + timedelta(days=1))


def test_the_applicant_needs_no_authority(county: County) -> None:
    number = agents_case(county, valid_until=date(2026, 2, 11))

    withdraw(county, number, at=AT + timedelta(days=1))

    assert Withdrawal.objects.get().agent_id is None


def test_a_scan_nobody_stored_is_refused(county: County) -> None:
    number = receive(county).number

    with refused(FileNotStored) as refusal:
        withdraw(county, number, file_id=new_id())

    assert [error.pointer for error in refusal.value.errors] == ["/file_id"]


# who and where


@pytest.mark.parametrize("username", ["issuer", "officer", "head", "manager", "supervisor", "system-admin"])
def test_other_roles_withdraw_nothing(county: County, username: str) -> None:
    number = receive(county).number

    with refused(NotYourRole):
        withdraw(county, number, by=username)


def test_another_outlet_withdraws_nothing(county: County) -> None:
    number = receive(county).number

    with refused(NotYourPlace):
        withdraw(county, number, by="town-clerk")
    with refused(NotYourPlace):
        withdraw(county, number, by="town-clerk", window=county.town)


def test_who_serves_two_outlets_withdraws_where_it_was_received(county: County) -> None:
    number = receive(county).number

    with refused(ReceivedElsewhere):
        withdraw(with_both(county), number, by="both", window=county.town)


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        withdraw(county, "990101202602119999990")


@pytest.mark.parametrize("text", ['#eval("1+1")', "{{ 7*7 }}", "</script><b>加粗</b>"])
def test_what_looks_like_code_is_printed_as_written(county: County, text: str) -> None:
    assert squeezed(text) in paper_of(withdraw(county, receive(county).number, reason=text))
