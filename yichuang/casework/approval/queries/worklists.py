"""The list of a department's open cases, by deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from yichuang.casework.approval.models import Review
from yichuang.casework.approval.types import WorkRow
from yichuang.casework.cases.types import CaseStatus

OPEN = (CaseStatus.ACCEPTED.value, CaseStatus.IN_REVIEW.value)
PAGE = 20


@dataclass(frozen=True)
class WorkCounts:
    """An organisation's open cases, counted by what is due. ``soon``: within the next three working days."""

    all: int
    late: int
    today: int
    soon: int
    mine: int


def worklist(
    *,
    organisation_ids: tuple[UUID, ...],
    today: date,
    soon_until: date,
    due: str = "",
    mine: UUID | None = None,
    text: str = "",
    after: tuple[date | None, UUID] | None = None,
) -> tuple[WorkRow, ...]:
    """One page of an organisation's open cases, earliest promise first.

    One row more than a page tells that there is a next one.

    Args:
        due: ``late``, ``today``, ``soon`` or empty for all.
        mine: only what this officer claimed.
        text: part of the item's name or of the case number.
        after: promise and id of the last row of the page before.
    """
    rows = _open_rows(organisation_ids)
    rows = rows.filter(_due_filter(due, today, soon_until))
    if mine:
        rows = rows.filter(claimed_by_id=mine)
    if text:
        rows = rows.filter(Q(case__name__icontains=text) | Q(case__number__startswith=text))
    if after:
        promise, case_id = after
        beyond = Q(case__promised_due_on__isnull=True)
        if promise is None:
            rows = rows.filter(beyond, case_id__gt=case_id)
        else:
            rows = rows.filter(
                beyond
                | Q(case__promised_due_on__gt=promise)
                | Q(case__promised_due_on=promise, case_id__gt=case_id)
            )
    values = rows.order_by(F("case__promised_due_on").asc(nulls_last=True), "case_id").values_list(
        "case_id",
        "case__number",
        "case__name",
        "case__applicant_id",
        "case__status",
        "case__handling_type",
        "case__accepted_at",
        "case__accepted_by_id",
        "case__promised_due_on",
        "case__statutory_due_on",
        "claimed_by_id",
        "claimed_by_name",
    )[: PAGE + 1]
    return tuple(WorkRow(*row) for row in values)


def work_counts(
    *, organisation_ids: tuple[UUID, ...], today: date, soon_until: date, user_id: UUID
) -> WorkCounts:
    """The figures over an officer's list. One statement."""
    due = {
        name: Count("pk", filter=_due_filter(name, today, soon_until)) for name in ("late", "today", "soon")
    }
    figures = _open_rows(organisation_ids).aggregate(
        all=Count("pk"), mine=Count("pk", filter=Q(claimed_by_id=user_id)), **due
    )
    return WorkCounts(**figures)


def _open_rows(organisation_ids: tuple[UUID, ...]) -> QuerySet[Review]:
    return Review.objects.filter(case__organisation_id__in=organisation_ids, case__status__in=OPEN)


def _due_filter(due: str, today: date, soon_until: date) -> Q:
    if due == "late":
        return Q(case__promised_due_on__lt=today)
    if due == "today":
        return Q(case__promised_due_on=today)
    if due == "soon":
        return Q(case__promised_due_on__gte=today, case__promised_due_on__lte=soon_until)
    return Q()
