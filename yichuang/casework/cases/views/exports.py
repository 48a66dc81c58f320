"""导出办件: ask for a workbook of what a search found, see how far it is, fetch it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.casework.cases import services
from yichuang.casework.cases.services.exporting import KIND
from yichuang.casework.cases.views.search import asked_of
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel import long_tasks
from yichuang.kernel.downloads import result_download
from yichuang.kernel.errors import Conflict, DomainError, Invalid
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.live import tokens
from yichuang.kernel.models import TaskState
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import now


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """My exports; POST asks for another one with the filters of a search."""
    actor = accounts.actor_of_request(request)
    reach = accounts.reach(actor, Act.EXPORT_CASES)
    if request.method != "POST":
        return _page(request, actor)
    asked = asked_of(request.POST.dict(), actor, reach)
    try:
        if asked.wanted is None:
            raise Invalid(asked.notes[0] if asked.notes else _("查询条件有误，请回到查询页改正后再导出"))
        services.request_export(wanted=asked.wanted, words=asked.words, actor=actor, at=now())
    except (Conflict, Invalid) as refusal:
        return _page(request, actor, refusal=refusal, status=refusal.status)
    messages.success(request, _("已开始导出，完成后在这里下载"))
    return redirect("cases:exports")


@never_cache
@require_safe
def file(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The workbook, part by part."""
    actor = accounts.actor_of_request(request)
    return result_download(services.fetch_export(task_id=task_id, actor=actor, at=now()))


@posted_from("cases:exports")
def cancellation(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Give an export up."""
    actor = accounts.actor_of_request(request)
    try:
        services.cancel_export(task_id=task_id, actor=actor, at=now())
    except Conflict as refusal:
        return _page(request, actor, refusal=refusal, status=refusal.status)
    messages.success(request, _("已取消导出"))
    return redirect("cases:exports")


def _page(
    request: HttpRequest, actor: Actor, *, refusal: DomainError | None = None, status: int = 200
) -> HttpResponse:
    topic = long_tasks.topic_of(actor.principal)
    tasks = long_tasks.tasks_of(actor.principal, KIND)
    context = {
        "may_export": True,
        "tasks": tasks,
        "running": [task for task in tasks if task.state is TaskState.RUNNING],
        "waiting": [task for task in tasks if task.state is TaskState.WAITING],
        "ready": [task for task in tasks if task.state is TaskState.DONE],
        "refusal": refusal,
        "live_token": tokens.make(topic, settings.SECRET_KEY, now()),
    }
    return render_page_or_partial(request, "cases/exports.html", "tasks", context, status=status)
