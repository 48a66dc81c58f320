"""API of cases: one case, its timeline, its documents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.casework.cases import queries, services
from yichuang.casework.cases.types import CaseView
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.places import queries as places
from yichuang.kernel.api import READ_PROBLEMS, WRITE_PROBLEMS, Input, Key, Line, idempotent
from yichuang.kernel.time import now

router = Router(tags=["casework"])


class CaseOut(Schema):
    """A case. The applicant is masked; dates are null while they do not exist."""

    number: str
    status: str
    status_label: str
    code: str
    name: str
    handling_type: str
    organisation: str
    outlet: str
    applicant: str
    answers: dict[str, str]
    received_at: datetime
    answer_due_on: date
    accepted_at: datetime | None
    promised_due_on: date | None
    statutory_due_on: date | None
    decided_at: datetime | None
    completed_at: datetime | None
    completion_code: str | None


class ActOut(Schema):
    """One act of the case, as its timeline tells it."""

    sequence: int
    act: str
    label: str
    at: datetime
    words: str
    by: str
    status: str


class DocumentOut(Schema):
    """One issued document; ``ready``: its PDF exists. ``url`` is for staff, each opening is on record."""

    kind: str
    label: str
    number: str
    issued_at: datetime
    ready: bool
    url: str


class ReasonIn(Input):
    """Why somebody has to be seen in full; it goes into the audit log."""

    reason: Annotated[
        Line, Field(min_length=1, max_length=400, description="事由; no names and no numbers in it")
    ]


class PersonOut(Schema):
    """A person or organisation of the case in full; ``role``: applicant or agent."""

    role: str
    kind: str
    name: str
    id_type: str
    id_number: str
    phone: str
    legal_representative: str


def readable_case(request: HttpRequest, number: str) -> CaseView:
    """The case, when the caller may read it: at its outlet, in its organisation, or over its region."""
    return queries.case_for(accounts.actor_of_request(request), Act.READ_CASE, number)


@router.get("/cases/{number}", response={200: CaseOut} | READ_PROBLEMS, summary="办件 One case")
def one_case(request: HttpRequest, number: str) -> CaseOut:
    case = readable_case(request, number)
    return CaseOut(
        number=case.number,
        status=case.status.value,
        status_label=case.status.label,
        code=case.handling_code,
        name=case.name,
        handling_type=case.handling_type,
        organisation=places.organisation(case.organisation_id).name,
        outlet=places.outlet(case.outlet_id).name,
        applicant=queries.masked_people_of(case)[0].name,
        answers=case.answers,
        received_at=case.received_at,
        answer_due_on=case.answer_due_on,
        accepted_at=case.accepted_at,
        promised_due_on=case.promised_due_on,
        statutory_due_on=case.statutory_due_on,
        decided_at=case.decided_at,
        completed_at=case.completed_at,
        completion_code=case.completion_code.value if case.completion_code else None,
    )


@router.get("/cases/{number}/timeline", response={200: list[ActOut]} | READ_PROBLEMS, summary="经过 Its acts")
def case_timeline(request: HttpRequest, number: str) -> list[ActOut]:
    case = readable_case(request, number)
    return [
        ActOut(
            sequence=entry.sequence,
            act=entry.kind.value,
            label=entry.kind.label,
            at=entry.at,
            words=entry.words,
            by=entry.by_name,
            status=entry.to_status.value,
        )
        for entry in queries.timeline(case.id)
    ]


@router.get(
    "/cases/{number}/documents",
    response={200: list[DocumentOut]} | READ_PROBLEMS,
    summary="文书 Its documents",
)
def case_documents(request: HttpRequest, number: str) -> list[DocumentOut]:
    case = readable_case(request, number)
    return [
        DocumentOut(
            kind=notice.kind.value,
            label=notice.kind.label,
            number=notice.number,
            issued_at=notice.issued_at,
            ready=notice.ready,
            url=f"/documents/{notice.id}.pdf",
        )
        for notice in notices.notices_of_case(case.number)
    ]


@router.post(
    "/cases/{number}/people",
    response={201: list[PersonOut]} | WRITE_PROBLEMS,
    summary="查看完整信息 Its people in full, for a reason",
)
def people(request: HttpRequest, number: str, data: ReasonIn, idempotency_key: Key) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    queries.case_for(actor, Act.UNMASK, number)

    def write() -> tuple[int, list[dict[str, Any]]]:
        shown = services.show_people(number=number, actor=actor, reason=data.reason, at=now())
        return 201, [
            {
                "role": role,
                "kind": view.kind.value,
                "name": view.name,
                "id_type": view.id_type.value,
                "id_number": view.id_number,
                "phone": view.phone,
                "legal_representative": view.legal_representative,
            }
            for role, view in zip(("applicant", "agent"), shown, strict=False)
        ]

    return idempotent(request, f"cases/{number}/people", actor.principal, write)
