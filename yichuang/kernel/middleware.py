"""Request ids and the one translation of refusals into answers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yichuang.kernel import metrics
from yichuang.kernel.errors import BadRequest, DomainError, Unauthenticated, Unavailable, WrongMethod
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
        # NUL: no browser sends it and no text column takes it
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _refused(request, BadRequest("地址里含有空字符，无法读取"))
        response = self.get_response(request)
        if response.status_code == WrongMethod.status and request.path.startswith("/api/"):
            allowed = response["Allow"]
            response = _refused(request, WrongMethod(f"这个地址只接受 {allowed} 请求"))
            response["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError):
            return _database_lost(request, exception)
        return _refused(request, exception) if isinstance(exception, DomainError) else None


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem_response(refusal, request)
    if isinstance(refusal, Unauthenticated):
        return _to_sign_in(request)
    log.info("refused", code=refusal.code, status=refusal.status)
    return render(request, "errors/problem.html", {"problem": refusal}, status=refusal.status)


def _database_lost(request: HttpRequest, error: OperationalError) -> HttpResponse:
    log.error("database", exc_info=error)
    _forget_dead_connections()
    if request.path.startswith("/api/"):
        return problem_response(Unavailable(), request)
    return render(request, "errors/500.html", status=Unavailable.status)  # the page that asks no database


def _forget_dead_connections() -> None:
    """A server that died took every pooled connection along: one refusal is enough to learn it."""
    pool = getattr(connection, "pool", None)
    if pool is not None:
        connection.close()
        pool.check()


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in and come back. A part of a page cannot be redirected by itself: htmx moves the whole page."""
    if request.headers.get("HX-Request") != "true":
        return redirect_to_login(_page_of(request))
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = f"{page.path}?{page.query}" if page.query else page.path or "/"
    return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(back).url})


def _page_of(request: HttpRequest) -> str:
    """Where a person is: the page asked for, or the one that a form was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sender = urlsplit(request.headers.get("Referer", ""))
    if sender.netloc != request.get_host():
        return settings.LOGIN_REDIRECT_URL
    return f"{sender.path}?{sender.query}" if sender.query else sender.path
