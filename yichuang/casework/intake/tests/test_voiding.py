"""作废: by a supervisor who had no hand in it, with a reason; the case stays where it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.births import states_that_allow, states_that_refuse
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import ActKind, CaseStatus, CompletionCode
from yichuang.casework.intake import queries
from yichuang.casework.intake.errors import CancellationUnexplained, OwnCase
from yichuang.casework.intake.models import Cancellation, SubmittedMaterial
from yichuang.casework.intake.tests.endings import case_in, declare_void
from yichuang.casework.intake.tests.states import accept, receive
from yichuang.casework.intake.types import CancellationKind, CancellationView
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.types import Act as Permission
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices import queries as notices
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import legal_date

LATER = AT + timedelta(hours=3)


def with_posts_of(county: County, username: str, other: str) -> County:
    """The county in which the first person also holds the second one's posts."""
    person, more = county.people[username], county.people[other]
    both = Actor(person.principal, person.user_id, person.name, person.posts + more.posts)
    return replace(county, people=county.people | {username: both})


def test_the_case_is_void_and_says_by_whom_and_why(county: County) -> None:
    """R28."""
    manager = county.people["manager"]
    number = receive(county).number
    accept(county, number)
    OutboxEvent.objects.all().delete()

    declare_void(county, number, reason=" 同一申请\n收了两次 ", at=LATER)

    case = cases.case_by_number(number)
    assert (case.status, case.act_count) == (CaseStatus.VOIDED, 3)
    assert (case.completed_at, case.completion_code) == (LATER, CompletionCode.VOIDED)
    act = Act.objects.get(case_id=case.id, sequence=3)
    assert (act.kind, act.at, act.actor, act.by_name) == ("void", LATER, manager.principal, "施岭")
    assert (act.from_status, act.to_status, act.window_id) == ("accepted", "voided", None)
    assert (act.words, act.details) == ("办件作废，不再办理", {})
    found = queries.cancellation_of(case.id)
    assert found == CancellationView(CancellationKind.VOID, "同一申请\n收了两次", "施岭", LATER)
    [receipt, _] = notices.notices_of_case(number)
    assert notices.verification(receipt).voided_on == legal_date(LATER)
    row = Cancellation.objects.get(case_id=case.id)
    assert (row.act_id, row.by_user_id) == (act.id, manager.user_id)
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=3)
    assert (entry.action, entry.details) == ("void", {"from": "accepted", "to": "voided"})
    assert list(OutboxEvent.objects.values_list("name", "topic", "payload")) == [
        (
            "intake.case-cancelled",
            f"case:{case.id}",
            {
                "case_id": str(case.id),
                "number": number,
                "handling_code": case.handling_code,
                "organisation_id": str(county.transport),
                "outlet_id": str(county.a1.outlet_id),
                "kind": "void",
                "was": "accepted",
            },
        )
    ]


def test_nothing_is_removed_and_whoever_might_read_it_still_may(county: County) -> None:
    number = receive(county).number
    case = cases.case_by_number(number)

    declare_void(county, number)

    assert SubmittedMaterial.objects.filter(case_id=case.id).count() == 2
    assert len(notices.notices_of_case(number)) == 1
    assert cases.case_by_token(case.progress_token).number == number
    for username in ("clerk", "officer", "head", "manager", "supervisor"):
        found = cases.case_for(county.people[username], Permission.READ_CASE, number)
        assert found.status is CaseStatus.VOIDED, username


def test_the_reason_stands_nowhere_in_the_clear(county: County) -> None:
    """It may name people: an encrypted column, and neither timeline, event nor audit."""
    number = receive(county).number

    declare_void(county, number, reason="王小满的申请收了两次")

    rows = [
        *Act.objects.values_list("words", "details"),
        *OutboxEvent.objects.values_list("payload"),
        *AuditEntry.objects.values_list("details"),
    ]
    assert "王小满" not in str(rows)


def test_the_head_of_the_competent_department_may_too(county: County) -> None:
    number = receive(county).number

    declare_void(county, number, by="head")

    assert cases.case_by_number(number).status is CaseStatus.VOIDED


# the states of the table


@pytest.mark.parametrize("status", states_that_allow(ActKind.VOID))
def test_it_is_possible_until_a_decision(county: County, status: CaseStatus) -> None:
    number = case_in(county, status)

    declare_void(county, number)

    assert cases.case_by_number(number).status is CaseStatus.VOIDED


@pytest.mark.parametrize("status", states_that_refuse(ActKind.VOID))
def test_no_other_state_allows_it(county: County, status: CaseStatus) -> None:
    number = case_in(county, status)

    with refused(ActNotPossible, match="不能办理“作废”"):
        declare_void(county, number)


# refusals


@pytest.mark.parametrize("reason", ["", "  ", "\n\t"])
def test_without_a_reason_nothing_is_void(county: County, reason: str) -> None:
    number = receive(county).number

    with refused(CancellationUnexplained, match="请写明作废的原因") as refusal:
        declare_void(county, number, reason=reason)

    assert [error.pointer for error in refusal.value.errors] == ["/reason"]


def test_who_received_it_may_not(county: County) -> None:
    number = receive(county).number

    with refused(OwnCase, match="要由别人批准"):
        declare_void(with_posts_of(county, "clerk", "manager"), number, by="clerk")


def test_who_accepted_it_may_not(county: County) -> None:
    number = receive(county).number
    accept(county, number, by="other-clerk")

    with refused(OwnCase):
        declare_void(with_posts_of(county, "other-clerk", "head"), number, by="other-clerk")


@pytest.mark.parametrize("username", ["clerk", "chief", "issuer", "officer", "supervisor", "system-admin"])
def test_other_roles_may_not(county: County, username: str) -> None:
    number = receive(county).number

    with refused(NotYourRole, match="大厅管理员、部门负责人"):
        declare_void(county, number, by=username)


def test_another_department_or_outlet_may_not(county: County) -> None:
    number = receive(county, by="clerk").number
    at_town = receive(county, by="town-clerk", window=county.town).number

    with refused(NotYourPlace):
        declare_void(county, number, by="social-head")
    with refused(NotYourPlace):
        declare_void(county, at_town, by="manager")


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        declare_void(county, "990101202602119999990")
