"""当场决定: a chief representative, a 即办件, a written authorisation that covers it today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from yichuang.casework.approval import queries
from yichuang.casework.approval.errors import ClaimedByAnother, NoAuthorisation, NotImmediate, OwnAcceptance
from yichuang.casework.approval.models import Review
from yichuang.casework.approval.tests.states import card_number, claim, decide, decide_at_window, opine
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, CARD_NEW, SINCE, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.applications import application_for, card_application
from yichuang.casework.intake.tests.states import accepted_number, receive
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.models import WrittenAuthorisation
from yichuang.foundation.accounts.types import AuthorisationInput
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.models import OutboxEvent
from yichuang.offer.catalogue.types import ApprovalTier

NONE = "您没有今天有效、包括“社会保障卡申领”的书面授权，不能当场决定，请由部门决定"
NUMBER = "安人社授〔2026〕1号"


def authorise(county: County, username: str, number: str, **changes: Any) -> UUID:
    """A written authorisation by the head of the social department."""
    fields: dict[str, Any] = {
        "organisation_id": county.social,
        "user_id": county.people[username].user_id,
        "document_number": number,
        "valid_from": SINCE,
        "valid_until": date(2026, 12, 31),
    } | changes
    return accounts.authorise_representative(
        authorisation=AuthorisationInput(**fields), actor=county.people["social-head"], at=AT
    )


def test_one_visit_one_window_one_person(county: County) -> None:
    """APP-05 APP-18 CAT-10 R22 R23: received, accepted, decided by the chief representative."""
    chief = county.people["chief"]
    number = card_number(county)
    OutboxEvent.objects.all().delete()

    decided = decide_at_window(county, number)

    case = cases.case_by_number(number)
    assert (case.status, case.decided_at) == (CaseStatus.GRANTED, AT)
    assert case.accepted_by_id == chief.user_id  # the one exception, and it is named:
    assert decided.authorisation_number == NUMBER
    authorisation = WrittenAuthorisation.objects.get(document_number=NUMBER)
    decision = queries.decision_of(case.id)
    assert (decision.by_user_id, decision.authorisation_id) == (chief.user_id, authorisation.id)
    act = Act.objects.get(case_id=case.id, kind="grant")
    assert (act.from_status, act.by_name, act.words) == ("accepted", "何川", "办理通过")
    assert act.details == {"authorisation": NUMBER}
    assert decided.notice.kind is NoticeKind.COMPLETION_NOTICE
    content = notices.frozen_notice(decided.notice.id).content
    assert content.authorisation == f"{NUMBER}（书面授权）"
    assert [event.name for event in OutboxEvent.objects.order_by("id")] == [
        "approval.review-opened",
        "notices.notice-issued",
        "approval.case-decided",
    ]
    assert Review.objects.get(case_id=case.id).claimed_by_id is None  # the file of the department is there


def test_what_another_accepted_may_be_decided_too(county: County) -> None:
    number = card_number(county, by="clerk")

    assert decide_at_window(county, number).authorisation_number == NUMBER


def test_an_authorisation_for_the_item_goes_before_one_for_all(county: County) -> None:
    authorise(county, "chief", "安人社授〔2026〕9号", handling_codes=(CARD_NEW,))

    assert decide_at_window(county, card_number(county)).authorisation_number == "安人社授〔2026〕9号"


# without a valid paper


def test_without_any_authorisation_nothing_is_decided(county: County) -> None:
    number = card_number(county)

    with refused(NoAuthorisation, match=f"^{NONE}$"):
        decide_at_window(county, number, by="other-chief")


def ended(county: County) -> None:
    authorise(county, "other-chief", "安人社授〔2026〕2号", valid_until=TODAY)


def not_begun(county: County) -> None:
    authorise(county, "other-chief", "安人社授〔2026〕3号", valid_from=date(2026, 2, 13))


def withdrawn(county: County) -> None:
    given = authorise(county, "other-chief", "安人社授〔2026〕4号")
    accounts.withdraw_authorisation(authorisation_id=given, actor=county.people["social-head"], at=AT)


def for_another_item(county: County) -> None:
    authorise(county, "other-chief", "安人社授〔2026〕5号", handling_codes=("1" * 33,))


@pytest.mark.parametrize("given", [ended, not_begun, withdrawn, for_another_item], ids=lambda f: f.__name__)
def test_an_authorisation_that_does_not_cover_today_or_the_item_is_none(
    county: County, given: Callable[[County], None]
) -> None:
    """R22."""
    given(county)
    number = card_number(county)

    with refused(NoAuthorisation, match=f"^{NONE}$"):
        decide_at_window(county, number, by="other-chief", at=AT + timedelta(days=1))


def test_an_authorisation_counts_on_its_first_and_its_last_day(county: County) -> None:
    authorise(
        county,
        "other-chief",
        "安人社授〔2026〕6号",
        valid_from=date(2026, 2, 12),
        valid_until=date(2026, 2, 13),
    )
    first, last, after = (card_number(county) for _ in range(3))
    last_minute = AT.replace(day=13, hour=15, minute=59)  # 23:59 in Shanghai

    decide_at_window(county, first, by="other-chief", at=AT.replace(day=11, hour=16))
    decide_at_window(county, last, by="other-chief", at=last_minute)
    with refused(NoAuthorisation):
        decide_at_window(county, after, by="other-chief", at=last_minute + timedelta(minutes=1))


def test_what_was_decided_before_a_withdrawal_stands(county: County) -> None:
    number = card_number(county)
    decide_at_window(county, number)
    given = WrittenAuthorisation.objects.get(document_number=NUMBER)

    accounts.withdraw_authorisation(authorisation_id=given.id, actor=county.people["social-head"], at=AT)

    case = cases.case_by_number(number)
    assert case.status is CaseStatus.GRANTED
    assert queries.decision_of(case.id).authorisation_id == given.id


# only a 即办件, only by a chief representative, only while nobody examines it


def test_a_committed_item_is_not_decided_at_the_window(county: County) -> None:
    """R22: 承诺件 go to the department."""
    version = county.item(organisation=county.social, approval_tier=ApprovalTier.SOLE)
    number = accepted_number(county, application_for(version), by="chief")

    with refused(NotImmediate, match="只有即办件可以在窗口当场决定"):
        decide_at_window(county, number)


@pytest.mark.parametrize("username", ["clerk", "issuer", "social-officer", "social-head", "supervisor"])
def test_other_roles_decide_nothing_at_the_window(county: County, username: str) -> None:
    number = card_number(county)

    with refused(NotYourRole, match="“当场办结即办件”由首席代表办理"):
        decide_at_window(county, number, by=username)


def test_a_representative_decides_for_their_own_department_only(county: County) -> None:
    number = accepted_number(county)

    with refused(NotYourPlace):
        decide_at_window(county, number)


def test_what_an_officer_examines_is_no_longer_decided_at_the_window(county: County) -> None:
    number = card_number(county)
    claim(county, number, by="social-officer")
    opine(county, number, Conclusion.REFUSE, "照片不符合要求", by="social-officer")

    with refused(ClaimedByAnother, match="这个办件已由钱朗承办，不再当场决定"):
        decide_at_window(county, number)


def test_the_department_may_decide_an_immediate_item_as_well(county: County) -> None:
    """独任: one officer, not the one who accepted."""
    number = card_number(county)

    with refused(NotYourRole):
        decide(county, number, by="chief")
    assert decide(county, number, by="social-officer").authorisation_number == ""


def test_the_ordinary_way_keeps_acceptance_and_decision_apart(county: County) -> None:
    """R23: the exception is the representative's, not the person's."""
    number = accepted_number(county, card_application(), by="clerk-and-officer")
    item = county.item(approval_tier=ApprovalTier.SOLE)
    own = accepted_number(county, application_for(item), by="clerk-and-officer")

    assert decide(county, number, by="social-officer").number == number
    with refused(OwnAcceptance):
        decide(county, own, by="clerk-and-officer")


def test_not_before_acceptance_and_not_twice(county: County) -> None:
    received = receive(county, card_application(), by="chief").number
    number = card_number(county)
    decide_at_window(county, number)

    with refused(ActNotPossible, match="办件现在是“已收件”"):
        decide_at_window(county, received)
    with refused(ActNotPossible, match="办件现在是“准予”"):
        decide_at_window(county, number)
