"""Request ids and the one translation of refusals into answers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yichuang.kernel import metrics
from yichuang.kernel.errors import DomainError, Unauthenticated
from yichuang.kernel.ids import new_id
from yichuang.kernel.problems import problem_response

log = structlog.get_logger("yichuang.requests")

Handler = Callable[[HttpRequest], HttpResponse]
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestContextMiddleware:
    """Give each request an id, log one line for it and count it. Addresses and bodies are not logged."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if _GIVEN_ID.fullmatch(given) else new_id().hex  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        started = time.perf_counter()
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        seconds = time.perf_counter() - started
        match = request.resolver_match
        route = match.route if match else "unmatched"
        metrics.observe_request(request.method or "", route, response.status_code, seconds)
        # the route, not the address: an address may hold a token
        log.info(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            request_id=request.request_id,  # type: ignore[attr-defined]
        )
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class DomainErrorMiddleware:
    """Turn a DomainError that a view let through into problem+json (API) or a page (people)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if request.path.startswith("/api/"):
            return problem_response(exception, request)
        if isinstance(exception, Unauthenticated):
            from django.contrib.auth.views import redirect_to_login

            return redirect_to_login(request.get_full_path())
        log.info("refused", code=exception.code, status=exception.status)
        return render(request, "errors/problem.html", {"problem": exception}, status=exception.status)
