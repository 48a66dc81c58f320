"""补正: what comes in is recorded against a receipt; when nothing is missing, the case must be accepted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act as ActRow
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused, unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.errors import (
    AgentNotRecorded,
    FileNotStored,
    MaterialNamedTwice,
    MaterialNotListed,
    MaterialsIncomplete,
    NothingHandedIn,
    ReceivedElsewhere,
    ReviewPointUnknown,
    WindowTakesNothing,
)
from yichuang.casework.intake.models import SubmittedMaterial
from yichuang.casework.intake.tests.applications import (
    agent,
    authority,
    handed_in,
    licence_application,
)
from yichuang.casework.intake.tests.states import (
    UNMET,
    accept,
    correct,
    faulty_company,
    fix,
    receive,
    tell,
    with_both,
)
from yichuang.casework.intake.types import Verdict
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.parties.errors import AuthorityEnded, AuthorityTooNarrow, PartyError
from yichuang.foundation.parties.types import AgentPower
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import SHANGHAI

LATER = AT + timedelta(days=2)
LAST_MOMENT = datetime(2026, 3, 10, 23, 59, 59, tzinfo=SHANGHAI)  # 15 working days after 11 February


@pytest.fixture
def told(county: County) -> str:
    """A company's case, told of its unfilled form and of the missing articles."""
    number = faulty_company(county)
    tell(county, number)
    return number


def test_what_comes_in_is_recorded_against_a_receipt(county: County, told: str) -> None:
    clerk = county.people["other-clerk"]
    OutboxEvent.objects.all().delete()

    done = correct(county, told, handed_in("m1"), by="other-clerk", window=county.a2, at=LATER)

    assert [gap.words for gap in done.gaps] == ["缺公司章程"]
    assert done.correct_by == date(2026, 3, 10)
    case = cases.case_by_number(told)
    assert (case.status, case.act_count) == (CaseStatus.CORRECTION, 3)
    act = ActRow.objects.get(case_id=case.id, sequence=3)
    assert (act.kind, act.at, act.window_id) == ("record-correction", LATER, county.a2.id)
    assert (act.actor, act.by_name) == (clerk.principal, "吴桐")
    assert (act.from_status, act.to_status) == ("correction", "correction")
    assert (act.words, act.details) == (
        "收到补正材料 1 份",
        {"materials": ["m1"], "missing": ["缺公司章程"], "by_agent": False},
    )
    assert [row.code for row in SubmittedMaterial.objects.filter(act=act)] == ["m1"]
    assert [(m.code, m.verdict) for m in queries.current_checks(case)] == [
        ("m1", Verdict.PASSED),
        ("m2", Verdict.EXEMPT),
        ("m3", Verdict.MISSING),
    ]
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=3)
    assert (entry.action, entry.actor) == ("record-correction", clerk.principal)
    issued, published = OutboxEvent.objects.order_by("id")
    assert issued.name == "notices.notice-issued"
    assert (published.name, published.payload) == (
        "intake.correction-recorded",
        {"case_id": str(case.id), "number": told, "gap_count": 1},
    )


def test_the_receipt_lists_what_came_and_what_is_still_missing(county: County, told: str) -> None:
    """DOMAIN 4.4."""
    done = correct(county, told, handed_in("m1", originals=2), at=LATER)

    assert done.receipt.kind is NoticeKind.CORRECTION_RECEIPT
    content = notices.frozen_notice(done.receipt.id).content
    assert [(line.name, line.originals, line.complete) for line in content.materials] == [
        ("道路货物运输经营申请表", 2, True)
    ]
    assert content.still_missing == ("缺公司章程",)
    assert (content.received_at, content.officer) == (LATER, "A1 窗口 周敏")


def test_corrections_may_come_in_parts_and_then_the_case_is_accepted(county: County, told: str) -> None:
    """行政许可法 §32(1)(五): all corrections made, so it must be; the clock runs from the acceptance."""
    correct(county, told, handed_in("m1"), at=LATER)
    with refused(MaterialsIncomplete):
        accept(county, told, at=LATER)

    assert correct(county, told, handed_in("m3"), at=LAST_MOMENT).gaps == ()

    accepted = accept(county, told, at=LAST_MOMENT)
    case = cases.case_by_number(told)
    assert (case.status, case.accepted_at) == (CaseStatus.ACCEPTED, LAST_MOMENT)
    assert accepted.promised_due_on == date(2026, 3, 17)
    assert [view.kind for view in notices.notices_of_case(told)] == [
        NoticeKind.RECEIPT,
        NoticeKind.CORRECTION_NOTICE,
        NoticeKind.CORRECTION_RECEIPT,
        NoticeKind.CORRECTION_RECEIPT,
        NoticeKind.ACCEPTANCE_NOTICE,
    ]


def test_everything_in_time_is_never_too_late_to_accept(county: County, told: str) -> None:
    correct(county, told, handed_in("m1"), handed_in("m3"), at=LAST_MOMENT)
    much_later = LAST_MOMENT + timedelta(days=40)

    with unchanged():
        assert services.settle_by_time(number=told, at=much_later).status is CaseStatus.CORRECTION
        assert queries.correct_by(cases.case_by_number(told)) is None

    accept(county, told, at=much_later)


def test_a_correction_that_is_faulty_itself_is_recorded_and_named(county: County, told: str) -> None:
    done = correct(county, told, handed_in("m3", points=UNMET), at=LATER)

    content = notices.frozen_notice(done.receipt.id).content
    assert [(line.name, line.complete, line.note) for line in content.materials] == [
        ("公司章程", False, "公司章程填写完整")
    ]
    assert content.still_missing == (
        "道路货物运输经营申请表还要做到“道路货物运输经营申请表填写完整”",
        "公司章程还要做到“公司章程填写完整”",
    )


# an agent


def by_agent(county: County, **paper: Any) -> str:
    """A case of an agent, told that the form is missing; ``paper``: what the authority says."""
    application = licence_application(agent=agent(), authority=authority(**paper), materials=())
    number = receive(county, application).number
    tell(county, number)
    return number


def test_an_agent_with_authority_corrects(county: County) -> None:
    number = by_agent(county)

    assert correct(county, number, handed_in("m1"), by_agent=True, at=LATER).gaps == ()

    assert ActRow.objects.get(case__number=number, sequence=3).details["by_agent"] is True


@pytest.mark.parametrize(
    ("paper", "error"),
    [
        ({"valid_until": date(2026, 2, 12)}, AuthorityEnded),  # yesterday
        ({"powers": frozenset({AgentPower.APPLY})}, AuthorityTooNarrow),
    ],
)
def test_an_agent_without_authority_corrects_nothing(
    county: County, paper: dict[str, Any], error: type[PartyError]
) -> None:
    number = by_agent(county, **paper)

    with refused(error):
        correct(county, number, handed_in("m1"), by_agent=True, at=LATER)
    correct(county, number, handed_in("m1"), at=LATER)  # the applicant in person


def test_a_case_without_an_agent_has_none_who_corrects(county: County, told: str) -> None:
    with refused(AgentNotRecorded, match="没有登记代理人"):
        correct(county, told, handed_in("m1"), by_agent=True)


# refusals


def test_nothing_is_no_correction(county: County, told: str) -> None:
    with refused(NothingHandedIn):
        correct(county, told)


def test_the_rules_of_the_list_hold(county: County, told: str) -> None:
    """R11."""
    with refused(MaterialNotListed):
        correct(county, told, handed_in("m9"))
    with refused(MaterialNamedTwice):
        correct(county, told, handed_in("m1"), handed_in("m1"))
    with refused(ReviewPointUnknown):
        correct(county, told, handed_in("m1", points={"p7": True}))
    with refused(FileNotStored):
        correct(county, told, handed_in("m1", file_ids=(new_id(),)))


def test_nobody_corrects_what_was_not_asked_for(county: County) -> None:
    number = receive(county).number

    with refused(ActNotPossible, match="办件现在是“已收件”，不能办理“收到补正材料”"):
        correct(county, number, handed_in("m1"))


def test_a_correction_is_no_fix_on_the_spot(county: County, told: str) -> None:
    with refused(ActNotPossible, match="办件现在是“补正中”"):
        fix(county, told, handed_in("m1"))


def test_after_the_last_day_nothing_is_taken_any_more(county: County, told: str) -> None:
    with refused(ActNotPossible, match="办件现在是“补正不来办结”"):
        correct(county, told, handed_in("m1"), at=LAST_MOMENT + timedelta(seconds=1))


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        correct(county, "990101202602110000017", handed_in("m1"))


@pytest.mark.parametrize("by", ["issuer", "officer", "head", "manager", "supervisor"])
def test_other_roles_take_no_corrections(county: County, told: str, by: str) -> None:
    with refused(NotYourRole):
        correct(county, told, handed_in("m1"), by=by)


def test_who_serves_two_outlets_takes_corrections_where_it_was_received(county: County, told: str) -> None:
    with refused(ReceivedElsewhere):
        correct(with_both(county), told, handed_in("m1"), by="both", window=county.town)


def test_another_outlet_takes_no_corrections(county: County, told: str) -> None:
    with refused(NotYourPlace):
        correct(county, told, handed_in("m1"), by="town-clerk")
    with refused(NotYourPlace):
        correct(county, told, handed_in("m1"), by="town-clerk", window=county.town)
    with refused(WindowTakesNothing):
        correct(county, told, handed_in("m1"), window=county.issue)
