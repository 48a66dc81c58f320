"""Constraints of lists of a level above and of differences from them, broken around the services."""

from __future__ import annotations

from typing import Any

import pytest

from yichuang.kernel.grants import append_only_tables
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.tests.breaking import added, refuses, refuses_stranger, updated
from yichuang.offer.catalogue.tests.factories import AT, BY, published_item

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)


@pytest.fixture
def edition() -> models.BaseEdition:
    return models.BaseEdition.objects.create(
        kind="base", name="2026 年版", dated_on=TODAY, digest="0" * 64, created_at=AT, created_by=BY
    )


@pytest.fixture
def entry(edition: models.BaseEdition) -> models.BaseItem:
    return models.BaseItem.objects.create(
        edition=edition, code="000118001000", name="货运许可", item_type="01", legal_basis=[], status="in-use"
    )


@pytest.fixture
def task() -> models.DriftTask:
    return models.DriftTask.objects.create(
        key="k1",
        kind="base",
        difference="missing",
        base_code="000118001000",
        words="本地没有",
        opened_at=AT,
        due_on=TODAY,
    )


@pytest.fixture
def resolution(task: models.DriftTask) -> models.DriftResolution:
    return models.DriftResolution.objects.create(
        task=task, kind="explained", reason="本县没有这类企业", resolved_at=AT, resolved_by=BY
    )


@pytest.fixture
def mapping() -> models.BaseMapping:
    return models.BaseMapping.objects.create(
        item_id=published_item().item_id,
        kind="base",
        base_code="000118001000",
        reason="名称不同，是一件事",
        mapped_at=AT,
        mapped_by=BY,
    )


@pytest.fixture
def confirmation(edition: models.BaseEdition) -> models.BaseConfirmation:
    return models.BaseConfirmation.objects.create(
        edition=edition, reason="省里确实减了一半", confirmed_at=AT, confirmed_by=BY
    )


@pytest.mark.parametrize(
    ("of", "constraint", "change"),
    [
        ("edition", "base_edition_kind_is_known", {"kind": "rumour"}),
        ("edition", "base_edition_has_a_name", {"name": ""}),
        ("confirmation", "base_confirmation_says_why", {"reason": ""}),
        ("entry", "base_item_type_is_known", {"item_type": "99"}),
        ("entry", "base_item_status_is_known", {"status": "asleep"}),
        ("entry", "base_item_has_a_code", {"code": ""}),
        ("entry", "base_item_has_a_name", {"name": ""}),
        ("mapping", "base_mapping_kind_is_known", {"kind": "rumour"}),
        ("mapping", "base_mapping_names_a_code", {"base_code": ""}),
        ("task", "drift_task_kind_is_known", {"kind": "rumour"}),
        ("task", "drift_task_difference_is_known", {"difference": "prettier"}),
        ("task", "drift_task_is_about_an_item", {"base_code": ""}),
        ("resolution", "drift_resolution_kind_is_known", {"kind": "forgotten"}),
        ("resolution", "drift_explanation_says_why", {"reason": ""}),
        ("resolution", "drift_mapping_names_a_code", {"kind": "mapped"}),
    ],
)
def test_columns(of: str, constraint: str, change: dict[str, Any], request: pytest.FixtureRequest) -> None:
    refuses(constraint, updated(request.getfixturevalue(of), **change))


def test_an_edition_is_called_so_once(edition: models.BaseEdition) -> None:
    refuses("base_edition_name_once", added(edition))
    added(edition, kind="power-list")()
    added(edition, name="2027 年版")()


def test_an_item_stands_once_in_an_edition(entry: models.BaseItem) -> None:
    refuses("base_item_once_an_edition", added(entry))
    added(entry, code="000118002000")()


def test_a_difference_is_noted_once_and_resolved_once(resolution: models.DriftResolution) -> None:
    refuses("catalogue_drifttask_key_key", added(resolution.task))
    refuses(
        "catalogue_driftresolution_pkey",
        lambda: models.DriftResolution(
            task=resolution.task, kind="explained", reason="另一个理由", resolved_at=AT, resolved_by=BY
        ).save(force_insert=True),
    )


def test_an_edition_is_confirmed_once(confirmation: models.BaseConfirmation) -> None:
    refuses(
        "catalogue_baseconfirmation_pkey",
        lambda: models.BaseConfirmation(
            edition=confirmation.edition, reason="又看了一遍", confirmed_at=AT, confirmed_by=BY
        ).save(force_insert=True),
    )


@pytest.mark.parametrize(
    ("of", "column"),
    [
        ("entry", "edition_id"),
        ("mapping", "item_id"),
        ("task", "organisation_id"),
        ("resolution", "task_id"),
        ("confirmation", "edition_id"),
    ],
)
def test_nothing_hangs_in_the_air(of: str, column: str, request: pytest.FixtureRequest) -> None:
    refuses_stranger(request.getfixturevalue(of), column)


def test_lists_and_what_was_decided_are_only_added_to() -> None:
    kept = {"baseedition", "baseconfirmation", "baseitem", "basemapping", "drifttask", "driftresolution"}

    assert {f"catalogue_{name}" for name in kept} <= set(append_only_tables())
