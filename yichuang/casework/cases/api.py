"""API of cases: finding them, one case, its timeline, its documents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from yichuang.casework.cases import queries, services
from yichuang.casework.cases.errors import PageUnknown
from yichuang.casework.cases.types import CaseFilter, CaseOrder, CaseStatus, CaseView, Days, FoundCase
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.clocks.types import Light
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import PartyKey
from yichuang.foundation.places import queries as places
from yichuang.kernel.api import READ_PROBLEMS, WRITE_PROBLEMS, Day, Input, Key, Line, idempotent
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


class CaseRowOut(Schema):
    """One case of a list. ``light`` is null while the applicant has to act; ``due_on``: what runs now."""

    number: str
    status: str
    status_label: str
    code: str
    name: str
    applicant: str
    organisation: str
    outlet: str
    received_at: datetime
    accepted_at: datetime | None
    due_on: date | None
    light: str | None
    deadline: str | None
    completed_at: datetime | None


class CaseListOut(Schema):
    """One page. ``after`` asks for the next one; null: this was the last."""

    cases: list[CaseRowOut]
    after: str | None


class CaseQuery(Input):
    """Filters; all that are given have to fit. Days are Shanghai dates, both ends included."""

    number: Annotated[Line, Field(max_length=24, description="办件编号, whole")] = ""
    code: Annotated[Line, Field(max_length=80, description="业务办理项编码")] = ""
    status: CaseStatus | None = None
    light: Light | None = None
    open: Annotated[bool, Field(description="Only cases that are still owed something")] = False
    organisation: Annotated[Line, Field(max_length=32, description="部门代码")] = ""
    outlet: Annotated[Line, Field(max_length=32, description="网点代码")] = ""
    window: Annotated[Line, Field(max_length=16, description="窗口号, of the outlet that is named")] = ""
    received_from: Day | None = None
    received_until: Day | None = None
    accepted_from: Day | None = None
    accepted_until: Day | None = None
    completed_from: Day | None = None
    completed_until: Day | None = None
    applicant: Annotated[
        str,
        Field(
            max_length=queries.LONGEST_REFERENCE,
            pattern=r"^[A-Za-z0-9_-]*$",
            description="Reference of a search for an applicant (POST /cases/applicant-searches)",
        ),
    ] = ""
    order: CaseOrder = CaseOrder.NEWEST
    after: Annotated[str, Field(max_length=80, pattern=r"^[0-9A-Za-z:+._-]*$")] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = queries.PAGE


class ApplicantSearchIn(Input):
    """Whose cases are looked for, and what for. The whole value; a part finds nobody."""

    by: PartyKey
    value: Annotated[Line, Field(min_length=1, max_length=200)]
    purpose: Annotated[
        Line, Field(min_length=1, max_length=400, description="事由; no names and no numbers in it")
    ]


class ApplicantSearchOut(Schema):
    """``applicant`` is a filter of ``GET /cases``, for this caller and until ``expires_at``."""

    applicant: str
    expires_at: datetime


def readable_case(request: HttpRequest, number: str) -> CaseView:
    """The case, when the caller may read it: at its outlet, in its organisation, or over its region."""
    return queries.case_for(accounts.actor_of_request(request), Act.READ_CASE, number)


@router.get("/cases", response={200: CaseListOut} | READ_PROBLEMS, summary="办件查询 Find cases")
def list_cases(request: HttpRequest, query: Query[CaseQuery]) -> CaseListOut:
    actor, at = accounts.actor_of_request(request), now()
    reach = accounts.reach(actor, Act.READ_CASE)
    after = queries.read_cursor(query.after, query.order) if query.after else None
    if query.after and after is None:
        raise PageUnknown
    wanted = _wanted(query, actor, at)
    rows = queries.search(
        wanted=wanted, reach=reach, at=at, order=query.order, after=after, limit=query.limit + 1
    )
    page = rows[: query.limit]
    people = parties.masked([row.applicant_id for row in page])
    return CaseListOut(
        cases=[_row_out(row, people[row.applicant_id].name) for row in page],
        after=queries.cursor_of(page[-1], query.order) if len(rows) > query.limit else None,
    )


@router.post(
    "/cases/applicant-searches",
    response={201: ApplicantSearchOut} | WRITE_PROBLEMS,
    summary="按申请人查 Look for an applicant's cases",
)
def search_applicant(request: HttpRequest, data: ApplicantSearchIn, idempotency_key: Key) -> HttpResponse:
    actor, at = accounts.actor_of_request(request), now()

    def write() -> tuple[int, dict[str, Any]]:
        reference = services.search_applicant(
            by=data.by, value=data.value, purpose=data.purpose, actor=actor, at=at
        )
        found = queries.read_reference(reference, actor.user_id, at)
        return 201, {"applicant": reference, "expires_at": found.until.isoformat()}

    return idempotent(request, "cases.applicant-searches", actor.principal, write)


def _wanted(query: CaseQuery, actor: Actor, at: datetime) -> CaseFilter:
    """The conditions; places that are named must exist."""
    outlet = places.outlet_by_code(query.outlet) if query.outlet else None
    window = places.window_by_code(query.outlet, query.window) if query.window else None
    body = places.organisation_by_code(query.organisation) if query.organisation else None
    applicants = None
    if query.applicant:
        applicants = parties.parties_sought(queries.read_reference(query.applicant, actor.user_id, at).whom)
    return CaseFilter(
        number=query.number,
        applicants=applicants,
        handling_codes=(query.code,) if query.code else None,
        statuses=(query.status,) if query.status else (),
        light=query.light,
        outlet_id=outlet.id if outlet else None,
        window_id=window.id if window else None,
        organisation_id=body.id if body else None,
        received=Days(query.received_from, query.received_until),
        accepted=Days(query.accepted_from, query.accepted_until),
        completed=Days(query.completed_from, query.completed_until),
        open_only=query.open,
    )


def _row_out(row: FoundCase, applicant: str) -> CaseRowOut:
    return CaseRowOut(
        number=row.number,
        status=row.status.value,
        status_label=row.status.label,
        code=row.handling_code,
        name=row.name,
        applicant=applicant,
        organisation=places.organisation(row.organisation_id).name,
        outlet=places.outlet(row.outlet_id).name,
        received_at=row.received_at,
        accepted_at=row.accepted_at,
        due_on=row.due_on,
        light=row.light.value if row.light else None,
        deadline=row.deadline.words if row.deadline else None,
        completed_at=row.completed_at,
    )


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
