"""Two windows and one draft, on real connections."""

from __future__ import annotations

from typing import Any

import pytest

from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake import services
from yichuang.casework.intake.tests.applications import licence_application
from yichuang.casework.intake.tests.test_drafts import save
from yichuang.casework.intake.types import DraftRef
from yichuang.kernel.tests.at_once import AtOnce

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.smoke]


def test_of_two_windows_with_one_revision_one_writes(committed_county: County, at_once: AtOnce) -> None:
    draft = save(committed_county)

    results = at_once(
        [
            lambda name=name: save(committed_county, draft, actor=committed_county.people[name])
            for name in ("clerk", "other-clerk", "clerk", "other-clerk")
        ]
    )

    assert results.count(DraftRef(draft.id, 2)) == 1
    assert sorted(type(result).__name__ for result in results) == ["DraftChanged"] * 3 + ["DraftRef"]


def test_a_draft_is_received_once(committed_county: County, at_once: AtOnce) -> None:
    draft = save(committed_county)

    def take(name: str) -> Any:
        return services.receive_case(
            application=licence_application(),
            window=committed_county.a1,
            actor=committed_county.people[name],
            at=AT,
            draft=draft,
        )

    results = at_once([lambda name=name: take(name) for name in ("clerk", "other-clerk")])

    assert sorted(type(result).__name__ for result in results) == ["DraftGone", "Received"]
    assert Case.objects.count() == 1
