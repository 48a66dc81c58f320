"""The papers of a case's agent at the counter: what is on record, another one, one taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake import services
from yichuang.casework.intake.errors import NoAgent
from yichuang.casework.intake.forms.people import AuthorityForm
from yichuang.casework.intake.views.frame import at_window, frame
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents import services as documents
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import AgentPower
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.errors import Conflict, DomainError, Invalid
from yichuang.kernel.posts import new_page_key, once_a_page, posted_from
from yichuang.kernel.time import legal_date, now


@require_GET
def agent(request: HttpRequest, number: str) -> HttpResponse:
    """What the case's agent may do for the applicant."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    return _page(request, number, actor, window)


@posted_from("counter:agent")
def authorities(request: HttpRequest, number: str) -> HttpResponse:
    """Record another paper."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    case = cases.case_for(actor, Act.RECEIVE, number)
    form = AuthorityForm(request.POST, request.FILES, prefix="authority")
    if not form.is_valid():
        return _page(request, number, actor, window, form=form, status=422)
    at = now()
    try:
        scan = request.FILES.get("authority-file")
        prepared = scan and documents.prepare_file(content=scan.read(), name=scan.name or "授权委托书")

        def record() -> None:
            file_id = documents.keep_file(prepared=prepared, at=at) if prepared else None
            services.record_agents_authority(
                number=number,
                authority=form.to_input(handling_code=case.handling_code, on=legal_date(at), file_id=file_id),
                actor=actor,
                at=at,
            )

        _answer, is_new = once_a_page(request, principal=actor.principal, at=at, write=record)
    except (Invalid, Conflict) as refusal:
        return _page(request, number, actor, window, form=form, refusal=refusal, status=refusal.status)
    if is_new:
        messages.success(request, _("授权委托书已登记"))
    else:
        messages.info(request, _("这份委托书已经登记，没有再登记一次"))
    return redirect("counter:agent", number)


@posted_from("counter:agent")
def authority_revocation(request: HttpRequest, number: str, authority_id: UUID) -> HttpResponse:
    """The applicant takes a paper back."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    try:
        services.revoke_agents_authority(number=number, authority_id=authority_id, actor=actor, at=now())
    except Conflict as refusal:
        return _page(request, number, actor, window, refusal=refusal, status=refusal.status)
    messages.success(request, _("授权已撤销，代理人从现在起不能再代办"))
    return redirect("counter:agent", number)


def _page(
    request: HttpRequest,
    number: str,
    actor: Actor,
    window: WindowView,
    *,
    form: AuthorityForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    case = cases.case_for(actor, Act.READ_CASE, number)
    if case.agent_id is None:
        raise NoAgent
    on = legal_date(now())
    held = parties.authorities_of(case.applicant_id, case.agent_id)
    people = parties.masked([case.applicant_id, case.agent_id])
    context: dict[str, Any] = frame(window) | {
        "case": case,
        "applicant": people[case.applicant_id],
        "agent": people[case.agent_id],
        "held": [
            (one, [power.label for power in AgentPower if power in one.powers], one.is_in_force(on))
            for one in held
        ],
        "form": form or AuthorityForm(prefix="authority"),
        "refusal": refusal,
        "page_key": new_page_key(),
    }
    return render(request, "intake/agent.html", context, status=status)
