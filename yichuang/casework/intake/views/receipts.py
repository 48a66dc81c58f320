"""From the item to the receipt: the window, the search, the exact list, the receipt (收件)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import CaseUnknown
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.forms import AgentForm, MaterialsForm, PartyForm
from yichuang.casework.intake.types import Application
from yichuang.casework.intake.views.frame import WINDOW, WINDOW_SECONDS, at_window, frame, store_files
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.errors import Conflict, Invalid
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries as guidance
from yichuang.offer.guidance.types import ExactList
from yichuang.offer.scope import queries as scope
from yichuang.offer.scope.types import RECEIVING_KINDS

_LIST = re.compile(r"/guide/([^/?#\s]+)/list/\?(\S*)$")
_CODE = re.compile(r"/(?:progress|d)/[^/]+/?$|^[\s\d]{21,}$")


@require_http_methods(["GET", "POST"])
def windows(request: HttpRequest) -> HttpResponse:
    """Choose the window one sits at today."""
    outlet_id = accounts.outlet_of(accounts.actor_of_request(request), Act.RECEIVE)
    receiving = [window for window in places.windows_of_outlet(outlet_id) if window.kind in RECEIVING_KINDS]
    chosen = next((w for w in receiving if w.is_open and str(w.id) == request.POST.get("window")), None)
    if chosen:
        request.session[WINDOW] = str(chosen.id)
        response = redirect("counter:counter")
        # whoever has to sign in again at this computer still sits at this window
        response.set_signed_cookie(
            WINDOW,
            str(chosen.id),
            max_age=WINDOW_SECONDS,
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
    _, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    text = request.GET.get("q", "").strip()
    scanned = _scanned(text)
    if scanned:
        # htmx cannot follow to another page: it would put it into this one
        return HttpResponse(headers={"HX-Redirect": scanned}) if request.htmx else redirect(scanned)  # type: ignore[attr-defined]
    hits = catalogue.search(text, 20) if text else ()
    context = frame(window) | {"text": text, "hits": hits}
    return render_page_or_partial(request, "intake/counter.html", "results", context)


def _scanned(text: str) -> str:
    """Where a scanned code leads: a personal list to its questions answered, a receipt to its case."""
    paper = _LIST.search(text)
    if paper:
        asked = parse_qs(paper.group(2)).get("answers", [""])[0]
        answers = guidance.decode_answers(asked)
        return reverse("counter:new", args=[unquote(paper.group(1))]) + _answers_query(answers)
    if not _CODE.search(text):
        return ""
    try:
        found = cases.scanned_case(text)
    except CaseUnknown:
        return ""
    return reverse("counter:case", args=[found.number])


@require_GET
def new_case(request: HttpRequest, code: str) -> HttpResponse:
    """From the scenario questions to the exact list: what to look for on the table."""
    _, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    version = catalogue.published_version(code, legal_date(now()))
    return render(request, "intake/new.html", _new_context(window, version, _answers(request.GET)))


@posted_from("counter:new")
def receipts(request: HttpRequest, code: str) -> HttpResponse:
    """Receive: everything typed stays when something is wrong."""
    actor, window = at_window(request)
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
    return frame(window) | {
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
        form.to_inputs(store_files(request, form)),
        agent.to_input() if agent.has_changed() else None,
    )
