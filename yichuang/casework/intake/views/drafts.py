"""Drafts at the counter: saved while somebody types, gone on with at any window, deleted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yichuang.casework.intake import queries, services
from yichuang.casework.intake.errors import DraftChanged, DraftGone
from yichuang.casework.intake.types import DraftInput
from yichuang.casework.intake.views import newcase
from yichuang.casework.intake.views.frame import at_window
from yichuang.casework.intake.views.people import fill_from_reader, typed_by_reader
from yichuang.kernel.errors import Conflict, Invalid
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import SHANGHAI, now


@posted_from("counter:new")
def drafts(request: HttpRequest, code: str) -> HttpResponse:
    """Save what the form holds. The page's script asks for JSON; a button leads to the draft's page.

    A line that a keyboard reader typed with its Enter lands here too, and is taken for what it is.
    """
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    at = now()
    version, gone = newcase.offered(code, at)
    if who := typed_by_reader(request):
        filled = fill_from_reader(request, who, actor)
        return render(request, "intake/new.html", newcase.page(window, version, filled, gone=gone))
    draft = newcase.draft_in(request)
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        saved = services.save_draft(
            content=DraftInput(version.code, version.name, newcase.typed_fields(request)),
            draft=draft,
            window=window,
            actor=actor,
            at=at,
        )
    except (Invalid, Conflict) as refusal:
        if wants_json:
            return JsonResponse({"code": refusal.code, "detail": refusal.detail}, status=refusal.status)
        is_lost = isinstance(refusal, DraftChanged | DraftGone)
        filled = newcase.Filled(newcase.typed_fields(request), None if is_lost else draft)
        context = newcase.page(window, version, filled, gone=gone) | {
            "refusal": refusal,
            "other_draft": draft if isinstance(refusal, DraftChanged) else None,
        }
        return render(request, "intake/new.html", context, status=refusal.status)
    if wants_json:
        saved_at = f"{at.astimezone(SHANGHAI):%H:%M}"
        return JsonResponse({"id": str(saved.id), "revision": saved.revision, "saved_at": saved_at})
    messages.success(request, _("草稿存好了，本网点的任何窗口都可以接着填"))
    return redirect("counter:draft", saved.id)


@require_GET
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Go on with a draft, whoever of this outlet began it."""
    _actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    found = queries.draft(draft_id, window.outlet_id)
    version, gone = newcase.offered(found.handling_code, now())
    context = newcase.page(window, version, newcase.Filled(found.fields, found.ref), gone=gone)
    return render(request, "intake/new.html", context | {"resumed": found})


@posted_from("counter:draft")
def draft_removal(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Delete a draft nobody wants."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    services.discard_draft(draft_id=draft_id, window=window, actor=actor)
    messages.success(request, _("草稿已删除"))
    return redirect("counter:counter")
