"""下沉清单: the list of what is sunk, as a workbook out and in; looked at before anything is granted.

A list that was brought in is named in the address by a signed word, for whoever brought it and a day.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.kernel.downloads import download
from yichuang.kernel.errors import Conflict, Invalid
from yichuang.kernel.forms import WorkbookForm
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue.types import Outcome
from yichuang.offer.scope import services
from yichuang.offer.scope.queries.lists import granted_rows
from yichuang.offer.scope.views.frame import Manager, manager_of

_SALT = "scope.list"
_KEPT_SECONDS = 24 * 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """The list as a workbook; POST brings one in."""
    manager = manager_of(request)
    form = WorkbookForm()
    if request.method != "POST":
        return _lists(request, manager, form)
    form = WorkbookForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            file_id = services.bring_list(content=file.read(), name=file.name, actor=manager.actor, at=now())
            services.read_list(file_id)
        except Invalid as refusal:
            form.add_error("file", refusal.detail)
        else:
            word = {"file": str(file_id), "by": manager.actor.principal}
            return redirect("scope:brought-list", signing.dumps(word, salt=_SALT))
    return _lists(request, manager, form, status=422)


@never_cache
@require_safe
def list_workbook(request: HttpRequest) -> HttpResponse:
    """What the manager's outlets were granted item by item: the template to begin from."""
    manager = manager_of(request)
    ids = [outlet.id for outlet in manager.outlets]
    today = legal_date(now())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        services.write_list(path, ((cells, ()) for cells in granted_rows(ids, today)))
        return download(f"local-{today:%Y%m%d}.xlsx", path.read_bytes())


@never_cache
@require_safe
def brought_list(request: HttpRequest, token: str) -> HttpResponse:
    """What would become of each row; nothing is granted yet."""
    return _brought(request, token)


@posted_from("scope:brought-list")
def list_grants(request: HttpRequest, token: str) -> HttpResponse:
    """Grant what the list says: all of it, or nothing."""
    manager, file_id = _own(request, token)
    try:
        report = services.import_local_list(file_id=file_id, actor=manager.actor, at=now())
    except Conflict as refusal:
        return _brought(request, token, refusal=refusal, status=refusal.status)
    number = report.count(Outcome.ADDED)
    words = ngettext("已导入 %(n)s 条下沉事项", "已导入 %(n)s 条下沉事项", number)
    messages.success(request, words % {"n": number})
    return redirect("scope:lists")


@never_cache
@require_safe
def list_file(request: HttpRequest, token: str) -> HttpResponse:
    """The list as it came, with its problems filled in."""
    manager, file_id = _own(request, token)
    rows = services.read_list(file_id)
    report = services.import_local_list(file_id=file_id, actor=manager.actor, at=now(), dry_run=True)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        services.write_list(path, services.returned_rows(rows, report))
        return download("local-problems.xlsx", path.read_bytes())


def _lists(request: HttpRequest, manager: Manager, form: WorkbookForm, status: int = 200) -> HttpResponse:
    context = {"manager": manager, "page": "lists", "form": form}
    return render(request, "scope/lists.html", context, status=status)


def _brought(
    request: HttpRequest, token: str, *, refusal: Conflict | None = None, status: int = 200
) -> HttpResponse:
    manager, file_id = _own(request, token)
    report = services.import_local_list(file_id=file_id, actor=manager.actor, at=now(), dry_run=True)
    context = {
        "manager": manager,
        "page": "lists",
        "token": token,
        "added": report.count(Outcome.ADDED),
        "known": report.count(Outcome.UNCHANGED),
        "wrong": [line for line in report.lines if line.outcome is Outcome.REFUSED],
        "lines": [line for line in report.lines if line.outcome is Outcome.ADDED],
        "refusal": refusal,
    }
    return render(request, "scope/brought_list.html", context, status=status)


def _own(request: HttpRequest, token: str) -> tuple[Manager, UUID]:
    """Who asks, and the file the word names.

    Raises:
        Http404: the word is another's, not ours, or older than a day.
    """
    manager = manager_of(request)
    try:
        word = signing.loads(token, salt=_SALT, max_age=_KEPT_SECONDS)
    except signing.BadSignature as wrong:
        raise Http404(_("没有这份清单，或者已经过期")) from wrong
    if word["by"] != manager.actor.principal:
        raise Http404(_("没有这份清单，或者已经过期"))
    return manager, UUID(word["file"])
