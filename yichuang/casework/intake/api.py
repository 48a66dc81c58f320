"""API of intake: receipt, fixes on the spot, acceptance."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import Channel
from yichuang.casework.intake import services
from yichuang.casework.intake.types import Application, CollectionMode, MaterialInput
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.parties.types import IdType, PartyInput, PartyKind
from yichuang.kernel.api import (
    WRITE_PROBLEMS,
    Code,
    Flag,
    Input,
    IssuedOut,
    Key,
    Line,
    Text,
    idempotent,
)
from yichuang.kernel.time import now

router = Router(tags=["casework"])

Copies = Annotated[int, Field(strict=True, ge=0, le=99)]


class PartyIn(Input):
    """A person or an organisation, as on the identity document."""

    kind: Literal["natural", "legal"]
    name: Annotated[Line, Field(min_length=1, max_length=200, description="姓名或者名称")]
    id_type: Literal[
        "resident-id",
        "uscc",
        "passport",
        "permanent-residence",
        "hk-macao-permit",
        "taiwan-permit",
        "military-id",
        "other",
    ]
    id_number: Annotated[Line, Field(min_length=1, max_length=50, description="证件号码")]
    phone: Annotated[
        Line, Field(max_length=30, description="手机号; its last four digits open the progress page")
    ] = ""
    legal_representative: Annotated[
        Line, Field(max_length=100, description="法定代表人, of a legal person")
    ] = ""

    def to_input(self) -> PartyInput:
        return PartyInput(
            PartyKind(self.kind),
            self.name,
            IdType(self.id_type),
            self.id_number,
            self.phone,
            self.legal_representative,
        )


class MaterialIn(Input):
    """One material of the exact list, checked at the window."""

    code: Annotated[Code, Field(description="As the guide names it")]
    collected: Annotated[
        Literal["paper", "upload", "scan", "shared"] | None, Field(description="How; null: not handed in")
    ] = None
    originals: Copies = 0
    copies: Copies = 0
    points: Annotated[
        dict[Code, Flag], Field(max_length=100, description="Code of the review point → met")
    ] = {}
    file_ids: Annotated[list[UUID], Field(max_length=50, description="Files stored before")] = []
    note: Annotated[Text, Field(max_length=500, description="备注")] = ""

    def to_input(self) -> MaterialInput:
        return MaterialInput(
            self.code,
            CollectionMode(self.collected) if self.collected else None,
            self.originals,
            self.copies,
            dict(self.points),
            tuple(self.file_ids),
            self.note,
        )


class WindowIn(Input):
    """Where it happens."""

    window: Annotated[Line, Field(min_length=1, max_length=20, description="窗口编号, as in A1")]
    outlet: Annotated[Line, Field(max_length=40, description="网点编号; empty: that of the token")] = ""


class ReceiptIn(WindowIn):
    """An application as a person hands it over."""

    code: Annotated[Code, Field(description="Of the handling item, or of its item when it has just one")]
    answers: Annotated[
        dict[Code, Code], Field(max_length=100, description="Code of the question → code of the answer")
    ] = {}
    applicant: PartyIn
    agent: Annotated[PartyIn | None, Field(description="受托人, who came instead")] = None
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
