"""受理: the clocks start, once, on the days the law says, for complete applications only."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.errors import MaterialsIncomplete, ReceivedElsewhere, WindowTakesNothing
from yichuang.casework.intake.tests.applications import (
    agent,
    application_for,
    card_application,
    handed_in,
    licence_application,
)
from yichuang.casework.intake.tests.states import accept, fix, receive, with_both
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue import services as catalogue
from yichuang.offer.catalogue.tests.factories import content, material, publish
from yichuang.offer.catalogue.types import Necessity

WD, CD, MONTH, HOUR = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.MONTH, LimitUnit.HOUR
NEXT_DAY = AT + timedelta(days=1)
BASIS = "行政许可法第四十二条"


def test_acceptance_starts_both_clocks_and_gives_a_paper(county: County) -> None:
    """CAT-11 INT-04: the notice, the dates, the event that routes it to the department."""
    clerk = county.people["clerk"]
    received = receive(county, licence_application(agent=agent()))
    OutboxEvent.objects.all().delete()

    accepted = accept(county, received.number, window=county.a2, at=NEXT_DAY)

    assert (accepted.case_id, accepted.number) == (received.case_id, received.number)
    assert (accepted.promised_due_on, accepted.statutory_due_on) == (date(2026, 2, 26), date(2026, 3, 18))
    case = cases.case_by_number(received.number)
    assert (case.status, case.act_count) == (CaseStatus.ACCEPTED, 2)
    assert (case.accepted_at, case.accepted_by_id) == (NEXT_DAY, clerk.user_id)
    assert (case.promised_due_on, case.statutory_due_on) == (date(2026, 2, 26), date(2026, 3, 18))
    assert (case.decided_at, case.completed_at) == (None, None)
    assert case.window_id == county.a1.id  # where it was received

    act = Act.objects.get(case_id=case.id, sequence=2)
    assert (act.kind, act.at, act.window_id) == ("accept", NEXT_DAY, county.a2.id)
    assert (act.from_status, act.to_status) == ("received", "accepted")
    assert (act.actor, act.by_user_id, act.by_name) == (clerk.principal, clerk.user_id, "周敏")
    assert act.words == "材料齐全，决定受理，开始计算办理时限"
    assert act.details == {"promised_due_on": "2026-02-26", "statutory_due_on": "2026-03-18"}
    assert Case.objects.get(pk=case.id).acceptance_id == act.id

    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=2)
    assert (entry.action, entry.actor, entry.at) == ("accept", clerk.principal, NEXT_DAY)
    assert entry.details == {"from": "received", "to": "accepted"}

    issued, published = OutboxEvent.objects.order_by("id")
    assert issued.name == "notices.notice-issued"
    assert (published.name, published.topic) == ("intake.case-accepted", f"case:{case.id}")
    assert published.payload == {
        "case_id": str(case.id),
        "number": case.number,
        "handling_code": case.handling_code,
        "organisation_id": str(county.transport),
        "promised_due_on": "2026-02-26",
        "statutory_due_on": "2026-03-18",
        "by_default": False,
    }


def test_the_notice_says_the_dates_and_their_limits(county: County) -> None:
    """行政许可法 §32(2): a written, dated certificate."""
    received = receive(county, licence_application(agent=agent()))

    accepted = accept(county, received.number, at=NEXT_DAY)

    assert accepted.notice.kind is NoticeKind.ACCEPTANCE_NOTICE
    assert re.fullmatch(r"安交运受〔2026〕\d+ 号", accepted.notice.number)
    content = notices.frozen_notice(accepted.notice.id).content
    assert (content.applied_at, content.accepted_at) == (AT, NEXT_DAY)
    assert (content.promised.words, content.promised.due_on) == ("5 个工作日", date(2026, 2, 26))
    assert (content.statutory.words, content.statutory.due_on) == ("20 个工作日", date(2026, 3, 18))
    assert (content.handling_type, content.fee) == ("承诺件", "不收费")
    assert content.collection == "窗口领取、邮寄；到窗口领取请带收件凭证和身份证件"
    assert (content.applicant.name, content.agent.name) == ("王小满", "陆青禾")
    assert content.officer == "A1 窗口 周敏"
    assert [view.kind for view in notices.notices_of_case(received.number)] == [
        NoticeKind.RECEIPT,
        NoticeKind.ACCEPTANCE_NOTICE,
    ]


def moment(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of 2026 in Shanghai."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


LAW_20 = Limit(20, WD, BASIS)
LAW_3 = Limit(3, WD, BASIS)


@pytest.mark.parametrize(
    ("at", "promised", "statutory", "expected"),
    [
        # Wednesday 11 February; holidays 15 to 23, the Saturdays 14 and 28 are worked
        (moment(2, 11, 0, 0), Limit(5, WD), LAW_20, ("2026-02-25", "2026-03-17")),
        (moment(2, 11, 23, 59), Limit(5, WD), LAW_20, ("2026-02-25", "2026-03-17")),
        (moment(2, 12, 0, 0), Limit(5, WD), LAW_20, ("2026-02-26", "2026-03-18")),
        # a month from 31 March ends on 30 April; one from 5 April on 5 May, a holiday: 6 May
        (moment(3, 31), Limit(5, WD), Limit(1, MONTH, BASIS), ("2026-04-08", "2026-04-30")),
        (moment(4, 5), Limit(3, WD), Limit(1, MONTH, BASIS), ("2026-04-09", "2026-05-06")),
        # seven days end in the holidays: the first working day after them, before five working days
        (moment(2, 11), Limit(5, WD), Limit(7, CD, BASIS), ("2026-02-24", "2026-02-24")),
        # no promise: the law's day is the one to keep; no law: the promise is
        (moment(2, 11), None, LAW_3, ("2026-02-14", "2026-02-14")),
        (moment(2, 11), Limit(3, WD), None, ("2026-02-14", None)),
        # hours run from the moment, the hour it begins in is not counted; days off move the end
        (moment(2, 12, 14, 20), Limit(4, HOUR), LAW_3, ("2026-02-12", "2026-02-24")),
        (moment(2, 12, 20, 20), Limit(4, HOUR), LAW_3, ("2026-02-13", "2026-02-24")),
        (moment(2, 14, 16, 20), Limit(24, HOUR), LAW_20, ("2026-02-24", "2026-03-20")),
    ],
)
def test_the_clocks_run_over_holidays(
    county: County,
    at: datetime,
    promised: Limit | None,
    statutory: Limit | None,
    expected: tuple[str, str | None],
) -> None:
    """R5 R6: in working days with 调休, and a promise never after the law."""
    version = county.item(promised=promised, statutory=statutory)
    received = receive(county, application_for(version), at=at)

    accepted = accept(county, received.number, at=at)

    found = (accepted.promised_due_on, accepted.statutory_due_on)
    assert found == tuple(text and date.fromisoformat(text) for text in expected)


def test_a_limit_in_hours_keeps_its_hour(county: County, working_calendar: object) -> None:
    """The case keeps the day; the moment follows from acceptance and version."""
    at = datetime(2026, 2, 12, 12, 20, tzinfo=UTC)  # 20:20 in Shanghai
    promised = Limit(4, LimitUnit.HOUR)
    number = receive(county, application_for(county.item(promised=promised)), at=at).number
    accept(county, number, at=at)

    case = cases.case_by_number(number)

    end = clocks.due_at(working_calendar, case.accepted_at, promised, case.promised_due_on)
    assert end == datetime(2026, 2, 12, 17, 0, tzinfo=UTC)  # 01:00 in Shanghai


def test_the_version_received_under_sets_the_dates(county: County) -> None:
    """R16: a longer promise published meanwhile moves nothing."""
    version = county.item(promised=Limit(5, WD))
    number = receive(county, application_for(version)).number
    publish(
        content(code=version.code, item_code=version.item_code, name=version.name, promised=Limit(15, WD)),
        organisation_id=county.transport,
        valid_from=date(2026, 2, 12),
        at=AT,
    )

    accepted = accept(county, number, at=NEXT_DAY)

    assert accepted.promised_due_on == date(2026, 2, 26)


def test_an_item_withdrawn_meanwhile_is_still_accepted(county: County) -> None:
    version = county.item()
    number = receive(county, application_for(version)).number
    catalogue.withdraw_item(code=version.code, ended_on=date(2026, 2, 12), at=AT, by="system", reason="取消")

    assert accept(county, number, at=NEXT_DAY).promised_due_on == date(2026, 3, 2)


def test_every_acceptance_has_its_place_in_one_order(county: County) -> None:
    """行政许可法 §57: first come."""
    numbers = [receive(county).number for _ in range(3)]

    for number in reversed(numbers):
        accept(county, number)

    orders = dict(Case.objects.filter(number__in=numbers).values_list("number", "acceptance_order"))
    assert sorted(numbers, key=orders.__getitem__) == numbers[::-1]


def test_an_optional_material_does_not_stop_acceptance_even_when_it_is_faulty(county: County) -> None:
    version = county.item(
        questions=(), materials=(material("m1"), material("m2", necessity=Necessity.OPTIONAL))
    )
    faulty = handed_in("m2", points={"p1": False})
    given = (handed_in("m1", points={"p1": True}), faulty)
    received = receive(county, application_for(version, materials=given))

    assert received.gaps == ()
    lines = notices.frozen_notice(received.receipt.id).content.materials
    assert [(line.complete, line.note) for line in lines] == [(True, ""), (False, "不符合要求，但不影响受理")]
    assert accept(county, received.number).notice.kind is NoticeKind.ACCEPTANCE_NOTICE


# refusals


def test_something_missing_refuses_acceptance_and_says_what(county: County) -> None:
    """INT-02."""
    unmet = handed_in("m1", points={"p1": False})
    application = licence_application(answers={"subject": "company"}, materials=(unmet,))
    number = receive(county, application).number

    with refused(MaterialsIncomplete, match="还差 2 处，不能受理：") as refusal:
        accept(county, number)

    assert refusal.value.extra == {
        "missing": ["道路货物运输经营申请表还要做到“道路货物运输经营申请表填写完整”", "缺公司章程"]
    }


def test_what_was_fixed_is_accepted(county: County) -> None:
    number = receive(county, licence_application(materials=())).number
    with refused(MaterialsIncomplete):
        accept(county, number)

    fix(county, number, handed_in("m1"))

    assert accept(county, number).promised_due_on == date(2026, 2, 25)
    assert [entry.kind.value for entry in cases.timeline(cases.case_by_number(number).id)] == [
        "receive",
        "fix-on-the-spot",
        "accept",
    ]


def test_a_case_is_accepted_once(county: County) -> None:
    number = receive(county).number
    accept(county, number)

    with refused(ActNotPossible, match="办件现在是“已受理”，不能办理“受理”"):
        accept(county, number)


def test_a_case_that_ended_is_not_accepted_whatever_is_missing(county: County) -> None:
    number = receive(county, licence_application(materials=())).number
    Case.objects.filter(number=number).update(status="withdrawn", completed_at=AT, completion_code="1")

    with refused(ActNotPossible, match="已撤回"):
        accept(county, number)


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        accept(county, "990101202602119999990")


def test_a_due_date_beyond_the_calendar_is_refused(county: County) -> None:
    at = datetime(2026, 12, 10, 2, 0, tzinfo=UTC)
    number = receive(county, at=at).number

    with refused(CalendarNotLoaded, match="2027"):
        accept(county, number, at=at)


@pytest.mark.parametrize("username", ["issuer", "officer", "head", "manager", "supervisor", "system-admin"])
def test_other_roles_accept_nothing(county: County, username: str) -> None:
    """INT-01: the department does not accept."""
    number = receive(county).number

    with refused(NotYourRole, match="“受理”由窗口受理员、首席代表办理"):
        accept(county, number, by=username)


def test_another_outlet_accepts_nothing(county: County) -> None:
    number = receive(county).number

    with refused(NotYourPlace):
        accept(county, number, by="town-clerk")
    with refused(NotYourPlace):
        accept(county, number, by="town-clerk", window=county.town)
    with refused(NotYourPlace):
        accept(county, number, by="near-clerk", window=county.near)


def test_who_serves_two_outlets_accepts_where_it_was_received(county: County) -> None:
    number = receive(county).number

    with refused(ReceivedElsewhere, match="这个办件是安澜县政务服务中心收的"):
        accept(with_both(county), number, by="both", window=county.town)


def test_an_issue_window_accepts_nothing(county: County) -> None:
    number = receive(county).number

    with refused(WindowTakesNothing):
        accept(county, number, window=county.issue)


@pytest.mark.parametrize(
    ("at", "promised_due_on", "statutory_due_on"),
    [
        (moment(2, 11), date(2026, 2, 11), date(2026, 3, 3)),
        (moment(2, 14), date(2026, 2, 14), date(2026, 3, 6)),
        (moment(2, 15), date(2026, 2, 15), date(2026, 3, 6)),  # the hall is open on a Sunday
    ],
)
def test_an_immediate_item_is_due_at_once(
    county: County, at: datetime, promised_due_on: date, statutory_due_on: date
) -> None:
    """CAT-10 CAT-11."""
    number = receive(county, card_application(), by="chief", at=at).number

    accepted = accept(county, number, by="chief", at=at)

    assert (accepted.promised_due_on, accepted.statutory_due_on) == (promised_due_on, statutory_due_on)
    assert notices.frozen_notice(accepted.notice.id).content.handling_type == "即办件"
