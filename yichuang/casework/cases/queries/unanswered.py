"""Cases the authority still owes a word."""

from __future__ import annotations

from datetime import date

from yichuang.casework.cases.models import Case
from yichuang.casework.cases.queries.reading import CASE_COLUMNS, to_view
from yichuang.casework.cases.types import CaseStatus, CaseView


def unanswered(before: date) -> tuple[CaseView, ...]:
    """Received cases whose answer was due before a day, the longest overdue first. One statement."""
    rows = Case.objects.filter(status=CaseStatus.RECEIVED, answer_due_on__lt=before)
    return tuple(map(to_view, rows.order_by("answer_due_on", "id").values(*CASE_COLUMNS)))
