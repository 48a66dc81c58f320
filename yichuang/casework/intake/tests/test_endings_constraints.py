"""Each constraint of a case's ends meets an attempt to break it behind the services' back."""

from __future__ import annotations

import pytest
from django.db import connection

from yichuang.casework.cases.tests.county import County
from yichuang.casework.intake.models import Cancellation, NonAcceptance, Withdrawal
from yichuang.casework.intake.tests.endings import declare_void, decline, find_not_needed, withdraw
from yichuang.casework.intake.tests.states import receive
from yichuang.casework.intake.tests.test_constraints import refused_by
from yichuang.kernel.grants import append_only_tables

pytestmark = pytest.mark.smoke


def test_the_ground_is_a_known_one(county: County) -> None:
    decline(county, receive(county).number)

    refused_by("non_acceptance_ground_is_known", NonAcceptance.objects.all(), ground="because", apply_to="")


def test_only_who_is_not_competent_names_another_authority(county: County) -> None:
    decline(county, receive(county).number)
    find_not_needed(county, receive(county).number)
    name = "not_competent_names_the_right_authority"

    refused_by(name, NonAcceptance.objects.filter(ground="not-competent"), apply_to="")
    refused_by(name, NonAcceptance.objects.filter(ground="not-needed"), apply_to="安澜县公安局")


def test_there_is_a_legal_basis(county: County) -> None:
    decline(county, receive(county).number)

    refused_by("non_acceptance_has_a_legal_basis", NonAcceptance.objects.all(), legal_basis=[])


def test_both_remedies_are_named_or_none(county: County) -> None:
    decline(county, receive(county).number)
    name = "non_acceptance_names_both_remedies_or_none"

    refused_by(name, NonAcceptance.objects.all(), court="")
    refused_by(name, NonAcceptance.objects.all(), reconsideration_body="")


def test_the_kind_of_a_cancellation_is_a_known_one(county: County) -> None:
    declare_void(county, receive(county).number)

    refused_by("cancellation_kind_is_known", Cancellation.objects.all(), kind="lost")


def test_reasons_are_encrypted(county: County) -> None:
    decline(county, receive(county).number, reason="王小满没有说清楚")
    withdraw(county, receive(county).number, reason="王小满不办了")
    declare_void(county, receive(county).number, reason="王小满的申请收了两次")

    for model in (NonAcceptance, Withdrawal, Cancellation):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT reason FROM {model._meta.db_table}")
            (stored,) = cursor.fetchone()
        assert "王小满".encode() not in bytes(stored), model
        assert model.objects.get().reason.startswith("王小满")


def test_what_ended_a_case_is_never_rewritten() -> None:
    """The kernel's grants take UPDATE and DELETE on these tables from the application."""
    tables = {"intake_nonacceptance", "intake_withdrawal", "intake_cancellation"}

    assert tables <= set(append_only_tables())
