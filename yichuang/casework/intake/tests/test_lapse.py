"""逾期未补正: the last day ends without everything, so the case ends, written down or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.models import Act as ActRow
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused, unchanged
from yichuang.casework.cases.types import CaseStatus, CaseView, CompletionCode
from yichuang.casework.intake import queries, services, tasks
from yichuang.casework.intake.tests.applications import application_for, card_application, handed_in
from yichuang.casework.intake.tests.states import accept, correct, faulty_company, receive, tell
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import SHANGHAI

LAST_MOMENT = datetime(2026, 3, 10, 23, 59, 59, tzinfo=SHANGHAI)  # 15 working days after 11 February
MIDNIGHT = datetime(2026, 3, 11, tzinfo=SHANGHAI)


@pytest.fixture
def told(county: County) -> str:
    """A company's case, told of its unfilled form and of the missing articles."""
    number = faulty_company(county)
    tell(county, number)
    return number


def settle(number: str, at: datetime) -> CaseView:
    return services.settle_by_time(number=number, at=at)


def test_what_did_not_come_ends_the_case(county: County, told: str) -> None:
    correct(county, told, handed_in("m1"), at=LAST_MOMENT)
    OutboxEvent.objects.all().delete()

    case = settle(told, MIDNIGHT)

    assert (case.status, case.act_count) == (CaseStatus.LAPSED, 4)
    assert (case.completed_at, case.completion_code) == (MIDNIGHT, CompletionCode.NO_CORRECTION)
    assert (case.accepted_at, case.decided_at) == (None, None)
    act = ActRow.objects.get(case_id=case.id, sequence=4)
    assert (act.kind, act.at, act.actor, act.by_user_id, act.window_id) == (
        "lapse",
        MIDNIGHT,
        "system",
        None,
        None,
    )
    assert act.words == "到2026年3月10日没有收到全部补正材料，视为放弃申请"
    assert act.details == {"correct_by": "2026-03-10", "missing": ["缺公司章程"]}
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=4)
    assert (entry.action, entry.actor) == ("lapse", "system")
    issued, published = OutboxEvent.objects.order_by("id")
    assert issued.name == "notices.notice-issued"
    assert (published.name, published.actor, published.topic) == (
        "intake.case-lapsed",
        "system",
        f"case:{case.id}",
    )
    assert published.payload == {
        "case_id": str(case.id),
        "number": told,
        "handling_code": case.handling_code,
        "organisation_id": str(county.transport),
        "correct_by": "2026-03-10",
    }


def test_the_paper_names_the_notice_the_day_and_what_goes_back(county: County, told: str) -> None:
    """DOMAIN 4.4 退件通知书."""
    given = notices.notices_of_case(told)[-1]

    settle(told, MIDNIGHT)

    document = notices.notices_of_case(told)[-1]
    assert document.kind is NoticeKind.TERMINATION_NOTICE
    content = notices.frozen_notice(document.id).content
    assert content.ground == "逾期未补正"
    assert content.reason == (
        "本机关于2026年2月11日一次性告知需要补正的全部内容，到2026年3月10日（含当日）没有收到全部补正材料："
        "道路货物运输经营申请表还要做到“道路货物运输经营申请表填写完整”；缺公司章程"
    )
    assert content.legal_basis == (f"《一次性补正告知书》{given.number}告知的补正期限和逾期后果",)
    assert content.returned == ("道路货物运输经营申请表",)
    assert (content.applied_at, content.ended_at) == (AT, MIDNIGHT)


def test_the_last_day_is_whole(told: str) -> None:
    """民法典 §203: it ends at 24:00."""
    with unchanged():
        assert settle(told, LAST_MOMENT).status is CaseStatus.CORRECTION

    assert settle(told, MIDNIGHT).status is CaseStatus.LAPSED


@pytest.mark.parametrize(
    ("limit", "last_moment"),
    [
        (Limit(3, LimitUnit.WORKING_DAY), datetime(2026, 2, 14, 23, 59, tzinfo=SHANGHAI)),  # worked Saturday
        (Limit(4, LimitUnit.WORKING_DAY), datetime(2026, 2, 24, 23, 59, tzinfo=SHANGHAI)),
        (Limit(5, LimitUnit.CALENDAR_DAY), datetime(2026, 2, 24, 23, 59, tzinfo=SHANGHAI)),
    ],
)
def test_the_period_is_the_item_s(county: County, limit: Limit, last_moment: datetime) -> None:
    version = county.item(correction_limit=limit)
    number = receive(county, application_for(version, materials=())).number
    tell(county, number)

    assert settle(number, last_moment).status is CaseStatus.CORRECTION
    assert settle(number, last_moment + timedelta(minutes=1)).status is CaseStatus.LAPSED


def test_a_public_service_lapses_too(county: County) -> None:
    number = receive(county, card_application(materials=())).number
    tell(county, number)

    settle(number, MIDNIGHT)

    content = notices.frozen_notice(notices.notices_of_case(number)[-1].id).content
    assert "许可" not in content.reason + "".join(content.legal_basis)


def test_telling_again_begins_a_new_period(county: County, told: str) -> None:
    tell(county, told, by="manager", window=None, reason="申请人住院，延后补正。", at=LAST_MOMENT)

    assert settle(told, MIDNIGHT).status is CaseStatus.CORRECTION
    assert queries.numbers_time_has_changed(MIDNIGHT) == ()
    assert settle(told, MIDNIGHT + timedelta(days=30)).status is CaseStatus.LAPSED


# it is so without the record


def test_the_counter_sees_it_before_anything_recorded_it(county: County, told: str) -> None:
    with unchanged():
        page = queries.counter_case(told, county.people["clerk"], MIDNIGHT)

    assert page.case.status is CaseStatus.LAPSED


@pytest.mark.parametrize("doing", ["accept", "correct", "tell"])
def test_no_act_at_the_window_revives_it(county: County, told: str, doing: str) -> None:
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: accept(county, told, at=MIDNIGHT),
        "correct": lambda: correct(county, told, handed_in("m1"), at=MIDNIGHT),
        "tell": lambda: tell(county, told, at=MIDNIGHT),
    }

    with refused(ActNotPossible, match="办件现在是“补正不来办结”") as refusal:
        acts[doing]()
    assert refusal.value.extra["status"] == "lapsed"


def test_the_task_writes_down_what_is_so_and_only_once(
    county: County, told: str, on_the_day: Callable[[datetime], None]
) -> None:
    complete = faulty_company(county)
    tell(county, complete)
    correct(county, complete, handed_in("m1"), handed_in("m3"))
    on_the_day(MIDNIGHT)

    tasks.record_what_time_did(0)

    assert cases.case_by_number(told).status is CaseStatus.LAPSED
    assert cases.case_by_number(complete).status is CaseStatus.CORRECTION
    with unchanged():
        tasks.record_what_time_did(0)


def test_the_applicant_sees_it_though_a_part_had_come(
    county: County, told: str, on_the_day: Callable[[datetime], None]
) -> None:
    """The public page of whoever holds the receipt."""
    correct(county, told, handed_in("m1"))
    address = f"/progress/{cases.case_by_number(told).progress_token}/"

    waiting = Client().get(address).content.decode()
    on_the_day(MIDNIGHT)
    with unchanged():
        lapsed = Client().get(address).content.decode()

    assert "补正材料收到了" in waiting
    assert "没有按期补正，办件已经结束" in lapsed
