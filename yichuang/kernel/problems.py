"""A refusal as an answer: RFC 9457 problem+json for programs, a page for people."""

from __future__ import annotations

import inspect
import json
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from yichuang.kernel.errors import DomainError, TooMany

log = structlog.get_logger("yichuang.problems")

CONTENT_TYPE = "application/problem+json"


def problem_document(error: DomainError, request_id: str) -> dict[str, Any]:
    """The problem document. ``type`` leads to a page that explains the code."""
    document: dict[str, Any] = {
        "type": f"/problems/{error.code}/",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": request_id,
        "code": error.code,
    }
    if error.errors:
        document["errors"] = [{"pointer": e.pointer, "detail": e.detail} for e in error.errors]
    return document | {key: value for key, value in error.extra.items() if key not in document}


def problem_response(error: DomainError, request: HttpRequest) -> HttpResponse:
    """``application/problem+json`` for a refusal; logged without its stack."""
    log.info("refused", code=error.code, status=error.status)
    document = problem_document(error, getattr(request, "request_id", ""))
    response = HttpResponse(
        json.dumps(document, ensure_ascii=False, default=str), status=error.status, content_type=CONTENT_TYPE
    )
    if isinstance(error, TooMany) and "retry_after_seconds" in error.extra:
        response["Retry-After"] = str(error.extra["retry_after_seconds"])
    return response


def known_problems() -> list[type[DomainError]]:
    """Every class of refusal that is loaded and has a code of its own, by code."""
    found: set[type[DomainError]] = set()
    waiting: list[type[DomainError]] = [DomainError]
    for error in waiting:
        found.add(error)
        waiting.extend(set(error.__subclasses__()) - found)
    return sorted((error for error in found if "code" in vars(error)), key=lambda error: error.code)


def explanation(error: type[DomainError]) -> str:
    """The first paragraph of a refusal's docstring, on one line: when it happens."""
    return " ".join(inspect.cleandoc(error.__doc__ or "").split("\n\n")[0].split())
