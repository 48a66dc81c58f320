"""Refusals, as words a clerk can read aloud.

    DomainError
    ├── NotFound       what was named does not exist, or not for this reader
    ├── Forbidden      this role, department or place may not do it
    ├── Conflict       the state does not allow it
    ├── Invalid        the input breaks a rule
    │   └── BadRequest the input cannot be read at all
    ├── WrongMethod    the address exists, not for this method
    ├── TooMany        asked too often
    └── Unavailable    something we depend on does not answer

A domain derives one class per anticipated refusal and sets ``code`` (``intake.materials-incomplete``)
and ``title`` (Chinese, a clerk's words). The detail sentence is the instance's first argument, or
the class's ``title``. Typed extra members go by keyword and appear in the problem document.

Anything that is not a DomainError is a defect: it propagates and is logged with its stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One wrong field. ``pointer`` is a JSON pointer into the request body (``/applicant/phone``)."""

    pointer: str
    detail: str


class DomainError(Exception):
    """An anticipated refusal. ``status`` is its HTTP meaning; domains never name HTTP otherwise."""

    code: ClassVar[str] = "domain-error"
    title: ClassVar[str] = "请求未能办理"
    status: ClassVar[int] = 400

    def __init__(self, detail: str = "", *, errors: tuple[FieldError, ...] = (), **extra: Any) -> None:
        self.detail = detail or self.title
        self.errors = errors
        self.extra = extra
        super().__init__(self.detail)


class NotFound(DomainError):
    """What was named does not exist, or not for this reader."""

    code = "not-found"
    title = "没有找到"
    status = 404


class Forbidden(DomainError):
    """This role, department or place may not do it."""

    code = "forbidden"
    title = "您的岗位不能办理这一步"
    status = 403


class Unauthenticated(DomainError):
    """Nobody is signed in, or the token is unknown or has ended."""

    code = "unauthenticated"
    title = "请先登录"
    status = 401


class Conflict(DomainError):
    """The state does not allow it."""

    code = "conflict"
    title = "当前状态不能办理这一步"
    status = 409


class Invalid(DomainError):
    """The input breaks a rule."""

    code = "invalid"
    title = "填写的内容有误"
    status = 422


class BadRequest(Invalid):
    """The request could not be read at all."""

    code = "bad-request"
    title = "请求无法读取"
    status = 400


class WrongMethod(DomainError):
    """The address does not take this HTTP method; ``Allow`` names those it takes."""

    code = "method-not-allowed"
    title = "这个地址不接受这种请求方法"
    status = 405


class TooMany(DomainError):
    """Asked too often. ``retry_after_seconds`` says when to come back."""

    code = "too-many"
    title = "操作太频繁，请稍后再试"
    status = 429


class Unavailable(DomainError):
    """Something this depends on does not answer."""

    code = "unavailable"
    title = "服务暂时不可用，请稍后再试"
    status = 503
