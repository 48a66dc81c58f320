"""视为受理: five working days of silence accept, from the receipt on, written down or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.models import Act as ActRow
from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused, unchanged
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView, Channel
from yichuang.casework.intake import queries, services, tasks
from yichuang.casework.intake.rules import state_by_time
from yichuang.casework.intake.tests.applications import (
    application_for,
    card_application,
    handed_in,
)
from yichuang.casework.intake.tests.states import accept, correct, faulty_company, fix, receive, tell
from yichuang.foundation.calendars import services as calendars
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue.types import ItemType

LAST_DAY = datetime(2026, 2, 25, 23, 59, 59, tzinfo=SHANGHAI)  # five working days after 11 February
MIDNIGHT = datetime(2026, 2, 26, tzinfo=SHANGHAI)


def moment(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of 2026 in Shanghai."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def settle(number: str, at: datetime) -> CaseView:
    return services.settle_by_time(number=number, at=at)


# what is done


def test_silence_accepts_from_the_moment_of_receipt(county: County) -> None:
    """R1. Nobody accepted it, its limits ran all the time, and the department hears of it as of any other."""
    received = receive(county)
    OutboxEvent.objects.all().delete()

    case = settle(received.number, MIDNIGHT)

    assert (case.status, case.act_count) == (CaseStatus.ACCEPTED, 2)
    assert (case.accepted_at, case.accepted_by_id, case.is_accepted_by_default) == (AT, None, True)
    assert (case.promised_due_on, case.statutory_due_on) == (date(2026, 2, 25), date(2026, 3, 17))
    act = ActRow.objects.get(case_id=case.id, sequence=2)
    assert (act.kind, act.at, act.actor, act.by_user_id, act.by_name, act.window_id) == (
        "accept-by-default",
        MIDNIGHT,
        "system",
        None,
        "",
        None,
    )
    assert act.words == "没有在答复期限内告知需要补正的内容，自收到申请材料之日起视为受理"
    assert act.details == {
        "answer_due_on": "2026-02-25",
        "promised_due_on": "2026-02-25",
        "statutory_due_on": "2026-03-17",
    }
    assert Case.objects.get(pk=case.id).acceptance_id == act.id
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=2)
    assert (entry.action, entry.actor) == ("accept-by-default", "system")
    issued, published = OutboxEvent.objects.order_by("id")
    assert issued.name == "notices.notice-issued"
    assert (published.name, published.actor, published.topic) == (
        "intake.case-accepted",
        "system",
        f"case:{case.id}",
    )
    assert published.payload == {
        "case_id": str(case.id),
        "number": case.number,
        "handling_code": case.handling_code,
        "organisation_id": str(county.transport),
        "promised_due_on": "2026-02-25",
        "statutory_due_on": "2026-03-17",
        "by_default": True,
    }


def test_the_paper_says_that_nobody_answered(county: County) -> None:
    """行政许可法 §32(2)."""
    number = receive(county).number

    settle(number, MIDNIGHT)

    document = notices.notices_of_case(number)[-1]
    assert document.kind is NoticeKind.ACCEPTANCE_NOTICE
    content = notices.frozen_notice(document.id).content
    assert content.deemed
    assert (content.applied_at, content.accepted_at) == (AT, AT)
    assert content.promised.due_on == date(2026, 2, 25)
    assert content.officer == "视为受理，无经办人"


def test_what_is_missing_does_not_stop_the_law(county: County) -> None:
    number = faulty_company(county)

    case = settle(number, MIDNIGHT)

    assert case.status is CaseStatus.ACCEPTED
    assert [material.code for material in queries.current_checks(case) if material.gaps] == ["m1", "m3"]


def test_the_task_writes_down_what_is_so_and_only_once(
    county: County, on_the_day: Callable[[datetime], None]
) -> None:
    late, answered = receive(county).number, receive(county).number
    accept(county, answered)
    on_the_day(MIDNIGHT)

    tasks.record_what_time_did(0)

    assert [case.status for case in map(cases.case_by_number, (late, answered))] == [CaseStatus.ACCEPTED] * 2
    assert cases.case_by_number(late).is_accepted_by_default
    assert not cases.case_by_number(answered).is_accepted_by_default
    with unchanged():
        tasks.record_what_time_did(0)


# when


@pytest.mark.parametrize(
    ("received", "last_moment"),
    [
        (moment(2, 11), moment(2, 25, 23, 59)),  # Spring Festival and two worked Saturdays
        (moment(2, 11, 0, 0), moment(2, 25, 23, 59)),
        (moment(2, 11, 23, 59), moment(2, 25, 23, 59)),
        (
            moment(2, 14),
            moment(2, 28, 23, 59),
        ),  # first and last day are worked Saturdays: the last day is a worked Saturday
        (moment(4, 30), moment(5, 11, 23, 59)),  # 9 May, Saturday, is worked
        (moment(9, 18), moment(9, 24, 23, 59)),  # 20 September, Sunday, is worked
        (moment(9, 19), moment(9, 24, 23, 59)),  # received on a free Saturday
        (moment(9, 24), moment(10, 9, 23, 59)),  # Mid-Autumn and the National Day
    ],
)
def test_the_five_days_are_working_days_and_end_at_midnight(
    county: County, received: datetime, last_moment: datetime
) -> None:
    number = receive(county, at=received).number

    assert settle(number, last_moment).status is CaseStatus.RECEIVED
    assert settle(number, last_moment + timedelta(minutes=1)).status is CaseStatus.ACCEPTED


def test_silence_accepts_no_public_service(county: County) -> None:
    """DOMAIN 2.2: only a licence is accepted by silence, unless something else says so."""
    number = receive(county, card_application()).number

    with unchanged():
        assert settle(number, MIDNIGHT + timedelta(days=90)).status is CaseStatus.RECEIVED


def test_silence_accepts_where_the_item_says_so(county: County) -> None:
    version = county.item(
        item_type=ItemType.CONFIRMATION, deemed_acceptance_basis="《某省政务服务条例》第十八条"
    )
    number = receive(county, application_for(version)).number

    assert settle(number, MIDNIGHT).is_accepted_by_default


# it is so without the record


def test_the_counter_sees_it_before_anything_recorded_it(county: County) -> None:
    number = receive(county).number

    with unchanged():
        page = queries.counter_case(number, county.people["clerk"], MIDNIGHT)

    assert page.case.status is CaseStatus.ACCEPTED
    assert page.case.is_accepted_by_default
    assert page.case.promised_due_on == date(2026, 2, 25)
    assert not page.awaits_answer


@pytest.mark.parametrize("doing", ["accept", "fix", "tell"])
def test_no_act_at_the_window_meets_the_case_unanswered(county: County, doing: str) -> None:
    number = faulty_company(county) if doing == "tell" else receive(county).number
    acts: dict[str, Callable[[datetime], Any]] = {
        "accept": lambda at: accept(county, number, at=at),
        "fix": lambda at: fix(county, number, handed_in("m1"), at=at),
        "tell": lambda at: tell(county, number, at=at),
    }

    with refused(ActNotPossible, match="办件现在是“已受理”") as refusal:
        acts[doing](MIDNIGHT)
    assert refusal.value.extra["status"] == "accepted"
    acts[doing](LAST_DAY)  # a second earlier it was theirs


def test_a_case_that_was_told_to_correct_is_not_accepted_by_silence(county: County) -> None:
    number = faulty_company(county)
    tell(county, number, at=LAST_DAY)
    correct(county, number, handed_in("m1"), handed_in("m3"), at=MIDNIGHT)

    assert settle(number, MIDNIGHT + timedelta(days=60)).status is CaseStatus.CORRECTION


# the calendar

# as it may come: nothing was announced when this was written
NEXT_YEAR = """year,2027,通知
date,kind,name
2027-01-01,day-off,元旦
2027-01-03,make-up-workday,元旦
2027-02-05,day-off,春节
2027-04-05,day-off,清明节
2027-05-03,day-off,劳动节
2027-06-09,day-off,端午节
2027-09-15,day-off,中秋节
2027-10-01,day-off,国庆节
"""


def test_a_limit_beyond_the_calendar_does_not_lose_the_case(
    county: County, on_the_day: Callable[[datetime], None]
) -> None:
    """It is accepted all the same; the record waits for the year, and holds up no other case."""
    received = moment(12, 18)
    waiting = receive(county, at=received).number
    other = receive(county, at=moment(11, 2)).number
    on_the_day(moment(12, 30))

    with unchanged():
        page = queries.counter_case(waiting, county.people["clerk"], moment(12, 30))
    assert (page.case.status, page.case.accepted_at) == (CaseStatus.ACCEPTED, received)
    assert (page.case.promised_due_on, page.case.statutory_due_on) == (None, None)
    with refused(CalendarNotLoaded):
        settle(waiting, moment(12, 30))

    tasks.record_what_time_did(0)

    assert cases.case_by_number(other).is_accepted_by_default
    assert cases.case_by_number(waiting).status is CaseStatus.RECEIVED
    assert queries.numbers_time_has_changed(moment(12, 30)) == (waiting,)

    calendars.load_year_csv(content=NEXT_YEAR.encode(), actor="system", at=received)
    tasks.record_what_time_did(0)

    case = cases.case_by_number(waiting)
    assert (case.is_accepted_by_default, case.accepted_at) == (True, received)
    assert case.statutory_due_on == date(2027, 1, 15)


# the rule


def case_in(status: CaseStatus, answer_due_on: date) -> CaseView:
    """A case of which only the state and the day of the answer matter."""
    one = uuid4()
    return CaseView(
        id=one, number="1", status=status, region_code="990101", version_id=one, item_code="", name="",
        handling_code="", item_type="01", handling_type="", organisation_id=one, outlet_id=one,
        window_id=None, applicant_id=one, agent_id=None, channel=Channel.WINDOW, answers={}, received_at=AT,
        answer_due_on=answer_due_on, accepted_at=None, accepted_by_id=None, promised_due_on=None,
        statutory_due_on=None, decided_at=None, completed_at=None, completion_code=None, progress_token="",
        act_count=1,
    )  # fmt: skip


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(SHANGHAI))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(status=st.sampled_from(CaseStatus), due=days, by=st.none() | days, deems=st.booleans(), at=moments)
def test_time_does_only_what_the_table_knows(
    status: CaseStatus, due: date, by: date | None, deems: bool, at: datetime
) -> None:
    """Never before the last day has ended, never back, and only from the two states that wait."""
    happened = state_by_time(case_in(status, due), deems=deems, correct_by=by, at=at)

    assert happened in (None, ActKind.ACCEPT_BY_DEFAULT, ActKind.LAPSE)
    if happened:
        cases.check_possible(status, happened)
    assert (happened is ActKind.ACCEPT_BY_DEFAULT) == (
        status is CaseStatus.RECEIVED and deems and at.date() > due
    )
    assert (happened is ActKind.LAPSE) == (
        status is CaseStatus.CORRECTION and by is not None and at.date() > by
    )


@given(due=days, at=moments, later=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_what_time_has_done_it_does_not_take_back(due: date, at: datetime, later: timedelta) -> None:
    case = case_in(CaseStatus.RECEIVED, due)
    before = state_by_time(case, deems=True, correct_by=None, at=at)

    if before:
        assert state_by_time(case, deems=True, correct_by=None, at=at + later) is before
    assert (
        state_by_time(replace(case, status=CaseStatus.ACCEPTED), deems=True, correct_by=None, at=at) is None
    )
