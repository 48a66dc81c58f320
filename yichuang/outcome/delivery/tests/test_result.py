"""制证: the result of a grant gets its number and waits where the case was received, once."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from yichuang.casework.approval.events import CaseDecided
from yichuang.casework.approval.tests.states import reviewed_number
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import CaseUnknown
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused, unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.states import accepted_number, receive
from yichuang.kernel import outbox
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.outcome.delivery import handlers, queries, services
from yichuang.outcome.delivery.models import ResultDocument
from yichuang.outcome.delivery.tests.states import (
    decided_card_number,
    decided_number,
    hand_over,
    prepared_number,
)

NEXT_DAY = AT + timedelta(days=1)


def wake(event: CaseDecided) -> None:
    handlers.on_case_decided(event, event_id=new_id(), at=NEXT_DAY)


def stored_event() -> CaseDecided:
    row = OutboxEvent.objects.filter(name=CaseDecided.name).latest("id")
    event: CaseDecided = outbox.from_payload(row.name, row.payload)
    return event


def test_flow_wakes_delivery_when_a_case_is_decided() -> None:
    assert outbox.handlers_of(CaseDecided.name) == ("yichuang.outcome.delivery.handlers.on_case_decided",)


def test_a_grant_makes_its_result(county: County) -> None:
    """APP-02 DEL-01 DEL-02: by the event, without anyone waiting for it."""
    number = decided_number(county, at=AT)
    event = stored_event()
    OutboxEvent.objects.all().delete()

    wake(event)

    case = cases.case_by_number(number)
    assert (case.status, case.completed_at) == (CaseStatus.AWAITING_ISSUE, None)
    result = queries.result_of(case.id)
    assert (result.number, result.kind, result.name) == (number, "licence", "道路运输经营许可证")
    assert re.fullmatch(r"安交运证〔2026〕\d+ 号", result.document_number)
    assert (result.valid_from, result.valid_until) == (date(2026, 2, 11), date(2030, 2, 10))
    assert result.prepared_at == NEXT_DAY

    act = Act.objects.get(case_id=case.id, kind="prepare-result")
    assert (act.at, act.actor, act.by_user_id, act.by_name) == (NEXT_DAY, "system", None, "")
    assert (act.from_status, act.to_status) == ("granted", "awaiting-issue")
    assert act.words == "结果已制作，等待领取"
    assert ResultDocument.objects.get(case_id=case.id).act_id == act.id
    entry = AuditEntry.objects.filter(stream="case", stream_id=str(case.id)).latest("sequence")
    assert (entry.action, entry.actor) == ("prepare-result", "system")
    assert list(OutboxEvent.objects.values_list("name", "topic", "payload")) == [
        ("delivery.result-prepared", f"case:{case.id}", {"case_id": str(case.id), "number": number})
    ]


def test_the_event_may_come_as_often_as_it_likes(county: County) -> None:
    number = decided_number(county)
    event = stored_event()
    wake(event)

    with unchanged():
        wake(event)
        services.prepare_result(number=number, at=NEXT_DAY)


def test_after_the_hand_over_a_late_event_changes_nothing(county: County) -> None:
    number = decided_card_number(county)
    event = stored_event()
    hand_over(county, number)

    with unchanged():
        wake(event)


@pytest.mark.parametrize("outcome", ["reported-up", "terminated"])
def test_another_outcome_makes_no_result_yet(county: County, outcome: str) -> None:
    number = decided_number(county)
    event = stored_event()

    with unchanged():
        wake(CaseDecided(event.case_id, number, event.organisation_id, outcome, None, None))


def test_before_the_decision_there_is_nothing_to_make(county: County) -> None:
    for number in (receive(county).number, accepted_number(county), reviewed_number(county)):
        with unchanged():
            services.prepare_result(number=number, at=AT)


def test_results_wait_where_the_case_was_received_earliest_last_day_first(county: County) -> None:
    """INT-14 DEL-01 R26: one port out, at the outlet of the one port in. R9: ten days, or fewer."""
    later = prepared_number(county, at=NEXT_DAY)
    sooner = prepared_number(county, at=AT)
    decided_number(county)

    rows = queries.waiting_results(today=TODAY, outlet_id=county.issue.outlet_id)

    assert [row.number for row in rows] == [sooner, later]
    assert (rows[0].name, rows[0].result_name) == ("道路普通货物运输经营许可（新办）", "道路运输经营许可证")
    assert queries.waiting_results(today=TODAY, outlet_id=county.town.outlet_id) == ()


def test_what_was_handed_over_waits_no_more(county: County) -> None:
    number = prepared_number(county)

    hand_over(county, number)

    assert queries.waiting_results(today=TODAY, outlet_id=county.issue.outlet_id) == ()


def test_a_result_is_found_by_number_name_or_its_own_number(county: County) -> None:
    number = prepared_number(county)
    outlet_id = county.issue.outlet_id
    document_number = queries.result_of(cases.case_by_number(number).id).document_number

    for text in (number, number[-8:], "货物运输", document_number):
        (row,) = queries.waiting_results(today=TODAY, outlet_id=outlet_id, text=text)
        assert row.number == number
    assert queries.waiting_results(today=TODAY, outlet_id=outlet_id, text="社会保障") == ()
    assert queries.waiting_results(today=TODAY, outlet_id=outlet_id, text="%") == ()


def test_pages_of_results_go_on_where_the_last_one_ended(county: County) -> None:
    numbers = [prepared_number(county) for _ in range(3)]  # all at one moment
    outlet_id = county.issue.outlet_id
    seen = []
    after = None
    for _ in numbers:
        row = queries.waiting_results(today=TODAY, outlet_id=outlet_id, after=after)[0]
        seen.append(row.number)
        after = (row.due_on, row.case_id)

    assert sorted(seen) == sorted(numbers)
    assert queries.waiting_results(today=TODAY, outlet_id=outlet_id, after=after) == ()


def test_without_a_result_there_is_none(county: County) -> None:
    case = cases.case_by_number(decided_number(county))

    assert queries.result_of(case.id) is None
    assert queries.hand_over_of(case.id) is None


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        services.prepare_result(number="990101202602119999990", at=AT)
