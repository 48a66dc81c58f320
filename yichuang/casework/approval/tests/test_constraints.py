"""Each constraint of approval meets an attempt to break it behind the services' back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from yichuang.casework.approval.models import Decision, Opinion, Review
from yichuang.casework.approval.tests.states import decide, reviewed_number
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.kernel.grants import append_only_tables

pytestmark = pytest.mark.smoke


def refused_by(name: str, rows: models.QuerySet[Any], **changes: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**changes)


@pytest.fixture
def number(county: County) -> str:
    number = reviewed_number(county)
    decide(county, number)
    return number


def test_a_claim_has_its_officer_and_its_time(county: County, number: str) -> None:
    rows = Review.objects.filter(case__number=number)

    refused_by("claim_has_its_time", rows, claimed_at=None)
    refused_by("claim_has_its_time", rows, claimed_by=None)
    rows.update(claimed_by=None, claimed_at=None)
    refused_by("claim_has_its_time", rows, claimed_at=AT)


def test_an_opinion_has_words(number: str) -> None:
    refused_by("opinion_has_words", Opinion.objects.filter(case__number=number), text="")


def test_validity_ends_after_it_starts(number: str) -> None:
    rows = Decision.objects.filter(case__number=number)
    first = date(2026, 2, 11)

    for changes in (
        {"valid_until": first},
        {"valid_until": date(2026, 2, 10)},
        {"valid_until": None},
        {"valid_from": None},
    ):
        refused_by("validity_ends_after_it_starts", rows, **changes)


def test_a_case_has_one_review_and_one_decision(county: County, number: str) -> None:
    case_id = Review.objects.get(case__number=number).case_id
    other = accepted_number(county)

    refused_by("approval_decision", Decision.objects.filter(case_id=case_id), act_id=None)
    with pytest.raises(IntegrityError, match="approval_review_pkey"), transaction.atomic():
        Review.objects.create(case_id=case_id, organisation_id=county.transport, tier="sole", opened_at=AT)
    assert not Review.objects.filter(case__number=other).exists()


def test_opinions_and_decisions_are_never_rewritten() -> None:
    """The kernel's grants take UPDATE and DELETE on these tables from the application."""
    assert {"approval_opinion", "approval_decision"} <= set(append_only_tables())
    assert "approval_review" not in append_only_tables()  # who has a case may change
