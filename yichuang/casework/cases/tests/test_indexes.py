"""The hot tables carry the indexes their queries need, and no other: each is written at every act."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.casework.cases import queries
from yichuang.casework.cases.tests.births import born, crowd
from yichuang.casework.cases.tests.county import County
from yichuang.kernel.tests.plans import plan_of

pytestmark = pytest.mark.django_db

SERVES = {
    "cases_case": {
        "cases_case_pkey": "case_by_id(), every step",
        "cases_case_number_key": "case_by_number(), lock_case()",
        "cases_case_number_980c9551_like": "worklist(): by the beginning of the number",
        "one_case_per_progress_token": "case_by_token()",
        "cases_case_acceptance_order_key": "no two cases share a place in the order (行政许可法 §57)",
        "case_open_of_organisation": "worklist(), work_counts()",
        "case_of_window": "recent_of_window()",
        "case_newest": "search()",
        "case_ended_otherwise": "search() of a rare end",
        "case_of_item": "search() of an item",
        "case_of_applicant": "search() of a person, last_received_of()",
        "case_awaiting_answer": "unanswered()",
        "case_awaiting_issue": "waiting_results()",
    },
    "cases_act": {
        "cases_act_pkey": "the case's keys to its acts",
        "one_act_per_step": "timeline(); no two acts take one step",
    },
}


@pytest.mark.parametrize("table", SERVES)
def test_every_index_serves_a_query(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])
        found = {name for (name,) in cursor.fetchall()}

    assert found == set(SERVES[table])


# neither gathered into a bitmap nor sorted: the index itself has the order
IN_ORDER = ("seqscan", "bitmapscan", "sort")


def test_the_cases_of_a_window_come_in_order_off_their_index(county: County) -> None:
    here, beside = county.a1.id, county.a2.id
    crowd(county, window_id=f"CASE WHEN n % 20 = 0 THEN '{here}' ELSE '{beside}' END::uuid")
    with CaptureQueriesContext(connection) as asked:
        queries.recent_of_window(county.a1.id)

    plan = plan_of(asked.captured_queries[0]["sql"], without=IN_ORDER)

    assert "Index Scan using case_of_window" in plan
    assert "Sort" not in plan


def test_a_timeline_comes_in_order_off_its_index(county: County) -> None:
    case = born(county).case
    with CaptureQueriesContext(connection) as asked:
        queries.timeline(case.id)

    plan = plan_of(asked.captured_queries[0]["sql"], without=IN_ORDER)

    assert "one_act_per_step" in plan
    assert "Sort" not in plan
