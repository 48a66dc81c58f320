"""Birth and steps of a case: act, state, evidence and audit entry are one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from yichuang.casework.cases import queries, services
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.tests.births import TO_DELIVERED, a_step, born, go
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import ActKind, CaseStatus, CompletionCode
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry

LATER = AT + timedelta(hours=3)


def test_what_birth_returns_is_what_is_stored(county: County) -> None:
    made = born(county, region_code="990101001")

    assert queries.case_by_number(made.case.number) == made.case
    assert queries.case_by_id(made.case.id) == made.case
    assert queries.case_by_token(made.case.progress_token) == made.case
    assert Case.objects.get(pk=made.case.id).receipt_id == made.act_id


def test_every_step_leaves_an_act_and_an_audit_entry(county: County) -> None:
    number = born(county).case.number

    case = go(county, number, *TO_DELIVERED, at=LATER)

    kinds = ["receive", "accept", "claim", "opine", "grant", "prepare-result", "deliver"]
    states = ["received", "accepted", "in-review", "in-review", "granted", "awaiting-issue", "delivered"]
    acts = Act.objects.filter(case_id=case.id).order_by("sequence")
    assert list(acts.values_list("sequence", "kind", "from_status", "to_status")) == list(
        zip(range(1, 8), kinds, ["", *states], states, strict=False)
    )
    entries = AuditEntry.objects.filter(stream="case", stream_id=str(case.id)).order_by("sequence")
    assert list(entries.values_list("sequence", "action")) == list(enumerate(kinds, 1))
    assert [entry.details["to"] for entry in entries] == states
    assert [entry.details.get("from") for entry in entries] == [None, *states[:-1]]


def test_evidence_is_fixed_by_the_act_that_gives_it(county: County) -> None:
    number = born(county).case.number

    case = go(county, number, *TO_DELIVERED, at=LATER)

    act = {kind: Act.objects.get(case_id=case.id, kind=kind).id for kind in ("accept", "grant", "deliver")}
    row = Case.objects.get(pk=case.id)
    assert (row.acceptance_id, row.decision_id, row.delivery_id) == tuple(act.values())
    assert (case.accepted_at, case.decided_at, case.completed_at) == (LATER, LATER, LATER)
    assert (case.promised_due_on, case.statutory_due_on) == (date(2026, 2, 25), date(2026, 3, 17))
    assert (case.status, case.completion_code) == (CaseStatus.DELIVERED, CompletionCode.RESULT_ISSUED)
    assert (case.received_at, case.act_count) == (AT, 7)


def test_the_timeline_tells_the_acts_in_order(county: County) -> None:
    number = born(county).case.number
    case = services.lock_case(number=number)
    window = county.a2.id
    step = a_step(county, ActKind.WITHDRAW, LATER, window_id=window, words="申请人撤回", details={"a": 1})

    services.take_step(case=case, step=step)

    first, second = queries.timeline(case.id)
    assert (first.kind, first.from_status, first.to_status) == (ActKind.RECEIVE, None, CaseStatus.RECEIVED)
    assert (second.kind, second.at, second.words) == (ActKind.WITHDRAW, LATER, "申请人撤回")
    assert (second.by_name, second.window_id, second.sequence) == ("周敏", window, 2)
    assert (second.from_status, second.to_status) == (CaseStatus.RECEIVED, CaseStatus.WITHDRAWN)
    assert Act.objects.get(case_id=case.id, sequence=2).details == {"a": 1}


def test_a_step_the_table_lacks_writes_nothing(county: County) -> None:
    case = born(county).case

    with refused(ActNotPossible, match="办件现在是“已收件”，不能办理“送达”"):
        services.take_step(case=case, step=a_step(county, ActKind.DELIVER))


def test_two_steps_from_one_look_are_stopped_by_the_database(county: County) -> None:
    """The backstop: whoever steps without holding the case cannot overwrite the other's act."""
    looked = born(county).case
    services.take_step(case=looked, step=a_step(county, ActKind.FIX_ON_THE_SPOT))

    with pytest.raises(IntegrityError, match="one_act_per_step"), transaction.atomic():
        services.take_step(case=looked, step=a_step(county, ActKind.FIX_ON_THE_SPOT))


def test_an_act_without_the_evidence_it_owes_is_stopped_by_the_database(county: County) -> None:
    looked = born(county).case

    with pytest.raises(IntegrityError, match="accepted_iff_acceptance"), transaction.atomic():
        services.take_step(case=looked, step=a_step(county, ActKind.ACCEPT))


@pytest.mark.parametrize("number", ["", "1", "990101202602119999990", "x" * 500, "\0" * 21])
def test_an_unknown_number_is_refused_the_same_way(county: County, number: str) -> None:
    with refused(CaseUnknown, match="请核对办件编号"):
        services.lock_case(number=number)
    with refused(CaseUnknown, match="请核对办件编号"):
        queries.case_by_number(number)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "\0" * 43, "王" * 43])
def test_an_unknown_token_is_refused(county: County, token: str) -> None:
    with refused(CaseUnknown):
        queries.case_by_token(token)
    with refused(CaseUnknown):
        queries.case_by_id(new_id())


def test_a_window_remembers_what_it_received_last(county: County) -> None:
    numbers = [born(county, at=AT + timedelta(minutes=n)).case.number for n in range(14)]
    born(county, window_id=county.a2.id)

    rows = queries.recent_of_window(county.a1.id)

    assert [row.number for row in rows] == numbers[:1:-1]
    assert rows[0].received_at == AT + timedelta(minutes=13)
    assert rows[0].status is CaseStatus.RECEIVED
