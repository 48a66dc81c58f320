"""What may be published: limits, fees, codes, materials."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.offer.catalogue.rules.codes import BUILT_IN, code_problem
from yichuang.offer.catalogue.rules.content import content_faults, unknown_elements
from yichuang.offer.catalogue.rules.digest import canonical, digest
from yichuang.offer.catalogue.tests.factories import content, immediate_content, material, question
from yichuang.offer.catalogue.types import (
    CodeScheme,
    Element,
    Fee,
    FeeLine,
    HandlingType,
    ItemType,
    Necessity,
    exceeds,
)

WORKING, CALENDAR = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY
IMMEDIATE = Limit(0, LimitUnit.IMMEDIATE)


def pointers(**overrides: Any) -> set[str]:
    return {fault.pointer for fault in content_faults(content(**overrides))}


def test_a_complete_item_has_no_fault() -> None:
    assert content_faults(content()) == ()
    assert content_faults(immediate_content()) == ()


# CAT-13: limits with unit and legal basis
@pytest.mark.parametrize(
    ("promised", "statutory", "is_longer"),
    [
        (Limit(20, WORKING), Limit(20, WORKING), False),
        (Limit(21, WORKING), Limit(20, WORKING), True),
        (IMMEDIATE, Limit(1, LimitUnit.HOUR), False),
        (Limit(1, LimitUnit.HOUR), IMMEDIATE, True),
        (Limit(10, WORKING), Limit(10, CALENDAR), False),
        (Limit(31, WORKING), Limit(30, CALENDAR), True),
        (Limit(51, CALENDAR), Limit(20, WORKING), True),
        (Limit(2, LimitUnit.MONTH), Limit(20, WORKING), True),
        (Limit(20, WORKING), Limit(1, LimitUnit.MONTH), False),
    ],
)
def test_a_promise_is_never_longer_than_the_law_allows(
    promised: Limit, statutory: Limit, is_longer: bool
) -> None:
    assert exceeds(promised, statutory) is is_longer
    faults = content_faults(
        content(promised=promised, statutory=statutory, handling_type=HandlingType.IMMEDIATE)
    )
    assert ("/promised" in {fault.pointer for fault in faults}) is is_longer


@given(amount=st.integers(1, 60), start=st.dates(date(2024, 1, 1), date(2026, 9, 1)))
def test_a_working_day_limit_is_never_longer_than_the_bound_across_units(amount: int, start: date) -> None:
    """With the longest holidays any year had (nine days off in a row, twice), 2n+10 days are enough."""
    day, left = start, amount
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and not (day.month in (2, 10) and 1 <= day.day <= 9)

    assert not exceeds(Limit((day - start).days, CALENDAR), Limit(amount, WORKING))


@pytest.mark.parametrize(
    ("limit", "faults"),
    [
        (None, set()),
        (Limit(10, WORKING), set()),
        (Limit(30, CALENDAR), set()),
        (Limit(1, LimitUnit.MONTH), set()),
        (Limit(48, LimitUnit.HOUR), {"/correction_limit"}),
        (IMMEDIATE, {"/correction_limit"}),
    ],
)
def test_a_person_has_days_to_correct(limit: Limit | None, faults: set[str]) -> None:
    """DOMAIN 2.1: the period to correct is a parameter of the item."""
    assert pointers(correction_limit=limit) == faults


def test_silence_accepts_for_licences_and_where_something_says_so() -> None:
    """行政许可法 §32(1)(四); other powers have no such rule of their own."""
    assert content(item_type=ItemType.LICENCE).deems_acceptance
    assert not content(item_type=ItemType.PUBLIC_SERVICE).deems_acceptance
    assert content(
        item_type=ItemType.CONFIRMATION, deemed_acceptance_basis="《某省政务服务条例》第十八条"
    ).deems_acceptance


def test_what_is_not_said_leaves_the_fingerprint_as_it_was() -> None:
    """A file imported before these elements were known is unchanged when it is imported again."""
    plain = canonical(content(), "JTJ")

    assert {"correction_limit", "deemed_acceptance_basis"}.isdisjoint(plain["details"])
    assert digest(content(correction_limit=Limit(10, WORKING)), "JTJ") != digest(content(), "JTJ")
    assert digest(content(deemed_acceptance_basis="条例"), "JTJ") != digest(content(), "JTJ")


def test_on_the_spot_is_an_immediate_case() -> None:
    assert pointers(promised=IMMEDIATE, handling_type=HandlingType.COMMITTED) == {"/handling_type"}
    assert pointers(promised=IMMEDIATE, handling_type=HandlingType.IMMEDIATE) == set()
    assert pointers(promised=Limit(1, WORKING), handling_type=HandlingType.IMMEDIATE) == set()


def test_a_charge_needs_a_basis() -> None:
    assert pointers(fee=Fee(charged=True)) == {"/fee/basis"}
    assert pointers(fee=Fee(charged=True, basis="价格〔2017〕1186号")) == set()
    assert pointers(fee=Fee(charged=False, lines=(FeeLine("工本费"),))) == {"/fee/lines"}


def test_only_a_deferrable_material_may_come_later_and_within_the_promise() -> None:
    def deferred(necessity: Necessity, days: int) -> tuple[Any, ...]:
        return (material(necessity=necessity, deferral_working_days=days),)

    pointer = {"/materials/0/deferral_working_days"}
    assert pointers(materials=deferred(Necessity.DEFERRABLE, 8)) == set()
    assert pointers(materials=deferred(Necessity.DEFERRABLE, 9)) == pointer
    assert pointers(materials=deferred(Necessity.REQUIRED, 3)) == pointer
    assert pointers(materials=deferred(Necessity.DEFERRABLE, 0)) == pointer


def test_codes_are_named_once_and_fit_a_link() -> None:
    assert pointers(materials=(material("m01"), material("m01"))) == {"/materials"}
    assert pointers(materials=(), questions=(question("a"), question("a"))) == {"/questions"}
    assert pointers(materials=(), questions=(question("a", "x", "x"),)) == {"/questions/0/options"}
    assert pointers(materials=(), questions=(question("a", "only"),)) == {"/questions/0/options"}
    assert pointers(materials=(), questions=(question("A b", "x", "y"),)) == {"/questions/0/code"}


def test_texts_that_have_to_be_there() -> None:
    assert "/name" in pointers(name=" ")
    assert "/name" in pointers(name="长" * 1001)
    assert "/visits" in pointers(visits=100)


def test_unknown_elements_are_named_in_order() -> None:
    """What the source leaves open is open: no limit is not a limit of nothing."""
    bare = replace(
        content(),
        statutory=None,
        promised=None,
        visits=None,
        fee=None,
        result=None,
        materials=(),
        questions=(),
    )

    found = unknown_elements(bare, materials_known=False)

    assert found == (Element.LIMIT, Element.MATERIALS, Element.RESULT, Element.VISITS, Element.FEE)
    assert replace(bare, unknown=found).missing_to_apply == (Element.LIMIT, Element.MATERIALS, Element.RESULT)
    assert not replace(bare, unknown=found).takes_applications
    assert Element.MATERIALS not in unknown_elements(bare, materials_known=True)


def test_a_statutory_limit_without_its_law_keeps_an_item_from_being_taken() -> None:
    bare = content(statutory=Limit(20, WORKING))

    assert bare.unknown == (Element.LIMIT_BASIS,)
    assert not bare.takes_applications


# Codes


@pytest.mark.parametrize(
    ("item_code", "handling_code"),
    [
        ("000117051000", "11440232MB2D06811W4000117051000"),
        ("000117051000", "11440232MB2D06811W400011705100001"),
        ("11440232MB2D06811W4000117051000", "11440232MB2D06811W400011705100001"),
        ("11440232MB2D06811W4000117051000", "11440232MB2D06811W4000117051000"),
        ("511A0138000000-511602000000-000-115113010833722043-1-00",) * 2,
        ("G-000007-001-511602000000-000-115113010833722043-1-00",) * 2,
        ("H-000185-001-4444444444",) * 2,
        ("X0903", "X0903"),
        ("RSI-001", "RSI-001-2"),
    ],
)
def test_codes_of_the_known_schemes(item_code: str, handling_code: str) -> None:
    assert code_problem(item_code, handling_code) is None


@pytest.mark.parametrize(
    ("item_code", "handling_code"),
    [
        ("000117051000", "11440232MB2D06811W400010400200001"),  # another item's code
        ("00011705100", "11440232MB2D06811W4000117051000"),  # 11 characters
        ("00011705100O", "11440232MB2D06811W4000117051000"),  # fits no USCC of its base
        ("000117051000", "X0903"),  # parts of two schemes
        ("货运", "货运"),
        ("drop table", "drop table"),
        ("", ""),
    ],
)
def test_codes_of_no_scheme(item_code: str, handling_code: str) -> None:
    assert code_problem(item_code, handling_code) is not None


def test_another_scheme_is_data() -> None:
    guizhou = CodeScheme("guizhou", "贵州 DB52/T 1264", r"XK[0-9]{8}", r"XK[0-9]{8}-[0-9]{2}")

    assert code_problem("XK00123001", "XK00123001-01") is None or guizhou not in BUILT_IN
    assert code_problem("XK00123001", "XK00123001-01", [guizhou]) is None
    assert code_problem("XK00123001", "YK00123001-01", [guizhou]) is not None
