"""From the item to the receipt: the window, the search, the exact list, the receipt (收件)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import CaseUnknown
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.errors import DraftChanged, DraftGone, ItemChanged, PageUsed
from yichuang.casework.intake.forms import MaterialsForm, PeopleForms
from yichuang.casework.intake.types import Application
from yichuang.casework.intake.views import newcase
from yichuang.casework.intake.views.frame import WINDOW, WINDOW_SECONDS, at_window, frame, store_files
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.types import PreparedFile
from yichuang.foundation.parties.types import AuthorityInput
from yichuang.foundation.places import queries as places
from yichuang.kernel.errors import Conflict, DomainError, Invalid
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.posts import PageSentAgain, once_a_page, posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.errors import ItemNotOffered
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries as guidance
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
        if words := _superseded(text):
            messages.warning(request, words)
        # htmx cannot follow to another page: it would put it into this one
        return HttpResponse(headers={"HX-Redirect": scanned}) if request.htmx else redirect(scanned)  # type: ignore[attr-defined]
    hits = catalogue.with_suspensions(catalogue.search(text, 20), legal_date(now())) if text else ()
    drafts = () if text else queries.drafts_of_outlet(window.outlet_id)
    often = () if text else catalogue.popular(6)
    context = frame(window) | {"text": text, "hits": hits, "often": often, "drafts": drafts}
    return render_page_or_partial(request, "intake/counter.html", "results", context)


def _scanned(text: str) -> str:
    """Where a scanned code leads: a personal list to its questions answered, a receipt to its case."""
    kept = guidance.read_list_code(text)
    if kept and guidance.has_list(kept):
        return reverse("counter:list", args=[kept])
    paper = _LIST.search(text)
    if paper:
        asked = parse_qs(paper.group(2)).get("answers", [""])[0]
        answers = guidance.decode_answers(asked)
        return reverse("counter:new", args=[unquote(paper.group(1))]) + newcase.answers_query(answers)
    if not _CODE.search(text):
        return ""
    try:
        found = cases.scanned_case(text)
    except CaseUnknown:
        return ""
    return reverse("counter:case", args=[found.number])


def _superseded(text: str) -> str:
    """What to say of a printed list whose version is not the one in force; empty: nothing."""
    paper = _LIST.search(text)
    printed = parse_qs(paper.group(2)).get("v", [""])[0] if paper else ""
    if paper is None or not printed.isascii() or not printed.isdigit():
        return ""
    try:
        version = catalogue.published_version(unquote(paper.group(1)), legal_date(now()))
    except DomainError:
        return ""  # the page it leads to says so
    if int(printed[:9]) == version.version_number:
        return ""
    return _("这份清单是按第 %(old)s 版印的，现在执行第 %(new)s 版，请按下面的清单核对") % {
        "old": int(printed[:9]),
        "new": version.version_number,
    }


@require_GET
def new_case(request: HttpRequest, code: str) -> HttpResponse:
    """From the scenario questions to the exact list: what to look for on the table."""
    _, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    version = catalogue.published_version(code, legal_date(now()))
    context = newcase.page(window, version, answers=newcase.answers_in(request.GET))
    return render(request, "intake/new.html", context)


@posted_from("counter:new")
def receipts(request: HttpRequest, code: str) -> HttpResponse:
    """Receive: everything typed stays when something is wrong."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    at = now()
    version, gone = newcase.offered(code, at)
    draft = newcase.draft_in(request)
    context = newcase.page(window, version, newcase.Filled(draft=draft), request=request, gone=gone)
    people: PeopleForms = context["people"]
    status = 422
    try:
        if gone:
            raise gone
        _check_version(request, version)
        if all([people.is_valid(), context["materials"].is_valid()]):
            application = _application(request, version, context)

            def receive() -> str:
                return services.receive_case(
                    application=application, window=window, actor=actor, at=at, draft=draft
                ).number

            return redirect("counter:case", _once(request, actor, at, receive))
    except (DraftChanged, DraftGone) as refusal:
        # what was typed here goes on by itself; the other's draft stays theirs
        context |= {"refusal": refusal, "other_draft": draft, "draft": None}
        status = refusal.status
    except (Invalid, Conflict, ItemNotOffered) as refusal:
        context["refusal"] = None if people.take_errors(refusal.errors) else refusal
        status = refusal.status
    context["wrong_count"] = people.wrong_count + len(context["materials"].errors)
    return render(request, "intake/new.html", context, status=status)


def _once(request: HttpRequest, actor: Actor, at: datetime, receive: Callable[[], str]) -> str:
    """The number of the case a page is received as: the first one, however often it is sent.

    Raises:
        PageUsed: it was received, and says something else now; whatever ``receive`` raises.
    """
    try:
        number, is_new = once_a_page(
            request, principal=actor.principal, at=at, write=receive, typed=newcase.typed_fields(request)
        )
    except PageSentAgain:
        raise PageUsed from None
    if not is_new:
        messages.info(request, _("这一页已经收过件，就是这一件，没有再收一次"))
    return number


def _check_version(request: HttpRequest, version: HandlingVersion) -> None:
    """Whether the list on the page is still the one in force.

    Raises:
        ItemChanged
    """
    shown = request.POST.get("version", "")
    if shown and shown != str(version.version_number):
        raise ItemChanged(
            f"“{version.name}”的指南在您填写的时候更新了，材料清单已经换成新的，请再核对一遍；填的内容都还在。"
        )


def _application(request: HttpRequest, version: HandlingVersion, context: dict[str, Any]) -> Application:
    people: PeopleForms = context["people"]
    form: MaterialsForm = context["materials"]
    scan = _prepared_paper(request, people)  # a refused one leaves none of the others behind
    return Application(
        version.code,
        context["exact"].answers,
        people.applicant.to_input(),
        form.to_inputs(store_files(request, form)),
        people.agent.to_input() if people.agent.is_bound else None,
        authority=_authority(people, version, scan),
        representative=people.representative.to_input() if people.representative.is_bound else None,
    )


def _prepared_paper(request: HttpRequest, people: PeopleForms) -> PreparedFile | None:
    """The scan of the agent's paper, when one is handed in."""
    scan = request.FILES.get("authority-file")
    if scan is None or not people.authority.is_bound:
        return None
    return documents.prepare_file(content=scan.read(), name=scan.name or "授权委托书")


def _authority(
    people: PeopleForms, version: HandlingVersion, scan: PreparedFile | None
) -> AuthorityInput | None:
    """The agent's paper when one is handed in."""
    if not people.authority.is_bound:
        return None
    file_id = documents.keep_file(prepared=scan, at=now()) if scan else None
    return people.authority.to_input(handling_code=version.code, on=legal_date(now()), file_id=file_id)
