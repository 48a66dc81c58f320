"""导入导出: the catalogue as a workbook, asked for and fetched; a workbook checked and written as drafts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel import long_tasks
from yichuang.kernel.downloads import result_download
from yichuang.kernel.errors import Conflict, DomainError, Invalid
from yichuang.kernel.forms import WorkbookForm
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.live import tokens
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.queries import exporting, listing
from yichuang.offer.catalogue.services.workbook_export import EXPORT_KIND
from yichuang.offer.catalogue.types import Outcome
from yichuang.offer.catalogue.types.sheets import ExportContents, ExportWanted, ImportState, ImportStep
from yichuang.offer.catalogue.views.keeping import rail, reader

SHOWN_LINES = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def workbooks(request: HttpRequest) -> HttpResponse:
    """``/catalogue/workbooks/``: my exports and imports; POST asks for another export."""
    actor = reader(request)
    if request.method != "POST":
        return _workbooks(request, actor)
    contents = request.POST.get("contents", "")
    wanted = ExportWanted(
        request.POST.get("organisation", "")[:64].replace("\x00", ""),
        ExportContents(contents) if contents in set(ExportContents) else ExportContents.IN_FORCE,
    )
    try:
        services.request_item_export(wanted=wanted, actor=actor, at=now())
    except Conflict as refusal:
        return _workbooks(request, actor, refusal=refusal, status=refusal.status)
    messages.success(request, _("已开始导出，完成后在这里下载"))
    return redirect("catalogue:workbooks")


@never_cache
@require_safe
def export_file(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The workbook of an export."""
    actor = accounts.actor_of_request(request)
    return result_download(services.fetch_item_export(task_id=task_id, actor=actor, at=now()))


@posted_from("catalogue:workbooks")
def export_cancellation(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Give an export up."""
    actor = accounts.actor_of_request(request)
    try:
        services.cancel_item_export(task_id=task_id, actor=actor, at=now())
    except Conflict as refusal:
        return _workbooks(request, actor, refusal=refusal, status=refusal.status)
    messages.success(request, _("已取消导出"))
    return redirect("catalogue:workbooks")


@posted_from("catalogue:workbooks")
def imports(request: HttpRequest) -> HttpResponse:
    """Bring a workbook in and have it checked."""
    actor = reader(request)
    accounts.reach(actor, Act.EDIT_CATALOGUE)
    form = WorkbookForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            import_id = services.bring_workbook(content=file.read(), name=file.name, actor=actor, at=now())
        except (Conflict, Invalid) as refusal:
            form.add_error("file", refusal.detail)
        else:
            return redirect("catalogue:workbook-import", import_id)
    return _workbooks(request, actor, form=form, status=422)


@never_cache
@require_safe
def workbook_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """One import: how far it is, what would become or has become of its items."""
    return _import(request, reader(request), import_id)


@posted_from("catalogue:workbook-import")
def import_drafts(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Write what was checked as drafts, or go on with it."""
    actor = reader(request)
    try:
        services.apply_import(import_id=import_id, actor=actor, at=now())
    except Conflict as refusal:
        return _import(request, actor, import_id, refusal=refusal, status=refusal.status)
    return redirect("catalogue:workbook-import", import_id)


@posted_from("catalogue:workbook-import")
def import_check(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Go on with a check that was stopped."""
    actor = reader(request)
    try:
        services.check_again(import_id=import_id, actor=actor, at=now())
    except Conflict as refusal:
        return _import(request, actor, import_id, refusal=refusal, status=refusal.status)
    return redirect("catalogue:workbook-import", import_id)


@posted_from("catalogue:workbook-import")
def import_cancellation(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Stop the check, or the writing."""
    actor = reader(request)
    try:
        services.cancel_import(import_id=import_id, actor=actor, at=now())
    except Conflict as refusal:
        return _import(request, actor, import_id, refusal=refusal, status=refusal.status)
    messages.success(request, _("已停止，写好的草稿还在"))
    return redirect("catalogue:workbook-import", import_id)


@never_cache
@require_safe
def import_file(request: HttpRequest, import_id: UUID, step: str) -> HttpResponse:
    """The workbook that comes back, with its problems filled in."""
    if step not in set(ImportStep):
        raise Http404
    actor = accounts.actor_of_request(request)
    return result_download(
        services.fetch_import(import_id=import_id, step=ImportStep(step), actor=actor, at=now())
    )


def _workbooks(
    request: HttpRequest,
    actor: Actor,
    *,
    refusal: DomainError | None = None,
    form: WorkbookForm | None = None,
    status: int = 200,
) -> HttpResponse:
    bodies = listing.organisations_for(actor, Act.READ_CATALOGUE)
    context = _frame(actor) | {
        "exports": long_tasks.tasks_of(actor.principal, EXPORT_KIND),
        "imports": exporting.imports_of(actor),
        "organisations": [(body.code, body.name) for body in bodies] if len(bodies) > 1 else [],
        "contents": [(made.value, made.label) for made in ExportContents],
        "form": form or WorkbookForm(),
        "refusal": refusal,
    }
    return render_page_or_partial(request, "catalogue/workbooks.html", "tasks", context, status=status)


def _import(
    request: HttpRequest,
    actor: Actor,
    import_id: UUID,
    *,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    view = exporting.import_of(import_id, actor)
    shown = {
        outcome: exporting.lines_of_import(view.id, view.step, outcome, limit=SHOWN_LINES)
        for outcome in (Outcome.REFUSED, Outcome.CHANGED, Outcome.ADDED)
    }
    context = _frame(actor) | {
        "view": view,
        "counted": [(outcome, getattr(view.counts, outcome.value)) for outcome in Outcome],
        "groups": [(outcome, lines) for outcome, lines in shown.items() if lines],
        "shown_lines": SHOWN_LINES,
        "is_running": view.state in (ImportState.CHECKING, ImportState.APPLYING),
        "refusal": refusal,
    }
    return render_page_or_partial(
        request, "catalogue/workbook_import.html", "progress", context, status=status
    )


def _frame(actor: Actor) -> dict[str, Any]:
    topic = long_tasks.topic_of(actor.principal)
    return rail(actor, "workbooks") | {"live_token": tokens.make(topic, settings.SECRET_KEY, now())}
