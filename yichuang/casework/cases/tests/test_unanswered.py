"""The cases whose answer is overdue, off their own index."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.casework.cases import queries
from yichuang.casework.cases.tests.births import born, crowd
from yichuang.casework.cases.tests.county import County
from yichuang.kernel.tests.plans import plan_of


def test_the_longest_overdue_comes_first_and_today_is_not_yet_overdue(county: County) -> None:
    case = born(county).case

    assert queries.unanswered(before=case.answer_due_on) == ()
    (found,) = queries.unanswered(before=case.answer_due_on + timedelta(days=1))
    assert (found.number, found.answer_due_on) == (case.number, case.answer_due_on)


def test_they_are_found_off_their_index(county: County) -> None:
    crowd(county)
    due = born(county).case.answer_due_on
    with CaptureQueriesContext(connection) as asked:
        queries.unanswered(before=due)

    assert "case_awaiting_answer" in plan_of(asked.captured_queries[0]["sql"])
