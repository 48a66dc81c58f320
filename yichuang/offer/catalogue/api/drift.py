"""API of differences from the lists of a level above: which there are, and what is done about one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.api import (
    READ_PROBLEMS,
    WRITE_PROBLEMS,
    Code,
    Input,
    Key,
    Line,
    Text,
    idempotent,
    problems,
)
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.api.keeping import keeper
from yichuang.offer.catalogue.errors import DriftUnknown
from yichuang.offer.catalogue.queries import drift as queries
from yichuang.offer.catalogue.types.drift import (
    ADOPTABLE,
    DriftFilter,
    DriftView,
    ResolutionInput,
    ResolutionKind,
)

router = Router(tags=["catalogue"])


class DriftOut(Schema):
    """A difference as a task: whose it is, until when, and what was done about it.

    ``kind``: which list above it differs from. ``may_be_adopted``: a draft with what that says answers it.
    """

    key: str
    kind: str
    difference: str
    words: str
    base_code: str
    base_name: str
    local_code: str
    local_name: str
    organisation: str
    due_on: date
    is_overdue: bool
    may_be_adopted: bool
    resolution: str | None
    resolved_at: datetime | None
    resolved_by: str
    reason: str


class DriftPageOut(Schema):
    """Differences by their day. ``after``: ask with it for those that follow; null: there are no more."""

    number: int
    tasks: list[DriftOut]
    after: str | None


class ResolutionIn(Input):
    """What is decided: adopted by a draft, mapped to another item, or explained in writing."""

    decision: Literal["adopted", "mapped", "explained"]
    reason: Annotated[Text, Field(max_length=500, description="理由; 5 characters or more to explain")] = ""
    code: Annotated[
        Line,
        Field(max_length=64, description="对应编码, for a mapping: of the item above, or of the local one"),
    ] = ""


Kept = Annotated[Line, Field(max_length=64)]


class DriftQuery(Input):
    """Filters; all that are given have to fit. ``organisation``: code of the department."""

    state: Literal["open", "overdue", "resolved", "all"] = "open"
    kind: Literal["base", "power-list"] | None = None
    organisation: Kept = ""
    after: Annotated[Kept, Field(description="Where the page before this one says it ended")] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 20


@router.get(
    "/drift-tasks",
    response={200: DriftPageOut} | problems(401, 403, 422),
    summary="目录差异 Differences from the lists above",
)
def drift_tasks(request: HttpRequest, query: Query[DriftQuery]) -> dict[str, Any]:
    _reader(request)
    today = legal_date(now())
    wanted = DriftFilter(query.kind or "", query.organisation.strip(), "", query.state)
    kept = wanted.keep(queries.drift_report(today), today)
    start = next((place for place, view in enumerate(kept, 1) if view.key == query.after), 0)
    shown = kept[start : start + query.limit]
    more = len(kept) > start + query.limit
    return {
        "number": len(kept),
        "tasks": [_out(view, today) for view in shown],
        "after": shown[-1].key if more else None,
    }


@router.get("/drift-tasks/{key}", response={200: DriftOut} | READ_PROBLEMS, summary="差异任务 One difference")
def drift_task(request: HttpRequest, key: Code) -> dict[str, Any]:
    _reader(request)
    today = legal_date(now())
    return _out(_view(key, today), today)


@router.post(
    "/drift-tasks/{key}/resolution",
    response={200: DriftOut} | WRITE_PROBLEMS,
    summary="处理差异 Adopt, map or explain a difference",
)
def resolve_drift(request: HttpRequest, key: Code, body: ResolutionIn, idempotency_key: Key) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.EDIT_CATALOGUE)
    today = legal_date(now())
    view = queries.drift_of(key, today)
    if view is not None and view.organisation_id is not None:
        keeper(request, Act.EDIT_CATALOGUE, view.organisation_id)

    def write() -> tuple[int, dict[str, Any]]:
        decision = ResolutionInput(ResolutionKind(body.decision), body.reason, body.code)
        before = _view(key, today)
        services.resolve_drift(key=key, decision=decision, actor=actor, at=now())
        done = queries.drift_of(key, today) or before  # a mapping may end the difference itself
        return 200, DriftOut(
            **_out(done, today) | {"resolution": body.decision, "reason": body.reason.strip()}
        ).model_dump(mode="json")

    return idempotent(request, f"drift:{key}", actor.principal, write)


def _reader(request: HttpRequest) -> Actor:
    """Whoever reads the catalogue may see every department's differences: they say nothing of people."""
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.READ_CATALOGUE)
    return actor


def _view(key: str, today: date) -> DriftView:
    view = queries.drift_of(key, today)
    if view is None:
        raise DriftUnknown("这项差异已经不存在，可能上级目录或者本地事项刚刚改过")
    return view


def _out(view: DriftView, today: date) -> dict[str, Any]:
    return {
        "key": view.key,
        "kind": view.list_kind.value,
        "difference": view.kind.value,
        "words": view.words,
        "base_code": view.base_code,
        "base_name": view.base_name,
        "local_code": view.local_code,
        "local_name": view.local_name,
        "organisation": view.organisation_code,
        "due_on": view.due_on,
        "is_overdue": view.is_overdue(today),
        "may_be_adopted": view.kind in ADOPTABLE,
        "resolution": view.resolution.value if view.resolution else None,
        "resolved_at": view.resolved_at,
        "resolved_by": view.resolved_by,
        "reason": view.reason,
    }
