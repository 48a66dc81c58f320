"""One plan (办事方案): what is in force, what happened, the acts of who follows it; and its public page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.errors import DomainError
from yichuang.kernel.guesses import source_of
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.forms.consulting import WordsForm
from yichuang.offer.guidance.forms.plans import (
    PlanCaseForm,
    PlanDoneForm,
    PlanEndForm,
    PlanShowForm,
    PlanTrackerForm,
    PlanWordsForm,
)
from yichuang.offer.guidance.types import PlanApplicant, PlanFile, PlanStatus, PlanView
from yichuang.offer.guidance.views.attempts import attempt
from yichuang.offer.guidance.views.desk import frame


@never_cache
@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """The plan as its applicant sees it: what was written, and what has changed since."""
    file = services.open_plan(code=code, source=source_of(str(request.META.get("REMOTE_ADDR", ""))), at=now())
    words = queries.plan_words(file.plan, file.body)
    context = {
        "file": file,
        "paper": words,
        "chapter": words["items"][0],
        "steps": [(step, queries.step_words(step)) for step in file.body.steps],
        "address": settings.SITE_URL.rstrip("/") + reverse("guidance:plan", args=[file.plan.code]),
    }
    response = render(request, "guidance/plan.html", context)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@never_cache
@require_safe
def plan_file(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One plan; ``?revision=`` opens an earlier one."""
    return _page(request, plan_id)


@posted_from("guidance:plan-file")
def plan_contact(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Write down what was said."""
    form = PlanWordsForm(request.POST)
    return _act(
        request,
        plan_id,
        {"contact": form},
        lambda actor: services.record_plan_contact(
            plan_id=plan_id, text=form.cleaned_data["text"], actor=actor, at=now()
        ),
        _("已记录联系的情况"),
    )


@posted_from("guidance:plan-file")
def plan_case(request: HttpRequest, plan_id: UUID, step: int) -> HttpResponse:
    """Write down the case number of a step."""
    form = PlanCaseForm(request.POST)
    return _act(
        request,
        plan_id,
        {f"case-{step}": form},
        lambda actor: services.link_plan_case(
            plan_id=plan_id,
            step_key=step,
            case_number=form.cleaned_data["case_number"],
            actor=actor,
            at=now(),
        ),
        _("已登记办件编号"),
    )


@posted_from("guidance:plan-file")
def plan_step_end(request: HttpRequest, plan_id: UUID, step: int) -> HttpResponse:
    """Tick a step."""
    form = PlanDoneForm(request.POST, today=legal_date(now()))
    return _act(
        request,
        plan_id,
        {f"done-{step}": form},
        lambda actor: services.finish_plan_step(
            plan_id=plan_id, step_key=step, done_on=form.cleaned_data["done_on"], actor=actor, at=now()
        ),
        _("这一步已完成，后面的日期已经重新推算"),
    )


@posted_from("guidance:plan-file")
def plan_tracker(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Give it to another tracker."""
    actor = accounts.actor_of_request(request)
    view = queries.plan_for(actor, Act.READ_PLAN, plan_id)
    form = PlanTrackerForm(request.POST, trackers=_others(view))
    return _act(
        request,
        plan_id,
        {"tracker": form},
        lambda actor: services.assign_tracker(
            plan_id=plan_id,
            to_user_id=UUID(form.cleaned_data["tracker"]),
            reason=form.cleaned_data["reason"],
            actor=actor,
            at=now(),
        ),
        _("已改派跟踪人"),
    )


@posted_from("guidance:plan-file")
def plan_completion(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Everything is done."""
    return _act(
        request,
        plan_id,
        {},
        lambda actor: services.complete_plan(plan_id=plan_id, actor=actor, at=now()),
        _("方案已完成"),
    )


@posted_from("guidance:plan-file")
def plan_end(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Give it up."""
    form = PlanEndForm(request.POST)
    return _act(
        request,
        plan_id,
        {"end": form},
        lambda actor: services.abandon_plan(
            plan_id=plan_id, reason=form.cleaned_data["reason"], actor=actor, at=now()
        ),
        _("方案已终止"),
    )


@posted_from("guidance:plan-file")
def plan_applicant(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Name and phone in full, to call: a reason first, and it is on record."""
    form = PlanShowForm(request.POST)
    page = partial(_page, request, plan_id)
    return attempt(
        request,
        {"show": form},
        lambda actor: services.show_plan_applicant(
            plan_id=plan_id, reason=form.cleaned_data["reason"], actor=actor, at=now()
        ),
        page=page,
        answer=lambda shown: page(shown=shown),
    )


def _act(
    request: HttpRequest,
    plan_id: UUID,
    forms: Mapping[str, WordsForm],
    act: Callable[[Actor], object],
    done: str,
) -> HttpResponse:
    """The act, or the plan again with what was typed and why not."""

    def answer(_done: object) -> HttpResponse:
        messages.success(request, done)
        return redirect("guidance:plan-file", plan_id)

    return attempt(request, forms, act, page=partial(_page, request, plan_id), answer=answer)


def _page(
    request: HttpRequest,
    plan_id: UUID,
    *,
    forms: Mapping[str, WordsForm] | None = None,
    refusal: DomainError | None = None,
    shown: PlanApplicant | None = None,
    status: int = 200,
) -> HttpResponse:
    context = frame(request)
    asked = request.GET.get("revision", "")
    revision = int(asked) if asked.isdecimal() and len(asked) < 4 else None
    file = queries.plan_file(plan_id, context["actor"], context["now"], revision=revision)
    given = dict(forms or {})
    can = _can(file, context["actor"])
    context |= {
        "file": file,
        "plan": file.plan,
        "refusal": refusal,
        "shown": shown,
        "can": can,
        "steps": [_card(step, file, can["follow"], given) for step in file.body.steps],
        "names": {step.step.key: step.name for step in file.body.steps},
        "contact": PlanWordsForm(),
        "tracker": PlanTrackerForm(trackers=_others(file.plan)),
        "end": PlanEndForm(),
        "show": PlanShowForm(),
        "address": settings.SITE_URL.rstrip("/") + reverse("guidance:plan", args=[file.plan.code])
        if file.plan.code
        else "",
    } | given
    return render(request, "guidance/plan_file.html", context, status=status)


def _card(step: Any, file: PlanFile, follows: bool, given: dict[str, WordsForm]) -> dict[str, Any]:
    """A step with the forms of its acts; each begins the ids of its fields with the step's key."""
    key = step.step.key
    is_open = follows and step.finished_on is None
    done = given.get(f"done-{key}") or PlanDoneForm(today=legal_date(now()))
    case = given.get(f"case-{key}") or PlanCaseForm()
    done.auto_id, case.auto_id = f"done-{key}-%s", f"case-{key}-%s"
    return {
        "planned": step,
        "words": queries.step_words(step),
        "is_next": step in file.next_steps,
        "done": done if is_open and step in file.next_steps else None,
        "case": case if is_open and step.version is not None else None,
    }


def _can(file: PlanFile, actor: Actor) -> dict[str, bool]:
    """Which acts the page offers this person."""
    view = file.plan

    def may(act: Act) -> bool:
        return accounts.may(actor, act, outlet_id=view.outlet_id, region_code=view.region_code)

    is_followed = view.status in (PlanStatus.HANDED_OVER, PlanStatus.FOLLOWED)
    is_manager = may(Act.ASSIGN_TRACKER)
    is_follower = may(Act.FOLLOW_PLAN) and (is_manager or view.tracker_id in (None, actor.user_id))
    is_current = file.body.revision == view.revision
    all_done = all(step.finished_on for step in file.body.steps)
    return {
        "write": view.is_open and may(Act.COMPOSE_PLAN),
        "follow": is_followed and is_follower and is_current,
        "complete": is_followed and is_follower and all_done,
        "end": view.is_open and is_follower,
        "assign": is_followed and is_manager,
        "show": view.is_open and is_follower,
    }


def _others(view: PlanView) -> tuple[Any, ...]:
    return tuple(one for one in queries.trackers_of(view, now()) if one.user_id != view.tracker_id)
