"""How a case ends at the counter or by a supervisor: each page shows what will be written before it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.forms import (
    CancellationForm,
    NonAcceptanceForm,
    WithdrawalForm,
)
from yichuang.casework.intake.types import CancellationKind, NonAcceptanceGround
from yichuang.casework.intake.views.cases import case_page
from yichuang.casework.intake.views.frame import at_window, frame
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents import services as documents
from yichuang.foundation.notices.types import Preview
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.errors import Conflict, DomainError, Forbidden, Invalid
from yichuang.kernel.forms import ActForm
from yichuang.kernel.time import now

# what a form asks for next
WRITE, READ, CONFIRM = "write", "read", "confirm"


@require_http_methods(["GET", "HEAD", "POST"])
def non_acceptance(request: HttpRequest, number: str) -> HttpResponse:
    """Not needed (``?ground=not-needed``) or not accepted: write why, read the notice, confirm."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    asked = request.POST.get("ground") or request.GET.get("ground", "")
    is_not_needed = asked == NonAcceptanceGround.NOT_NEEDED.value
    act = ActKind.FIND_NOT_NEEDED if is_not_needed else ActKind.DECLINE_ACCEPTANCE
    try:
        case = _case_to_end(number, Act.DECLINE, act, window, actor)
    except Conflict as refusal:
        return case_page(request, number, actor, window, refusal=refusal, status=refusal.status)
    form = NonAcceptanceForm(request.POST or None, initial={"ground": asked})
    page = _Page(
        request,
        "intake/endings_non_acceptance.html",
        frame(window) | _non_acceptance_context(case, is_not_needed=is_not_needed) | {"form": form},
    )
    step = _step(request)
    if step == WRITE:
        return page.form()
    if not form.is_valid():
        return page.form(status=422)
    refused = form.to_input()
    try:
        if step == CONFIRM:
            services.decline_acceptance(number=number, refusal=refused, window=window, actor=actor, at=now())
            messages.success(request, _("不予受理通知书已出具，办件到此结束"))
            return redirect("counter:case", number)
        paper = services.preview_non_acceptance(
            case=case, refusal=refused, window=window, actor=actor, at=now()
        )
    except (Invalid, Conflict) as refusal:
        return page.refused(form, refusal)
    return page.paper(form, paper)


@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, number: str) -> HttpResponse:
    """Taken back by the applicant: who came and with what, read the notice, confirm."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    try:
        case = _case_to_end(number, Act.WITHDRAW, ActKind.WITHDRAW, window, actor)
    except Conflict as refusal:
        return case_page(request, number, actor, window, refusal=refusal, status=refusal.status)
    form = WithdrawalForm(request.POST or None, request.FILES or None, initial={"by_agent": "no"})
    page = _Page(request, "intake/endings_withdrawal.html", frame(window) | _people(case) | {"form": form})
    step = _step(request)
    if step == WRITE:
        return page.form()
    if not form.is_valid():
        return page.form(status=422)
    try:
        file_id = _scan(request)
        withdrawn = form.to_input(file_id)
        if step == CONFIRM:
            services.withdraw_case(number=number, withdrawal=withdrawn, window=window, actor=actor, at=now())
            messages.success(request, _("已撤回，终止办理（退件）通知书已出具，请把材料还给来人"))
            return redirect("counter:case", number)
        paper = services.preview_withdrawal(
            case=case, withdrawal=withdrawn, window=window, actor=actor, at=now()
        )
    except (Invalid, Conflict) as refusal:
        return page.refused(form, refusal)
    return page.paper(form, paper, file_id=withdrawn.file_id)


@require_http_methods(["GET", "HEAD", "POST"])
def voidance(request: HttpRequest, number: str) -> HttpResponse:
    """A supervisor declares the case void; no window is needed."""
    return _cancellation(request, number, CancellationKind.VOID)


@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: HttpRequest, number: str) -> HttpResponse:
    """A supervisor takes out a case entered by mistake; no window is needed, and nothing is removed."""
    return _cancellation(request, number, CancellationKind.DELETE)


class _Page:
    """One page in its two looks: the form, and the paper to read through before the one button."""

    def __init__(self, request: HttpRequest, template: str, context: dict[str, Any]) -> None:
        self.request, self.template, self.context = request, template, context

    def form(self, *, refusal: DomainError | None = None, status: int = 200) -> HttpResponse:
        return self._render({"refusal": refusal}, status)

    def refused(self, form: ActForm, refusal: DomainError) -> HttpResponse:
        """What was written stays; what is wrong stands beside its field, or above."""
        taken = form.take_errors(refusal.errors)
        return self.form(refusal=None if taken else refusal, status=refusal.status)

    def paper(self, form: ActForm, paper: Preview, **changes: object) -> HttpResponse:
        """``changes``: of what was written, for the confirmation to send."""
        kept = {name: form.data.get(name, "") for name in form.fields if name != "file"}
        kept |= {name: value for name, value in changes.items() if value}
        return self._render({"paper": paper, "kept": kept}, 200)

    def _render(self, more: dict[str, Any], status: int) -> HttpResponse:
        return render(self.request, self.template, self.context | more, status=status)


def _step(request: HttpRequest) -> str:
    """Whether to write, to read through, or to confirm."""
    if request.method != "POST":
        return WRITE
    asked = request.POST.get("step", READ)
    return asked if asked in (WRITE, CONFIRM) else READ


def _case_to_end(number: str, act: Act, kind: ActKind, window: WindowView, actor: Actor) -> CaseView:
    """The case as it stands, when the actor may end it so at this window.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ReceivedElsewhere, ActNotPossible.
    """
    case = queries.as_it_stands(cases.case_by_number(number), now())
    queries.check_window_of_case(case, act, window, actor)
    cases.check_possible(case.status, kind)
    return case


def _people(case: CaseView) -> dict[str, Any]:
    applicant, agent = cases.masked_people_of(case)
    return {"case": case, "applicant": applicant, "agent": agent}


def _non_acceptance_context(case: CaseView, *, is_not_needed: bool) -> dict[str, Any]:
    grounds = [NonAcceptanceGround.NOT_COMPETENT, NonAcceptanceGround.OTHER]
    if case.status is CaseStatus.CORRECTION:
        grounds.insert(1, NonAcceptanceGround.STILL_INCOMPLETE)
    others = (known.name for known in places.organisations() if known.id != case.organisation_id)
    return _people(case) | {
        "is_not_needed": is_not_needed,
        "grounds": grounds,
        "authorities": tuple(others),
    }


def _scan(request: HttpRequest) -> UUID | None:
    """The scan that came with the form, stored before any transaction."""
    upload = request.FILES.get("file")
    if upload is None:
        return None
    return documents.store_file(content=upload.read(), name=upload.name or "", at=now())


def _cancellation(request: HttpRequest, number: str, kind: CancellationKind) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    case = queries.as_it_stands(cases.case_for(actor, Act.CANCEL_CASE, number), now())
    form = CancellationForm(request.POST or None)
    try:
        queries.check_cancellation(case, kind, actor)
        if request.method == "POST" and form.is_valid():
            cancel = services.void_case if kind is CancellationKind.VOID else services.delete_case
            cancel(number=number, reason=form.cleaned_data["reason"], actor=actor, at=now())
            return redirect(request.path)
    except (Invalid, Conflict, Forbidden) as refusal:
        return _cancellation_page(request, case, kind, form, refusal)
    return _cancellation_page(request, case, kind, form, None)


def _cancellation_page(
    request: HttpRequest,
    case: CaseView,
    kind: CancellationKind,
    form: CancellationForm,
    refusal: DomainError | None,
) -> HttpResponse:
    done = queries.cancellation_of(case.id)
    taken = refusal is not None and form.is_bound and form.take_errors(refusal.errors)
    context = _people(case) | {
        "kind": kind,
        "form": form,
        "done": done,
        "refusal": None if taken or done else refusal,
        "may_write": refusal is None or bool(taken),
        "outlet": places.outlet(case.outlet_id),
        "organisation": places.organisation(case.organisation_id),
        "timeline": cases.timeline(case.id),
        "address": request.path,
    }
    status = 422 if form.errors else refusal.status if refusal and not done else 200
    return render(request, "intake/endings_cancellation.html", context, status=status)
