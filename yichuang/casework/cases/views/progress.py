"""办件进度, by number and the phone's last four digits or by QR code; for staff, the people in full."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.casework.cases import queries, services
from yichuang.casework.cases.errors import CaseUnknown, TooManyGuesses
from yichuang.casework.cases.forms import PeopleForm
from yichuang.casework.cases.types import CaseView
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.errors import ReasonMissing
from yichuang.kernel.guesses import source_of
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.live import tokens
from yichuang.kernel.time import now

# what the page of a number and four digits is asked by: not the token of the paper
_TICKET = "cases.progress-by-number"
_TICKET_SECONDS = 12 * 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a number and four digits. Unknown and wrong sound alike, and wrong guesses are counted."""
    number = "".join((request.POST.get("number") or request.GET.get("number", "")).split())
    if request.method != "POST":
        return render(request, "cases/ask.html", {"number": number})
    last4 = request.POST.get("last4", "").strip()
    try:
        found = _look_up(number, last4, source_of(str(request.META.get("REMOTE_ADDR", ""))))
    except TooManyGuesses as refusal:
        context = {"number": number, "error": refusal.detail}
        response = render(request, "cases/ask.html", context, status=refusal.status)
        response["Retry-After"] = str(refusal.extra["retry_after_seconds"])
        return response
    if found is None:
        error = _("没有查到。请核对办件编号和申请时留的手机号后四位，或者扫收件凭证上的二维码。")
        return render(request, "cases/ask.html", {"number": number, "error": error}, status=404)
    return redirect("cases:progress-by-number", signing.dumps(str(found.id), salt=_TICKET))


def _look_up(number: str, last4: str, source: str) -> CaseView | None:
    """The case the two lead to, or None."""
    at = now()
    services.book_guess(source=source, number=number, at=at)
    try:
        case = queries.case_by_number(number)
    except CaseUnknown:
        return None
    people = [party for party in (case.applicant_id, case.agent_id) if party]
    if not any(parties.phone_ends_with(party, last4) for party in people):
        return None
    services.return_guess(source=source, number=number, at=at)
    return case


@never_cache
@require_safe
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """Where the case is, with its documents, for whoever holds the receipt."""
    address = f"{settings.SITE_URL.rstrip('/')}/progress/{token}/"
    return _progress(request, queries.case_by_token(token), address)


@never_cache
@require_safe
def progress_by_number(request: HttpRequest, ticket: str) -> HttpResponse:
    """Where the case is, for who knows its number and four digits of the phone: no document, no token."""
    try:
        case_id = UUID(signing.loads(ticket, salt=_TICKET, max_age=_TICKET_SECONDS))
    except (signing.BadSignature, ValueError):
        ask_again = reverse("cases:progress")
        # htmx cannot follow to another page: it would put it into this one
        return HttpResponse(headers={"HX-Redirect": ask_again}) if request.htmx else redirect(ask_again)  # type: ignore[attr-defined]
    return _progress(request, queries.case_by_id(case_id), "")


def _progress(request: HttpRequest, case: CaseView, address: str) -> HttpResponse:
    """The page, which follows the case live.

    Args:
        address: of the page that the receipt's QR code leads to; empty for who does not hold it.
    """
    context = {
        "progress": queries.progress_of(case, now()),
        "stages": [_(stage) for stage in queries.STAGES],
        "live_token": tokens.make(case.topic, settings.SECRET_KEY, now()),
        "here": request.path,
        "address": address,
    }
    return render_page_or_partial(request, "cases/progress.html", "state", context)


@never_cache
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, number: str) -> HttpResponse:
    """Applicant and agent in full, for staff whose case it is: a reason first, and it is on record."""
    actor = accounts.actor_of_request(request)
    queries.case_for(actor, Act.UNMASK, number)
    form = PeopleForm(request.POST if request.method == "POST" else None)
    context = {"number": number, "form": form}
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render_page_or_partial(request, "cases/people.html", "people", context, status=status)
    try:
        shown = services.show_people(number=number, actor=actor, reason=form.cleaned_data["reason"], at=now())
    except ReasonMissing as refusal:
        form.add_error("reason", refusal.detail)
        return render_page_or_partial(request, "cases/people.html", "people", context, status=refusal.status)
    return render_page_or_partial(request, "cases/people.html", "people", context | {"people": shown})
