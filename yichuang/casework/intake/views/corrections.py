"""Asking once for corrections, and taking them in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import ActKind, CaseView
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.forms import CorrectionForm, MaterialsForm, written
from yichuang.casework.intake.views.cases import case_page
from yichuang.casework.intake.views.frame import at_window, frame, store_files
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import Preview
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.errors import Conflict, DomainError, Forbidden, Invalid
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import now

# what the form asks for next
WRITE, READ, CONFIRM = "write", "read", "confirm"


@require_http_methods(["GET", "HEAD", "POST"])
def correction_notice(request: HttpRequest, number: str) -> HttpResponse:
    """The complete list, with what the clerk adds; read the notice; confirm. A supervisor needs no window."""
    actor = accounts.actor_of_request(request)
    case = queries.as_it_stands(cases.case_for(actor, Act.READ_CASE, number), now())
    window = None
    if not _is_supervisor(actor, case):
        actor, window = at_window(request)
        if window is None:
            return redirect("counter:windows")
    try:
        cases.check_possible(case.status, ActKind.REQUEST_CORRECTION)
        planned = queries.plan_correction(case=case, notes={}, at=now())
    except (Invalid, Conflict) as refusal:
        typed = written(request.POST)
        if window is not None:
            return case_page(
                request, number, actor, window, refusal=refusal, typed=typed, status=refusal.status
            )
        return _page(request, case, actor, window, {"refusal": refusal, "typed": typed}, refusal.status)
    form = CorrectionForm(planned.lines, request.POST or None)
    context = {"planned": planned, "form": form, "lines": form.lines()}
    step = request.POST.get("step", READ) if request.method == "POST" else WRITE
    if step not in (READ, CONFIRM):
        return _page(request, case, actor, window, context)
    if step == CONFIRM and request.POST.get("of") != form.of:
        return _page(request, case, actor, window, context | {"has_changed": True}, 409)
    if not form.is_valid():
        return _page(request, case, actor, window, context, 422)
    try:
        if step == CONFIRM:
            return _told(request, case, window, actor, form)
        paper = _paper(case, window, actor, form)
    except (Invalid, Conflict, Forbidden) as refusal:
        taken = form.take_errors(refusal.errors)
        return _page(
            request, case, actor, window, context | {"refusal": None if taken else refusal}, refusal.status
        )
    return _page(request, case, actor, window, context | {"paper": paper, "kept": form.kept()})


def _told(
    request: HttpRequest, case: CaseView, window: WindowView | None, actor: Actor, form: CorrectionForm
) -> HttpResponse:
    services.request_correction(
        number=case.number,
        window=window,
        actor=actor,
        at=now(),
        notes=form.notes(),
        reason=form.reason_given(),
    )
    messages.success(request, _("已一次性告知，请打印补正告知书交给申请人"))
    if window is None:
        return redirect(reverse("counter:correction-notice", args=[case.number]) + "?told")
    return redirect("counter:case", case.number)


def _paper(case: CaseView, window: WindowView | None, actor: Actor, form: CorrectionForm) -> Preview:
    return services.preview_correction(
        case=case, window=window, actor=actor, at=now(), notes=form.notes(), reason=form.reason_given()
    )


def _is_supervisor(actor: Actor, case: CaseView) -> bool:
    """Whether somebody without a window here may tell again."""
    is_clerk = accounts.may(actor, Act.CORRECT, outlet_id=case.outlet_id, region_code=case.region_code)
    return not is_clerk and services.may_tell_again(actor, case)


def _page(
    request: HttpRequest,
    case: CaseView,
    actor: Actor,
    window: WindowView | None,
    more: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    applicant, agent = cases.masked_people_of(case)
    context = {
        "case": case,
        "applicant": applicant,
        "agent": agent,
        "may_tell_again": services.may_tell_again(actor, case),
        "is_told": "told" in request.GET,
        "documents": notices.notices_of_case(case.number),
    }
    if window is None:
        return render(request, "intake/corrections_supervisor.html", context | more, status=status)
    return render(request, "intake/corrections_notice.html", frame(window) | context | more, status=status)


@posted_from("counter:case")
def corrections(request: HttpRequest, number: str) -> HttpResponse:
    """Take in what was brought in answer to the notice, and give a receipt for it."""
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    found = cases.case_by_number(number)
    needed = queries.needed_materials(found)
    form = MaterialsForm(needed, request.POST, request.FILES)
    if not form.is_valid():
        return case_page(request, number, actor, window, form=form, status=422)
    again = {material.code for material in needed if request.POST.get(f"{material.code}.again")}
    try:
        done = services.record_corrections(
            number=number,
            materials=form.to_changes(store_files(request, form), queries.current_checks(found), again=again),
            window=window,
            actor=actor,
            at=now(),
            by_agent="by_agent" in request.POST,
        )
    except DomainError as refusal:
        return case_page(request, number, actor, window, form=form, refusal=refusal, status=refusal.status)
    if done.gaps:
        messages.success(request, _("已登记，请打印补正材料接收单交给来人"))
    else:
        messages.success(request, _("补正齐了，可以受理"))
    return redirect("counter:case", number)
