"""Reading results and hand-overs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from yichuang.casework.cases.types import CaseStatus
from yichuang.foundation.parties import queries as parties
from yichuang.outcome.delivery.models import HandOver, ResultDocument
from yichuang.outcome.delivery.types import HandOverView, Relation, ResultView, WaitingRow

PAGE = 20


def result_of(case_id: UUID) -> ResultView | None:
    """The result document of a case, or None while there is none."""
    row = ResultDocument.objects.filter(case_id=case_id).select_related("case").first()
    if row is None:
        return None
    return ResultView(
        row.case_id,
        row.case.number,
        row.kind,
        row.name,
        row.document_number,
        row.valid_from,
        row.valid_until,
        row.prepared_at,
    )


def hand_over_of(case_id: UUID) -> HandOverView | None:
    """Who took the result of a case, masked; None while nobody did."""
    row = HandOver.objects.filter(case_id=case_id).first()
    if row is None:
        return None
    return HandOverView(
        parties.mask_name(row.receiver_name), Relation(row.relation), row.at, row.by_name, row.window_id
    )


def waiting_results(
    *, outlet_id: UUID, text: str = "", after: tuple[datetime, UUID] | None = None
) -> tuple[WaitingRow, ...]:
    """Results waiting at an outlet, oldest first; one row more than a page tells there is a next."""
    rows = ResultDocument.objects.filter(
        case__outlet_id=outlet_id, case__status=CaseStatus.AWAITING_ISSUE.value
    )
    if text:
        rows = rows.filter(
            Q(case__number__contains=text)
            | Q(case__name__icontains=text)
            | Q(document_number__icontains=text)
        )
    if after:
        at, case_id = after
        rows = rows.filter(Q(prepared_at__gt=at) | Q(prepared_at=at, case_id__gt=case_id))
    values = rows.order_by("prepared_at", "case_id").values_list(
        "case_id",
        "case__number",
        "case__name",
        "case__applicant_id",
        "name",
        "document_number",
        "prepared_at",
    )[: PAGE + 1]
    return tuple(WaitingRow(*row) for row in values)
