"""Whose plans are open, and whose next date is when (方案列表)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor, Reach
from yichuang.kernel.time import legal_date
from yichuang.offer.guidance.models import Plan
from yichuang.offer.guidance.queries.plans import plan_deadline, plan_view
from yichuang.offer.guidance.types import PlanRow, PlanStatus

PLAN_PAGE = 30
PLANS_LISTED = ("open", "mine", "late", "draft", "ended")
"""Filters of the list."""

_ENDED = (PlanStatus.COMPLETED.value, PlanStatus.ABANDONED.value)
_FOLLOWED = (PlanStatus.HANDED_OVER.value, PlanStatus.FOLLOWED.value)
# a plan without a next date stands behind those that have one
_NO_DATE = date(9999, 12, 31)


@dataclass(frozen=True)
class PlansWanted:
    """What of the list is shown. ``after``: next day and id of the last row of the page before."""

    listed: str = "open"
    after: tuple[date, UUID] | None = None


def plan_list(actor: Actor, wanted: PlansWanted, at: datetime) -> tuple[PlanRow, ...]:
    """One page of the plans within the actor's posts, the earliest next date first.

    One row more than a page tells that there is a next one.

    Raises:
        NotYourRole
    """
    rows = _within(accounts.reach(actor, Act.READ_PLAN)).filter(_listed(wanted.listed, actor, legal_date(at)))
    dated = rows.annotate(by_date=Coalesce("next_due_on", _NO_DATE))
    if wanted.after:
        day, row_id = wanted.after
        dated = dated.filter(Q(by_date__gt=day) | Q(by_date=day, id__gt=row_id))
    return tuple(
        PlanRow(plan_view(row), plan_deadline(row, at))
        for row in dated.order_by("by_date", "id")[: PLAN_PAGE + 1]
    )


def plan_counts(actor: Actor, at: datetime) -> dict[str, int]:
    """The figures over the list, by filter. One statement."""
    today = legal_date(at)
    return _within(accounts.reach(actor, Act.READ_PLAN)).aggregate(
        **{name: Count("pk", filter=_listed(name, actor, today)) for name in PLANS_LISTED}
    )


def _within(reach: Reach) -> QuerySet[Plan]:
    parts: Iterable[Q] = (
        Q(outlet_id__in=reach.outlets),
        *(Q(region_code__startswith=region) for region in reach.regions),
    )
    return Plan.objects.filter(reduce(or_, parts))


def _listed(listed: str, actor: Actor, today: date) -> Q:
    if listed == "mine":
        return Q(tracker_id=actor.user_id, status__in=_FOLLOWED)
    if listed == "late":
        return Q(status__in=_FOLLOWED, next_due_on__lt=today)
    if listed == "draft":
        return Q(status=PlanStatus.DRAFT.value)
    return Q(status__in=_ENDED) if listed == "ended" else ~Q(status__in=_ENDED)
