"""The personal list (个人清单): taken along, opened again, sent to a phone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.kernel import idempotency
from yichuang.kernel.guesses import source_of
from yichuang.kernel.posts import page_key_in, posted_from
from yichuang.kernel.time import now
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.errors import ListExpired
from yichuang.offer.guidance.types import ListToday
from yichuang.offer.guidance.views.guides import answers_in, guide_context, guide_url, keep_url


@never_cache
@posted_from("guidance:guide")
def lists(request: HttpRequest, code: str) -> HttpResponse:
    """Take the list along: it gets a code, and an address of its own. A second press takes no second one."""
    at = now()

    def keep() -> tuple[int, str]:
        kept = services.keep_list(item=code, answers=answers_in(request), source=_source(request), at=at)
        return 302, kept.code

    key = page_key_in(request)
    if not key:
        return redirect("guidance:kept-list", keep()[1])
    _status, kept_code, _replayed = idempotency.once(
        principal=services.public_principal(_source(request)),
        route="guidance:lists",
        key=key,
        body=request.get_full_path().encode(),
        at=at,
        write=keep,
    )
    return redirect("guidance:kept-list", kept_code)


@never_cache
@require_safe
def kept_list(request: HttpRequest, code: str) -> HttpResponse:
    """The list as it was taken along; and when the guide has changed since, what is different."""
    try:
        today = services.open_list(code=code, source=_source(request), at=now())
    except ListExpired as expired:
        context = {"expired": expired, "item": expired.extra["item"]}
        return _private(render(request, "guidance/list_expired.html", context, status=expired.status))
    return _private(render(request, "guidance/list.html", _context(today)))


@never_cache
@require_safe
def list_on_phone(request: HttpRequest, code: str) -> HttpResponse:
    """发到手机: the list's address, large enough to be scanned from a screen in the hall."""
    today = services.open_list(code=code, source=_source(request), at=now())
    return _private(render(request, "guidance/phone.html", {"kept": today.kept, "address": _address(today)}))


def _source(request: HttpRequest) -> str:
    return source_of(str(request.META.get("REMOTE_ADDR", "")))


def _context(today: ListToday) -> dict[str, Any]:
    kept = today.kept
    context = guide_context(kept.version, kept.answers) | {
        "kept": kept,
        "today_list": today,
        "list_address": _address(today),
        "is_outdated": not today.is_valid,
        "now": now(),
    }
    if today.current is not None and not today.is_valid:
        answers = queries.relevant_answers(today.current, kept.answers)
        context |= {
            "guide_url": guide_url(today.current, answers),
            "renew_url": keep_url(today.current, kept.answers) if today.renewed else "",
        }
    return context


def _address(today: ListToday) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("guidance:kept-list", args=[today.kept.code])


def _private(response: HttpResponse) -> HttpResponse:
    """No search engine remembers it, and no other site learns its address."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
