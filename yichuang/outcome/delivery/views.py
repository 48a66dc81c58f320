"""The issue desk (综合出件): scan, verify, hand over."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import CaseUnknown
from yichuang.casework.cases.types import CaseStatus
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowKind, WindowView
from yichuang.kernel.errors import DomainError
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import now
from yichuang.outcome.delivery import queries, services
from yichuang.outcome.delivery.errors import NoWindow
from yichuang.outcome.delivery.forms import HandOverForm

_WINDOW = "issue-window"
_TOKEN = re.compile(r"/progress/([A-Za-z0-9_-]{43})/?$")


def _at_window(request: HttpRequest) -> tuple[Actor, WindowView]:
    """Who is here, and the window results are handed out at: the chosen one, else the outlet's first.

    An issue window goes before others, an open one before a closed one.

    Raises:
        Unauthenticated; NotYourRole, NotYourPlace; NoWindow: the outlet has none.
    """
    actor = accounts.actor_of_request(request)
    windows = places.windows_of_outlet(accounts.outlet_of(actor, Act.DELIVER))
    chosen = request.session.get(_WINDOW)
    if not windows:
        raise NoWindow
    return actor, min(
        windows,
        key=lambda w: (str(w.id) != chosen, not w.is_open, w.kind is not WindowKind.ISSUE),
    )


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits here; a scanned code goes straight to its case."""
    _, window = _at_window(request)
    text = request.GET.get("q", "").strip()
    scanned = _scanned(text)
    if scanned:
        return redirect("delivery:case", scanned)
    rows = queries.waiting_results(
        outlet_id=window.outlet_id, text=text, after=_after(request.GET.get("after", ""))
    )
    page = rows[: queries.PAGE]
    names = parties.masked([row.applicant_id for row in page])
    older = ""
    if len(rows) > queries.PAGE:
        last = page[-1]
        older = "?" + urlencode({"q": text, "after": f"{last.prepared_at.isoformat()}_{last.case_id}"})
    context = _frame(window) | {
        "text": text,
        "rows": [(row, names[row.applicant_id].name) for row in page],
        "older": older,
    }
    return render(request, "delivery/desk.html", context)


@posted_from("delivery:desk")
def window(request: HttpRequest) -> HttpResponse:
    """Sit at another window of the outlet."""
    _, here = _at_window(request)
    chosen = request.POST.get("window", "")
    if chosen in {str(other.id) for other in places.windows_of_outlet(here.outlet_id)}:
        request.session[_WINDOW] = chosen
    return redirect("delivery:desk")


@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One result: verify who takes it, hand it over."""
    actor, here = _at_window(request)
    context = _case_context(number, actor)
    form = HandOverForm(request.POST or None, applicant_kind=context["applicant"].kind)
    refusal: DomainError | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.deliver_result(
                number=number, receiver=form.to_input(), window=here, actor=actor, at=now()
            )
        except DomainError as error:
            status = error.status
            refusal = None if form.take_errors(error.errors) else error
        else:
            messages.success(request, _("已送达，办件办结"))
            return redirect("delivery:case", number)
    if form.errors and status == 200:
        status = 422
    context |= {"form": form, "refusal": refusal} | _frame(here)
    return render(request, "delivery/case.html", context, status=status)


def _frame(here: WindowView) -> dict[str, Any]:
    """What surrounds every page of the desk."""
    return {"window": here, "windows": places.windows_of_outlet(here.outlet_id), "now": now()}


def _case_context(number: str, actor: Actor) -> dict[str, Any]:
    found = cases.case_for(actor, Act.READ_CASE, number)
    applicant, agent = cases.masked_people_of(found)
    return {
        "case": found,
        "applicant": applicant,
        "agent": agent,
        "result": queries.result_of(found.id),
        "hand_over": queries.hand_over_of(found.id),
        "can_deliver": found.status in (CaseStatus.AWAITING_ISSUE, CaseStatus.GRANTED),
        "authority_name": places.organisation(found.organisation_id).name,
    }


def _scanned(text: str) -> str:
    """The number of the case a scanned QR address or a whole case number leads to, or nothing."""
    token = _TOKEN.search(text)
    try:
        if token:
            return cases.case_by_token(token.group(1)).number
        return cases.case_by_number("".join(text.split())).number
    except CaseUnknown:
        return ""


def _after(text: str) -> tuple[datetime, UUID] | None:
    """The key of the last row of the page before; nonsense is the first page."""
    moment, _sep, case_id = text.rpartition("_")
    try:
        after = datetime.fromisoformat(moment), UUID(case_id)
    except ValueError:
        return None
    return after if after[0].tzinfo else None
