"""Request ids and the one translation of refusals into answers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yichuang.kernel import metrics
from yichuang.kernel.errors import DomainError, Unauthenticated, Unavailable
from yichuang.kernel.ids import new_id
from yichuang.kernel.problems import problem_response

log = structlog.get_logger("yichuang.requests")

Handler = Callable[[HttpRequest], HttpResponse]
# a UUID with or without dashes: nothing a person could be recognised by
_GIVEN_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RequestContextMiddleware:
    """Give each request an id, log one line for it and count it. Addresses and bodies are not logged."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else new_id().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            started = time.perf_counter()
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            method = request.method or ""
            # the route, not the address: an address may hold a token
            route = request.resolver_match.route if request.resolver_match else "unmatched"
            metrics.observe_request(method, route, response.status_code, seconds)
            log.info(
                "request",
                method=method,
                route=route,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )
        response["X-Request-ID"] = request_id
        return response


class DomainErrorMiddleware:
    """Turn a refusal that a view let through into problem+json (API) or a page (people).

    So is a database that is lost, deadlocked or too slow: that is for trying again, not a defect.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError):
            return _database_lost(request, exception)
        if not isinstance(exception, DomainError):
            return None
        if request.path.startswith("/api/"):
            return problem_response(exception, request)
        if isinstance(exception, Unauthenticated):
            return _to_sign_in(request)
        log.info("refused", code=exception.code, status=exception.status)
        return render(request, "errors/problem.html", {"problem": exception}, status=exception.status)


def _database_lost(request: HttpRequest, error: OperationalError) -> HttpResponse:
    log.error("database", exc_info=error)
    if request.path.startswith("/api/"):
        return problem_response(Unavailable(), request)
    return render(request, "errors/500.html", status=Unavailable.status)  # the page that asks no database


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in and come back. A part of a page cannot be redirected by itself: htmx moves the whole page."""
    if request.headers.get("HX-Request") != "true":
        return redirect_to_login(request.get_full_path())
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = f"{page.path}?{page.query}" if page.query else page.path or "/"
    return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(back).url})
