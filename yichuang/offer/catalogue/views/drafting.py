"""修改草稿: a draft opened, looked over as a whole, undone and redone; its elements and its lists."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.kernel.errors import DomainError
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.errors import DraftNotOpen, ScenarioTooLarge
from yichuang.offer.catalogue.forms import ELEMENT_FORMS
from yichuang.offer.catalogue.queries import drafting as queries
from yichuang.offer.catalogue.views.draft_frame import Frame, Page, answer_edit, frame_of, page_context


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The draft as a whole: what is different, what is wrong, what was done; POST opens it."""
    actor = accounts.actor_of_request(request)
    if request.method == "POST":
        services.open_draft(code=code, actor=actor, at=now())
        return redirect("catalogue:draft", code)
    try:
        frame = frame_of(request, code)
    except DraftNotOpen:
        published = queries.newest_published(code)
        accounts.require(actor, Act.EDIT_CATALOGUE, organisation_id=published.organisation_id)
        return render(request, "catalogue/draft_none.html", {"version": published})
    return render(request, "catalogue/draft.html", page_context(frame, "draft"))


@posted_from("catalogue:draft")
def draft_history(request: HttpRequest, code: str) -> HttpResponse:
    """Undo or redo one edit."""
    frame = frame_of(request, code)
    revision = request.POST.get("revision", "")
    step = services.redo_edit if request.POST.get("step") == "redo" else services.undo_edit
    try:
        step(
            code=code,
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else -1,
            actor=frame.actor,
            at=now(),
        )
    except DomainError as refusal:
        context = page_context(frame_of(request, code), "draft") | {"refusal": refusal}
        return render(request, "catalogue/draft.html", context, status=refusal.status)
    messages.success(request, queries.open_draft_of(code).revisions[0].words)
    return redirect("catalogue:draft", code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft_elements(request: HttpRequest, code: str, part: str = "") -> HttpResponse:
    """What it is called, how long it takes, how it is handled, what it rests on: a form for each."""
    if part and part not in ELEMENT_FORMS:
        raise Http404

    def forms(frame: Frame) -> dict[str, Any]:
        return {
            name: lambda data=None, form=form, name=name: form(
                data, content=frame.version, revision=frame.revision, part=name
            )
            for name, form in ELEMENT_FORMS.items()
        }

    here = Page("elements", "catalogue/draft_elements.html", "catalogue:draft-elements", (code,))
    return answer_edit(request, code, part, here, forms)


@never_cache
@require_safe
def draft_lists(request: HttpRequest, code: str) -> HttpResponse:
    """Every distinct list the questions lead to, with answers that lead there."""
    frame = frame_of(request, code)
    context = page_context(frame, "lists")
    try:
        context["lists"] = queries.scenario_lists(frame.version)
    except ScenarioTooLarge as refusal:
        context["too_large"] = refusal.detail
    return render(request, "catalogue/draft_lists.html", context)
