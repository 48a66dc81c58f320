"""Pages of who knows: calls, reviewed questions, difficult matters, limits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.errors import DomainError
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.live import tokens
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import now
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.forms.consulting import (
    DutyForm,
    LimitForm,
    MatterForm,
    TextForm,
    WordingForm,
)
from yichuang.offer.guidance.types import CallStatus, LimitKind
from yichuang.offer.guidance.views.desk import frame


def _live(topic: str) -> str:
    return tokens.make(topic, settings.SECRET_KEY, now())


@never_cache
@require_safe
def expert_calls(request: HttpRequest) -> HttpResponse:
    """The calls that wait for this department, live."""
    return _calls_page(request)


def _calls_page(
    request: HttpRequest, *, refusal: DomainError | None = None, status: int = 200
) -> HttpResponse:
    context = frame(request)
    calls = queries.calls_for(context["actor"])
    reach = accounts.reach(context["actor"], Act.ANSWER_CONSULTATION)
    department = min((str(one) for one, _region in reach.departments), default="")
    context |= {
        "calls": calls,
        "waiting": [call for call in calls if call.status is CallStatus.WAITING],
        "refusal": refusal,
        "live_token": _live(queries.calls_topic(UUID(department))) if department else "",
    }
    return render_page_or_partial(request, "guidance/consulting_calls.html", "calls", context, status=status)


@require_POST
def new_call(request: HttpRequest) -> HttpResponse:
    """Call the experts of an item from the counter."""
    call_id = services.call_experts(
        handling_code=request.POST.get("item", "")[:80],
        words=request.POST.get("words", ""),
        window=request.POST.get("window", ""),
        actor=accounts.actor_of_request(request),
        at=now(),
    )
    return redirect("guidance:expert-call", call_id)


@never_cache
@require_safe
def expert_call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """One call, live for who called and who took it."""
    return _call_page(request, call_id)


@posted_from("guidance:expert-call")
def call_taking(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Take it."""
    actor = accounts.actor_of_request(request)
    try:
        services.take_call(call_id=call_id, actor=actor, at=now())
    except (NotYourRole, NotYourPlace):
        raise
    except DomainError as error:
        return _call_page(request, call_id, refusal=error, status=error.status)
    return redirect("guidance:expert-call", call_id)


@posted_from("guidance:expert-call")
def call_end(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """End it."""
    actor = accounts.actor_of_request(request)
    try:
        services.end_call(call_id=call_id, answer=request.POST.get("text", ""), actor=actor, at=now())
    except DomainError as error:
        return _call_page(request, call_id, refusal=error, status=error.status)
    return redirect("guidance:expert-call", call_id)


def _call_page(
    request: HttpRequest, call_id: UUID, *, refusal: DomainError | None = None, status: int = 200
) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    call = queries.call_for(actor, call_id)
    context = frame(request) | {
        "call": call,
        "words": queries.call_answer(call_id),
        "matters": [
            matter
            for matter in queries.matters_of_item(call.handling_code)
            if matter.organisation_id == call.organisation_id
        ],
        "is_mine": call.taken_by_id == actor.user_id,
        "is_caller": call.called_by_id == actor.user_id,
        "may_take": call.status is CallStatus.WAITING and _answers(actor, call.organisation_id),
        "form": TextForm(),
        "refusal": refusal,
        "live_token": _live(queries.calls_topic(call.organisation_id)),
    }
    return render_page_or_partial(request, "guidance/consulting_call.html", "call", context, status=status)


def _answers(actor: Actor, organisation_id: UUID) -> bool:
    return accounts.may(actor, Act.ANSWER_CONSULTATION, organisation_id=organisation_id)


@never_cache
@require_safe
def frequent_questions(request: HttpRequest) -> HttpResponse:
    """What was proposed to this head, and what is published."""
    context = frame(request)
    context["questions"] = queries.questions_to_review(context["actor"])
    return render(request, "guidance/consulting_questions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def frequent_question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Read, word and publish one; or leave it."""
    context = frame(request)
    question = queries.question_for(context["actor"], question_id)
    initial = {"question": question.question, "answer": question.answer}
    form = WordingForm(request.POST) if request.method == "POST" else WordingForm(initial=initial)
    refusal: DomainError | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        wording = services.Wording(form.cleaned_data["question"], form.cleaned_data["answer"])
        try:
            services.publish_question(
                question_id=question_id, wording=wording, actor=context["actor"], at=now()
            )
            messages.success(request, _("已公开，办事指南和搜索里都能看到"))
            return redirect("guidance:frequent-questions")
        except DomainError as error:
            status = error.status
            refusal = None if form.take_errors(error.errors) else error
    context |= {"question": question, "form": form, "refusal": refusal}
    return render(request, "guidance/consulting_question.html", context, status=status)


@posted_from("guidance:frequent-question")
def question_end(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Leave a proposal unpublished, or take a published one down."""
    actor = accounts.actor_of_request(request)
    is_down = request.POST.get("act") == "take-down"
    act = services.take_down_question if is_down else services.decline_question
    try:
        act(question_id=question_id, actor=actor, at=now())
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("已撤下") if is_down else _("不采用，没有公开"))
    return redirect("guidance:frequent-questions")


@never_cache
@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    """Duty expert and difficult matters of the department."""
    return _experts_page(request)


@posted_from("guidance:experts")
def duty(request: HttpRequest) -> HttpResponse:
    """Say who is on duty."""
    actor = accounts.actor_of_request(request)
    organisation_id = _department(actor)
    chosen = request.POST.get("expert", "")
    form = DutyForm(request.POST, colleagues=_colleagues(actor, organisation_id))
    if not form.is_valid():
        return _experts_page(request, duty_form=form, status=422)
    services.set_duty_expert(
        organisation_id=organisation_id, user_id=UUID(chosen) if chosen else None, actor=actor, at=now()
    )
    messages.success(request, _("已设定值班专家"))
    return redirect("guidance:experts")


@posted_from("guidance:experts")
def matters(request: HttpRequest) -> HttpResponse:
    """Put a matter on the list."""
    actor = accounts.actor_of_request(request)
    organisation_id = _department(actor)
    form = MatterForm(request.POST, colleagues=_colleagues(actor, organisation_id))
    if not form.is_valid():
        return _experts_page(request, form=form, status=422)
    try:
        services.record_matter(organisation_id=organisation_id, matter=form.to_input(), actor=actor, at=now())
    except DomainError as error:
        shown = None if form.take_errors(error.errors) else error
        return _experts_page(request, form=form, refusal=shown, status=error.status)
    messages.success(request, _("已列入疑难事项清单"))
    return redirect("guidance:experts")


@posted_from("guidance:experts")
def matter_removal(request: HttpRequest) -> HttpResponse:
    """Take a matter off the list."""
    try:
        matter_id = UUID(request.POST.get("matter", ""))
        services.retire_matter(matter_id=matter_id, actor=accounts.actor_of_request(request), at=now())
    except ValueError:
        return redirect("guidance:experts")
    messages.success(request, _("已移出疑难事项清单"))
    return redirect("guidance:experts")


def _experts_page(
    request: HttpRequest,
    *,
    form: MatterForm | None = None,
    duty_form: DutyForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = frame(request)
    actor = context["actor"]
    organisation_id = _department(actor)
    colleagues = _colleagues(actor, organisation_id)
    on_duty = queries.duty_expert(organisation_id, _region(actor), context["now"])
    context |= {
        "on_duty": on_duty,
        "matters": queries.difficult_matters(organisation_id),
        "form": form or MatterForm(colleagues=colleagues),
        "duty": duty_form
        or DutyForm(colleagues=colleagues, initial={"expert": str(on_duty.user_id) if on_duty else ""}),
        "refusal": refusal,
    }
    return render(request, "guidance/consulting_experts.html", context, status=status)


def _department(actor: Actor) -> UUID:
    """The department the actor heads: of several, the first."""
    reach = accounts.reach(actor, Act.KEEP_EXPERTS)
    return min((one for one, _region_code in reach.departments), key=str)


def _region(actor: Actor) -> str:
    reach = accounts.reach(actor, Act.KEEP_EXPERTS)
    return min((code for _one, code in reach.departments), key=len)


def _colleagues(actor: Actor, organisation_id: UUID) -> tuple[Any, ...]:
    return queries.experts_of(organisation_id, _region(actor), now())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consulting_limits(request: HttpRequest) -> HttpResponse:
    """The limits in force with their sources; each can be set anew."""
    context = frame(request)
    accounts.reach(context["actor"], Act.SET_CONSULTING_LIMITS)
    form: LimitForm | None = None
    refusal: DomainError | None = None
    status = 200
    if request.method == "POST":
        form = LimitForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                services.set_consulting_limit(
                    kind=LimitKind(form.cleaned_data["kind"]),
                    working_days=form.cleaned_data["working_days"],
                    source=form.cleaned_data["source"],
                    actor=context["actor"],
                    at=now(),
                )
                messages.success(request, _("已设定，新转来的咨询按新时限计算"))
                return redirect("guidance:consulting-limits")
            except DomainError as error:
                refusal = None if form.take_errors(error.errors) else error
    posted = form["kind"].value() if form else ""
    context |= {
        "limits": [
            (one, form if form and one.kind.value == posted else _limit_form(one))
            for one in queries.consulting_limits()
        ],
        "refusal": refusal,
    }
    return render(request, "guidance/consulting_limits.html", context, status=status)


def _limit_form(limit: Any) -> LimitForm:
    return LimitForm(
        initial={"kind": limit.kind.value, "working_days": limit.working_days},
        auto_id=f"id_{limit.kind.value}_%s",
    )
