"""The desk of plans (办事方案): the list by next date, a new plan, writing one and handing it over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.types import Act
from yichuang.kernel.errors import DomainError
from yichuang.kernel.posts import new_page_key, once_a_page
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion, Hit
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.errors import PlanMoved
from yichuang.offer.guidance.forms.plans import NewPlanForm, PlanForm, StepForm, draft_in, initial_of
from yichuang.offer.guidance.types import PlanDraft, PlanStep, PlanStepKind, PlanView
from yichuang.offer.guidance.views.desk import frame

MOST_HITS = 8


@never_cache
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The list by next date, with its lights."""
    context = frame(request)
    listed = request.GET.get("show", "open")
    wanted = queries.PlansWanted(
        listed if listed in queries.PLANS_LISTED else "open", _after(request.GET.get("after", ""))
    )
    rows = queries.plan_list(context["actor"], wanted, context["now"])
    last = rows[queries.PLAN_PAGE - 1].plan if len(rows) > queries.PLAN_PAGE else None
    older = f"{(last.next_due_on or date.max).isoformat()}_{last.id}" if last else ""
    context |= {
        "rows": rows[: queries.PLAN_PAGE],
        "wanted": wanted,
        "counts": queries.plan_counts(context["actor"], context["now"]),
        "older": older,
        "can_write": _writes(context["actor"]),
    }
    return render(request, "guidance/plans.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """For whom, and what for; the steps follow. A second press starts no second plan."""
    context = frame(request)
    accounts.outlet_of(context["actor"], Act.COMPOSE_PLAN)
    form = NewPlanForm(request.POST if request.method == "POST" else None)
    refusal: DomainError | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            plan_id, _is_new = once_a_page(
                request,
                principal=context["actor"].principal,
                at=context["now"],
                write=lambda: str(
                    services.start_plan(
                        applicant=form.to_applicant(),
                        title=form.cleaned_data["title"],
                        actor=context["actor"],
                        at=context["now"],
                    )
                ),
            )
            return redirect("guidance:plan-draft", plan_id)
        except DomainError as error:
            status = error.status
            refusal = None if form.take_errors(error.errors) else error
    elif form.is_bound:
        status = 422
    context |= {"form": form, "refusal": refusal, "page_key": new_page_key()}
    return render(request, "guidance/plan_new.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_draft(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Write the steps; every button saves what was typed, the last one hands the plan over."""
    context = frame(request)
    plan, draft, _body = queries.plan_draft(plan_id, context["actor"], context["now"])
    if not plan.is_open:
        return redirect("guidance:plan-file", plan_id)
    if request.method != "POST":
        page = _Page(plan, PlanForm(initial=initial_of(draft, plan.edit), trackers=_trackers(plan, context)))
        return _page(request, context, page, draft)
    return _posted(request, context, plan, draft)


@dataclass
class _Page:
    """What the page of a draft shows beside the draft."""

    plan: PlanView
    form: PlanForm
    hits: tuple[Hit, ...] = ()
    searched: bool = False
    refusal: DomainError | None = None
    status: int = 200
    typed: Mapping[str, Any] | None = None


def _posted(request: HttpRequest, context: dict[str, Any], plan: PlanView, saved: PlanDraft) -> HttpResponse:
    form = PlanForm(request.POST, trackers=_trackers(plan, context))
    steps, are_valid = _steps_in(request, legal_date(context["now"]))
    page = _Page(plan, form, typed=request.POST)
    if not (form.is_valid() and are_valid):
        page.status = 422
        return _page(request, context, page, replace(saved, steps=steps))
    typed = draft_in(form, steps)
    do, _colon, what = request.POST.get("do", "save").partition(":")
    if do == "search":
        page.hits, page.searched = catalogue.search(form.cleaned_data["q"], MOST_HITS), True
        return _page(request, context, page, typed)
    try:
        edit = services.save_plan(
            plan_id=plan.id,
            edit=form.cleaned_data["edit"],
            draft=_changed(typed, do, what),
            actor=context["actor"],
            at=context["now"],
        )
        if do == "hand-over":
            services.hand_over_plan(
                plan_id=plan.id,
                edit=edit,
                reason=form.cleaned_data["reason"],
                actor=context["actor"],
                at=context["now"],
            )
            messages.success(request, _("已交付，把方案码交给申请人"))
            return redirect("guidance:plan-file", plan.id)
    except (NotYourRole, NotYourPlace):
        raise
    except DomainError as error:
        page.refusal, page.status = error, error.status
        form.take_errors(error.errors)
        # what was typed stays; who sends it again has been told whose words it replaces
        now_saved = queries.plan_for(context["actor"], Act.COMPOSE_PLAN, plan.id)
        page.plan = now_saved
        sent = request.POST.copy()
        sent["edit"] = str(now_saved.edit)
        form.data = sent
        return _page(request, context, page, typed)
    messages.success(request, _("已保存"))
    return redirect("guidance:plan-draft", plan.id)


def _changed(draft: PlanDraft, do: str, what: str) -> PlanDraft:
    """The draft after the button that was pressed."""
    steps = draft.steps
    if do == "item":
        steps = (*steps, PlanStep(0, PlanStepKind.ITEM, item=what))
    elif do == "intermediary":
        steps = (*steps, PlanStep(0, PlanStepKind.INTERMEDIARY))
    elif do == "note":
        steps = (*steps, PlanStep(0, PlanStepKind.NOTE))
    elif do == "remove" and what.isdecimal():
        gone = int(what)
        steps = tuple(
            replace(step, after=tuple(key for key in step.after if key != gone))
            for step in steps
            if step.key != gone
        )
    return replace(draft, steps=steps)


def _steps_in(request: HttpRequest, on: date) -> tuple[tuple[PlanStep, ...], bool]:
    """The steps as they were typed, and whether every field could be read."""
    known = []
    for line in request.POST.getlist("step"):
        found = re.fullmatch(r"([1-9][0-9]{0,3}):([a-z]+):([0-9A-Za-z_.\-]{0,80})", line)
        if found and found[2] in {kind.value for kind in PlanStepKind}:
            known.append(PlanStep(int(found[1]), PlanStepKind(found[2]), item=found[3]))
    versions = queries.versions_in_force(known, on)
    forms = _step_forms(known, versions, request.POST)
    are_valid = [form.is_valid() for form in forms]
    steps = [form.to_step() if good else form.step for form, good in zip(forms, are_valid, strict=True)]
    return tuple(steps), all(are_valid)


def _step_forms(
    steps: list[PlanStep] | tuple[PlanStep, ...],
    versions: Mapping[int, HandlingVersion | None],
    typed: Mapping[str, Any] | None,
) -> list[StepForm]:
    names = {step.key: _name(step, versions[step.key]) for step in steps}
    return [
        StepForm(
            typed,
            step=step,
            version=versions[step.key],
            others=[(key, name) for key, name in names.items() if key != step.key],
        )
        for step in steps
    ]


def _name(step: PlanStep, version: HandlingVersion | None) -> str:
    return version.name if version else step.title or step.item or _(step.kind.label)


def _page(request: HttpRequest, context: dict[str, Any], page: _Page, draft: PlanDraft) -> HttpResponse:
    body = queries.draft_body(draft, context["now"])
    versions = {step.step.key: step.version for step in body.steps}
    forms = {form.step.key: form for form in _step_forms(draft.steps, versions, page.typed)}
    errors = {error.pointer: error.detail for error in page.refusal.errors} if page.refusal else {}
    context |= {
        "page": page,
        "plan": page.plan,
        "form": page.form,
        "body": body,
        "cards": [
            {
                "planned": step,
                "form": forms[step.step.key],
                "faults": [words for key, words in body.faults if key == step.step.key],
                "wrong": [
                    words
                    for pointer, words in errors.items()
                    if pointer.startswith(f"/steps/{step.step.key}/")
                ],
            }
            for step in body.steps
        ],
        "is_moved": isinstance(page.refusal, PlanMoved),
    }
    return render(request, "guidance/plan_draft.html", context, status=page.status)


def _trackers(plan: PlanView, context: dict[str, Any]) -> Any:
    return queries.trackers_of(plan, context["now"])


def _writes(actor: Any) -> bool:
    try:
        accounts.outlet_of(actor, Act.COMPOSE_PLAN)
    except DomainError:
        return False
    return True


def _after(text: str) -> tuple[date, UUID] | None:
    day, _bar, row_id = text.partition("_")
    try:
        return (date.fromisoformat(day), UUID(row_id)) if text else None
    except ValueError:
        return None
