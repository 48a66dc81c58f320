"""Validity, first days, tiers: the pure rules of approval."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.casework.approval import rules
from yichuang.casework.approval.errors import (
    ClaimedByAnother,
    NoAuthorisation,
    NotClaimed,
    NotImmediate,
    ValidityWrong,
)
from yichuang.casework.approval.types import DELIVERY_LIMIT
from yichuang.foundation.accounts.types import AuthorisationView, Delegated
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.types import ApprovalTier, HandlingType

ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("valid_from", "years", "valid_until"),
    [
        (date(2026, 2, 12), 4, date(2030, 2, 11)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
        (date(2028, 2, 29), 4, date(2032, 2, 28)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),  # no 29 February: the year is full all the same
        (date(2027, 3, 1), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 6, date(2032, 12, 30)),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(valid_from: date, years: int, valid_until: date) -> None:
    assert rules.validity(valid_from=valid_from, years=years) == (valid_from, valid_until)


def test_without_a_term_there_are_no_dates() -> None:
    assert rules.validity(valid_from=date(2026, 2, 12), years=None) == (None, None)


@given(DAYS, st.integers(1, 50))
def test_a_term_is_as_long_as_it_says_and_terms_join(valid_from: date, years: int) -> None:
    _, until = rules.validity(valid_from=valid_from, years=years)

    assert until is not None
    assert until > valid_from
    assert timedelta(days=365 * years - 1) <= until - valid_from <= timedelta(days=366 * years - 1)
    following, _ = rules.validity(valid_from=until + ONE_DAY, years=years)
    assert following == until + ONE_DAY


@given(DAYS, st.integers(-400, 800))
def test_validity_begins_within_a_year_from_the_decision(decided_on: date, distance: int) -> None:
    asked = decided_on + timedelta(days=distance)

    if 0 <= distance <= 366:
        assert rules.first_day(asked=asked, decided_on=decided_on) == asked
    else:
        with pytest.raises(ValidityWrong, match=asked.isoformat()):
            rules.first_day(asked=asked, decided_on=decided_on)


def test_who_says_nothing_begins_on_the_day_of_the_decision() -> None:
    assert rules.first_day(asked=None, decided_on=date(2026, 2, 12)) == date(2026, 2, 12)


def test_the_law_gives_ten_working_days_to_hand_out() -> None:
    """R9: 行政许可法 §44."""
    assert DELIVERY_LIMIT.words == "10 个工作日"
    assert DELIVERY_LIMIT.legal_basis == "行政许可法 §44"


def test_only_who_has_a_case_works_on_it() -> None:
    me, other = new_id(), new_id()

    rules.check_claim(user_id=me, claimed_by_id=me, claimed_by_name="赵青")
    with pytest.raises(NotClaimed):
        rules.check_claim(user_id=me, claimed_by_id=None, claimed_by_name="")
    with pytest.raises(ClaimedByAnother, match="这个办件由赵青承办"):
        rules.check_claim(user_id=me, claimed_by_id=other, claimed_by_name="赵青")


def test_what_is_not_immediate_is_refused_before_any_paper_is_asked_for() -> None:
    with pytest.raises(NotImmediate):
        rules.check_immediate(is_immediate=False, claimed_by_name="", authorisation=None, name="许可")


@given(st.uuids(), st.one_of(st.none(), st.uuids()))
def test_only_the_same_person_is_kept_apart(user_id: UUID, accepted_by_id: UUID | None) -> None:
    if accepted_by_id == user_id:
        return
    rules.check_separation(user_id=user_id, accepted_by_id=accepted_by_id)


TYPES = st.sampled_from([*HandlingType, None])
TIERS = st.sampled_from([*ApprovalTier, None])
PAPERS = st.builds(
    AuthorisationView,
    id=st.uuids(),
    organisation_id=st.uuids(),
    user_id=st.uuids(),
    document_number=st.text(min_size=1, max_size=20),
    valid_from=DAYS,
    valid_until=DAYS,
    handling_codes=st.just(()),
    covers=st.just(tuple(Delegated)),
)


@pytest.mark.parametrize(
    ("handling_type", "tier", "kind"),
    [
        (HandlingType.IMMEDIATE, ApprovalTier.SOLE, Delegated.IMMEDIATE),
        (HandlingType.IMMEDIATE, None, Delegated.IMMEDIATE),
        (HandlingType.COMMITTED, ApprovalTier.SOLE, Delegated.COMMITTED_SOLE),
        (HandlingType.COMMITTED, ApprovalTier.REVIEW_CHECK, Delegated.COMMITTED_REVIEW_CHECK),
        (HandlingType.COMMITTED, None, Delegated.COMMITTED_REVIEW_CHECK),
        (HandlingType.COMMITTED, ApprovalTier.REPORTED, None),
        (HandlingType.REPORT_UP, ApprovalTier.SOLE, None),
        (HandlingType.JOINT, ApprovalTier.SOLE, None),
        (HandlingType.ONLINE, ApprovalTier.SOLE, None),
        (None, ApprovalTier.SOLE, None),
    ],
)
def test_what_a_paper_can_hand_over(
    handling_type: HandlingType | None, tier: ApprovalTier | None, kind: Delegated | None
) -> None:
    """APP-05 CAT-12."""
    assert rules.delegated_kind(handling_type=handling_type, tier=tier) is kind


@given(TYPES, TIERS)
def test_only_immediate_items_and_committed_ones_that_are_not_reported_are_handed_over(
    handling_type: HandlingType | None, tier: ApprovalTier | None
) -> None:
    kind = rules.delegated_kind(handling_type=handling_type, tier=tier)

    is_committed = handling_type is HandlingType.COMMITTED and tier is not ApprovalTier.REPORTED
    assert (kind is not None) == (is_committed or handling_type is HandlingType.IMMEDIATE)
    assert (kind is Delegated.IMMEDIATE) == (handling_type is HandlingType.IMMEDIATE)


@given(TYPES, TIERS, st.none() | PAPERS)
def test_a_delegate_acts_under_a_paper_or_not_at_all(
    handling_type: HandlingType | None, tier: ApprovalTier | None, paper: AuthorisationView | None
) -> None:
    kind = rules.delegated_kind(handling_type=handling_type, tier=tier)

    if kind and paper:
        assert rules.check_delegate(delegated=kind, authorisation=paper, name="工伤认定") is paper
    else:
        with pytest.raises(NoAuthorisation, match="“工伤认定”"):
            rules.check_delegate(delegated=kind, authorisation=paper, name="工伤认定")
