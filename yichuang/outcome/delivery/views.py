"""The issue desk (综合出件): scan, verify, hand over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.casework.approval.types import Outcome
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import CaseUnknown
from yichuang.casework.cases.types import CaseStatus, CaseView
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Deadline
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind, NoticeView
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowKind, WindowView
from yichuang.kernel.errors import DomainError
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.outcome.delivery import queries, services
from yichuang.outcome.delivery.errors import NoWindow
from yichuang.outcome.delivery.forms import HandOverForm

_WINDOW = "issue-window"
_DELIVERABLE = (CaseStatus.AWAITING_ISSUE, CaseStatus.GRANTED, CaseStatus.REFUSED)


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
    at = now()
    due = request.GET.get("due", "")
    rows = queries.waiting_results(
        outlet_id=window.outlet_id,
        today=legal_date(at),
        text=text,
        due=due,
        after=_after(request.GET.get("after", "")),
    )
    page = rows[: queries.PAGE]
    names = parties.masked([row.applicant_id for row in page])
    kept = {key: value for key, value in (("due", due), ("q", text)) if value}
    older = ""
    if len(rows) > queries.PAGE:
        last = page[-1]
        older = "?" + urlencode(kept | {"after": f"{last.due_on or ''}_{last.case_id}"})
    context = _frame(window) | {
        "text": text,
        "due": due,
        "counts": queries.waiting_counts(outlet_id=window.outlet_id, today=legal_date(at)),
        "rows": [
            (row, names[row.applicant_id].name, _deadline(row.due_on, row.decided_at, at)) for row in page
        ],
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
            messages.success(request, _("已送达，办件办结。请打印送达回证，请领取人签字"))
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
    result = queries.result_of(found.id)
    return {
        "case": found,
        "applicant": applicant,
        "agent": agent,
        "result": result,
        "deadline": _deadline(result.due_on, found.decided_at, now()) if result else None,
        "is_refusal": found.status is CaseStatus.REFUSED
        or (result is not None and result.outcome is Outcome.REFUSED),
        "hand_over": queries.hand_over_of(found.id),
        "proof": _proof(found),
        "can_deliver": found.status in _DELIVERABLE,
        "authority_name": places.organisation(found.organisation_id).name,
    }


def _proof(case: CaseView) -> NoticeView | None:
    """The 送达回证 to print and have signed, once the case was handed over."""
    if case.status is not CaseStatus.DELIVERED:
        return None
    found = (paper for paper in notices.notices_of_case(case.number))
    return next((paper for paper in found if paper.kind is NoticeKind.SERVICE_RETURN), None)


def _scanned(text: str) -> str:
    """The number of the case a scanned QR address or a whole case number leads to, or nothing."""
    try:
        return cases.scanned_case(text).number
    except CaseUnknown:
        return ""


def _deadline(due_on: date | None, decided_at: datetime | None, at: datetime) -> Deadline | None:
    """The light of the hand-over (行政许可法 §44); None while its last day is not known."""
    if due_on is None or decided_at is None:
        return None
    return clocks.deadline(
        calendars.working_calendar(), due_on=due_on, at=at, started_on=legal_date(decided_at)
    )


def _after(text: str) -> tuple[date | None, UUID] | None:
    """The key of the last row of the page before; nonsense is the first page."""
    day, _sep, case_id = text.partition("_")
    try:
        return (date.fromisoformat(day) if day else None), UUID(case_id)
    except ValueError:
        return None
