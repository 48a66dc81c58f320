"""The department's desk: my tasks by deadline, the case file, the decision."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yichuang.casework.approval import queries, services
from yichuang.casework.approval.forms import DecisionForm, OpinionForm
from yichuang.casework.approval.types import Conclusion, WorkRow
from yichuang.casework.intake import queries as intake
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.notices.types import Preview
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.kernel.errors import Conflict, DomainError, Invalid
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now

SOON_WORKING_DAYS = 3
_ROLES = (Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD, Role.CHIEF_REPRESENTATIVE)


def _department(request: HttpRequest) -> tuple[Actor, tuple[UUID, ...]]:
    """Who is here, and the departments they work for.

    Raises:
        Unauthenticated; NotYourRole: no post in a department.
    """
    actor = accounts.actor_of_request(request)
    held = [post.organisation_id for post in actor.posts if post.role in _ROLES and post.organisation_id]
    if not held:
        raise NotYourRole(_("这里是部门审批的工作台，您的岗位不在部门。"))
    return actor, tuple(dict.fromkeys(held))


@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """The list by deadline."""
    return render(request, "approval/office.html", _list_context(request))


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The list, and one file beside it."""
    return _file_page(request, number)


@posted_from("approval:case")
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Take the case."""
    actor, _ids = _department(request)
    try:
        services.claim_review(number=number, actor=actor, at=now())
    except DomainError as refusal:
        return _file_page(request, number, refusal=refusal, status=refusal.status)
    messages.success(request, _("已领取，由您承办"))
    return redirect("approval:case", number)


@posted_from("approval:case")
def opinions(request: HttpRequest, number: str) -> HttpResponse:
    """Write an opinion; what was typed stays when something is wrong."""
    actor, _ids = _department(request)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _file_page(request, number, opinion=form, status=422)
    try:
        services.give_opinion(
            number=number,
            conclusion=Conclusion(form.cleaned_data["conclusion"]),
            text=form.cleaned_data["text"],
            actor=actor,
            at=now(),
        )
    except (Invalid, Conflict) as refusal:
        return _file_page(request, number, opinion=form, refusal=refusal, status=refusal.status)
    messages.success(request, _("审查意见已写入案卷"))
    return redirect("approval:case", number)


@posted_from("approval:case")
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """Grant."""
    actor, _ids = _department(request)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        refusal = _too_long(form)
        return _file_page(request, number, refusal=refusal, status=refusal.status)
    try:
        services.decide_case(number=number, decision=form.to_input(), actor=actor, at=now())
    except DomainError as refusal:
        return _file_page(request, number, refusal=refusal, status=refusal.status)
    messages.success(request, _("已作出决定，文书已出具"))
    return redirect("approval:case", number)


@require_GET
def at_window(request: HttpRequest, number: str) -> HttpResponse:
    """For the counter: whether this chief representative may decide the case here and now."""
    actor = accounts.actor_of_request(request)
    file = queries.case_file(number, actor, now())
    form = DecisionForm({})
    may_decide = not file.no_immediate and form.is_valid()
    context = {
        "file": file,
        "paper": _paper(file, form, actor, is_immediate=True) if may_decide else None,
        "is_confirming": request.GET.get("confirm") == "decide",
    }
    return render_page_or_partial(request, "approval/at_window.html", "here", context)


@posted_from("counter:case")
def immediate_decision(request: HttpRequest, number: str) -> HttpResponse:
    """Grant a 即办件 at the window; back to the counter."""
    actor = accounts.actor_of_request(request)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise _too_long(form)
    services.decide_immediately(number=number, decision=form.to_input(), actor=actor, at=now())
    messages.success(request, _("已当场办结，文书已出具"))
    return redirect("counter:case", number)


def _too_long(form: DecisionForm) -> Invalid:
    """What is wrong with the texts of a decision, as one sentence; there is nothing else to get wrong."""
    return Invalid(
        "；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items())
    )


def _file_page(
    request: HttpRequest,
    number: str,
    *,
    opinion: OpinionForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _list_context(request)
    file = queries.case_file(number, context["actor"], context["now"])
    decision = DecisionForm(request.POST if request.method == "POST" else request.GET)
    is_confirming = request.GET.get("confirm") == "decide" and not file.no_decision and decision.is_valid()
    context |= {
        "file": file,
        "lines": intake.checked_lines(file.case, file.materials),
        "opinion": opinion or OpinionForm(initial={"conclusion": Conclusion.GRANT.value}),
        "decision": decision,
        "paper": _paper(file, decision, context["actor"], is_immediate=False) if is_confirming else None,
        "refusal": refusal,
    }
    return render(request, "approval/office.html", context, status=status)


def _paper(file: queries.CaseFile, form: DecisionForm, actor: Actor, *, is_immediate: bool) -> Preview:
    """The document of a decision now. ``form`` is valid."""
    return services.preview_decision(
        file=file, decision=form.to_input(), actor=actor, is_immediate=is_immediate, at=now()
    )


def _list_context(request: HttpRequest) -> dict[str, Any]:
    actor, organisation_ids = _department(request)
    at = now()
    today = legal_date(at)
    soon_until = calendars.working_calendar().add_working_days(today, SOON_WORKING_DAYS)
    due = request.GET.get("due", "")
    mine = request.GET.get("mine") == "1"
    text = request.GET.get("q", "").strip()
    rows = queries.worklist(
        organisation_ids=organisation_ids,
        today=today,
        soon_until=soon_until,
        due=due,
        mine=actor.user_id if mine else None,
        text=text,
        after=_after(request.GET.get("after", "")),
    )
    page = rows[: queries.PAGE]
    names = parties.masked([row.applicant_id for row in page])
    kept = {key: value for key, value in (("due", due), ("mine", "1" if mine else ""), ("q", text)) if value}
    return {
        "actor": actor,
        "now": at,
        "place": "、".join(places.organisation(organisation_id).name for organisation_id in organisation_ids),
        "counts": queries.work_counts(
            organisation_ids=organisation_ids, today=today, soon_until=soon_until, user_id=actor.user_id
        ),
        "rows": [(row, names[row.applicant_id].name, _deadline(row, at)) for row in page],
        "due": due,
        "mine": mine,
        "text": text,
        "query": f"?{urlencode(kept)}" if kept else "",
        "older": _older(rows, kept),
    }


def _deadline(row: WorkRow, at: Any) -> Any:
    started = legal_date(row.accepted_at) if row.accepted_at else None
    return clocks.deadline(
        calendars.working_calendar(), due_on=row.promised_due_on, at=at, started_on=started
    )


def _older(rows: tuple[WorkRow, ...], kept: dict[str, str]) -> str:
    """Address of the next page, or nothing."""
    if len(rows) <= queries.PAGE:
        return ""
    last = rows[queries.PAGE - 1]
    key = f"{last.promised_due_on or ''}_{last.case_id}"
    return "?" + urlencode(kept | {"after": key})


def _after(text: str) -> tuple[date | None, UUID] | None:
    """The key of the last row of the page before; nonsense is the first page."""
    promise, _sep, case_id = text.partition("_")
    try:
        return (date.fromisoformat(promise) if promise else None), UUID(case_id)
    except ValueError:
        return None
