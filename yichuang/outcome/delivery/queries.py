"""Reading results and hand-overs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from yichuang.casework.approval.types import Outcome
from yichuang.casework.cases.types import CaseStatus
from yichuang.foundation.parties import queries as parties
from yichuang.outcome.delivery.models import HandOver, ResultDocument
from yichuang.outcome.delivery.types import (
    DeliveryMethod,
    HandOverView,
    Relation,
    ResultView,
    WaitingCounts,
    WaitingRow,
)

PAGE = 20


def result_of(case_id: UUID) -> ResultView | None:
    """The result document of a case, or None while there is none."""
    row = ResultDocument.objects.filter(case_id=case_id).select_related("case").first()
    if row is None:
        return None
    return ResultView(
        row.case_id,
        row.case.number,
        Outcome(row.outcome),
        row.kind,
        row.name,
        row.document_number,
        row.valid_from,
        row.valid_until,
        row.prepared_at,
        row.due_on,
    )


def hand_over_of(case_id: UUID) -> HandOverView | None:
    """Who took the result of a case, masked; None while nobody did."""
    row = HandOver.objects.filter(case_id=case_id).first()
    if row is None:
        return None
    return HandOverView(
        parties.mask_name(row.receiver_name),
        Relation(row.relation),
        DeliveryMethod(row.method),
        row.at,
        row.by_name,
        row.window_id,
    )


def waiting_results(
    *,
    outlet_id: UUID,
    today: date,
    text: str = "",
    due: str = "",
    after: tuple[date | None, UUID] | None = None,
) -> tuple[WaitingRow, ...]:
    """Results waiting at an outlet, the earliest last day first (送达时限, 行政许可法 §44).

    One row more than a page tells that there is a next one.

    Args:
        due: ``late``, ``today`` or empty for all.
        after: last day and case of the last row of the page before.
    """
    rows = _waiting(outlet_id).filter(_due_filter(due, today))
    if text:
        rows = rows.filter(
            Q(case__number__contains=text)
            | Q(case__name__icontains=text)
            | Q(document_number__icontains=text)
        )
    if after:
        due_on, case_id = after
        beyond = Q(due_on__isnull=True)
        if due_on is None:
            rows = rows.filter(beyond, case_id__gt=case_id)
        else:
            rows = rows.filter(beyond | Q(due_on__gt=due_on) | Q(due_on=due_on, case_id__gt=case_id))
    values = rows.order_by(F("due_on").asc(nulls_last=True), "case_id").values_list(
        "case_id",
        "case__number",
        "case__name",
        "case__applicant_id",
        "outcome",
        "name",
        "document_number",
        "prepared_at",
        "case__decided_at",
        "due_on",
    )[: PAGE + 1]
    return tuple(WaitingRow(*row) for row in values)


def waiting_counts(*, outlet_id: UUID, today: date) -> WaitingCounts:
    """The figures over an outlet's list. One statement."""
    due = {name: Count("pk", filter=_due_filter(name, today)) for name in ("late", "today")}
    return WaitingCounts(**_waiting(outlet_id).aggregate(all=Count("pk"), **due))


def _waiting(outlet_id: UUID) -> QuerySet[ResultDocument]:
    return ResultDocument.objects.filter(
        case__outlet_id=outlet_id, case__status=CaseStatus.AWAITING_ISSUE.value
    )


def _due_filter(due: str, today: date) -> Q:
    if due == "late":
        return Q(due_on__lt=today)
    if due == "today":
        return Q(due_on=today)
    return Q()
