"""The desk of consulting (咨询导办): the list by last day, one question with its acts, recording, import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.kernel.errors import DomainError
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.errors import HotlineFileWrong
from yichuang.offer.guidance.forms.consulting import (
    ColleagueForm,
    ContactForm,
    ImportForm,
    ReasonForm,
    RecordForm,
    RouteForm,
    TextForm,
    WordsForm,
)
from yichuang.offer.guidance.types import Asked, Asker, ConsultationFile, ConsultationStatus, ConsultationView
from yichuang.offer.guidance.views.attempts import attempt


def frame(request: HttpRequest) -> dict[str, Any]:
    """Who is here and what the rail offers.

    Raises:
        Unauthenticated; NotYourRole: no post that has to do with consulting.
    """
    actor = accounts.actor_of_request(request)
    offers = {name: _may(actor, act) for name, act in _RAIL.items()}
    if not any(offers.values()):
        accounts.reach(actor, Act.READ_CONSULTATION)
    return {"actor": actor, "now": now(), "offers": offers, "place": _place(actor)}


_RAIL = {
    "list": Act.READ_CONSULTATION,
    "new": Act.RECORD_CONSULTATION,
    "plans": Act.READ_PLAN,
    "calls": Act.ANSWER_CONSULTATION,
    "questions": Act.REVIEW_QUESTION,
    "experts": Act.KEEP_EXPERTS,
    "limits": Act.SET_CONSULTING_LIMITS,
}


def _may(actor: Actor, act: Act) -> bool:
    try:
        accounts.reach(actor, act)
    except NotYourRole:
        return False
    return True


def _place(actor: Actor) -> str:
    for post in actor.posts:
        if post.organisation_id:
            return places.organisation(post.organisation_id).short_name
        if post.outlet_id:
            return places.outlet(post.outlet_id).name
    return ""


@never_cache
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """The list by last day, with its lights."""
    context = frame(request)
    listed = request.GET.get("show", "open")
    wanted = queries.Wanted(
        listed if listed in queries.LISTED else "open",
        request.GET.get("number", "").strip()[:40],
        _after(request.GET.get("after", "")),
    )
    rows = queries.consultations(context["actor"], wanted, context["now"])
    last = rows[queries.PAGE - 1].consultation if len(rows) > queries.PAGE else None
    context |= {
        "rows": rows[: queries.PAGE],
        "wanted": wanted,
        "counts": queries.consultation_counts(context["actor"], context["now"]),
        "older": f"{last.due_on.isoformat()}_{last.id}" if last else "",
    }
    return render(request, "guidance/consulting_list.html", context)


def _after(text: str) -> tuple[date, UUID] | None:
    day, _bar, row_id = text.partition("_")
    try:
        return (date.fromisoformat(day), UUID(row_id)) if text else None
    except ValueError:
        return None


@never_cache
@require_safe
def consultation_file(request: HttpRequest, number: str) -> HttpResponse:
    """One question."""
    return _file_page(request, number)


@posted_from("guidance:consultation-file")
def consultation_answer(request: HttpRequest, number: str) -> HttpResponse:
    """Answer."""
    form = TextForm(request.POST)
    return _act(
        request,
        number,
        {"answer": form},
        lambda actor: services.answer_question(
            number=number, text=form.cleaned_data["text"], actor=actor, at=now()
        ),
        _("已答复，咨询人凭查询码可以看到"),
    )


@posted_from("guidance:consultation-file")
def consultation_route(request: HttpRequest, number: str) -> HttpResponse:
    """Send to a department."""
    form = RouteForm(request.POST, organisations=places.organisations(), bound=True)
    return _act(
        request,
        number,
        {"route": form},
        lambda actor: services.route_question(
            number=number,
            organisation_id=form.organisation_id,
            reason=form.cleaned_data["reason"],
            actor=actor,
            at=now(),
        ),
        _("已转部门，时限开始计算"),
    )


@posted_from("guidance:consultation-file")
def consultation_hand_on(request: HttpRequest, number: str) -> HttpResponse:
    """Hand on to a colleague."""
    actor = accounts.actor_of_request(request)
    view = queries.consultation_for(actor, Act.READ_CONSULTATION, number)
    form = ColleagueForm(request.POST, colleagues=_colleagues(view))
    return _act(
        request,
        number,
        {"hand_on": form},
        lambda actor: services.hand_on_question(
            number=number,
            to_user_id=UUID(form.cleaned_data["to"]),
            reason=form.cleaned_data["reason"],
            actor=actor,
            at=now(),
        ),
        _("已转交同事"),
    )


@posted_from("guidance:consultation-file")
def consultation_return(request: HttpRequest, number: str) -> HttpResponse:
    """Send back to the guides."""
    form = ReasonForm(request.POST)
    return _act(
        request,
        number,
        {"back": form},
        lambda actor: services.return_question(
            number=number, reason=form.cleaned_data["reason"], actor=actor, at=now()
        ),
        _("已退回导办"),
    )


@posted_from("guidance:consultation-file")
def consultation_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Name and phone in full, to call back: a reason first, and it is on record."""
    form = ContactForm(request.POST)
    page = partial(_file_page, request, number)
    return attempt(
        request,
        {"contact": form},
        lambda actor: services.show_asker(
            number=number, reason=form.cleaned_data["reason"], actor=actor, at=now()
        ),
        page=page,
        answer=lambda shown: page(shown=shown),
    )


@posted_from("guidance:consultation-file")
def consultation_proposal(request: HttpRequest, number: str) -> HttpResponse:
    """Propose as a frequent question."""
    return _act(
        request,
        number,
        {},
        lambda actor: services.propose_question(number=number, actor=actor, at=now()),
        _("已提为常见问题，部门负责人审核后公开"),
    )


def _act(
    request: HttpRequest,
    number: str,
    forms: Mapping[str, WordsForm],
    act: Callable[[Actor], object],
    done: str,
) -> HttpResponse:
    """The act, or the file again with what was typed and why not."""

    def answer(_done: object) -> HttpResponse:
        actor = accounts.actor_of_request(request)
        messages.success(request, done)
        still = queries.Wanted("open", number)
        if any(queries.consultations(actor, still, now())) or _reads(actor, number):
            return redirect("guidance:consultation-file", number)
        return redirect("guidance:consultations")

    return attempt(request, forms, act, page=partial(_file_page, request, number), answer=answer)


def _reads(actor: Actor, number: str) -> bool:
    try:
        queries.consultation_for(actor, Act.READ_CONSULTATION, number)
    except DomainError:
        return False
    return True


def _file_page(
    request: HttpRequest,
    number: str,
    *,
    forms: Mapping[str, WordsForm] | None = None,
    refusal: DomainError | None = None,
    shown: Asker | None = None,
    status: int = 200,
) -> HttpResponse:
    context = frame(request)
    file = queries.consultation_file(number, context["actor"], context["now"])
    context |= {
        "file": file,
        "refusal": refusal,
        "typed": request.POST.get("text", "") if refusal else "",
        "can": _can(file, context["actor"]),
        "answer": TextForm(),
        "route": RouteForm(organisations=places.organisations(), bound=bool(file.consultation.handling_code)),
        "hand_on": ColleagueForm(colleagues=_colleagues(file.consultation)),
        "back": ReasonForm(),
        "contact": ContactForm(),
        "shown": shown,
        "is_proposed": queries.is_proposed(file.consultation.id),
    } | dict(forms or {})
    return render(request, "guidance/consulting_file.html", context, status=status)


def _can(file: ConsultationFile, actor: Actor) -> dict[str, bool]:
    """Which acts the file offers this person."""
    view = file.consultation
    is_guides = view.status is ConsultationStatus.WITH_GUIDE
    guide = is_guides and accounts.may(
        actor, Act.GUIDE_CONSULTATION, outlet_id=view.outlet_id, region_code=view.region_code
    )
    department = view.status is ConsultationStatus.WITH_DEPARTMENT and accounts.may(
        actor, Act.ANSWER_CONSULTATION, organisation_id=view.organisation_id, region_code=view.region_code
    )
    return {
        "answer": guide or department,
        "route": guide,
        "hand_on": department,
        "back": department and legal_date(now()) <= queries.return_until(view),
        "propose": not view.is_open,
    }


def _colleagues(view: ConsultationView) -> tuple[Any, ...]:
    if not view.organisation_id:
        return ()
    found = queries.experts_of(view.organisation_id, view.region_code, now())
    return tuple(one for one in found if one.user_id != view.expert_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_record(request: HttpRequest) -> HttpResponse:
    """Write down what somebody asks; number and code for them follow."""
    context = frame(request)
    accounts.outlet_of(context["actor"], Act.RECORD_CONSULTATION)
    form = RecordForm(request.POST if request.method == "POST" else None)
    refusal: DomainError | None = None
    status = 200
    asked: Asked | None = None
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.record_question(
                question=form.to_input(), actor=context["actor"], at=context["now"]
            )
            form = RecordForm()
        except DomainError as error:
            status = error.status
            refusal = None if form.take_errors(error.errors) else error
    elif form.is_bound:
        status = 422
    context |= {"form": form, "refusal": refusal, "asked": asked}
    return render(request, "guidance/consulting_new.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hotline_import(request: HttpRequest) -> HttpResponse:
    """Import 12345 work orders from a table."""
    context = frame(request)
    accounts.outlet_of(context["actor"], Act.RECORD_CONSULTATION)
    form = ImportForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            context["report"] = services.import_work_orders(
                content=form.cleaned_data["file"].read(), actor=context["actor"], at=context["now"]
            )
        except HotlineFileWrong as error:
            form.add_error("file", error.detail)
            status = error.status
    elif request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        form.is_valid()
        status = 422
    if context.get("report") and context["report"].wrong:
        status = 422
    context |= {"form": form}
    return render(request, "guidance/consulting_import.html", context, status=status)
