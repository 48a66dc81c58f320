"""Refusal, end and handing on: what is typed, the document as it will be issued, the act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yichuang.casework.approval import queries, services
from yichuang.casework.approval.forms import HandOnForm, RefusalForm, TerminationForm
from yichuang.casework.approval.views.frame import list_context
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import RemediesUnknown
from yichuang.casework.cases.types import CaseView
from yichuang.foundation.notices.types import Preview, Remedies
from yichuang.kernel.errors import Conflict, DomainError
from yichuang.kernel.forms import ActForm
from yichuang.offer.catalogue.types import HandlingVersion


@require_http_methods(["GET", "POST"])
def refusal(request: HttpRequest, number: str) -> HttpResponse:
    """Refuse: facts, reason, basis; then the decision as it will be issued; then the act."""
    context = _context(request, number)
    file, actor, at = context["file"], context["actor"], context["now"]
    remedies, unknown = _remedies(file.case)
    form = RefusalForm(request.POST or None, initial={"legal_basis": _basis_of(file.version)})
    return _act_page(
        request,
        number,
        context | {"act": "refusal", "why_not": file.no_refusal or unknown, "remedies": remedies},
        form,
        preview=lambda: services.preview_refusal(file=file, refusal=form.to_input(), actor=actor, at=at),
        act=lambda: services.refuse_case(number=number, refusal=form.to_input(), actor=actor, at=at),
        done=_("已作出不予批准的决定，文书已出具，转到出件窗口"),
    )


@require_http_methods(["GET", "POST"])
def termination(request: HttpRequest, number: str) -> HttpResponse:
    """End the case without a decision: ground, reason, basis; then the paper; then the act."""
    context = _context(request, number)
    file, actor, at = context["file"], context["actor"], context["now"]
    form = TerminationForm(request.POST or None)
    return _act_page(
        request,
        number,
        context | {"act": "termination", "why_not": file.no_termination},
        form,
        preview=lambda: services.preview_termination(
            file=file, termination=form.to_input(), actor=actor, at=at
        ),
        act=lambda: services.terminate_case(number=number, termination=form.to_input(), actor=actor, at=at),
        done=_("已终止办理，文书已出具"),
    )


@require_http_methods(["GET", "POST"])
def hand_on(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the case to a colleague. No document, so nothing to read through first."""
    context = _context(request, number)
    file, actor, at = context["file"], context["actor"], context["now"]
    people = queries.colleagues(file.case, file.review, at)
    form = HandOnForm(request.POST or None, colleagues=people)
    return _act_page(
        request,
        number,
        context | {"act": "hand-on", "why_not": file.no_handing_on},
        form,
        preview=None,
        act=lambda: services.hand_on_review(
            number=number,
            to_user_id=form.to_user_id,
            reason=form.cleaned_data["reason"],
            actor=actor,
            at=at,
        ),
        done=_("已移交，接办的同事会收到消息"),
    )


def _context(request: HttpRequest, number: str) -> dict[str, Any]:
    context = list_context(request, number)
    return context | {"file": queries.case_file(number, context["actor"], context["now"])}


def _act_page(
    request: HttpRequest,
    number: str,
    context: dict[str, Any],
    form: ActForm,
    *,
    preview: Callable[[], Preview] | None,
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """The form; with what was typed, the document; with consent, the act. What was typed stays."""
    paper: Preview | None = None
    refusal: DomainError | None = None
    status = 200
    if request.method == "POST" and context["why_not"] and "consent" not in request.POST:
        refusal, status = Conflict(context["why_not"]), Conflict.status
    elif request.method == "POST" and form.is_valid():
        try:
            if preview and "consent" not in request.POST:
                paper = preview()
            else:
                act()
                messages.success(request, done)
                return redirect("approval:case", number)
        except DomainError as error:
            status = error.status
            refusal = None if form.take_errors(error.errors) else error
    elif form.errors:
        status = 422
    context |= {"form": form, "paper": paper, "refusal": refusal}
    return render(request, "approval/act.html", context, status=status)


def _remedies(case: CaseView) -> tuple[Remedies | None, str]:
    """Where the refusal can be challenged, or why nothing can be refused before somebody records it."""
    try:
        return cases.remedies_of(case), ""
    except RemediesUnknown as unknown:
        return None, unknown.detail


def _basis_of(version: HandlingVersion) -> str:
    """What the item rests on, to begin with."""
    return "\n".join(f"《{basis.law.strip('《》')}》{basis.article}" for basis in version.legal_basis)
