"""The counter (综窗工作台): one screen from the item to the receipt and the acceptance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import CaseUnknown
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.forms import AgentForm, MaterialsForm, PartyForm
from yichuang.casework.intake.types import Application
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents import services as documents
from yichuang.foundation.notices.types import Preview
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.errors import PlaceNotFound
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.errors import Conflict, DomainError, Invalid
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries as guidance
from yichuang.offer.guidance.types import ExactList
from yichuang.offer.scope import queries as scope
from yichuang.offer.scope.types import RECEIVING_KINDS

_WINDOW = "counter-window"
_WINDOW_SECONDS = 12 * 3600
_LIST = re.compile(r"/guide/([^/?#\s]+)/list/\?(\S*)$")
_PROGRESS = re.compile(r"/progress/([A-Za-z0-9_-]{43})/?$")
_NUMBER_LENGTH = 21
# what a browser shows itself; other types are saved
_SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})


def _at_window(request: HttpRequest) -> tuple[Actor, WindowView | None]:
    """Who is here and at which window; None while no window is chosen.

    Raises:
        Unauthenticated; NotYourRole, NotYourPlace: this person may not receive there.
    """
    actor = accounts.actor_of_request(request)
    window = _chosen_window(request)
    if window and accounts.may(
        actor, Act.RECEIVE, outlet_id=window.outlet_id, region_code=window.region_code
    ):
        return actor, window
    accounts.outlet_of(actor, Act.RECEIVE)
    return actor, None


def _chosen_window(request: HttpRequest) -> WindowView | None:
    chosen = request.session.get(_WINDOW) or request.get_signed_cookie(_WINDOW, "", max_age=_WINDOW_SECONDS)
    try:
        return places.window(UUID(chosen)) if chosen else None
    except PlaceNotFound:
        return None


@require_http_methods(["GET", "POST"])
def windows(request: HttpRequest) -> HttpResponse:
    """Choose the window one sits at today."""
    outlet_id = accounts.outlet_of(accounts.actor_of_request(request), Act.RECEIVE)
    receiving = [window for window in places.windows_of_outlet(outlet_id) if window.kind in RECEIVING_KINDS]
    chosen = next((w for w in receiving if w.is_open and str(w.id) == request.POST.get("window")), None)
    if chosen:
        request.session[_WINDOW] = str(chosen.id)
        response = redirect("counter:counter")
        # whoever has to sign in again at this computer still sits at this window
        response.set_signed_cookie(
            _WINDOW,
            str(chosen.id),
            max_age=_WINDOW_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
        return response
    context = {"outlet": places.outlet(outlet_id), "windows": receiving}
    return render(request, "intake/windows.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def counter(request: HttpRequest) -> HttpResponse:
    """The empty workbench: find the item the person came for."""
    _, window = _at_window(request)
    if window is None:
        return redirect("counter:windows")
    text = request.GET.get("q", "").strip()
    scanned = _scanned(text)
    if scanned:
        # htmx cannot follow to another page: it would put it into this one
        return HttpResponse(headers={"HX-Redirect": scanned}) if request.htmx else redirect(scanned)  # type: ignore[attr-defined]
    hits = catalogue.search(text, 20) if text else ()
    context = _frame(window) | {"text": text, "hits": hits}
    return render_page_or_partial(request, "intake/counter.html", "results", context)


def _scanned(text: str) -> str:
    """Where a scanned code leads: a personal list to its questions answered, a receipt to its case."""
    paper = _LIST.search(text)
    if paper:
        asked = parse_qs(paper.group(2)).get("answers", [""])[0]
        answers = guidance.decode_answers(asked)
        return reverse("counter:new", args=[unquote(paper.group(1))]) + _answers_query(answers)
    token = _PROGRESS.search(text)
    number = "".join(text.split())
    if not token and not (number.isdigit() and len(number) >= _NUMBER_LENGTH):
        return ""
    try:
        found = cases.case_by_token(token.group(1)) if token else cases.case_by_number(number)
    except CaseUnknown:
        return ""
    return reverse("counter:case", args=[found.number])


@require_GET
def new_case(request: HttpRequest, code: str) -> HttpResponse:
    """From the scenario questions to the exact list: what to look for on the table."""
    _, window = _at_window(request)
    if window is None:
        return redirect("counter:windows")
    version = catalogue.published_version(code, legal_date(now()))
    return render(request, "intake/new.html", _new_context(window, version, _answers(request.GET)))


@posted_from("counter:new")
def receipts(request: HttpRequest, code: str) -> HttpResponse:
    """Receive: everything typed stays when something is wrong."""
    actor, window = _at_window(request)
    if window is None:
        return redirect("counter:windows")
    at = now()
    version = catalogue.published_version(code, legal_date(at))
    context = _new_context(window, version, _answers(request.POST), request)
    forms = [context["applicant"], context["agent"], context["materials"]]
    status = 422
    if all([form.is_valid() for form in forms]):
        try:
            received = services.receive_case(
                application=_application(request, version, context), window=window, actor=actor, at=at
            )
        except (Invalid, Conflict) as refusal:
            taken = [
                context[who].take_errors(e for e in refusal.errors if e.pointer.startswith(f"/{who}/"))
                for who in ("applicant", "agent")
            ]
            context["refusal"] = None if any(taken) else refusal
            status = refusal.status
        else:
            return redirect("counter:case", received.number)
    context["wrong_count"] = sum(len(form.errors) for form in forms)
    return render(request, "intake/new.html", context, status=status)


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case at the counter: what is missing, or ready to accept."""
    actor, window = _at_window(request)
    if window is None:
        return redirect("counter:windows")
    return _case_page(request, number, actor, window)


@require_GET
def file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """A scan of a case, for staff who may read the case; each opening is on record."""
    actor = accounts.actor_of_request(request)
    found = services.open_file(number=number, file_id=file_id, actor=actor, at=now())
    shown = found.content_type in _SHOWN
    return HttpResponse(
        found.content,
        content_type=found.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=not shown, filename=found.name)
            or "",
            "Cache-Control": "private, no-store",
        },
    )


@posted_from("counter:case")
def fixes(request: HttpRequest, number: str) -> HttpResponse:
    """Record what was put right while the person stands here."""
    actor, window = _at_window(request)
    if window is None:
        return redirect("counter:windows")
    found = cases.case_by_number(number)
    form = MaterialsForm(queries.needed_materials(found), request.POST, request.FILES)
    if not form.is_valid():
        return _case_page(request, number, actor, window, form=form, status=422)
    try:
        gaps = services.fix_materials(
            number=number,
            materials=form.to_changes(_store_files(request, form), queries.current_checks(found)),
            window=window,
            actor=actor,
            at=now(),
        )
    except (Invalid, Conflict) as refusal:
        return _case_page(request, number, actor, window, form=form, refusal=refusal, status=refusal.status)
    if not gaps:
        messages.success(request, _("材料齐了，可以受理"))
    return redirect("counter:case", number)


@posted_from("counter:case")
def acceptance(request: HttpRequest, number: str) -> HttpResponse:
    """Accept: the clocks start."""
    actor, window = _at_window(request)
    if window is None:
        return redirect("counter:windows")
    try:
        services.accept_case(number=number, window=window, actor=actor, at=now())
    except DomainError as refusal:
        return _case_page(request, number, actor, window, refusal=refusal, status=refusal.status)
    messages.success(request, _("已受理，受理通知书已出具"))
    return redirect("counter:case", number)


def _frame(window: WindowView) -> dict[str, Any]:
    """What surrounds every page of the counter: the window and what it received last."""
    recent = cases.recent_of_window(window.id)
    names = parties.masked([row.applicant_id for row in recent])
    return {
        "window": window,
        "now": now(),
        "recent": [(row, names[row.applicant_id].name) for row in recent],
    }


def _answers(data: Any) -> dict[str, str]:
    """Scenario answers as the page sends them: ``answer.<question>=<option>``."""
    prefix = "answer."
    return {key[len(prefix) :]: value for key, value in data.items() if key.startswith(prefix) and value}


def _answers_query(answers: Mapping[str, str]) -> str:
    return "?" + urlencode({f"answer.{code}": option for code, option in answers.items()}) if answers else ""


def _new_context(
    window: WindowView, version: HandlingVersion, answers: dict[str, str], request: HttpRequest | None = None
) -> dict[str, Any]:
    exact: ExactList = guidance.exact_list(version, guidance.relevant_answers(version, answers))
    posted = (request.POST, request.FILES) if request else (None, None)
    allowed = scope.window_may_take(window=window, version=version, on=legal_date(now()))
    form = MaterialsForm(exact.materials, *posted)
    return _frame(window) | {
        "version": version,
        "exact": exact,
        "allowed": allowed,
        "answers_query": _answers_query(exact.answers),
        "scenario": cases.scenario_words(version, exact.answers),
        "due": queries.dates_if_accepted(version, now()),
        "applicant": PartyForm(posted[0], prefix="applicant"),
        "agent": AgentForm(posted[0], prefix="agent"),
        "materials": form,
        "lines": queries.material_lines(exact.materials, form.data if request else {}),
        "refusal": None,
    }


def _application(request: HttpRequest, version: HandlingVersion, context: dict[str, Any]) -> Application:
    agent: AgentForm = context["agent"]
    form: MaterialsForm = context["materials"]
    return Application(
        version.code,
        context["exact"].answers,
        context["applicant"].to_input(),
        form.to_inputs(_store_files(request, form)),
        agent.to_input() if agent.has_changed() else None,
    )


def _store_files(request: HttpRequest, form: MaterialsForm) -> dict[str, tuple[UUID, ...]]:
    """Store scans before the transaction; a refused file refuses the whole and names the material."""
    stored: dict[str, tuple[UUID, ...]] = {}
    for material in form.materials:
        uploads = request.FILES.getlist(f"{material.code}.file")
        if uploads:
            stored[material.code] = tuple(
                documents.store_file(content=upload.read(), name=upload.name or material.name, at=now())
                for upload in uploads
            )
    return stored


def _case_page(
    request: HttpRequest,
    number: str,
    actor: Actor,
    window: WindowView,
    *,
    form: MaterialsForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    page = queries.counter_case(number, actor, now())
    context = _frame(window) | {
        "page": page,
        "version": page.version,
        "due": page.due,
        "lines": queries.material_lines(page.needed, form.data) if form else page.lines,
        "form": form,
        "refusal": refusal,
        "newest": page.documents[-1] if page.documents else None,
        "downstream": f"/office/cases/{number}/at-window/",
        "paper": _paper(page, window, actor),
        "is_confirming": request.GET.get("confirm") == "accept",
    }
    return render(request, "intake/case.html", context, status=status)


def _paper(page: queries.CounterCase, window: WindowView, actor: Actor) -> Preview | None:
    """The document of an acceptance now, or nothing when the case cannot be accepted."""
    if not page.can_accept:
        return None
    return services.preview_acceptance(page=page, window=window, actor=actor, at=now())
