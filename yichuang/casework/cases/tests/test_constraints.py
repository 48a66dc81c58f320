"""The evidence of a case: each CHECK and UNIQUE meets an attempt to break it behind the services' back."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, models, transaction

from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.rules import FINAL
from yichuang.casework.cases.tests.births import TO_DELIVERED, born, go
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.test_transitions import EVIDENCE
from yichuang.casework.cases.types import ActKind, CaseStatus
from yichuang.kernel.grants import append_only_tables

pytestmark = pytest.mark.smoke

KEYS = ("receipt", "acceptance", "decision", "delivery")


def refused_by(name: str, rows: models.QuerySet[Any], **changes: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**changes)


def is_taken(rows: models.QuerySet[Any], **changes: Any) -> bool:
    """Whether the database accepts the change; it is undone either way."""
    try:
        with transaction.atomic():
            rows.update(**changes)
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


def columns(status: CaseStatus, held: set[str], act_id: UUID) -> dict[str, Any]:
    """A case in a state with these acts, each with all that belongs to it."""

    def when(key: str, value: Any) -> Any:
        return value if key in held else None

    completed = status in FINAL
    return {
        "status": status.value,
        **{f"{key}_id": when(key, act_id) for key in KEYS},
        "received_at": when("receipt", AT),
        "answer_due_on": when("receipt", date(2026, 2, 25)),
        "accepted_at": when("acceptance", AT),
        "acceptance_order": when("acceptance", 1_000_000),
        "accepted_by_id": None,
        "promised_due_on": when("acceptance", date(2026, 2, 25)),
        "statutory_due_on": when("acceptance", date(2026, 3, 17)),
        "decided_at": when("decision", AT),
        "completed_at": AT if completed else None,
        "completion_code": "0" if completed else None,
    }


@pytest.mark.parametrize("status", CaseStatus, ids=lambda status: status.value)
def test_a_state_holds_the_evidence_the_table_can_give_it(county: County, status: CaseStatus) -> None:
    """Every set of evidence against every state: always, never, or as it came."""
    rows = Case.objects.filter(pk=born(county).case.id)
    act_id = Act.objects.get(case__in=rows).id
    every = [set(some) for size in range(5) for some in combinations(KEYS, size)]

    taken = [held for held in every if is_taken(rows, **columns(status, held, act_id))]

    def fits(held: set[str]) -> bool:
        known = EVIDENCE[status]
        return all(any((key in held) == (key in one) for one in known) for key in KEYS)

    assert taken == [held for held in every if fits(held)]
    assert all(one in taken for one in EVIDENCE[status])


@pytest.fixture
def delivered(county: County) -> models.QuerySet[Case]:
    number = born(county).case.number
    go(county, number, *TO_DELIVERED)
    return Case.objects.filter(number=number)


@pytest.fixture
def received(county: County) -> models.QuerySet[Case]:
    return Case.objects.filter(pk=born(county).case.id)


def test_a_number_is_digits_and_nobody_elses(county: County, received: models.QuerySet[Case]) -> None:
    other = born(county).case

    refused_by("case_number_is_digits", received, number="9" * 20)
    refused_by("case_number_is_digits", received, number="9" * 20 + "X")
    refused_by("cases_case_number", received, number=other.number)
    refused_by("one_case_per_progress_token", received, progress_token=other.progress_token)


def test_a_state_is_one_of_the_table(received: models.QuerySet[Case]) -> None:
    refused_by("case_status_is_known", received, status="somewhere")


@pytest.mark.parametrize("column", ["received_at", "answer_due_on"])
def test_a_receipt_has_its_time(received: models.QuerySet[Case], column: str) -> None:
    refused_by("receipt_has_its_time", received, **{column: None})


def test_an_acceptance_has_its_time_and_its_place_in_the_order(
    county: County, delivered: models.QuerySet[Case], received: models.QuerySet[Case]
) -> None:
    name = "acceptance_has_its_time_and_order"

    refused_by(name, delivered, accepted_at=None)
    refused_by(name, delivered, acceptance_order=None)
    refused_by(name, received, accepted_at=AT)
    refused_by(name, received, acceptance_order=7)
    refused_by(name, received, accepted_by_id=county.people["clerk"].user_id)
    assert is_taken(delivered, accepted_by_id=None)  # accepted by default is accepted by nobody


def test_no_two_acceptances_have_one_place(county: County, delivered: models.QuerySet[Case]) -> None:
    other = Case.objects.filter(pk=go(county, born(county).case.number, ActKind.ACCEPT).id)

    refused_by("acceptance_order", other, acceptance_order=delivered.get().acceptance_order)


def test_a_decision_has_its_time(delivered: models.QuerySet[Case], received: models.QuerySet[Case]) -> None:
    refused_by("decision_has_its_time", delivered, decided_at=None)
    refused_by("decision_has_its_time", received, decided_at=AT)


def test_a_completion_has_its_code_and_ends_the_case(
    delivered: models.QuerySet[Case], received: models.QuerySet[Case]
) -> None:
    refused_by("completion_has_its_code", delivered, completion_code=None)
    refused_by("completed_iff_final", delivered, completion_code=None, completed_at=None)
    refused_by("completed_iff_final", received, completion_code="1", completed_at=AT)
    assert is_taken(received, status="not-accepted", completion_code="1", completed_at=AT)


@pytest.mark.parametrize("column", ["promised_due_on", "statutory_due_on"])
def test_the_clocks_run_from_acceptance(received: models.QuerySet[Case], column: str) -> None:
    refused_by("clocks_run_from_acceptance", received, **{column: date(2026, 2, 25)})


def test_a_promise_is_within_the_law(delivered: models.QuerySet[Case]) -> None:
    """R5."""
    refused_by("promise_within_the_law", delivered, promised_due_on=date(2026, 3, 18))
    assert is_taken(delivered, promised_due_on=date(2026, 3, 17))
    assert is_taken(delivered, promised_due_on=None)
    assert is_taken(delivered, statutory_due_on=None)


def test_acts_are_counted_from_one_and_each_has_its_place(delivered: models.QuerySet[Case]) -> None:
    first = Act.objects.filter(case__in=delivered, sequence=1)

    refused_by("act_sequence_starts_at_one", first, sequence=0)
    refused_by("one_act_per_step", first, sequence=2)
    refused_by("act_kind_is_known", first, kind="forget")


def test_a_case_with_acts_is_not_deleted(delivered: models.QuerySet[Case]) -> None:
    with pytest.raises(models.ProtectedError):
        delivered.delete()
    with pytest.raises(models.ProtectedError):
        Act.objects.filter(case__in=delivered).delete()


def test_acts_are_never_rewritten() -> None:
    """The kernel's grants take UPDATE and DELETE on this table from the application."""
    assert "cases_act" in append_only_tables()
