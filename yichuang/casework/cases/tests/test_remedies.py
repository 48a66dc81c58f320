"""Where a refusal can be challenged: named as its authority has it on record, or nothing is refused."""

from __future__ import annotations

import pytest

from yichuang.casework.cases import queries
from yichuang.casework.cases.errors import RemediesUnknown
from yichuang.casework.cases.tests.births import born
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.foundation.notices.types import Remedies
from yichuang.foundation.places import services as places
from yichuang.foundation.places.types import OrganisationInput


def test_the_bodies_are_those_of_the_authority(county: County) -> None:
    """R4."""
    case = born(county).case

    assert queries.remedies_of(case) == Remedies(
        reconsideration_body="安澜县人民政府", court="安澜县人民法院"
    )


@pytest.mark.parametrize(
    "known", [{}, {"court": "安澜县人民法院"}, {"reconsideration_body": "安澜县人民政府"}]
)
def test_an_authority_without_them_on_record_refuses_nothing(county: County, known: dict[str, str]) -> None:
    case = born(county).case
    places.record_organisation(
        organisation=OrganisationInput("JTJ", "安澜县交通运输局", "990101", "安交运", **known), at=AT
    )

    with refused(RemediesUnknown, match="安澜县交通运输局还没有登记行政复议机关和管辖法院") as refusal:
        queries.remedies_of(case)
    assert refusal.value.extra == {"organisation": "JTJ"}


def test_a_public_service_has_them_when_they_are_on_record(county: County) -> None:
    case = born(county, item_type="20").case
    assert queries.remedies_of(case) is not None

    places.record_organisation(
        organisation=OrganisationInput("JTJ", "安澜县交通运输局", "990101", "安交运"), at=AT
    )

    assert queries.remedies_of(case) is None
