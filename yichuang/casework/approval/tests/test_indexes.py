"""The department's list reads its open cases off their index, in order, without the closed ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.casework.approval import queries
from yichuang.casework.cases.tests.births import born, crowd
from yichuang.casework.cases.tests.county import TODAY, County
from yichuang.kernel.tests.plans import plan_of


@pytest.mark.django_db
@pytest.mark.parametrize("due", ["", "late", "today", "soon"])
def test_the_list_goes_by_the_index_of_open_cases(county: County, due: str) -> None:
    crowd(county)
    born(county)
    with CaptureQueriesContext(connection) as asked:
        queries.worklist(
            organisation_ids=(county.transport,),
            today=TODAY,
            soon_until=TODAY + timedelta(days=3),
            due=due,
        )

    plan = plan_of(asked.captured_queries[0]["sql"], without=("seqscan", "bitmapscan"))

    assert "using case_open_of_organisation" in plan
