"""The public pages of consulting: ask, look up the answer, ask once more."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.kernel import idempotency
from yichuang.kernel.errors import DomainError
from yichuang.kernel.guesses import source_of
from yichuang.kernel.posts import new_page_key, page_key_in, posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.errors import ItemNotOffered, ItemUnknown
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.errors import ConsultationUnknown, TooManyQuestions
from yichuang.offer.guidance.forms.consulting import FurtherForm, LookUpForm, QuestionForm
from yichuang.offer.guidance.types import ConsultationFile


def source(request: HttpRequest) -> str:
    """Where the request comes from, as it is counted."""
    return source_of(str(request.META.get("REMOTE_ADDR", "")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consult(request: HttpRequest) -> HttpResponse:
    """Ask. Number and code stand on the page that follows; a second press asks nothing more."""
    form = QuestionForm(request.POST) if request.method == "POST" else QuestionForm(initial=_initial(request))
    refusal: DomainError | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            asked = _ask(request, form)
            return redirect("guidance:consultation", asked["number"], asked["code"])
        except DomainError as error:
            status = error.status
            refusal = None if form.take_errors(error.errors) else error
    elif form.is_bound:
        status = 422
    item = form["item"].value() or ""
    context = {"form": form, "refusal": refusal, "item": _item(item), "page_key": new_page_key()}
    response = render(request, "guidance/consult.html", context, status=status)
    return _with_retry(response, refusal)


def _initial(request: HttpRequest) -> dict[str, str]:
    return {"item": request.GET.get("item", "").strip()[:80]}


def _item(code: str) -> HandlingVersion | None:
    """The item the question is about, when its code leads to one; who asks may not know it."""
    try:
        return catalogue.published_version(code, legal_date(now())) if code else None
    except (ItemUnknown, ItemNotOffered):
        return None


def _ask(request: HttpRequest, form: QuestionForm) -> dict[str, str]:
    at = now()

    def write() -> tuple[int, dict[str, str]]:
        asked = services.ask_question(question=form.to_input(), source=source(request), at=at)
        return 302, {"number": asked.number, "code": asked.code}

    key = page_key_in(request)
    if not key:
        return write()[1]
    words = json.dumps(form.cleaned_data, ensure_ascii=False, sort_keys=True).encode()
    _status, answer, _is_replay = idempotency.once(
        principal="citizen", route="guidance:consult", key=key, body=words, at=at, write=write
    )
    return {name: str(answer[name]) for name in ("number", "code")}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consult_lookup(request: HttpRequest) -> HttpResponse:
    """Number and code lead to the answer. Unknown and wrong sound alike, and are counted."""
    form = LookUpForm(request.POST if request.method == "POST" else None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"].strip(), form.cleaned_data["code"].strip()
        try:
            found = _opened(request, number, code)
            return redirect("guidance:consultation", found.consultation.number, code)
        except (ConsultationUnknown, TooManyQuestions) as error:
            refusal = error
    context = {"form": form, "refusal": refusal}
    response = render(
        request, "guidance/consult_lookup.html", context, status=refusal.status if refusal else 200
    )
    return _with_retry(response, refusal)


@never_cache
@require_safe
def consultation(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The question and its answers, for who holds number and code."""
    return _answer_page(request, _opened(request, number, code), code)


@posted_from("guidance:consultation")
def further_question(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Ask once more."""
    file = _opened(request, number, code)
    form = FurtherForm(request.POST)
    if not form.is_valid():
        return _answer_page(request, file, code, form=form, status=422)
    try:
        services.ask_again(number=number, code=code, text=form.cleaned_data["text"], at=now())
    except DomainError as refusal:
        shown = None if form.take_errors(refusal.errors) else refusal
        return _answer_page(request, file, code, form=form, refusal=shown, status=refusal.status)
    return redirect("guidance:consultation", file.consultation.number, code)


def _opened(request: HttpRequest, number: str, code: str) -> ConsultationFile:
    """What number and code open; a wrong pair counts as a guess."""
    at = now()
    services.book_code_guess(number=number, source=source(request), at=at)
    file = queries.answer_page(number, code, at)
    services.return_code_guess(number=number, source=source(request), at=at)
    return file


def _answer_page(
    request: HttpRequest,
    file: ConsultationFile,
    code: str,
    *,
    form: FurtherForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "file": file,
        "code": code,
        "form": form or FurtherForm(),
        "refusal": refusal,
        "may_ask_again": not file.consultation.is_open and file.consultation.rounds == 1,
    }
    return render(request, "guidance/consultation.html", context, status=status)


def _with_retry(response: HttpResponse, refusal: DomainError | None) -> HttpResponse:
    if refusal and "retry_after_seconds" in refusal.extra:
        response["Retry-After"] = str(refusal.extra["retry_after_seconds"])
    return response
