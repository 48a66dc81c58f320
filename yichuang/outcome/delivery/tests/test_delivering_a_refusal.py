"""Delivering a refusal: the written decision is handed over, and the case ends as returned (退回办结)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yichuang.casework.approval.events import CaseDecided
from yichuang.casework.approval.tests.states import opposed_number, refuse
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused, unchanged
from yichuang.casework.cases.types import ActKind, CaseStatus, CompletionCode
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel import outbox
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import OutboxEvent
from yichuang.offer.catalogue.types import ItemType
from yichuang.outcome.delivery import handlers, queries, services
from yichuang.outcome.delivery.models import ResultDocument
from yichuang.outcome.delivery.tests.states import decided_number, hand_over, prepared_number

NEXT_DAY = AT + timedelta(days=1)


def refused_number(county: County, **changes: object) -> str:
    number = opposed_number(county, county.item(**changes) if changes else None)
    refuse(county, number)
    return number


def wake(number: str) -> None:
    row = OutboxEvent.objects.filter(name=CaseDecided.name, payload__number=number).get()
    handlers.on_case_decided(outbox.from_payload(row.name, row.payload), event_id=new_id(), at=NEXT_DAY)


def test_the_decision_itself_waits_at_the_desk(county: County) -> None:
    number = refused_number(county)

    wake(number)

    case = cases.case_by_number(number)
    assert (case.status, case.completed_at) == (CaseStatus.AWAITING_ISSUE, None)
    result = queries.result_of(case.id)
    decision_number = ResultDocument.objects.get(case_id=case.id).document_number
    assert (result.outcome.value, result.kind, result.name) == ("refused", "document", "不予行政许可决定书")
    assert result.document_number == decision_number
    assert "不" in decision_number
    assert (result.valid_from, result.valid_until, result.prepared_at) == (None, None, NEXT_DAY)
    assert result.due_on == date(2026, 3, 3)  # ten working days after 11 February
    act = Act.objects.get(case_id=case.id, kind="prepare-result")
    assert (act.from_status, act.to_status) == ("refused", "awaiting-issue")
    assert act.words == "决定文书已备好，等待领取"
    (row,) = queries.waiting_results(outlet_id=county.issue.outlet_id, today=TODAY)
    assert (row.number, row.is_refusal, row.result_name) == (number, True, "不予行政许可决定书")


def test_no_number_of_a_licence_is_used_up(county: County) -> None:
    before = prepared_number(county)
    refusals = [refused_number(county) for _ in range(3)]
    for number in refusals:
        wake(number)
    after = prepared_number(county)

    first, last = (
        queries.result_of(cases.case_by_number(number).id).document_number for number in (before, after)
    )
    serial = [int(text.split("〕")[1].split(" ")[0]) for text in (first, last)]
    assert serial[1] == serial[0] + 1


def test_another_type_of_item_hands_over_its_own_paper(county: County) -> None:
    """DOMAIN 2.2."""
    number = refused_number(county, item_type=ItemType.CONFIRMATION)

    wake(number)

    assert queries.result_of(cases.case_by_number(number).id).name == "不予办理通知书"


def test_a_hand_over_completes_the_case_as_returned(county: County) -> None:
    """R4: 送达; DOMAIN 4.2: 退回办结."""
    number = refused_number(county)
    wake(number)
    OutboxEvent.objects.all().delete()

    delivered = hand_over(county, number, at=NEXT_DAY)

    case = cases.case_by_number(number)
    assert (case.status, case.completed_at) == (CaseStatus.DELIVERED, NEXT_DAY)
    assert case.completion_code is CompletionCode.RETURNED
    assert delivered.document_number == queries.result_of(case.id).document_number
    act = Act.objects.get(case_id=case.id, kind="deliver")
    assert act.words == "安澜县政务服务中心已把《不予行政许可决定书》交给本人"
    published = OutboxEvent.objects.get(name="delivery.case-delivered")
    assert published.payload["completion_code"] == "1"


def test_whoever_stands_here_need_not_wait_for_the_job(county: County) -> None:
    number = refused_number(county)

    hand_over(county, number)

    kinds = [entry.kind for entry in cases.timeline(cases.case_by_number(number).id)]
    assert kinds[-3:] == [ActKind.REFUSE, ActKind.PREPARE_RESULT, ActKind.DELIVER]
    with unchanged():
        wake(number)


def test_it_is_handed_over_once(county: County) -> None:
    number = refused_number(county)
    hand_over(county, number)

    with refused(ActNotPossible, match="办件现在是“已送达”"):
        hand_over(county, number)


def test_making_it_ready_twice_changes_nothing(county: County) -> None:
    number = refused_number(county)
    wake(number)

    with unchanged():
        wake(number)
        services.prepare_result(number=number, at=NEXT_DAY)


@pytest.mark.parametrize(
    ("limit", "due_on"),
    [(None, date(2026, 3, 3)), (Limit(3, LimitUnit.WORKING_DAY), date(2026, 2, 14))],
)
def test_the_last_day_follows_the_item_or_the_law(county: County, limit: Limit | None, due_on: date) -> None:
    """R9: 行政许可法 §44, the same for a grant and a refusal."""
    number = refused_number(county, delivery_limit=limit)
    wake(number)

    assert queries.result_of(cases.case_by_number(number).id).due_on == due_on


def test_without_the_calendar_of_next_year_the_last_day_stays_open(county: County) -> None:
    """A result is made all the same: nobody waits for next year's notice at the window."""
    late = AT.replace(month=12, day=30)
    number = opposed_number(county)
    refuse(county, number, at=late)

    services.prepare_result(number=number, at=late)

    assert queries.result_of(cases.case_by_number(number).id).due_on is None
    waiting = queries.waiting_results(outlet_id=county.issue.outlet_id, today=TODAY)
    assert [row.due_on for row in waiting] == [None]


def test_what_is_due_first_stands_first_and_is_counted(county: County) -> None:
    ten, three = refused_number(county), decided_number(county)
    item = county.item(delivery_limit=Limit(3, LimitUnit.WORKING_DAY))
    soon = opposed_number(county, item)
    refuse(county, soon)
    for number in (ten, three, soon):
        services.prepare_result(number=number, at=AT)
    outlet_id = county.issue.outlet_id

    def found(today: date, due: str = "") -> list[str]:
        rows = queries.waiting_results(outlet_id=outlet_id, today=today, due=due)
        return [row.number for row in rows]

    assert found(TODAY)[0] == soon
    assert found(date(2026, 2, 14), "today") == [soon]
    assert found(date(2026, 2, 15), "late") == [soon]
    counts = queries.waiting_counts(outlet_id=outlet_id, today=date(2026, 2, 15))
    assert (counts.all, counts.late, counts.today) == (3, 1, 0)
