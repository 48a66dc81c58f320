"""What every API endpoint shares: what a request may hold, problem documents, idempotent writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Field, Header, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from pydantic import BeforeValidator

from yichuang.kernel import errors, idempotency
from yichuang.kernel.problems import CONTENT_TYPE, problem_response
from yichuang.kernel.time import now

# — what a request may hold —

# no control characters; a text of several lines may break and tab. PostgreSQL cannot store NUL at all
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
Line = Annotated[str, Field(pattern=ONE_LINE)]
Text = Annotated[str, Field(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
Code = Annotated[Line, Field(min_length=1, max_length=80)]
Flag = Annotated[bool, Field(strict=True)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=idempotency.LONGEST_KEY,
        pattern=r"^[\x21-\x7e]+$",
        description="Chosen by the caller for this write. Repeating the request under the same key "
        "returns the first answer; another body under it is refused with 409. Kept for 24 hours.",
        examples=["3f0c5a52-7a1e-4c39-9f5e-1d6f2b8f0c11"],
    ),
]


def _text_of_a_day(value: object) -> object:
    """Only ``YYYY-MM-DD``: a number is no date, though pydantic reads one, in a text too, as seconds."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("应为 YYYY-MM-DD 形式的日期")
    return value


Day = Annotated[date, BeforeValidator(_text_of_a_day)]


class Input(Schema):
    """A request body: a member that is not documented is refused, not ignored."""

    model_config: ClassVar[Any] = {"extra": "forbid"}


class IssuedOut(Schema):
    """A document that was issued. ``url`` serves the PDF as soon as it is made, and needs no token."""

    kind: str
    number: str
    url: str


# — problems —


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


_MEANING = {
    400: "请求无法读取 The request cannot be read",
    401: "没有令牌或令牌无效 No token, or one that does not count",
    403: "岗位或地点不符 Not this role, or not this place",
    404: "没有找到 What is named does not exist",
    409: "当前状态不能办理 The state does not allow it",
    422: "内容有误 The input breaks a rule; `errors` names the fields",
    429: "操作太频繁 Asked too often; `retry_after_seconds` says when to come back",
    503: "暂时不可用 The database does not answer; try again",
}


def problems(*statuses: int) -> dict[int, type[Problem]]:
    """The documented refusals of an operation; any may be unreadable, and any may lose its database."""
    return dict.fromkeys(sorted({400, *statuses, 503}), Problem)


PUBLIC_PROBLEMS = problems(422)
READ_PROBLEMS = problems(401, 403, 404, 422)
WRITE_PROBLEMS = problems(401, 403, 404, 409, 422)


class MalformedRequest(errors.Invalid):
    """The request does not have the documented shape."""

    code = "malformed-request"
    title = "请求的格式不对"


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
        if error.status_code == errors.Unauthenticated.status:
            return api.on_exception(request, errors.Unauthenticated())
        return problem_response(errors.BadRequest(), request)

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem_response(errors.NotFound(), request)


def _pointer(location: Iterable[Any]) -> str:
    """``("body", "data", "applicant", "phone")`` → ``/applicant/phone``."""
    parts = [str(part) for part in location]
    if parts[:1] == ["body"]:
        parts = parts[2:]
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


# — the document —

_REPLAY = {
    "Idempotent-Replay": {
        "description": "The answer is the first one of this Idempotency-Key; nothing was done again.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}


class ProductApi(NinjaAPI):
    """NinjaAPI whose document says what really happens: names, media types, meanings, headers.

    ``path_words``: name of a path parameter → its description, the same wherever it stands.
    """

    path_words: ClassVar[Mapping[str, str]] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                for parameter in operation["parameters"]:
                    parameter.pop("examples", None)  # a list is JSON Schema's; it stays in the schema
                    if parameter["in"] == "path":
                        parameter["description"] = self.path_words[parameter["name"]]
                for status, response in operation["responses"].items():
                    self._say_more(response, int(status), method)
        return schema

    @staticmethod
    def _say_more(response: dict[str, Any], status: int, method: str) -> None:
        if status in _MEANING:
            response["description"] = _MEANING[status]
            response["content"] = {CONTENT_TYPE: response["content"].pop("application/json")}
        elif method == "post":
            response["headers"] = _REPLAY


# — writes —


def idempotent(
    request: HttpRequest,
    route: str,
    principal: str,
    write: Callable[[], tuple[int, Any]],
    *,
    content: bytes | None = None,
) -> HttpResponse:
    """Run a write once under the request's ``Idempotency-Key``; a replayed answer says so in a header.

    Args:
        content: what makes two requests the same; None: their bodies. A body with files is a stream
            that was read already, and its boundaries differ each time.
    """
    status, answer, replayed = idempotency.once(
        principal=principal,
        route=route,
        key=request.headers.get("Idempotency-Key", ""),
        body=request.body if content is None else content,
        at=now(),
        write=write,
    )
    response = JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False}, safe=False)
    if replayed:
        response["Idempotent-Replay"] = "true"
    return response
