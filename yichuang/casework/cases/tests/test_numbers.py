"""办件编号: region, date, a serial no transaction waits for, and a check digit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from yichuang.casework.cases import rules
from yichuang.casework.cases.models import Case
from yichuang.kernel.tests.at_once import AtOnce

pytestmark = pytest.mark.smoke

DIGITS = st.text("0123456789", min_size=20, max_size=23)


def next_number(region: str, on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_next_number(%s, %s)", [region, on])
        return str(cursor.fetchone()[0])


@pytest.fixture
def own_serial(db: None) -> Iterator[None]:
    """What these tests set the serial to is met by no other: a sequence is not rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value, is_called FROM cases_serial")
        before = cursor.fetchone()
        yield
        cursor.execute("SELECT setval('cases_serial', %s, %s)", before)


def set_serial(value: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('cases_serial', %s, false)", [value])


@given(DIGITS)
def test_the_check_digit_is_that_of_iso_7064(body: str) -> None:
    number = body + mod_11_10.calc_check_digit(body)

    assert rules.is_case_number(number)
    assert not any(rules.is_case_number(body + digit) for digit in "0123456789" if digit != number[-1])


@given(DIGITS, st.data())
def test_one_wrong_digit_is_always_found(body: str, data: st.DataObject) -> None:
    number = body + mod_11_10.calc_check_digit(body)
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != number[place]))

    assert not rules.is_case_number(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize(
    "text",
    ["", "1", "9" * 20, "9" * 25, "９" * 21, "990101 20260211 0000017", "9" * 20 + "x", "\0" * 21],
)
def test_what_is_not_a_number_is_none(text: str) -> None:
    assert not rules.is_case_number(text)


@pytest.mark.usefixtures("own_serial")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    region=st.sampled_from(["99", "9901", "990101", "990101001", "990101001002"]),
    on=st.dates(date(2024, 1, 1), date(2099, 12, 31)),
    serial=st.integers(1, 999_999_999),
)
@example(region="990101", on=date(2026, 2, 11), serial=1)
@example(region="990101", on=date(2026, 2, 11), serial=999_999)
@example(region="990101", on=date(2026, 2, 11), serial=1_000_000)
def test_the_database_makes_numbers_stdnum_agrees_with(region: str, on: date, serial: int) -> None:
    set_serial(serial)

    number = next_number(region, on)

    assert mod_11_10.is_valid(number)
    assert rules.is_case_number(number)
    assert number[:6] == region[:6].ljust(6, "0")
    assert number[6:14] == f"{on:%Y%m%d}"
    assert number[14:-1] == f"{serial:06d}"


@pytest.mark.usefixtures("own_serial")
def test_the_serial_is_not_restarted_by_a_new_day() -> None:
    set_serial(41)

    numbers = [next_number("990101", date(2026, 2, 11)), next_number("990101", date(2026, 2, 12))]

    assert [number[14:-1] for number in numbers] == ["000041", "000042"]


def test_a_number_may_grow_to_the_width_of_its_column() -> None:
    assert Case._meta.get_field("number").max_length == len("990101" + "20260211" + "999999999" + "0")


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_eight_numbers(at_once: AtOnce) -> None:
    def take() -> list[str]:
        return [next_number("990101", date(2026, 2, 11)) for _ in range(25)]

    taken = [number for numbers in at_once([take] * 8) for number in numbers]

    assert len(set(taken)) == 200
