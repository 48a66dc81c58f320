"""API of consulting: ask, read the answer, ask once more. Public: the code is the key."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from yichuang.kernel.api import Code, Input, Key, Line, Text, idempotent, problems
from yichuang.kernel.guesses import source_of
from yichuang.kernel.time import now
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.types import AskChannel, Asker, ConsultationFile, QuestionInput

router = Router(tags=["offer"])
ASK_PROBLEMS = problems(404, 409, 422, 429, 503)
READ_PROBLEMS = problems(404, 422, 429)


class QuestionIn(Input):
    """A question. ``item``: code of the item it is about; empty when nobody knows."""

    text: Annotated[
        Text, Field(min_length=1, max_length=2000, examples=["货车挂靠在公司，能用个人名义申请吗？"])
    ]
    name: Annotated[Line, Field(max_length=50)] = ""
    phone: Annotated[Line, Field(max_length=40)] = ""
    item: Annotated[Line, Field(max_length=80)] = ""


class FurtherIn(Input):
    """A further question, with the code of the first."""

    code: Annotated[Line, Field(min_length=1, max_length=40)]
    text: Annotated[Text, Field(min_length=1, max_length=2000)]


class AskedOut(Schema):
    """A question that was taken. Number and code open its answer; the code is told this once."""

    number: str
    code: str
    due_on: date


class SaidOut(Schema):
    """What was asked or answered: ``ask``, ``answer`` or ``ask-again``."""

    kind: str
    at: datetime
    text: str


class ConsultationOut(Schema):
    """A question and its answers. ``due_on``: the last day for whoever has to answer."""

    number: str
    status: str
    item: str | None
    item_name: str | None
    department: str | None
    due_on: date
    asked_at: datetime
    answered_at: datetime | None
    said: list[SaidOut]


TheCode = Annotated[
    str,
    Query(
        min_length=1,
        max_length=40,
        pattern=r"^[0-9A-Za-z \-]+$",
        description="查询码, told when it was asked",
    ),
]


@router.post("/consultations", response={201: AskedOut} | ASK_PROBLEMS, summary="咨询 Ask a question")
def ask_question(request: HttpRequest, body: QuestionIn, key: Key) -> HttpResponse:
    source = _source(request)

    def write() -> tuple[int, Any]:
        question = QuestionInput(body.text, Asker(body.name, body.phone), AskChannel.WEB, body.item.strip())
        asked = services.ask_question(question=question, source=source, at=now())
        return 201, {"number": asked.number, "code": asked.code, "due_on": asked.due_on.isoformat()}

    return idempotent(request, "ask_question", services.public_principal(source), write)


@router.get(
    "/consultations/{consultation}",
    response={200: ConsultationOut} | READ_PROBLEMS,
    summary="咨询答复 A question and its answers",
)
def consultation(request: HttpRequest, consultation: Code, code: TheCode) -> dict[str, Any]:
    return _out(_opened(request, consultation, code))


@router.post(
    "/consultations/{consultation}/further",
    response={200: ConsultationOut} | ASK_PROBLEMS,
    summary="追问 Ask once more about the answer",
)
def further_question(request: HttpRequest, consultation: Code, body: FurtherIn, key: Key) -> HttpResponse:
    source = _source(request)

    def write() -> tuple[int, Any]:
        at = now()
        services.ask_again(number=consultation, code=body.code, text=body.text, at=at)
        found = _out(queries.answer_page(consultation, body.code, at))
        return 200, ConsultationOut(**found).model_dump(mode="json")

    _opened(request, consultation, body.code)
    route = f"further_question:{consultation[:40]}"
    return idempotent(request, route, services.public_principal(source), write)


def _source(request: HttpRequest) -> str:
    return source_of(str(request.META.get("REMOTE_ADDR", "")))


def _opened(request: HttpRequest, number: str, code: str) -> ConsultationFile:
    """What number and code open; a wrong pair counts as a guess."""
    at, source = now(), _source(request)
    services.book_code_guess(number=number, source=source, at=at)
    file = queries.answer_page(number, code, at)
    services.return_code_guess(number=number, source=source, at=at)
    return file


def _out(file: ConsultationFile) -> dict[str, Any]:
    view = file.consultation
    return {
        "number": view.number,
        "status": view.status.value,
        "item": view.handling_code or None,
        "item_name": view.item_name or None,
        "department": file.organisation_name or None,
        "due_on": view.due_on,
        "asked_at": view.asked_at,
        "answered_at": view.answered_at,
        "said": [{"kind": step.kind.value, "at": step.at, "text": step.text} for step in file.steps],
    }
