"""For the counter: a 即办件 decided here and now by a chief representative."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yichuang.casework.approval import queries, services
from yichuang.casework.approval.forms import DecisionForm
from yichuang.foundation.accounts import queries as accounts
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import now


@require_GET
def at_window(request: HttpRequest, number: str) -> HttpResponse:
    """For the counter: whether this chief representative may decide the case here and now."""
    actor = accounts.actor_of_request(request)
    file = queries.case_file(number, actor, now())
    form = DecisionForm({})
    may_decide = not file.no_immediate and form.is_valid()
    context = {
        "file": file,
        "paper": services.preview_decision(
            file=file, decision=form.to_input(), actor=actor, is_immediate=True, at=now()
        )
        if may_decide
        else None,
        "is_confirming": request.GET.get("confirm") == "decide",
    }
    return render_page_or_partial(request, "approval/at_window.html", "here", context)


@posted_from("counter:case")
def immediate_decision(request: HttpRequest, number: str) -> HttpResponse:
    """Grant a 即办件 at the window; back to the counter."""
    actor = accounts.actor_of_request(request)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise form.refusal()
    services.decide_immediately(number=number, decision=form.to_input(), actor=actor, at=now())
    messages.success(request, _("已当场办结，文书已出具"))
    return redirect("counter:case", number)
