"""What surrounds every page of the department's desk: who is here, the list by deadline, its filters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yichuang.casework.approval import queries
from yichuang.casework.approval.types import WorkRow
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Deadline
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.kernel.live import tokens
from yichuang.kernel.time import legal_date, now

_ROLES = (Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD, Role.CHIEF_REPRESENTATIVE)


def department(request: HttpRequest) -> tuple[Actor, tuple[UUID, ...]]:
    """Who is here, and the departments they work for.

    Raises:
        Unauthenticated; NotYourRole: no post in a department.
    """
    actor = accounts.actor_of_request(request)
    held = [post.organisation_id for post in actor.posts if post.role in _ROLES and post.organisation_id]
    if not held:
        raise NotYourRole(_("这里是部门审批的工作台，您的岗位不在部门。"))
    return actor, tuple(dict.fromkeys(held))


def regions_of(actor: Actor, organisation_ids: tuple[UUID, ...]) -> tuple[str, ...]:
    """The regions of the actor's posts in these departments: a branch works for its own town."""
    return tuple({post.region_code for post in actor.posts if post.organisation_id in organisation_ids})


def list_context(request: HttpRequest, number: str = "") -> dict[str, Any]:
    """Who is here and one page of the list, filtered by the address.

    Args:
        number: of the file that is open beside it.
    """
    actor, organisation_ids = department(request)
    at = now()
    today = legal_date(at)
    soon_until = queries.soon_until(today)
    region_codes = regions_of(actor, organisation_ids)
    due = request.GET.get("due", "")
    whose = request.GET.get("whose", "")
    text = request.GET.get("q", "").strip()
    rows = queries.worklist(
        organisation_ids=organisation_ids,
        region_codes=region_codes,
        today=today,
        soon_until=soon_until,
        due=due,
        mine=actor.user_id if whose == "mine" else None,
        unclaimed=whose == "nobody",
        text=text,
        after=_after(request.GET.get("after", "")),
    )
    page = rows[: queries.PAGE]
    kept = {key: value for key, value in (("due", due), ("whose", whose), ("q", text)) if value}
    current = number or request.GET.get("file", "")
    place = {key: value for key, value in (("after", request.GET.get("after")), ("file", current)) if value}
    return {
        "actor": actor,
        "reviews_items": any(post.role is Role.DEPARTMENT_HEAD for post in actor.posts),
        "now": at,
        "place": "、".join(places.organisation(organisation_id).name for organisation_id in organisation_ids),
        "counts": queries.work_counts(
            organisation_ids=organisation_ids,
            region_codes=region_codes,
            today=today,
            soon_until=soon_until,
            user_id=actor.user_id,
        ),
        "rows": shown(page, at),
        "today": today,
        "due": due,
        "whose": whose,
        "text": text,
        "filters": {name or "all": _with_due(kept, name) for name in ("", *queries.DUE)},
        "query": f"?{urlencode(kept)}" if kept else "",
        "current_number": current,
        "here": f"{reverse('approval:office')}?{urlencode(kept | place)}",
        "live_tokens": [
            tokens.make(queries.topic_of(organisation_id), settings.SECRET_KEY, at)
            for organisation_id in organisation_ids
        ],
        "older": _older(rows, kept),
    }


def shown(rows: tuple[WorkRow, ...], at: datetime) -> list[tuple[WorkRow, str, Deadline]]:
    """Each line with its masked applicant and its light."""
    names = parties.masked([row.applicant_id for row in rows])
    return [(row, names[row.applicant_id].name, _deadline(row, at)) for row in rows]


def _with_due(kept: dict[str, str], due: str) -> str:
    """The query of the same list, filtered by another deadline."""
    query = {key: value for key, value in kept.items() if key != "due"} | ({"due": due} if due else {})
    return f"?{urlencode(query)}" if query else ""


def _deadline(row: WorkRow, at: datetime) -> Deadline:
    """The promise's light on one line."""
    started = legal_date(row.accepted_at) if row.accepted_at else None
    return clocks.deadline(
        calendars.working_calendar(), due_on=row.promised_due_on, at=at, started_on=started
    )


def _older(rows: tuple[WorkRow, ...], kept: dict[str, str]) -> str:
    """Address of the next page, or nothing."""
    if len(rows) <= queries.PAGE:
        return ""
    last = rows[queries.PAGE - 1]
    key = f"{last.promised_due_on or ''}_{last.case_id}"
    return "?" + urlencode(kept | {"after": key})


def _after(text: str) -> tuple[date | None, UUID] | None:
    """The key of the last row of the page before; nonsense is the first page."""
    promise, _sep, case_id = text.partition("_")
    try:
        return (date.fromisoformat(promise) if promise else None), UUID(case_id)
    except ValueError:
        return None
