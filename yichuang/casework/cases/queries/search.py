"""Finding cases (办件查询): what an actor's posts reach, by whatever is known, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import DateField, F, Q, QuerySet, When

from yichuang.casework.cases.models import Case
from yichuang.casework.cases.queries.lights import has_light, is_open, light_of
from yichuang.casework.cases.types import (
    CaseFilter,
    CaseOrder,
    CasePlace,
    CaseStatus,
    Channel,
    CompletionCode,
    Days,
    FoundCase,
)
from yichuang.foundation.accounts.types import Reach
from yichuang.foundation.calendars import queries as calendars
from yichuang.kernel.time import SHANGHAI, legal_date

PAGE = 30

_COLUMNS = (
    "id",
    "number",
    "status",
    "name",
    "handling_code",
    "region_code",
    "organisation_id",
    "outlet_id",
    "window_id",
    "applicant_id",
    "channel",
    "received_at",
    "answer_due_on",
    "accepted_at",
    "promised_due_on",
    "statutory_due_on",
    "decided_at",
    "completed_at",
    "completion_code",
)
_DUE = Choice(
    When(status=CaseStatus.RECEIVED.value, then=F("answer_due_on")),
    default=F("promised_due_on"),
    output_field=DateField(),
)


def search(
    *,
    wanted: CaseFilter,
    reach: Reach,
    at: datetime,
    order: CaseOrder = CaseOrder.NEWEST,
    after: CasePlace | None = None,
    limit: int = PAGE + 1,
) -> tuple[FoundCase, ...]:
    """One page of the cases within reach that fit. One statement.

    One row more than a page tells that there is a next one. By due date only open cases are listed:
    what is finished is not due.

    Args:
        after: the last row of the page before (:func:`place_of`).
    """
    rows = _found(wanted, reach, at)
    if order is CaseOrder.DUE:
        rows = _by_due_date(rows.filter(is_open()), after)
    else:
        rows = _newest_first(rows, after)
    calendar = calendars.working_calendar()
    return tuple(_row(values, calendar, at) for values in rows.values(*_COLUMNS)[:limit])


def count_found(*, wanted: CaseFilter, reach: Reach, at: datetime) -> int:
    """How many cases fit. Counts them all: for exports, not for pages."""
    return _found(wanted, reach, at).count()


def place_of(row: FoundCase, order: CaseOrder) -> CasePlace:
    """Where the next page begins when this row ended one."""
    return CasePlace(row.received_at if order is CaseOrder.NEWEST else row.due_on, row.id)


def cursor_of(row: FoundCase, order: CaseOrder) -> str:
    """Where a page ended, as text for an address."""
    place = place_of(row, order)
    return f"{place.key.isoformat() if place.key else ''}_{place.id}"


def read_cursor(text: str, order: CaseOrder) -> CasePlace | None:
    """The place :func:`cursor_of` wrote; None for nothing and for nonsense."""
    key, _sep, case_id = text.rpartition("_")
    try:
        if order is CaseOrder.DUE:
            return CasePlace(date.fromisoformat(key) if key else None, UUID(case_id))
        moment = datetime.fromisoformat(key)
        return CasePlace(moment, UUID(case_id)) if moment.tzinfo else None
    except ValueError:
        return None


def _found(wanted: CaseFilter, reach: Reach, at: datetime) -> QuerySet[Case]:
    rows = Case.objects.filter(_within(reach), received_at__isnull=False)
    for condition in _conditions(wanted, at):
        rows = rows.filter(condition)
    return rows


def _within(reach: Reach) -> Q:
    """The cases of these outlets, departments and regions; of none, no case at all."""
    found = Q(pk__in=[])
    for outlet_id in sorted(reach.outlets):
        found |= Q(outlet_id=outlet_id)
    for organisation_id, region_code in sorted(reach.departments):
        found |= Q(organisation_id=organisation_id, region_code__startswith=region_code)
    for region_code in sorted(reach.regions):
        found |= Q(region_code__startswith=region_code)
    return found


def _conditions(wanted: CaseFilter, at: datetime) -> Iterator[Q]:
    equal = {
        "number": wanted.number,
        "outlet_id": wanted.outlet_id,
        "window_id": wanted.window_id,
        "organisation_id": wanted.organisation_id,
    }
    yield Q(**{column: value for column, value in equal.items() if value})
    if wanted.applicants is not None:
        yield Q(applicant_id__in=wanted.applicants)
    if wanted.handling_codes is not None:
        yield Q(handling_code__in=wanted.handling_codes)
    if wanted.statuses:
        yield Q(status__in=[status.value for status in wanted.statuses])
    if wanted.open_only:
        yield is_open()
    if wanted.light:
        yield has_light(wanted.light, calendars.working_calendar(), legal_date(at))
    for column, days in (
        ("received_at", wanted.received),
        ("accepted_at", wanted.accepted),
        ("completed_at", wanted.completed),
    ):
        yield _on(column, days)


def _on(column: str, days: Days) -> Q:
    """The moments of these Shanghai dates."""
    found = Q()
    if days.first:
        found &= Q(**{f"{column}__gte": _midnight(days.first)})
    if days.last and days.last < date.max:
        found &= Q(**{f"{column}__lt": _midnight(days.last + timedelta(days=1))})
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def _newest_first(rows: QuerySet[Case], after: CasePlace | None) -> QuerySet[Case]:
    if after is not None:
        moment = cast(datetime, after.key)
        # said twice: the first part bounds the walk along the index
        rows = rows.filter(Q(received_at__lte=moment), Q(received_at__lt=moment) | Q(id__lt=after.id))
    return rows.order_by("-received_at", "-id")


def _by_due_date(rows: QuerySet[Case], after: CasePlace | None) -> QuerySet[Case]:
    rows = rows.alias(due=_DUE)
    if after is not None and after.key is None:
        rows = rows.filter(due__isnull=True, id__gt=after.id)
    elif after is not None:
        rows = rows.filter(Q(due__isnull=True) | Q(due__gt=after.key) | Q(due=after.key, id__gt=after.id))
    return rows.order_by(F("due").asc(nulls_last=True), "id")


def _row(values: dict[str, Any], calendar: Any, at: datetime) -> FoundCase:
    code = values["completion_code"]
    found = FoundCase(
        **values
        | {
            "status": CaseStatus(values["status"]),
            "channel": Channel(values["channel"]),
            "completion_code": CompletionCode(code) if code else None,
            "light": None,
            "deadline": None,
        }
    )
    light, deadline = light_of(found, calendar, at)
    return replace(found, light=light, deadline=deadline)
