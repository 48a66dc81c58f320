"""Health, readiness and error pages."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yichuang.kernel import errors
from yichuang.kernel.keys import KeysDoNotFit, check_keys
from yichuang.kernel.problems import CONTENT_TYPE, explanation, known_problems, problem_response

_ready_once = False


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The process can work: the database answers, is migrated to this release and opens to our keys."""
    global _ready_once
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _ready_once:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return JsonResponse({"status": "migrations are waiting"}, status=503)
            check_keys()
            _ready_once = True
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    except KeysDoNotFit:
        return JsonResponse({"status": "the data keys do not fit the database"}, status=503)
    return JsonResponse({"status": "ready"})


@require_safe
def authority_certificate(request: HttpRequest) -> HttpResponse:
    """The certificate of the local authority, for phones to install. It is no secret."""
    if settings.AUTHORITY is None:
        raise Http404
    try:
        content = settings.AUTHORITY.read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Content-Disposition": 'attachment; filename="yichuang-ca.crt"'}
    return HttpResponse(content, content_type="application/x-x509-ca-cert", headers=headers)


def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a problem code means, for whoever follows ``type`` of a problem document."""
    error = next((known for known in known_problems() if known.code == code), None)
    if error is None:
        raise Http404
    return render(request, "errors/problem_code.html", {"error": error, "explanation": explanation(error)})


def _answer(request: HttpRequest, error: errors.DomainError, template: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem_response(error, request)
    return render(request, template, {"problem": error}, status=error.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: more than a request may hold, or not fit to be read."""
    words = "请求的内容太大，请分开或者压缩以后再交。" if isinstance(exception, RequestDataTooBig) else ""
    return _answer(request, errors.BadRequest(words), "errors/problem.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    return _answer(
        request, errors.NotFound("没有这个页面。地址可能输错了，或者页面已经搬走。"), "errors/404.html"
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this person."""
    return _answer(request, errors.Forbidden(), "errors/403.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a defect; the number on the page finds the log line."""
    if request.path.startswith("/api/"):
        document = {
            "type": "about:blank",
            "title": "系统出错",
            "status": 500,
            "detail": "系统内部出错，刚才的操作没有生效。请把编号告诉系统管理员。",
            "instance": getattr(request, "request_id", ""),
            "code": "internal-error",
        }
        return JsonResponse(document, status=500, content_type=CONTENT_TYPE)
    return render(request, "errors/500.html", status=500)
