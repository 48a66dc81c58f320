"""Where drafts stand in their review (版本审核)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import VersionUnknown
from yichuang.offer.catalogue.rules.reviewing import standing, state_of
from yichuang.offer.catalogue.types import VersionContent
from yichuang.offer.catalogue.types.content import HandlingVersion
from yichuang.offer.catalogue.types.reviewing import (
    ReturnReason,
    ReviewAct,
    ReviewDecision,
    ReviewStatus,
    ReviewStep,
)


def review_acts(handling_item_id: UUID) -> tuple[ReviewAct, ...]:
    """Every step of every review of a handling item (审核记录), in order."""
    rows = models.VersionReview.objects.filter(handling_item_id=handling_item_id).order_by("sequence")
    return tuple(map(_act, rows))


def review_status(version_id: UUID) -> ReviewStatus:
    """Where a draft stands, and everything that happened to it on its way (草稿审核情况).

    Raises:
        VersionUnknown: no such version.
    """
    row = models.HandlingVersion.objects.filter(id=version_id).first()
    if row is None:
        raise VersionUnknown(f"没有事项版本 {version_id}")
    return _status(row, review_acts(row.handling_item_id))


def draft_statuses(handling_item_ids: Collection[UUID] | None = None) -> dict[UUID, ReviewStatus]:
    """Where every open draft stands, by handling item. Two statements; one more for each drafted by token.

    Args:
        handling_item_ids: only of these; None: of all.
    """
    drafts = models.HandlingVersion.objects.filter(status="draft").defer("details")
    if handling_item_ids is not None:
        drafts = drafts.filter(handling_item__in=handling_item_ids)
    found = {row.handling_item_id: row for row in drafts}
    acts: dict[UUID, list[ReviewAct]] = defaultdict(list)
    for row in models.VersionReview.objects.filter(handling_item__in=found).order_by("sequence"):
        acts[row.handling_item_id].append(_act(row))
    return {owner: _status(row, acts[owner]) for owner, row in found.items()}


def _status(row: models.HandlingVersion, acts: Sequence[ReviewAct]) -> ReviewStatus:
    counted = standing(acts, row.version_number, row.digest)
    return ReviewStatus(
        state=state_of(counted),
        digest=row.digest,
        acts=tuple(act for act in acts if act.version_number == row.version_number),
        counted=counted,
        drafters=accounts.people_behind({row.created_by, *row.drafters}),
    )


def content_of(version: HandlingVersion) -> VersionContent:
    """The content of a version, as a new draft begins with it."""
    names = VersionContent.__dataclass_fields__
    return VersionContent(**{name: getattr(version, name) for name in names})


def _act(row: models.VersionReview) -> ReviewAct:
    return ReviewAct(
        step=ReviewStep(row.step),
        decision=ReviewDecision(row.decision) if row.decision else None,
        reason=ReturnReason(row.reason) if row.reason else None,
        remarks=row.remarks,
        digest=row.digest,
        version_number=row.version_number,
        person_id=row.person_id,
        person_name=row.person_name,
        made_at=row.made_at,
    )
