"""事项质量: how good the published items are, by department."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.places import queries as places
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue.queries import quality as queries
from yichuang.offer.catalogue.rules.quality import TABLE, mean_score

PAGE = 20


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """``/catalogue/``: where an editor's work begins."""
    require_editor(request)
    return redirect("catalogue:quality")


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
    scores = [line.score for line in lines for _ in range(line.versions)]
    return {"lines": lines, "number": number, "score": mean_score(scores)}


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
    }


def require_editor(request: HttpRequest) -> None:
    """Whoever keeps any department's items may compare all of them: the report says nothing of people.

    Raises:
        Unauthenticated; NotYourRole: their work is not with the catalogue.
    """
    accounts.reach(accounts.actor_of_request(request), Act.EDIT_CATALOGUE)
