"""Two people at once: the same difference resolved twice, the same edition imported twice."""

from __future__ import annotations

import pytest

from yichuang.foundation.places.models import Organisation
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.tests.at_once import AtOnce
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import DriftResolved
from yichuang.offer.catalogue.tests.base_lists import bring_in, entry
from yichuang.offer.catalogue.tests.test_drift import above, draft_of, editor_of, item, kinds, only, resolve
from yichuang.offer.catalogue.types import ItemType
from yichuang.offer.catalogue.types.base import BaseReport

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> Organisation:
    return OrganisationFactory.create(code="JTJ", name="甲县交通运输局")


def test_of_two_editors_one_is_told_who_was_faster(owner: Organisation, at_once: AtOnce) -> None:
    version = item(owner)
    bring_in([above(version, name="货运许可")])
    view, first, second = only("renamed"), editor_of(owner), editor_of(owner)

    results = at_once(
        [
            lambda: resolve(view, first),
            lambda: resolve(view, second, "explained", reason="本地沿用旧名到年底"),
        ]
    )

    assert [type(result) for result in results if result is not None] == [DriftResolved]
    assert models.DriftResolution.objects.count() == 1
    drafts = models.HandlingVersion.objects.filter(status="draft").count()
    assert drafts == (1 if kinds() == [("renamed", "adopted")] else 0)


def test_two_differences_of_one_item_end_in_one_draft(owner: Organisation, at_once: AtOnce) -> None:
    version = item(owner)
    bring_in([above(version, name="货运许可", item_type=ItemType.CONFIRMATION)])
    renamed, retyped, actor = only("renamed"), only("retyped"), editor_of(owner)

    results = at_once([lambda: resolve(renamed, actor), lambda: resolve(retyped, actor)])

    assert results == [None, None]
    draft = draft_of(version.code)
    assert (draft.item_name, draft.item_type) == ("货运许可", ItemType.CONFIRMATION)


def test_the_same_edition_from_two_sides_is_one(at_once: AtOnce) -> None:
    jobs = [lambda: bring_in([entry("A1"), entry("A2")])] * 2

    reports = at_once(jobs)

    assert all(isinstance(report, BaseReport) for report in reports)
    assert sorted(report.is_known for report in reports) == [False, True]
    assert models.BaseEdition.objects.count() == 1
    assert models.BaseItem.objects.count() == 2
    assert models.DriftTask.objects.count() == 2
