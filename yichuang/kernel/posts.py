"""Addresses of acts: they take POST, and lead anyone else back to the page their form stands on.

A form that writes a row each time it is sent carries a key of its page, so that a second press, which no
script is there to stop, writes nothing more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from yichuang.kernel import idempotency
from yichuang.kernel.errors import Conflict
from yichuang.kernel.ids import new_id

View = Callable[..., HttpResponse]
Answer = TypeVar("Answer")

PAGE_KEY = "page-key"
_NOT_TYPED = (PAGE_KEY, "csrfmiddlewaretoken")


class PageSentAgain(Conflict):
    """The form of a page has been taken and comes again, saying something else. Once more takes that too."""

    code = "kernel.page-sent-again"
    title = gettext_noop("这一页刚才已经提交过，内容又改过了；确实要再提交一次的，请再按一次")


def posted_from(page: str) -> Callable[[View], View]:
    """An act that is posted from the page of that name, which takes the same arguments.

    Who comes by GET, as after signing in again or by reloading an answer, is led to the page, with
    the query kept.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def act(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            query = request.META.get("QUERY_STRING", "")
            address = reverse(page, args=args, kwargs=kwargs)
            return HttpResponseRedirect(f"{address}?{query}" if query else address)

        return act

    return decorate


def new_page_key() -> str:
    """What tells a page that is being made from every other (for a field named ``PAGE_KEY``)."""
    return new_id().hex


def page_key_in(request: HttpRequest) -> str:
    """The key of the page a form stood on; empty: it was tampered with, or is no page of ours."""
    key = request.POST.get(PAGE_KEY, "")
    return key if key.isalnum() and key.isascii() and len(key) == 32 else ""


def once_a_page(
    request: HttpRequest,
    *,
    principal: str,
    at: datetime,
    write: Callable[[], Answer],
    typed: Mapping[str, list[str]] | None = None,
) -> tuple[Answer, bool]:
    """Run ``write`` once for a page, however often its form is sent to this address.

    Args:
        write: gives back what JSON can hold.
        typed: what was typed and chosen, where the form has other fields too; every field, unless given.

    Returns:
        What ``write`` gave back, and whether it did so now; False: it was before, for the same words.

    Raises:
        PageSentAgain: it was before, and says something else now; whatever ``write`` raises.

    Concurrency: a second press waits for the first to end.
    """
    key = page_key_in(request)
    if not key:
        return write(), True
    try:
        _status, answer, is_replay = idempotency.once(
            principal=principal,
            route=_route(request),
            key=key,
            body=_words(request, typed),
            at=at,
            write=lambda: (HttpResponseRedirect.status_code, write()),
        )
    except idempotency.KeyReused:
        raise PageSentAgain(gettext(PageSentAgain.title)) from None
    return answer, not is_replay


def _route(request: HttpRequest) -> str:
    """The name of the address: whatever its parts are, it is short."""
    return request.resolver_match.view_name if request.resolver_match else ""


def _words(request: HttpRequest, typed: Mapping[str, list[str]] | None) -> bytes:
    """The same words are the same request."""
    if typed is None:
        typed = {name: values for name, values in request.POST.lists() if name not in _NOT_TYPED}
    files = [(file.name, file.size) for _, sent in request.FILES.lists() for file in sent]
    return json.dumps([request.path, sorted(typed.items()), files], ensure_ascii=False).encode()
