"""Handbooks and notices (手册、告知单): as page, and as PDF that the worker makes.

办事指南 and 一次性告知单 are for everybody; 标准化受理手册 is for staff.
"""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.places import queries as places
from yichuang.kernel.guesses import source_of
from yichuang.kernel.time import SHANGHAI, legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.guidance import services
from yichuang.offer.guidance.errors import ListNotFinal, PaperNotReady, PaperUnknown
from yichuang.offer.guidance.queries import decode_answers, encode_answers, exact_list
from yichuang.offer.guidance.queries import papers as queries
from yichuang.offer.guidance.types import PaperKind, PaperOrder, PaperSubject

PAGE = 30
RETRY_AFTER_SECONDS = 2


@never_cache
@require_safe
def handbooks(request: HttpRequest) -> HttpResponse:
    """``/handbooks/``: the handbooks of the departments and of the windows."""
    context = {
        "departments": [body for body in places.organisations() if _offers(body.id)],
        "outlets": [(outlet, places.windows_of_outlet(outlet.id)) for outlet in places.outlets()],
        "kinds": _kinds(request),
    }
    return render(request, "guidance/handbooks.html", context)


@never_cache
@require_safe
def item_paper(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """A handbook of one item, or the notice of one of its scenarios, as page."""
    return _page(request, _of_item(request, kind, code), "item-pdf", [kind, code])


@never_cache
@require_safe
def item_pdf(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    return _pdf(request, _of_item(request, kind, code))


@never_cache
@require_safe
def department_paper(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """What a department's handbook has in it; each item is a page of its own."""
    order = _of_department(request, kind, code)
    body = places.organisation_by_code(code)
    items = offered_items(order.on, organisation_id=body.id)
    context = {"order": order, "versions": items, "pdf_url": _url("department-pdf", [kind, code])}
    return render(request, "guidance/booklet.html", context)


@never_cache
@require_safe
def department_pdf(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    return _pdf(request, _of_department(request, kind, code))


@never_cache
@require_safe
def window_paper(request: HttpRequest, kind: str, outlet: str, code: str) -> HttpResponse:
    """What a window may take, page by page; each item is a page of its own."""
    order = _of_window(request, kind, outlet, code)
    after = request.GET.get("after", "")[:80]
    window = places.window_by_code(outlet, code)
    found = queries.page_of_window(window, order.on, after=after, limit=PAGE + 1)
    more = f"{order.path}?{urlencode({'after': found[PAGE - 1].code})}" if len(found) > PAGE else ""
    context = {
        "order": order,
        "versions": found[:PAGE],
        "first": order.path if after else "",
        "next": more,
        "pdf_url": _url("window-pdf", [kind, outlet, code]),
    }
    return render(request, "guidance/booklet.html", context)


@never_cache
@require_safe
def window_pdf(request: HttpRequest, kind: str, outlet: str, code: str) -> HttpResponse:
    return _pdf(request, _of_window(request, kind, outlet, code))


@never_cache
@require_safe
def list_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """A personal list as PDF: the notice of its scenario with its code. Only while it holds."""
    at = now()
    today = services.open_list(code=code, source=_source(request), at=at)
    if not today.is_valid:
        return redirect("guidance:kept-list", today.kept.code)
    order = PaperOrder(
        kind=PaperKind.NOTICE,
        subject=PaperSubject.ITEM,
        subject_name=today.kept.version.name,
        versions=(today.kept.version.id,),
        path=reverse("guidance:kept-list", args=[today.kept.code]),
        on=legal_date(at),
        answers=today.kept.answers,
        list_code=today.kept.code,
    )
    return _pdf(request, order)


@never_cache
@require_safe
def plan_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """A plan as it was handed over, the revision in force. The project's name is not in the order."""
    at = now()
    plan = services.open_plan(code=code, source=_source(request), at=at).plan
    order = PaperOrder(
        kind=PaperKind.PLAN,
        subject=PaperSubject.ITEM,
        subject_name=plan.printed_code,
        versions=(),
        path=reverse("guidance:plan", args=[plan.code]),
        on=legal_date(at),
        hour=at.astimezone(SHANGHAI).hour,  # another tracker is printed anew
        plan=plan.id,
        revision=plan.revision,
    )
    return _pdf(request, order)


def _of_item(request: HttpRequest, kind_code: str, code: str) -> PaperOrder:
    """
    Raises:
        ItemUnknown, ItemNotOffered, ItemNeedsChoice, InvalidAnswer
        ListNotFinal: a notice, and a question is open.
    """
    kind, on = _kind(request, kind_code), legal_date(now())
    version = catalogue.published_version(code, on)
    path, answers = reverse("guidance:item-paper", args=[kind.value, version.code]), None
    if kind is PaperKind.NOTICE:
        answers = decode_answers(request.GET.get("answers", ""))
        exact = exact_list(version, answers)
        if exact.unanswered or not version.takes_applications:
            raise ListNotFinal
        path += f"?{urlencode({'answers': encode_answers(answers)})}" if answers else ""
    return PaperOrder(kind, PaperSubject.ITEM, version.name, (version.id,), path, on, answers)


def _of_department(request: HttpRequest, kind_code: str, code: str) -> PaperOrder:
    """
    Raises:
        PlaceNotFound; PaperUnknown: it offers nothing.
    """
    kind, on = _booklet_kind(request, kind_code), legal_date(now())
    body = places.organisation_by_code(code)
    items = offered_items(on, organisation_id=body.id)
    versions = tuple(item.version_id for item in items if item.version_id)
    if not versions:
        raise PaperUnknown
    path = reverse("guidance:department-paper", args=[kind.value, code])
    return PaperOrder(kind, PaperSubject.DEPARTMENT, body.name, versions, path, on)


def _of_window(request: HttpRequest, kind_code: str, outlet: str, code: str) -> PaperOrder:
    """
    Raises:
        PlaceNotFound
    """
    kind, at = _booklet_kind(request, kind_code), now()
    window = places.window_by_code(outlet, code)
    return PaperOrder(
        kind=kind,
        subject=PaperSubject.WINDOW,
        subject_name=f"{window.outlet_name} {window.code} {window.label}",
        versions=(),
        path=reverse("guidance:window-paper", args=[kind.value, outlet, code]),
        on=legal_date(at),
        window=window.id,
        hour=at.astimezone(SHANGHAI).hour,
    )


def _kind(request: HttpRequest, code: str) -> PaperKind:
    """The kind of paper, for those who may read it.

    Raises:
        PaperUnknown; Unauthenticated: the clerks' handbook, and nobody is signed in.
    """
    kind = next((kind for kind in PaperKind if kind.value == code), None)
    if kind is None or kind is PaperKind.PLAN:  # a plan has its own address, behind its code
        raise PaperUnknown
    if kind is PaperKind.MANUAL:
        accounts.actor_of_request(request)
    return kind


def _booklet_kind(request: HttpRequest, code: str) -> PaperKind:
    kind = _kind(request, code)
    if kind is PaperKind.NOTICE:  # of one item's scenario, never of many items
        raise PaperUnknown
    return kind


def _kinds(request: HttpRequest) -> list[PaperKind]:
    return [PaperKind.GUIDE, PaperKind.MANUAL] if request.user.is_authenticated else [PaperKind.GUIDE]


def _offers(organisation_id: UUID) -> bool:
    found = catalogue.versions_in_force(legal_date(now()), organisation_id=organisation_id)
    return next(found, None) is not None


def _page(request: HttpRequest, order: PaperOrder, pdf: str, args: list[str]) -> HttpResponse:
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    words = queries.paper_words(order)
    context = {
        "order": order,
        "paper": words,
        "chapters": words["items"],
        "address": settings.SITE_URL.rstrip("/") + order.path,
        "pdf_url": _url(pdf, args) + query,
    }
    return render(request, "guidance/paper.html", context)


def _url(name: str, args: list[str]) -> str:
    return reverse(f"guidance:{name}", args=args)


def _pdf(request: HttpRequest, order: PaperOrder) -> HttpResponse:
    paper_id = services.ask_for_paper(order=order, source=_source(request), at=now())
    # a booklet is not waited for: the page asks again by itself
    file = queries.paper_file(paper_id) if order.is_booklet else queries.wait_for_paper(paper_id)
    if file.content is None:
        return _not_ready(request)
    response = HttpResponse(file.content, content_type="application/pdf")
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=file.name) or ""
    )
    return response


def _not_ready(request: HttpRequest) -> HttpResponse:
    """A page that says so and asks again by itself."""
    error = PaperNotReady(_("手册正在生成，页面会自动重新打开；大部门的手册要等一会儿。"))
    response = render(request, "errors/problem.html", {"problem": error}, status=error.status)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Refresh"] = str(RETRY_AFTER_SECONDS)
    return response


def _source(request: HttpRequest) -> str:
    return source_of(str(request.META.get("REMOTE_ADDR", "")))
