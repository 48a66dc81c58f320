"""API of plans: open one by its code, as its applicant does. Public: no token needed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Path, Router, Schema

from yichuang.kernel.api import Code, problems
from yichuang.kernel.guesses import source_of
from yichuang.kernel.time import now
from yichuang.offer.guidance import services
from yichuang.offer.guidance.types import PlannedStep, PlanPaper

router = Router(tags=["offer"])


class PlanStepOut(Schema):
    """A step. ``after``: numbers of the steps before it. Dates are null where a guide says no limit.

    ``code``: of the item; empty: none. ``required_by_law`` of an intermediary service; null: it is none.
    ``changes``: what the item's guide says otherwise since the plan was handed over.
    """

    place: int
    kind: str
    name: str
    code: str
    after: list[int]
    begins_on: date | None
    due_on: date | None
    latest_on: date | None
    is_critical: bool
    finished_on: date | None
    required_by_law: bool | None
    basis: str
    text: str
    changes: list[str]


class PlanPaperOut(Schema):
    """A paper of the whole plan, once. ``steps``: that use it. Numbers are null where a guide says none."""

    name: str
    steps: list[int]
    originals: int | None
    copies: int | None
    government_has: bool
    comes_out_of: list[int]


class PlanOut(Schema):
    """A plan as it was handed over, with what was done since. It names nobody."""

    plan_code: str
    url: str
    title: str
    status: str
    revision: int
    starts_on: date
    ends_on: date | None
    latest_on: date | None
    steps: list[PlanStepOut]
    papers: list[PlanPaperOut]


@router.get(
    "/plans/{plan_code}",
    response={200: PlanOut} | problems(404, 422, 429),
    summary="打开办事方案 Open a plan",
)
def plan(request: HttpRequest, plan_code: Annotated[Code, Path()]) -> dict[str, Any]:
    source = source_of(str(request.META.get("REMOTE_ADDR", "")))
    file = services.open_plan(code=plan_code, source=source, at=now())
    address = reverse("guidance:plan", args=[file.plan.code])
    return {
        "plan_code": file.plan.printed_code,
        "url": settings.SITE_URL.rstrip("/") + address,
        "title": file.body.title,
        "status": file.plan.status.value,
        "revision": file.body.revision,
        "starts_on": file.body.starts_on,
        "ends_on": file.body.ends_on,
        "latest_on": file.body.latest_on,
        "steps": [_step(step) for step in file.body.steps],
        "papers": [_paper(paper) for paper in file.body.papers],
    }


def _step(planned: PlannedStep) -> dict[str, Any]:
    step, dates, today = planned.step, planned.dates, planned.today
    return {
        "place": planned.place,
        "kind": step.kind.value,
        "name": planned.name,
        "code": planned.version.code if planned.version else "",
        "after": list(planned.after_places),
        "begins_on": dates.begins_on,
        "due_on": dates.due_on,
        "latest_on": dates.latest_on,
        "is_critical": dates.is_critical,
        "finished_on": planned.finished_on,
        "required_by_law": bool(step.basis) if step.basis or step.not_required else None,
        "basis": step.basis,
        "text": step.text,
        "changes": [change.words for change in today.changes] if today else [],
    }


def _paper(paper: PlanPaper) -> dict[str, Any]:
    return {
        "name": paper.name,
        "steps": list(paper.places),
        "originals": paper.originals,
        "copies": paper.copies,
        "government_has": paper.is_held,
        "comes_out_of": list(paper.made_by),
    }
