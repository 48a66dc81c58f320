"""What every API endpoint shares: problem documents, idempotent writes, the documented answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from yichuang.kernel import errors, idempotency
from yichuang.kernel.problems import problem_response
from yichuang.kernel.time import now

PROBLEM_TYPE = "application/problem+json"


class ProblemField(Schema):
    """One wrong field; ``pointer`` is a JSON pointer into the request body."""

    pointer: str
    detail: str


class Problem(Schema):
    """RFC 9457 problem document. Further members depend on ``code``; see ``type``."""

    model_config: ClassVar[Any] = {"extra": "allow"}

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[ProblemField] | None = None


WRITE_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 503), Problem)
READ_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 422, 429), Problem)


class MalformedRequest(errors.Invalid):
    """The request does not have the documented shape."""

    code = "malformed-request"
    title = "请求的格式不对"


class BadRequest(errors.Invalid):
    """The request could not be read at all."""

    code = "bad-request"
    title = "请求无法读取"
    status = 400


class ProductApi(NinjaAPI):
    """NinjaAPI whose documented error answers carry their real media type."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        for methods in schema["paths"].values():
            for operation in methods.values():
                self._retype_problems(operation.get("responses", {}))
        return schema

    @staticmethod
    def _retype_problems(responses: dict[Any, Any]) -> None:
        for status, response in responses.items():
            content = response.get("content", {})
            if int(status) >= 400 and "application/json" in content:
                content[PROBLEM_TYPE] = content.pop("application/json")


def install_problem_handlers(api: NinjaAPI) -> None:
    """Every refusal and every malformed request becomes a problem document."""

    @api.exception_handler(errors.DomainError)
    def refused(request: HttpRequest, error: errors.DomainError) -> HttpResponse:
        return problem_response(error, request)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = tuple(errors.FieldError(_pointer(item["loc"]), str(item["msg"])) for item in error.errors)
        return problem_response(MalformedRequest(errors=fields), request)

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem_response(BadRequest(str(error)), request)

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem_response(errors.NotFound(), request)


def _pointer(location: tuple[Any, ...]) -> str:
    """``("body", "data", "applicant", "phone")`` → ``/applicant/phone``."""
    parts = [str(part) for part in location]
    if parts[:1] == ["body"]:
        parts = parts[2:]
    return "/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)


def idempotent(
    request: HttpRequest, route: str, principal: str, write: Callable[[], tuple[int, Any]]
) -> HttpResponse:
    """Run a write once under the request's ``Idempotency-Key``; a replayed answer says so in a header."""
    status, answer, replayed = idempotency.once(
        principal=principal,
        route=route,
        key=request.headers.get("Idempotency-Key", ""),
        body=request.body,
        at=now(),
        write=write,
    )
    response = JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False}, safe=False)
    if replayed:
        response["Idempotent-Replay"] = "true"
    return response
