"""Each constraint of delivery meets an attempt to break it behind the services' back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yichuang.casework.cases.tests.county import County
from yichuang.kernel.grants import append_only_tables
from yichuang.outcome.delivery.models import HandOver, ResultDocument
from yichuang.outcome.delivery.tests.states import hand_over, prepared_number


def refused_by(name: str, number: str, **changes: object) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ResultDocument.objects.filter(case__number=number).update(**changes)


def test_a_result_ends_after_it_starts(county: County) -> None:
    number = prepared_number(county)

    for changes in (
        {"valid_until": date(2026, 2, 11)},
        {"valid_until": None},
        {"valid_from": None},
        {"valid_from": date(2030, 2, 10)},
    ):
        refused_by("result_ends_after_it_starts", number, **changes)


def test_a_refused_result_has_no_term(county: County) -> None:
    number = prepared_number(county)

    refused_by("a_refused_result_has_no_term", number, outcome="refused")
    refused_by("a_refused_result_has_no_term", number, outcome="perhaps", valid_from=None, valid_until=None)
    ResultDocument.objects.filter(case__number=number).update(
        outcome="refused", valid_from=None, valid_until=None
    )


def test_a_document_number_is_nobody_elses(county: County) -> None:
    number, other = prepared_number(county), prepared_number(county)
    taken = ResultDocument.objects.get(case__number=other).document_number

    refused_by("document_number", number, document_number=taken)


def test_a_case_has_one_result_and_one_hand_over(county: County) -> None:
    number = prepared_number(county)
    hand_over(county, number)
    result, proof = ResultDocument.objects.get(), HandOver.objects.get()

    for row in (result, proof):
        row._state.adding = True
        with pytest.raises(IntegrityError, match="pkey"), transaction.atomic():
            row.save(force_insert=True)


def test_results_and_hand_overs_are_never_rewritten() -> None:
    """The kernel's grants take UPDATE and DELETE on these tables from the application."""
    assert {"delivery_resultdocument", "delivery_handover"} <= set(append_only_tables())
