"""事项质量: how good the published items are, by department."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.places import queries as places
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue.queries import quality as queries
from yichuang.offer.catalogue.queries.trend import first_scores, trend
from yichuang.offer.catalogue.rules.quality import TABLE
from yichuang.offer.catalogue.rules.trend import chart, first_shown, turns
from yichuang.offer.catalogue.types.quality import TrendPoint

PAGE = 20


@never_cache
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """事项质量: every department with its mark, or with ``organisation`` its items one by one."""
    require_editor(request)
    today, code = legal_date(now()), request.GET.get("organisation", "").strip()[:64]
    context = _of_organisation(code, today, request.GET.get("after", "")[:64]) if code else _of_all(today)
    context |= {
        "organisations": [(body.code, body.name) for body in places.organisations()],
        "chosen": code,
        "rules": [(rule, check.severity, check.source) for rule, check in TABLE.items()],
    }
    return render(request, "catalogue/quality.html", context)


def _of_all(today: date) -> dict[str, Any]:
    lines = queries.quality_by_organisation(today)
    number = sum(line.versions for line in lines)
    earlier = first_scores(today)
    changes = [(line, _change(line.score, earlier.get(line.organisation_id))) for line in lines]
    points = sum(line.points for line in lines)
    score = points // max(number, 1)
    return {"lines": changes, "number": number, "score": score} | _trend(trend(today), today)


def _change(score: int, earlier: TrendPoint | None) -> int | None:
    """How much better or worse a mark is than the oldest one of the trend; None: there is none."""
    return None if earlier is None else score - earlier.score


def _trend(points: Sequence[TrendPoint], today: date) -> dict[str, Any]:
    """The last 90 days, drawn and in words; the page knows today's mark without it."""
    return {
        "points": points,
        "chart": chart(points, today),
        "turns": turns(points),
        "first_shown": first_shown(today),
        "today": today,
    }


def _of_organisation(code: str, today: date, after: str) -> dict[str, Any]:
    """A page of the items of a department.

    Raises:
        PlaceNotFound: no such department.
    """
    body = places.organisation_by_code(code)
    found = queries.quality_of_organisation(body.id, today, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    here = reverse("catalogue:quality")
    return {
        "organisation": body,
        "shown": shown,
        "first": f"{here}?{urlencode({'organisation': code})}" if after else "",
        "next": f"{here}?{urlencode({'organisation': code, 'after': shown[-1].code})}"
        if len(found) > PAGE
        else "",
    } | _trend(trend(today, body.id), today)


def require_editor(request: HttpRequest) -> None:
    """Whoever keeps any department's items may compare all of them: the report says nothing of people.

    Raises:
        Unauthenticated; NotYourRole: their work is not with the catalogue.
    """
    accounts.reach(accounts.actor_of_request(request), Act.EDIT_CATALOGUE)
