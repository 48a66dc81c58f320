"""A draft on its way to publication: submitted, reviewed by its department and by the lead bureau.

Every step is a row that names who, when and the fingerprint of exactly the content it was about: a
draft that is changed needs its reviews again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit, outbox
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models, queries
from yichuang.offer.catalogue.errors import (
    AlreadyPublished,
    BackdatedVersion,
    ContentChanged,
    DraftExists,
    NothingToRollBack,
    NotReviewed,
    ReviewNotDue,
    VersionUnknown,
)
from yichuang.offer.catalogue.events import DraftReviewed
from yichuang.offer.catalogue.queries.reviewing import content_of, review_status
from yichuang.offer.catalogue.queries.versions import in_force
from yichuang.offer.catalogue.rules import reviewing as rules
from yichuang.offer.catalogue.services.publishing import check_quality, create_draft, publish_version
from yichuang.offer.catalogue.types.reviewing import (
    DraftState,
    Review,
    ReviewDecision,
    ReviewStatus,
    ReviewStep,
)

_ACT_OF_STEP = {ReviewStep.DEPARTMENT: Act.REVIEW_DRAFT, ReviewStep.BUREAU: Act.APPROVE_DRAFT}


@act
def submit_draft(*, version_id: UUID, digest: str, at: datetime, by: Actor, remarks: str = "") -> None:
    """Submit a draft for review (送审), as it is now.

    Args:
        digest: fingerprint of the content that was looked at.

    Raises:
        VersionUnknown, AlreadyPublished.
        ContentChanged: the draft says something else meanwhile.
        ReviewNotDue: it is under review, or reviewed, already.
        QualityNotMet: nobody needs to review what may not be published.
        ReviewIncomplete: the remarks are too long.
        NotYourRole, NotYourPlace.

    Publishes:
        ``catalogue.draft-reviewed`` v1, in this transaction.

    Concurrency:
        Locks the handling item.
    """
    row = _locked_draft(version_id)
    _require(by, Act.EDIT_CATALOGUE, row)
    status = _looked_at(row, digest)
    if status.state not in (DraftState.DRAFT, DraftState.RETURNED):
        raise ReviewNotDue(f"草稿现在的状态是“{status.state.label}”，不用再次送审")
    rules.check_remarks(remarks)
    check_quality(version_id)
    _record(row, Review(ReviewStep.SUBMISSION, ReviewDecision.APPROVED, remarks=remarks), at, by)


@act
def review_draft(*, version_id: UUID, digest: str, review: Review, at: datetime, by: Actor) -> None:
    """Approve a draft or send it back (审核事项草稿): by its department, then by the lead bureau.

    Policy: FEATURES CAT-16: the bureau approves what departments write before it is published.

    Args:
        digest: fingerprint of the content that was looked at.

    Raises:
        VersionUnknown, AlreadyPublished.
        ReviewIncomplete: sent back without a reason or remarks.
        ContentChanged: the draft says something else meanwhile.
        ReviewNotDue: it waits for another step, or somebody else was faster.
        OwnDraft: the reviewer wrote, submitted or reviewed it before.
        NotYourRole, NotYourPlace.

    Publishes:
        ``catalogue.draft-reviewed`` v1, in this transaction.

    Concurrency:
        Locks the handling item; ``review_steps_are_in_order`` is the backstop.
    """
    rules.check_review(review)
    row = _locked_draft(version_id)
    _require(by, _ACT_OF_STEP[review.step], row)
    status = _looked_at(row, digest)
    rules.check_due(review.step, status.counted)
    rules.check_eyes(by.user_id, status.drafters, status.acts, row.version_number)
    rules.check_second_pair(by.user_id, status.counted)
    _record(row, review, at, by)


@act
def publish_reviewed(*, version_id: UUID, digest: str, valid_from: date, at: datetime, by: Actor) -> None:
    """Publish a draft both of whose reviews stand (发布经审核的版本); a later day schedules it.

    Args:
        digest: fingerprint of the content that was looked at.
        valid_from: first day it holds; today or later.

    Raises:
        VersionUnknown, AlreadyPublished, LaterVersionExists, QualityNotMet.
        BackdatedVersion: the day is in the past.
        ContentChanged: the draft says something else meanwhile.
        NotReviewed: a review is missing, or was about other content.
        NotYourRole, NotYourPlace.

    Publishes:
        ``catalogue.version-published`` v1, in this transaction.

    Concurrency:
        Locks the handling item, so that the draft cannot be changed on the way.
    """
    row = _locked_draft(version_id)
    _require(by, Act.PUBLISH_VERSION, row)
    today = legal_date(at)
    if valid_from < today:
        raise BackdatedVersion(f"生效日期 {valid_from} 已经过去，最早自今天（{today}）起生效")
    status = _looked_at(row, digest)
    if status.state is not DraftState.APPROVED:
        raise NotReviewed(f"部门审核和牵头部门审核都同意以后才能发布，草稿现在的状态是“{status.state.label}”")
    publish_version(version_id=version_id, valid_from=valid_from, at=at, by=by.principal)


@act
def roll_back(*, version_id: UUID, replacing: UUID | None, at: datetime, by: Actor) -> UUID:
    """Begin a draft with the content of an earlier version (恢复以前的版本); it is reviewed like any other.

    Args:
        version_id: a published version.
        replacing: the open draft it takes the place of, as the editor knows it; None: there is none.

    Returns:
        The draft's id.

    Raises:
        VersionUnknown: no such published version.
        NothingToRollBack: it says what the version in force says.
        DraftExists: there is another draft than the one to be replaced.
        ContentInvalid: what was allowed then is not any more.
        NotYourRole, NotYourPlace.

    Concurrency:
        Locks the handling item.
    """
    row = _locked(version_id)
    if row.status != "published":
        raise VersionUnknown("只能恢复已经发布过的版本")
    held = in_force(legal_date(at)).filter(handling_item=row.handling_item_id).first()
    _require(by, Act.EDIT_CATALOGUE, held or row)
    if held is not None and held.digest == row.digest:
        raise NothingToRollBack(f"第 {row.version_number} 版与现行的第 {held.version_number} 版内容相同")
    open_draft = models.HandlingVersion.objects.filter(handling_item=row.handling_item_id, status="draft")
    if open_draft.values_list("id", flat=True).first() != replacing:
        raise DraftExists("这个事项的草稿和您看到的不一样，请先查看现在的草稿")
    owner = models.HandlingItem.objects.select_related("item").get(id=row.handling_item_id)
    # it comes back under the codes of today, or it would be another item
    content = replace(content_of(queries.version(version_id)), code=owner.code, item_code=owner.item.code)
    return create_draft(content=content, organisation_id=row.organisation_id, at=at, by=by.principal)


def _locked(version_id: UUID) -> models.HandlingVersion:
    """The version, with its handling item locked."""
    owner = models.HandlingItem.objects.filter(versions=version_id).values_list("id", flat=True).first()
    if owner is not None:
        models.HandlingItem.objects.select_for_update().get(id=owner)
    row = models.HandlingVersion.objects.filter(id=version_id).first()
    if row is None:
        raise VersionUnknown("没有这个事项版本；草稿改过以后要重新打开")
    return row


def _locked_draft(version_id: UUID) -> models.HandlingVersion:
    row = _locked(version_id)
    if row.status == "published":
        raise AlreadyPublished(f"“{row.name}”第 {row.version_number} 版已经发布")
    return row


def _require(by: Actor, asked: Act, version: models.HandlingVersion) -> None:
    body = places.organisation(version.organisation_id)
    accounts.require(by, asked, organisation_id=body.id, region_code=body.region_code)


def _looked_at(row: models.HandlingVersion, digest: str) -> ReviewStatus:
    """Where the draft stands, if it still says what was looked at."""
    if row.digest != digest:
        raise ContentChanged("草稿在您打开以后又改过，请重新查看内容再办理")
    return review_status(row.id)


def _record(row: models.HandlingVersion, review: Review, at: datetime, by: Actor) -> None:
    is_submission = review.step is ReviewStep.SUBMISSION
    reviews = models.VersionReview.objects.filter(handling_item=row.handling_item_id)
    models.VersionReview.objects.create(
        handling_item_id=row.handling_item_id,
        sequence=(reviews.aggregate(last=Max("sequence"))["last"] or 0) + 1,
        version_number=row.version_number,
        digest=row.digest,
        step=review.step.value,
        decision=None if is_submission else review.decision.value,
        reason=review.reason.value if review.reason else None,
        remarks=review.remarks.strip(),
        person_id=by.user_id,
        person_name=by.name,
        made_at=at,
        made_by=by.principal,
    )
    state = review_status(row.id).state
    audit.record(
        stream="handling-item",
        stream_id=row.handling_item_id,
        action="submitted" if is_submission else f"{review.step.value}-{review.decision.value}",
        actor=by.principal,
        at=at,
        details={"version": row.version_number, "code": row.code, "digest": row.digest},
    )
    event = DraftReviewed(row.id, row.handling_item_id, row.code, row.organisation_id, state.value)
    outbox.publish(event, actor=by.principal, at=at)
