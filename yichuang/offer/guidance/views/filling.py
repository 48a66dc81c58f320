"""The form of an item (申请表): filled in on the page, printed as PDF. Nothing of what is typed is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.kernel.errors import DomainError, TooMany, Unavailable
from yichuang.kernel.guesses import source_of
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.queries.forms import asked_fields
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries
from yichuang.offer.guidance.errors import FormUnknown
from yichuang.offer.guidance.forms.filling import FilledForm
from yichuang.offer.guidance.rules.filling import open_for_form, sections_of
from yichuang.offer.guidance.services.filling import book_form, print_form

PREFIX = "answer."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form_to_fill(request: HttpRequest, code: str) -> HttpResponse:
    """``/guide/<item>/form/``: fill in the item's form; what is right comes back as PDF.

    Works without JavaScript. What is wrong is said beside each field, and everything typed stays.

    Raises:
        ItemUnknown, ItemNotOffered, ItemNeedsChoice
        FormUnknown: the item has no form of its own.
    """
    version = catalogue.published_version(code, legal_date(now()))
    if not version.form:
        raise FormUnknown
    typed = request.POST if request.method == "POST" else None
    answers = _answers(version, request.GET if typed is None else typed)
    form = _form(version, answers, typed)
    if form is None or typed is None:
        # the questions are asked first: another answer could ask for other fields
        return _page(request, version, answers, form, status=200 if typed is None else 422)
    if not form.is_valid():
        return _page(request, version, answers, form, status=422)
    try:
        return _printed(request, version, answers, form)
    except (TooMany, Unavailable) as refusal:
        return _page(request, version, answers, form, refusal=refusal, status=refusal.status)


@never_cache
@require_safe
def draft_form_preview(request: HttpRequest, code: str) -> HttpResponse:
    """The form of a draft as applicants will see it; it cannot be sent.

    Raises:
        DraftNotOpen, Unauthenticated, NotYourRole, NotYourPlace.
    """
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.EDIT_CATALOGUE)
    version = catalogue.open_draft_of(code).version
    accounts.require(actor, Act.EDIT_CATALOGUE, organisation_id=version.organisation_id)
    if not version.form:
        raise FormUnknown
    answers = _answers(version, request.GET)
    return _page(request, version, answers, _form(version, answers, None), is_preview=True)


def _answers(version: HandlingVersion, given: QueryDict) -> Mapping[str, str]:
    chosen = {key.removeprefix(PREFIX): given.get(key, "") for key in given if key.startswith(PREFIX)}
    return queries.relevant_answers(version, chosen)


def _form(version: HandlingVersion, answers: Mapping[str, str], typed: QueryDict | None) -> FilledForm | None:
    """The form under these answers; None: something has to be answered first."""
    if open_for_form(version, answers):
        return None
    return FilledForm(typed, asked=asked_fields(version.form, answers), on=legal_date(now()))


def _printed(
    request: HttpRequest, version: HandlingVersion, answers: Mapping[str, str], form: FilledForm
) -> HttpResponse:
    at = now()
    book_form(source=source_of(str(request.META.get("REMOTE_ADDR", ""))), at=at)
    path = reverse("guidance:guide", args=[version.code])
    content = print_form(version=version, answers=answers, values=form.values, path=path, at=at)
    name = f"{_('申请表')}-{version.name}.pdf"
    disposition = content_disposition_header(as_attachment=False, filename=name)
    headers = {"Content-Disposition": disposition or "inline"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _page(
    request: HttpRequest,
    version: HandlingVersion,
    answers: Mapping[str, str],
    form: FilledForm | None,
    *,
    refusal: DomainError | None = None,
    is_preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    deciding = {code for field in version.form for code, _options in field.applies_when.requires}
    opened = open_for_form(version, answers)
    deciding |= {question.code for question in opened}
    here = "guidance:draft-form-preview" if is_preview else "guidance:form"
    context: dict[str, Any] = {
        "version": version,
        "form": form,
        "parts": _parts(form) if form else (),
        "answers": [(f"{PREFIX}{question}", option) for question, option in answers.items()],
        "open": opened,
        "questions": [
            (question, answers.get(question.code, ""))
            for question in version.questions
            if question.code in deciding and (question.code in answers or question in opened)
        ],
        "others": [
            (f"{PREFIX}{question}", option)
            for question, option in answers.items()
            if question not in deciding
        ],
        "here": reverse(here, args=[version.code]),
        "guide_url": reverse("guidance:guide", args=[version.code]),
        "is_preview": is_preview,
        "refusal": refusal,
        "wrong": [form[name] for name in form.errors if name in form.fields] if form else [],
    }
    return render(request, "guidance/form.html", context, status=status)


def _parts(form: FilledForm) -> Sequence[tuple[str, Sequence[Any]]]:
    return [
        (part.title, [(form[field.code], field) for field in part.fields]) for part in sections_of(form.asked)
    ]
