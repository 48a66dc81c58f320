"""不需要办理: told at once and in writing, and only before anything else was answered."""

from __future__ import annotations

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.births import states_that_refuse
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import ActKind, CaseStatus, CompletionCode
from yichuang.casework.intake.errors import NonAcceptanceIncomplete
from yichuang.casework.intake.models import NonAcceptance
from yichuang.casework.intake.tests.applications import card_application
from yichuang.casework.intake.tests.endings import case_in, find_not_needed
from yichuang.casework.intake.tests.states import receive
from yichuang.casework.intake.tests.test_non_acceptance import paper_of
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.models import OutboxEvent


def test_it_is_told_in_writing_and_ends_the_case(county: County) -> None:
    """R3; 行政许可法 §32(1)(一)."""
    number = receive(county).number
    OutboxEvent.objects.all().delete()

    declined = find_not_needed(county, number)

    case = cases.case_by_number(number)
    assert (case.status, case.completed_at, case.completion_code) == (
        CaseStatus.NOT_NEEDED,
        AT,
        CompletionCode.RETURNED,
    )
    act = Act.objects.get(case_id=case.id, sequence=2)
    assert (act.kind, act.words) == ("find-not-needed", "这件事不需要办理，原因写在不予受理通知书上")
    row = NonAcceptance.objects.get(case_id=case.id)
    assert (row.ground, row.apply_to, row.notice_number) == ("not-needed", "", declined.notice.number)
    event = OutboxEvent.objects.get(name="intake.acceptance-declined")
    assert event.payload["ground"] == "not-needed"


def test_the_paper_says_that_no_licence_is_needed(county: County) -> None:
    declined = find_not_needed(county, receive(county).number)

    assert declined.notice.kind is NoticeKind.NON_ACCEPTANCE
    text = paper_of(declined)
    assert "申请事项依法不需要取得行政许可" in text
    assert "总质量4500千克以下的普通货运车辆不需要经营许可" in text
    assert "安澜县人民法院" in text


def test_what_is_no_licence_is_not_spoken_of_as_one(county: County) -> None:
    number = receive(county, card_application()).number

    text = paper_of(find_not_needed(county, number, reason="已有社会保障卡", legal_basis=("公布的办事指南",)))

    assert "申请事项不需要办理" in text
    assert "行政许可" not in text


@pytest.mark.parametrize("status", states_that_refuse(ActKind.FIND_NOT_NEEDED))
def test_only_a_case_that_nobody_answered_is_found_so(county: County, status: CaseStatus) -> None:
    number = case_in(county, status)

    with refused(ActNotPossible, match="不能办理“告知不需要办理”"):
        find_not_needed(county, number)


def test_silence_has_accepted_a_licence_before(county: County) -> None:
    number = receive(county).number

    with refused(ActNotPossible):
        find_not_needed(county, number, at=AT.replace(day=26))


@pytest.mark.parametrize(
    ("changes", "pointer"), [({"reason": ""}, "/reason"), ({"legal_basis": ("",)}, "/legal_basis")]
)
def test_without_reason_or_basis_nothing_is_found(
    county: County, changes: dict[str, object], pointer: str
) -> None:
    number = receive(county).number

    with refused(NonAcceptanceIncomplete) as refusal:
        find_not_needed(county, number, **changes)

    assert [error.pointer for error in refusal.value.errors] == [pointer]


@pytest.mark.parametrize("username", ["issuer", "officer", "head", "manager", "supervisor"])
def test_other_roles_find_nothing(county: County, username: str) -> None:
    number = receive(county).number

    with refused(NotYourRole):
        find_not_needed(county, number, actor=county.people[username])


def test_another_outlet_finds_nothing(county: County) -> None:
    number = receive(county).number

    with refused(NotYourPlace):
        find_not_needed(county, number, actor=county.people["town-clerk"], window=county.town)
