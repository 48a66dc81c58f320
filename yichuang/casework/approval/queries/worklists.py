"""The list of a department's open cases, by deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from yichuang.casework.approval.models import Review
from yichuang.casework.approval.types import WorkRow
from yichuang.casework.cases.types import CaseStatus
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars.errors import CalendarNotLoaded

OPEN = (CaseStatus.ACCEPTED.value, CaseStatus.IN_REVIEW.value)
PAGE = 20
SOON_WORKING_DAYS = 3
DUE = ("late", "unlawful", "today", "soon")
"""Filters by deadline."""


@dataclass(frozen=True)
class WorkCounts:
    """An organisation's open cases, counted by what is due. ``soon``: within the next three working days.

    ``unlawful``: past the statutory limit, whatever was promised; ``nobody``: no officer has them yet.
    """

    all: int
    late: int
    unlawful: int
    today: int
    soon: int
    mine: int
    nobody: int


def topic_of(organisation_id: UUID) -> str:
    """What open lists of a department watch: a case reached it."""
    return f"department:{organisation_id}"


def worklist(
    *,
    organisation_ids: tuple[UUID, ...],
    region_codes: tuple[str, ...] = (),
    today: date,
    soon_until: date,
    due: str = "",
    mine: UUID | None = None,
    unclaimed: bool = False,
    text: str = "",
    after: tuple[date | None, UUID] | None = None,
) -> tuple[WorkRow, ...]:
    """One page of an organisation's open cases, earliest promise first.

    One row more than a page tells that there is a next one.

    Args:
        region_codes: only cases of these regions and what they contain; empty: of every one.
        due: one of ``DUE``, or empty for all.
        mine: only what this officer claimed.
        unclaimed: only what nobody claimed.
        text: part of the item's name or of the case number.
        after: promise and id of the last row of the page before.
    """
    rows = open_rows(organisation_ids, region_codes)
    rows = rows.filter(due_filter(due, today, soon_until))
    if mine:
        rows = rows.filter(claimed_by_id=mine)
    if unclaimed:
        rows = rows.filter(claimed_by__isnull=True)
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
    *,
    organisation_ids: tuple[UUID, ...],
    region_codes: tuple[str, ...] = (),
    today: date,
    soon_until: date,
    user_id: UUID,
) -> WorkCounts:
    """The figures over an officer's list. One statement."""
    due = {name: Count("pk", filter=due_filter(name, today, soon_until)) for name in DUE}
    figures = open_rows(organisation_ids, region_codes).aggregate(
        all=Count("pk"),
        mine=Count("pk", filter=Q(claimed_by_id=user_id)),
        nobody=Count("pk", filter=Q(claimed_by__isnull=True)),
        **due,
    )
    return WorkCounts(**figures)


def soon_until(today: date) -> date:
    """The last day that counts as soon: three working days on, or the last one the calendar knows.

    Raises:
        CalendarNotLoaded: not even the year of ``today`` is loaded.
    """
    calendar = calendars.working_calendar()
    try:
        return calendar.add_working_days(today, SOON_WORKING_DAYS)
    except CalendarNotLoaded:
        calendar.require(today)
        return date(today.year, 12, 31)


def open_rows(
    organisation_ids: tuple[UUID, ...] | None, region_codes: tuple[str, ...] = ()
) -> QuerySet[Review]:
    """Reviews of open cases; ``organisation_ids`` None: of every department."""
    rows = Review.objects.filter(case__status__in=OPEN)
    if organisation_ids is not None:
        rows = rows.filter(case__organisation_id__in=organisation_ids)
    if region_codes:
        within = (Q(case__region_code__startswith=code) for code in region_codes)
        rows = rows.filter(reduce(or_, within))
    return rows


def due_filter(due: str, today: date, soon_until: date) -> Q:
    """The condition behind one of ``DUE``, or behind ``pressing``: late, or due until ``soon_until``."""
    if due == "late":
        return Q(case__promised_due_on__lt=today)
    if due == "unlawful":
        return Q(case__statutory_due_on__lt=today)
    if due == "today":
        return Q(case__promised_due_on=today)
    if due == "soon":
        return Q(case__promised_due_on__gte=today, case__promised_due_on__lte=soon_until)
    if due == "pressing":
        return Q(case__promised_due_on__lte=soon_until)
    return Q()
