"""Each constraint of approval meets an attempt to break it behind the services' back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from yichuang.casework.approval.models import Decision, HandedOn, Opinion, Refusal, Review, Termination
from yichuang.casework.approval.tests.states import (
    decide,
    hand_on,
    opposed_number,
    refuse,
    reviewed_number,
    terminate,
)
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


def test_a_refusal_has_no_term_and_no_delegate(county: County, number: str) -> None:
    rows = Decision.objects.filter(case__number=number)

    refused_by("a_refusal_has_no_term_and_no_delegate", rows, outcome="refused")
    refused_by("a_refusal_has_no_term_and_no_delegate", rows, outcome="perhaps")
    rows.update(outcome="refused", valid_from=None, valid_until=None)


def test_a_refusal_says_facts_reason_and_basis_and_both_remedies(county: County) -> None:
    refuse(county, opposed_number(county))
    rows = Refusal.objects.all()

    for changes in ({"facts": ""}, {"reason": ""}, {"legal_basis": []}):
        refused_by("refusal_says_facts_reason_and_basis", rows, **changes)
    for changes in ({"reconsideration_body": ""}, {"court": ""}):
        refused_by("refusal_names_both_remedies_or_none", rows, **changes)
    rows.update(reconsideration_body="", court="")  # a public service without any


def test_an_end_says_reason_and_basis_on_a_known_ground(county: County) -> None:
    terminate(county, reviewed_number(county))
    rows = Termination.objects.all()

    for changes in ({"reason": ""}, {"legal_basis": []}):
        refused_by("termination_says_reason_and_basis", rows, **changes)
    refused_by("termination_ground_is_known", rows, ground="bored")


def test_a_handing_on_has_a_reason_and_goes_to_another(county: County) -> None:
    hand_on(county, reviewed_number(county))
    rows = HandedOn.objects.all()

    refused_by("handing_on_has_a_reason", rows, reason="")
    refused_by("handed_on_to_another", rows, to_user=county.people["officer"].user_id)


def test_what_was_decided_ended_or_handed_on_is_never_rewritten() -> None:
    """The kernel's grants take UPDATE and DELETE on these tables from the application."""
    kept = {"opinion", "decision", "refusal", "termination", "handedon"}
    assert {f"approval_{name}" for name in kept} <= set(append_only_tables())
    assert "approval_review" not in append_only_tables()  # who has a case may change
