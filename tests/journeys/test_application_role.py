"""The rights of the application role are enough for a whole case, and too few to rewrite any of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from yichuang.casework.approval.tests.states import claim, decide, opine
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.applications import agent, handed_in, licence_application
from yichuang.casework.intake.tests.states import accept, fix, receive
from yichuang.kernel.grants import grant_application
from yichuang.outcome.delivery import services as delivery
from yichuang.outcome.delivery.tests.states import AT, hand_over

ROLE = "yichuang_journey_test"
REWRITES = (
    "UPDATE cases_act SET words = '改过' WHERE kind = 'receive'",
    "DELETE FROM cases_act WHERE kind = 'opine'",
    "UPDATE intake_submittedmaterial SET verdict = 'passed'",
    "DELETE FROM intake_submittedfile",
    "UPDATE approval_opinion SET conclusion = 'grant'",
    "DELETE FROM approval_decision",
    "UPDATE delivery_resultdocument SET valid_until = valid_until",
    "DELETE FROM delivery_handover",
    "UPDATE notices_notice SET number = number",
    "DELETE FROM kernel_auditentry",
    "TRUNCATE cases_act CASCADE",
)

pytestmark = pytest.mark.smoke


@pytest.fixture
def as_application(county: County) -> Iterator[None]:
    """The session has the rights of the application and no others."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        grant_application(connection, ROLE)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        return isinstance(error.__cause__, InsufficientPrivilege)
    return False


@pytest.mark.usefixtures("as_application")
def test_a_case_goes_its_whole_way_and_nothing_of_it_is_rewritten(county: County) -> None:
    number = receive(county, licence_application(agent=agent(), materials=())).number
    fix(county, number, handed_in("m1"))
    accept(county, number)
    claim(county, number)
    opine(county, number)
    decide(county, number)
    delivery.prepare_result(number=number, at=AT)
    hand_over(county, number)

    assert cases.case_by_number(number).status is CaseStatus.DELIVERED
    assert [statement for statement in REWRITES if not refused(statement)] == []
