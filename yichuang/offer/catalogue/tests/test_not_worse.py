"""四级四同: nothing is published that asks for more than the list above, unless why was explained."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.places.models import Organisation
from yichuang.kernel.tests.fingerprint import refused
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.errors import QualityNotMet
from yichuang.offer.catalogue.queries import quality
from yichuang.offer.catalogue.queries.above import list_above
from yichuang.offer.catalogue.tests.base_lists import DATED_ON, bring_in
from yichuang.offer.catalogue.tests.factories import AT, BY
from yichuang.offer.catalogue.tests.test_drift import (  # noqa: F401 - owner is a fixture
    TODAY,
    above,
    editor_of,
    item,
    only,
    owner,
    resolve,
)
from yichuang.offer.catalogue.tests.test_quality_rules import good
from yichuang.offer.catalogue.types import HandlingVersion, VersionContent, VersionStatus

pytestmark = pytest.mark.django_db

WORDS = "承诺办结时限上级 3 个工作日，本地 7 个工作日"


def content_of(version: HandlingVersion, days: int = 7) -> VersionContent:
    """A good list for the item of a version, with a promise of so many working days."""
    return good(
        code=version.code,
        name=version.name,
        item_code=version.item_code,
        item_name=version.item_name,
        promised=Limit(days, LimitUnit.WORKING_DAY),
    )


def draft(version: HandlingVersion, days: int = 7) -> UUID:
    made = content_of(version, days)
    return services.create_draft(content=made, organisation_id=version.organisation_id, at=AT, by=BY)


def publish_draft(version_id: UUID) -> None:
    services.publish_version(version_id=version_id, valid_from=TODAY, at=AT, by=BY)


def explain(version: HandlingVersion) -> None:
    """The department says in writing why its promise is longer."""
    editor = editor_of(Organisation.objects.get(id=version.organisation_id))
    resolve(only("worse"), editor, "explained", reason="本地没有检测机构，样品要送到市里")


@pytest.fixture
def slow(owner: Organisation) -> HandlingVersion:  # noqa: F811
    """An item in force whose promise is longer than the list above allows."""
    version = item(owner, promised=Limit(7, LimitUnit.WORKING_DAY))
    bring_in([above(version, working_days=3)])
    return version


def test_it_is_not_published_and_the_editor_sees_it_while_writing(slow: HandlingVersion) -> None:
    version_id = draft(slow)

    with refused(QualityNotMet) as refusal:
        publish_draft(version_id)

    assert refusal.value.detail == f"Q25 {WORDS}"
    assert [(fault.pointer, fault.detail) for fault in refusal.value.errors] == [("/promised", WORDS)]
    shown = queries.version(version_id)
    assert shown.status is VersionStatus.DRAFT
    assert [finding.words for finding in quality.quality_of(shown).findings] == [WORDS]


def test_as_good_as_above_it_is_published(slow: HandlingVersion) -> None:
    publish_draft(draft(slow, days=3))

    assert queries.published_version(slow.code, TODAY).promised == Limit(3, LimitUnit.WORKING_DAY)


def test_what_was_explained_in_writing_is_published(slow: HandlingVersion) -> None:
    explain(slow)

    publish_draft(draft(slow))

    assert queries.published_version(slow.code, TODAY).promised == Limit(7, LimitUnit.WORKING_DAY)


def test_an_explanation_holds_for_what_was_explained(slow: HandlingVersion) -> None:
    explain(slow)
    bring_in([above(slow, working_days=2)], name="2026 年修订版", dated_on=DATED_ON + timedelta(days=1))

    with pytest.raises(QualityNotMet, match="上级 2 个工作日，本地 7 个工作日"):
        publish_draft(draft(slow))


def test_the_report_judges_anew_when_the_list_above_changes(slow: HandlingVersion) -> None:
    [before] = quality.quality_by_organisation(TODAY)
    bring_in([above(slow)], name="2026 年修订版", dated_on=DATED_ON + timedelta(days=1))

    [after] = quality.quality_by_organisation(TODAY)

    assert (before.blocking, after.blocking) == (1, 0)
    assert after.score == before.score + 20


def test_the_list_above_takes_three_statements(
    slow: HandlingVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    list_above()  # what an edition lists is kept
    with django_assert_num_queries(3):
        found = list_above()

    entry = found.binding(slow)
    assert entry is not None
    assert entry.demands == (3, None, None)
