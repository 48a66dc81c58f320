"""API of versions on their way: submission, the two reviews, publication, an earlier one brought back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.api import READ_PROBLEMS, WRITE_PROBLEMS, Day, Input, Key, Text, idempotent
from yichuang.kernel.time import now
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.api.keeping import Digest, keeper_of_version
from yichuang.offer.catalogue.queries.quality import quality_of
from yichuang.offer.catalogue.types import VersionStatus
from yichuang.offer.catalogue.types.reviewing import (
    ReturnReason,
    Review,
    ReviewAct,
    ReviewDecision,
    ReviewStep,
)

router = Router(tags=["catalogue"])
Remarks = Annotated[Text, Field(max_length=2000, description="意见; may be empty unless it is sent back")]


class ReviewActOut(Schema):
    """A step of a review: who, when, what. ``counts``: it stands for the content as it is now."""

    step: str
    decision: str | None
    reason: str | None
    remarks: str
    person: str
    made_at: datetime
    counts: bool


class FindingOut(Schema):
    """A quality rule that is broken, with its severity and where."""

    rule: str
    severity: str
    words: str
    pointer: str


class VersionOut(Schema):
    """A version of an item. ``state``: how far a draft has come; null once it is published.

    ``digest`` names the content; every step asks for it, so that nobody decides about other words.
    """

    version: UUID
    code: str
    name: str
    version_number: int
    status: str
    state: str | None
    digest: str
    organisation: str
    valid_from: date | None
    score: int
    findings: list[FindingOut]
    reviews: list[ReviewActOut]


class SubmissionIn(Input):
    """A draft is submitted as it is now."""

    digest: Digest
    remarks: Remarks = ""


class ReviewIn(Input):
    """What a reviewer decides; sent back with a reason and remarks."""

    digest: Digest
    decision: Literal["approved", "returned"]
    reason: Literal["materials", "legal-basis", "limits", "scenarios", "wording", "other"] | None = None
    remarks: Remarks = ""


class PublicationIn(Input):
    """From which day a reviewed draft holds: today or later."""

    digest: Digest
    valid_from: Day


class RollbackIn(Input):
    """Which open draft an earlier version takes the place of; null: there is none."""

    replacing: UUID | None = None


class StateOut(Schema):
    """The version, and how far it has come; ``state`` is null once it is published."""

    version: UUID
    state: str | None
    valid_from: date | None


class BegunOut(Schema):
    """The draft that was begun with the content of an earlier version."""

    version: UUID


@router.get(
    "/versions/{version}",
    response={200: VersionOut} | READ_PROBLEMS,
    summary="事项版本 A version, with reviews",
)
def version(request: HttpRequest, version: UUID) -> dict[str, Any]:
    _, shown = keeper_of_version(request, Act.READ_CATALOGUE, version)
    status = queries.review_status(version)
    quality = quality_of(shown)
    return {
        "version": shown.id,
        "code": shown.code,
        "name": shown.name,
        "version_number": shown.version_number,
        "status": shown.status.value,
        "state": status.state.value if shown.status is VersionStatus.DRAFT else None,
        "digest": status.digest,
        "organisation": shown.organisation_name,
        "valid_from": shown.valid_from,
        "score": quality.score,
        "findings": [
            {
                "rule": finding.rule.value,
                "severity": finding.severity.value,
                "words": finding.words,
                "pointer": finding.pointer,
            }
            for finding in quality.findings
        ],
        "reviews": [_act(act, act in status.counted) for act in status.acts],
    }


@router.post(
    "/versions/{version}/submission",
    response={200: StateOut} | WRITE_PROBLEMS,
    summary="送审 Submit a draft for review",
)
def submit_version(request: HttpRequest, version: UUID, body: SubmissionIn, key: Key) -> HttpResponse:
    def write(actor: Actor) -> None:
        services.submit_draft(
            version_id=version, digest=body.digest, remarks=body.remarks, at=now(), by=actor
        )

    return _step(request, version, "submission", Act.EDIT_CATALOGUE, write)


@router.post(
    "/versions/{version}/department-review",
    response={200: StateOut} | WRITE_PROBLEMS,
    summary="部门审核 Review a draft for its department",
)
def review_for_department(request: HttpRequest, version: UUID, body: ReviewIn, key: Key) -> HttpResponse:
    return _review(request, version, body, ReviewStep.DEPARTMENT, Act.REVIEW_DRAFT)


@router.post(
    "/versions/{version}/bureau-review",
    response={200: StateOut} | WRITE_PROBLEMS,
    summary="牵头部门审核 Review a draft for the lead bureau",
)
def review_for_bureau(request: HttpRequest, version: UUID, body: ReviewIn, key: Key) -> HttpResponse:
    return _review(request, version, body, ReviewStep.BUREAU, Act.APPROVE_DRAFT)


@router.post(
    "/versions/{version}/publication",
    response={200: StateOut} | WRITE_PROBLEMS,
    summary="发布 Publish a reviewed draft from a day on",
)
def publish_version(request: HttpRequest, version: UUID, body: PublicationIn, key: Key) -> HttpResponse:
    def write(actor: Actor) -> None:
        services.publish_reviewed(
            version_id=version, digest=body.digest, valid_from=body.valid_from, at=now(), by=actor
        )

    return _step(request, version, "publication", Act.PUBLISH_VERSION, write)


@router.post(
    "/versions/{version}/rollback",
    response={201: BegunOut} | WRITE_PROBLEMS,
    summary="恢复以前的版本 Begin a draft with an earlier version",
)
def roll_back(request: HttpRequest, version: UUID, body: RollbackIn, key: Key) -> HttpResponse:
    actor, _ = keeper_of_version(request, Act.EDIT_CATALOGUE, version)

    def write() -> tuple[int, dict[str, Any]]:
        made = services.roll_back(version_id=version, replacing=body.replacing, at=now(), by=actor)
        return 201, {"version": str(made)}

    return idempotent(request, f"rollback:{version}", actor.principal, write)


def _review(
    request: HttpRequest, version: UUID, body: ReviewIn, step: ReviewStep, asked: Act
) -> HttpResponse:
    def write(actor: Actor) -> None:
        reason = ReturnReason(body.reason) if body.reason else None
        made = Review(step, ReviewDecision(body.decision), reason, body.remarks)
        services.review_draft(version_id=version, digest=body.digest, review=made, at=now(), by=actor)

    return _step(request, version, f"{step.value}-review", asked, write)


def _step(
    request: HttpRequest, version: UUID, name: str, asked: Act, act: Callable[[Actor], None]
) -> HttpResponse:
    """One step of a version, once under its key; answers with where the version stands then."""
    actor, _ = keeper_of_version(request, asked, version)

    def write() -> tuple[int, dict[str, Any]]:
        act(actor)
        shown = queries.version(version)
        is_draft = shown.status is VersionStatus.DRAFT
        return 200, {
            "version": str(version),
            "state": queries.review_status(version).state.value if is_draft else None,
            "valid_from": shown.valid_from.isoformat() if shown.valid_from else None,
        }

    return idempotent(request, f"{name}:{version}", actor.principal, write)


def _act(act: ReviewAct, counts: bool) -> dict[str, Any]:
    return {
        "step": act.step.value,
        "decision": act.decision.value if act.decision else None,
        "reason": act.reason.value if act.reason else None,
        "remarks": act.remarks,
        "person": act.person_name,
        "made_at": act.made_at,
        "counts": counts,
    }
