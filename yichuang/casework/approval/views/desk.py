"""The department's desk: the list by deadline, the case file, claim, opinion, grant."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yichuang.casework.approval import queries, services
from yichuang.casework.approval.forms import DecisionForm, OpinionForm
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.approval.views.frame import department, list_context
from yichuang.casework.cases import queries as cases
from yichuang.casework.intake import queries as intake
from yichuang.kernel.errors import Conflict, DomainError, Invalid
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.posts import new_page_key, once_a_page, posted_from
from yichuang.kernel.time import now


@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """The list by deadline, which follows what reaches the department."""
    return render_page_or_partial(request, "approval/office.html", "worklist", list_context(request))


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The list, and one file beside it."""
    return _file_page(request, number)


@posted_from("approval:case")
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Take the case."""
    actor, _ids = department(request)
    try:
        services.claim_review(number=number, actor=actor, at=now())
    except DomainError as refusal:
        return _file_page(request, number, refusal=refusal, status=refusal.status)
    messages.success(request, _("已领取，由您承办"))
    return redirect("approval:case", number)


@posted_from("approval:case")
def opinions(request: HttpRequest, number: str) -> HttpResponse:
    """Write an opinion; what was typed stays when something is wrong."""
    actor, _ids = department(request)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _file_page(request, number, opinion=form, status=422)
    at = now()

    def give() -> None:
        services.give_opinion(
            number=number,
            conclusion=Conclusion(form.cleaned_data["conclusion"]),
            text=form.cleaned_data["text"],
            actor=actor,
            at=at,
        )

    try:
        _answer, is_new = once_a_page(request, principal=actor.principal, at=at, write=give)
    except (Invalid, Conflict) as refusal:
        return _file_page(request, number, opinion=form, refusal=refusal, status=refusal.status)
    if is_new:
        messages.success(request, _("审查意见已写入案卷"))
    else:
        messages.info(request, _("这条意见已经写入案卷，没有再写一次"))
    return redirect("approval:case", number)


@posted_from("approval:case")
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """Grant."""
    actor, _ids = department(request)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        refusal = form.refusal()
        return _file_page(request, number, refusal=refusal, status=refusal.status)
    try:
        services.decide_case(number=number, decision=form.to_input(), actor=actor, at=now())
    except DomainError as refusal:
        return _file_page(request, number, refusal=refusal, status=refusal.status)
    messages.success(request, _("已作出决定，文书已出具"))
    return redirect("approval:case", number)


def _file_page(
    request: HttpRequest,
    number: str,
    *,
    opinion: OpinionForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = list_context(request, number)
    file = queries.case_file(number, context["actor"], context["now"])
    decision = DecisionForm(request.POST if request.method == "POST" else request.GET)
    is_confirming = request.GET.get("confirm") == "decide" and not file.no_decision and decision.is_valid()
    context |= {
        "file": file,
        "lines": intake.checked_lines(file.case, file.materials),
        "opinion": opinion or OpinionForm(initial={"conclusion": Conclusion.GRANT.value}),
        "decision": decision,
        "paper": services.preview_decision(
            file=file,
            decision=decision.to_input(),
            actor=context["actor"],
            is_immediate=False,
            at=context["now"],
        )
        if is_confirming
        else None,
        "refusal": refusal,
        "page_key": new_page_key(),
        "typed": _typed(request, file),
        "cancellations": cases.cancellations_of(file.case, context["actor"]),
    }
    return render(request, "approval/office.html", context, status=status)


def _typed(request: HttpRequest, file: queries.CaseFile) -> list[str]:
    """What was sent for a form that the page does not show any more."""
    gone = {
        "text": not file.is_open or bool(file.no_opinion),
        "conditions": not file.is_open or bool(file.no_decision),
    }
    return [request.POST[name] for name, is_gone in gone.items() if is_gone and request.POST.get(name)]
