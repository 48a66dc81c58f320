"""From the window to the answer: receipt, fixes on the spot, acceptance."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import Channel
from yichuang.casework.intake import services
from yichuang.casework.intake.api.shapes import AgentIn, MaterialIn, PartyIn, RepresentativeIn, WindowIn
from yichuang.casework.intake.types import Application
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.kernel.api import WRITE_PROBLEMS, Code, IssuedOut, Key, idempotent
from yichuang.kernel.time import now

router = Router(tags=["casework"])


class ReceiptIn(WindowIn):
    """An application as a person hands it over."""

    code: Annotated[Code, Field(description="Of the handling item, or of its item when it has just one")]
    answers: Annotated[
        dict[Code, Code], Field(max_length=100, description="Code of the question → code of the answer")
    ] = {}
    applicant: PartyIn
    agent: Annotated[AgentIn | None, Field(description="受托人, who came instead")] = None
    representative: Annotated[
        RepresentativeIn | None, Field(description="法定代表人, who came for the organisation")
    ] = None
    materials: Annotated[list[MaterialIn], Field(max_length=200)] = []
    channel: Literal["window", "web", "mobile", "post", "terminal", "agent"] = "window"


class ReceivedOut(Schema):
    """The case number, its receipt, and what is still missing, in words."""

    number: str
    receipt: IssuedOut
    missing: list[str]
    answer_due_on: date


class AcceptedOut(Schema):
    """The acceptance notice and the dates it sets. Without a promise the law's date is the one to keep."""

    number: str
    notice: IssuedOut
    promised_due_on: date | None
    statutory_due_on: date | None


class FixIn(WindowIn):
    """Materials brought or put right at the window."""

    materials: Annotated[list[MaterialIn], Field(min_length=1, max_length=200)]


class FixedOut(Schema):
    """What is still missing, in words."""

    number: str
    missing: list[str]


@router.post("/cases", response={201: ReceivedOut} | WRITE_PROBLEMS, summary="收件 Receive an application")
def receive(request: HttpRequest, data: ReceiptIn, idempotency_key: Key) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    window = accounts.window_of(actor, Act.RECEIVE, window=data.window, outlet=data.outlet)

    def write() -> tuple[int, dict[str, Any]]:
        application = Application(
            data.code,
            data.answers,
            data.applicant.to_input(),
            tuple(material.to_input() for material in data.materials),
            data.agent.to_input() if data.agent else None,
            Channel(data.channel),
            data.agent.authority.to_input() if data.agent and data.agent.authority else None,
            data.representative.to_input() if data.representative else None,
        )
        received = services.receive_case(application=application, window=window, actor=actor, at=now())
        return 201, {
            "number": received.number,
            "receipt": received.receipt.link,
            "missing": [gap.words for gap in received.gaps],
            "answer_due_on": received.answer_due_on.isoformat(),
        }

    return idempotent(request, "cases", actor.principal, write)


@router.post(
    "/cases/{number}/fixes",
    response={200: FixedOut} | WRITE_PROBLEMS,
    summary="当场更正 Put materials right on the spot",
)
def fix(request: HttpRequest, number: str, data: FixIn, idempotency_key: Key) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.check_number(number)
    window = accounts.window_of(actor, Act.RECEIVE, window=data.window, outlet=data.outlet)

    def write() -> tuple[int, dict[str, Any]]:
        gaps = services.fix_materials(
            number=number,
            materials=[material.to_input() for material in data.materials],
            window=window,
            actor=actor,
            at=now(),
        )
        return 200, {"number": number, "missing": [gap.words for gap in gaps]}

    return idempotent(request, f"cases/{number}/fixes", actor.principal, write)


@router.post(
    "/cases/{number}/acceptance",
    response={201: AcceptedOut} | WRITE_PROBLEMS,
    summary="受理 Accept the application",
)
def accept(request: HttpRequest, number: str, data: WindowIn, idempotency_key: Key) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.check_number(number)
    window = accounts.window_of(actor, Act.ACCEPT, window=data.window, outlet=data.outlet)

    def write() -> tuple[int, dict[str, Any]]:
        accepted = services.accept_case(number=number, window=window, actor=actor, at=now())
        return 201, {
            "number": number,
            "notice": accepted.notice.link,
            "promised_due_on": accepted.promised_due_on and accepted.promised_due_on.isoformat(),
            "statutory_due_on": accepted.statutory_due_on and accepted.statutory_due_on.isoformat(),
        }

    return idempotent(request, f"cases/{number}/acceptance", actor.principal, write)
