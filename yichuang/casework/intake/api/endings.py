"""How a case ends without a decision: not accepted, taken back, declared void, deleted."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake import services
from yichuang.casework.intake.api.shapes import WindowIn
from yichuang.casework.intake.types import (
    CancellationKind,
    NonAcceptanceGround,
    NonAcceptanceInput,
    WithdrawalInput,
)
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.kernel.api import WRITE_PROBLEMS, Flag, Input, IssuedOut, Key, Line, Text, idempotent
from yichuang.kernel.time import now

router = Router(tags=["casework"])


class NonAcceptanceIn(WindowIn):
    """Why the application is not accepted. Without reason and basis nothing is declined."""

    ground: Annotated[
        Literal["not-needed", "not-competent", "still-incomplete", "other"],
        Field(
            description="not-needed: 不需要办理, only before any answer; not-competent: 不属于本机关, "
            "`apply_to` is needed; still-incomplete: only after a correction; other: 其他情形"
        ),
    ]
    reason: Annotated[Text, Field(max_length=1000, description="理由, for the applicant to read")]
    legal_basis: Annotated[
        list[Annotated[Line, Field(max_length=300)]],
        Field(max_length=10, description="法律依据, one article a line"),
    ]
    apply_to: Annotated[
        Line,
        Field(
            max_length=200,
            description="应当向哪个机关申请; the name of a department on record is printed with its address",
        ),
    ] = ""


class WithdrawalIn(WindowIn):
    """Who came to take the application back, and with what."""

    by_agent: Annotated[Flag, Field(description="代理人来撤回, under a written authority to withdraw")] = (
        False
    )
    has_signed_paper: Annotated[Flag, Field(description="收到签名的书面撤回申请")]
    identity_checked: Annotated[Flag, Field(description="核对过来人的身份证件")]
    reason: Annotated[Text, Field(max_length=500, description="撤回的原因; may be empty")] = ""
    file_id: Annotated[UUID | None, Field(description="A scan of the paper, stored before")] = None


class CancellationIn(Input):
    """Why a supervisor takes the case out."""

    reason: Annotated[Text, Field(max_length=1000, description="原因, kept encrypted")]


class EndedOut(Schema):
    """The notice that was issued."""

    number: str
    notice: IssuedOut


class WithdrawnOut(EndedOut):
    """The notice that was issued, and the papers that go back, in words."""

    returned: list[str]


class CancelledOut(Schema):
    """The case as it is now. It stays where it is."""

    number: str
    status: Literal["voided", "deleted"]


@router.post(
    "/cases/{number}/non-acceptance",
    response={201: EndedOut} | WRITE_PROBLEMS,
    summary="不予受理 Decline to accept, or find that nothing is needed",
)
def decline(request: HttpRequest, number: str, data: NonAcceptanceIn, idempotency_key: Key) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.check_number(number)
    window = accounts.window_of(actor, Act.DECLINE, window=data.window, outlet=data.outlet)

    def write() -> tuple[int, dict[str, Any]]:
        refusal = NonAcceptanceInput(
            NonAcceptanceGround(data.ground), data.reason, tuple(data.legal_basis), data.apply_to
        )
        declined = services.decline_acceptance(
            number=number, refusal=refusal, window=window, actor=actor, at=now()
        )
        return 201, {"number": number, "notice": declined.notice.link}

    return idempotent(request, f"cases/{number}/non-acceptance", actor.principal, write)


@router.post(
    "/cases/{number}/withdrawal",
    response={201: WithdrawnOut} | WRITE_PROBLEMS,
    summary="撤回 Take the application back",
)
def withdraw(request: HttpRequest, number: str, data: WithdrawalIn, idempotency_key: Key) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.check_number(number)
    window = accounts.window_of(actor, Act.WITHDRAW, window=data.window, outlet=data.outlet)

    def write() -> tuple[int, dict[str, Any]]:
        withdrawal = WithdrawalInput(
            data.by_agent, data.has_signed_paper, data.identity_checked, data.reason, data.file_id
        )
        withdrawn = services.withdraw_case(
            number=number, withdrawal=withdrawal, window=window, actor=actor, at=now()
        )
        return 201, {
            "number": number,
            "notice": withdrawn.notice.link,
            "returned": list(withdrawn.returned),
        }

    return idempotent(request, f"cases/{number}/withdrawal", actor.principal, write)


@router.post(
    "/cases/{number}/voidance",
    response={201: CancelledOut} | WRITE_PROBLEMS,
    summary="作废 Declare the case void",
)
def declare_void(
    request: HttpRequest, number: str, data: CancellationIn, idempotency_key: Key
) -> HttpResponse:
    return _cancel(request, number, CancellationKind.VOID, data)


@router.post(
    "/cases/{number}/deletion",
    response={201: CancelledOut} | WRITE_PROBLEMS,
    summary="删除 Take out a case entered by mistake; softly, its number is never used again",
)
def delete(request: HttpRequest, number: str, data: CancellationIn, idempotency_key: Key) -> HttpResponse:
    return _cancel(request, number, CancellationKind.DELETE, data)


def _cancel(request: HttpRequest, number: str, kind: CancellationKind, data: CancellationIn) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.case_for(actor, Act.CANCEL_CASE, number)
    is_void = kind is CancellationKind.VOID

    def write() -> tuple[int, dict[str, Any]]:
        cancel = services.void_case if is_void else services.delete_case
        cancel(number=number, reason=data.reason, actor=actor, at=now())
        return 201, {"number": number, "status": "voided" if is_void else "deleted"}

    path = "voidance" if is_void else "deletion"
    return idempotent(request, f"cases/{number}/{path}", actor.principal, write)
