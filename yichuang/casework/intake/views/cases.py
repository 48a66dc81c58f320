"""One case at the counter: its page, its scans, and what is done with it before acceptance and at it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.forms import MaterialsForm
from yichuang.casework.intake.views.frame import at_window, frame, store_files
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices.types import Preview
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.errors import Conflict, DomainError, Invalid
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import now

# what a browser shows itself; other types are saved
_SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case at the counter: what is missing, or ready to accept."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    return case_page(request, number, actor, window)


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
    """Record what was put right while the person stands here; then, if asked, tell of what is not."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    found = cases.case_by_number(number)
    form = MaterialsForm(queries.needed_materials(found), request.POST, request.FILES)
    if not form.is_valid():
        return case_page(request, number, actor, window, form=form, status=422)
    tells = request.POST.get("then") == "tell"
    try:
        changes = form.to_changes(store_files(request, form), queries.current_checks(found))
        if tells and not changes:
            return redirect("counter:correction-notice", number)
        gaps = services.fix_materials(
            number=number,
            materials=changes,
            window=window,
            actor=actor,
            at=now(),
            seen=_seen(request),
        )
    except (Invalid, Conflict) as refusal:
        return case_page(request, number, actor, window, form=form, refusal=refusal, status=refusal.status)
    if gaps and tells:
        return redirect("counter:correction-notice", number)
    if not gaps:
        messages.success(request, _("材料齐了，可以受理"))
    return redirect("counter:case", number)


def _seen(request: HttpRequest) -> int | None:
    """How many acts the case had when this page was read."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 7 else None


@posted_from("counter:case")
def acceptance(request: HttpRequest, number: str) -> HttpResponse:
    """Accept: the clocks start."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    try:
        services.accept_case(number=number, window=window, actor=actor, at=now())
    except DomainError as refusal:
        return case_page(request, number, actor, window, refusal=refusal, status=refusal.status)
    messages.success(request, _("已受理，受理通知书已出具"))
    return redirect("counter:case", number)


def case_page(
    request: HttpRequest,
    number: str,
    actor: Actor,
    window: WindowView,
    *,
    form: MaterialsForm | None = None,
    refusal: DomainError | None = None,
    typed: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The page of a case. ``typed``: what was written for an act whose form it no longer shows."""
    page = queries.counter_case(number, actor, now())
    context = frame(window) | {
        "page": page,
        "light": cases.light_for(page.case, now()),
        "version": page.version,
        "due": page.due,
        "lines": queries.material_lines(page.needed, form.data) if form else page.lines,
        "form": form,
        "refusal": refusal,
        "typed": typed,
        "newest": page.documents[-1] if page.documents else None,
        "downstream": f"/office/cases/{number}/at-window/",
        "paper": _paper(page, window, actor),
        "is_confirming": request.GET.get("confirm") == "accept",
        "ways_out": queries.ways_out(page.case, window, actor),
    }
    return render(request, "intake/case.html", context, status=status)


def _paper(page: queries.CounterCase, window: WindowView, actor: Actor) -> Preview | None:
    """The document of an acceptance now, or nothing when the case cannot be accepted."""
    if not page.can_accept:
        return None
    return services.preview_acceptance(page=page, window=window, actor=actor, at=now())
