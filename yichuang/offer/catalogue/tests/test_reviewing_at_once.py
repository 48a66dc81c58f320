"""Two people at once: reviews, publication against a changed draft, ends that cross."""

from __future__ import annotations

from dataclasses import replace

import pytest

from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.tests.at_once import AtOnce
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.errors import (
    ItemNotOffered,
    ItemUnknown,
    LifeChangeNotPossible,
    ReviewNotDue,
    VersionUnknown,
)
from yichuang.offer.catalogue.tests.desk import (
    DEPARTMENT_YES,
    TODAY,
    approved,
    digest_of,
    draft,
    item,
    make_desk,
    review,
    submit,
)
from yichuang.offer.catalogue.tests.factories import AT, content
from yichuang.offer.catalogue.types import VersionStatus
from yichuang.offer.catalogue.types.life import LifeInput
from yichuang.offer.catalogue.types.reviewing import DraftState, ReturnReason, ReviewDecision

pytestmark = pytest.mark.django_db(transaction=True)

NOW = LifeInput("机构改革", TODAY)


def test_of_two_reviewers_one_is_told_who_was_faster(at_once: AtOnce) -> None:
    desk = make_desk()
    version_id = draft(desk)
    submit(desk, version_id)
    back = replace(
        DEPARTMENT_YES, decision=ReviewDecision.RETURNED, reason=ReturnReason.OTHER, remarks="再核一遍"
    )

    results = at_once(
        [
            lambda: review(version_id, DEPARTMENT_YES, desk.head),
            lambda: review(version_id, back, desk.second_head),
        ]
    )

    assert [type(result) for result in results if result is not None] == [ReviewNotDue]
    status = queries.review_status(version_id)
    assert len(status.acts) == 2
    won = status.acts[-1]
    faster = DraftState.RETURNED if won.decision is ReviewDecision.RETURNED else DraftState.BUREAU_REVIEW
    assert status.state is faster
    [refusal] = [result for result in results if result is not None]
    assert won.person_name in refusal.detail
    assert OutboxEvent.objects.filter(name="catalogue.draft-reviewed").count() == 2


def test_what_is_published_is_what_was_reviewed(at_once: AtOnce) -> None:
    """An editor writes the draft anew while it is published: either way nothing unreviewed holds."""
    desk = make_desk()
    made = content()
    version_id = approved(desk, made)
    digest = digest_of(version_id)

    published, _ = at_once(
        [
            lambda: services.publish_reviewed(
                version_id=version_id, digest=digest, valid_from=TODAY, at=AT, by=desk.reviewer
            ),
            lambda: draft(desk, replace(made, visits=0)),
        ]
    )

    rows = models.HandlingVersion.objects.filter(status="published")
    if published is None:
        assert [row.digest for row in rows] == [digest]
    else:
        assert type(published) is VersionUnknown
        assert not rows
    [open_draft] = models.HandlingVersion.objects.filter(status="draft")
    assert open_draft.digest != digest
    assert queries.review_status(open_draft.id).state is DraftState.DRAFT
    assert queries.version(open_draft.id).status is VersionStatus.DRAFT


def test_two_items_do_not_take_each_others_place(at_once: AtOnce) -> None:
    desk = make_desk()
    one, two = item(desk), item(desk)

    results = at_once(
        [
            lambda: services.merge_items(codes=[one.code], into=two.code, change=NOW, at=AT, by=desk.head),
            lambda: services.merge_items(
                codes=[two.code], into=one.code, change=NOW, at=AT, by=desk.second_head
            ),
        ]
    )

    [refusal] = [result for result in results if result is not None]
    assert type(refusal) in (ItemNotOffered, ItemUnknown)
    assert models.LifeEvent.objects.count() == models.Successor.objects.count() == 1


def test_an_item_is_suspended_once(at_once: AtOnce) -> None:
    desk = make_desk()
    version = item(desk)

    def suspend() -> None:
        services.suspend_item(code=version.code, change=NOW, at=AT, by=desk.head)

    results = at_once([suspend, suspend])

    assert [type(result) for result in results if result is not None] == [LifeChangeNotPossible]
    assert models.LifeEvent.objects.count() == 1
