"""Constraints of items and versions, and somebody who goes around the services to break them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.offer.catalogue import models, services
from yichuang.offer.catalogue.tests.breaking import copy_of, refuses
from yichuang.offer.catalogue.tests.factories import AT, BY, IN_FORCE_SINCE, content, published_item
from yichuang.offer.catalogue.types import HandlingVersion

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]

LATER = IN_FORCE_SINCE + timedelta(days=100)


@pytest.fixture
def version() -> HandlingVersion:
    return published_item(aliases=("货运证",))


@pytest.fixture
def draft() -> models.HandlingVersion:
    organisation = OrganisationFactory.create()
    version_id = services.create_draft(content=content(), organisation_id=organisation.id, at=AT, by=BY)
    return models.HandlingVersion.objects.get(id=version_id)


# A published version is closed, whoever asks


@pytest.mark.parametrize(
    "change",
    [
        {"name": "另一个名称"},
        {"promised_amount": 1},
        {"details": {}},
        {"status": "draft", "published_at": None, "published_by": None, "valid_from": None},
        {"valid_from": date(2020, 1, 1)},
        {"takes_applications": False},
        {"digest": "0" * 64},
    ],
)
def test_a_published_version_cannot_be_updated(version: HandlingVersion, change: dict[str, Any]) -> None:
    rows = models.HandlingVersion.objects.filter(id=version.id)

    refuses("published_versions_are_immutable", lambda: rows.update(**change))


def test_a_published_version_cannot_be_deleted_by_any_way(version: HandlingVersion) -> None:
    models.SearchEntry.objects.all().delete()

    refuses(
        "published_versions_are_immutable",
        lambda: models.HandlingVersion.objects.filter(id=version.id).delete(),
    )

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM catalogue_handlingversion WHERE id = %s", [version.id])

    refuses("published_versions_are_immutable", by_hand)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (models.ScenarioQuestion, {"text": "另一个问题"}),
        (models.MaterialRequirement, {"necessity": "optional"}),
        (models.MaterialRequirement, {"applies_when": {}}),
        (models.ReviewPoint, {"blocking": False}),
    ],
)
def test_nothing_below_a_published_version_can_be_changed(
    version: HandlingVersion, draft: models.HandlingVersion, model: Any, change: dict[str, Any]
) -> None:
    path = "material__version" if model is models.ReviewPoint else "version"
    rows = model.objects.filter(**{path: version.id})
    assert rows.exists()

    refuses("published_versions_are_immutable", lambda: rows.update(**change))
    refuses("published_versions_are_immutable", lambda: rows.first().delete())
    refuses(
        "published_versions_are_immutable",
        lambda: copy_of(rows.first(), code="extra", position=99).save(force_insert=True),
    )


def test_nothing_can_be_moved_into_or_out_of_a_published_version(
    version: HandlingVersion, draft: models.HandlingVersion
) -> None:
    theirs = models.MaterialRequirement.objects.filter(version=version.id, code="m01")
    mine = models.MaterialRequirement.objects.filter(version=draft.id, code="m01")

    refuses("published_versions_are_immutable", lambda: theirs.update(version=draft.id, code="x", position=9))
    refuses("published_versions_are_immutable", lambda: mine.update(version=version.id, code="x", position=9))
    points = models.ReviewPoint.objects.filter(material__in=mine)
    refuses(
        "published_versions_are_immutable",
        lambda: points.update(material=theirs.get(), code="x", position=9),
    )


def test_only_the_end_of_a_published_version_is_written(version: HandlingVersion) -> None:
    assert models.HandlingVersion.objects.filter(id=version.id).update(valid_until=LATER) == 1


def test_a_draft_is_open(draft: models.HandlingVersion) -> None:
    assert models.MaterialRequirement.objects.filter(version=draft).update(name="改名") == 3
    assert models.HandlingVersion.objects.filter(id=draft.id).update(name="改名") == 1


# Periods


@pytest.mark.parametrize(
    ("valid_from", "valid_until"),
    [
        (IN_FORCE_SINCE, None),
        (date(2020, 1, 1), None),
        (date(2020, 1, 1), IN_FORCE_SINCE + timedelta(days=1)),
        (LATER, LATER + timedelta(days=1)),
    ],
)
def test_published_versions_of_one_handling_item_never_overlap(
    version: HandlingVersion, valid_from: date, valid_until: date | None
) -> None:
    row = models.HandlingVersion.objects.get(id=version.id)
    twin = copy_of(row, version_number=2, valid_from=valid_from, valid_until=valid_until)

    refuses("published_versions_do_not_overlap", lambda: twin.save(force_insert=True))


def test_periods_may_touch_and_be_empty(version: HandlingVersion) -> None:
    row = models.HandlingVersion.objects.get(id=version.id)

    before = copy_of(row, version_number=2, valid_from=date(2020, 1, 1), valid_until=IN_FORCE_SINCE)
    before.save(force_insert=True)
    copy_of(row, version_number=3, valid_from=LATER, valid_until=LATER).save(force_insert=True)


def test_an_end_before_the_beginning(version: HandlingVersion) -> None:
    rows = models.HandlingVersion.objects.filter(id=version.id)

    refuses(
        "version_ends_after_it_begins",
        lambda: rows.update(valid_until=IN_FORCE_SINCE - timedelta(days=1)),
    )


# Columns of a version


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("published_versions_say_by_whom_and_from_when", {"status": "secret"}),
        ("version_item_type_is_known", {"item_type": "99"}),
        ("version_handling_type_is_known", {"handling_type": "slow"}),
        ("version_approval_tier_is_known", {"approval_tier": "king"}),
        ("published_versions_say_by_whom_and_from_when", {"status": "published"}),
        ("published_versions_say_by_whom_and_from_when", {"valid_from": IN_FORCE_SINCE}),
        ("statutory_limit_has_amount_and_unit", {"statutory_unit": None}),
        (
            "statutory_limit_has_amount_and_unit",
            {"statutory_amount": 0, "promised_amount": None, "promised_unit": None},
        ),
        ("promised_limit_has_amount_and_unit", {"promised_amount": None}),
        ("promised_limit_has_amount_and_unit", {"promised_unit": "decade"}),
        ("promised_limit_has_amount_and_unit", {"promised_unit": "immediate", "handling_type": "immediate"}),
        ("promise_is_not_longer_than_the_law_allows", {"promised_amount": 21}),
        ("immediate_promise_is_an_immediate_case", {"promised_amount": 0, "promised_unit": "immediate"}),
        ("applications_need_type_and_limit", {"handling_type": None}),
        ("applications_need_type_and_limit", {"item_type": None}),
        (
            "applications_need_type_and_limit",
            dict.fromkeys(["statutory_amount", "statutory_unit", "promised_amount", "promised_unit"]),
        ),
        ("version_has_a_name", {"name": ""}),
        ("version_digest_is_hexadecimal", {"digest": "equal"}),
    ],
)
def test_columns_of_a_version(draft: models.HandlingVersion, constraint: str, change: dict[str, Any]) -> None:
    refuses(constraint, lambda: models.HandlingVersion.objects.filter(id=draft.id).update(**change))


def test_one_draft_and_each_number_once(draft: models.HandlingVersion) -> None:
    refuses("one_draft_per_handling_item", lambda: copy_of(draft, version_number=2).save(force_insert=True))
    published = copy_of(
        draft, status="published", published_at=AT, published_by=BY, valid_from=IN_FORCE_SINCE
    )
    refuses("version_number_once", lambda: published.save(force_insert=True))


# Below and beside a version


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("material_necessity_is_known", {"necessity": "perhaps"}),
        ("material_form_is_known", {"form": "stone"}),
        ("material_source_is_known", {"source": "nowhere"}),
        ("material_has_a_name", {"name": ""}),
        ("only_deferrable_materials_have_a_deferral", {"deferral_working_days": 3}),
        (
            "only_deferrable_materials_have_a_deferral",
            {"necessity": "deferrable", "deferral_working_days": 0},
        ),
    ],
)
def test_columns_of_a_material(
    draft: models.HandlingVersion, constraint: str, change: dict[str, Any]
) -> None:
    rows = models.MaterialRequirement.objects.filter(version=draft, code="m01")

    refuses(constraint, lambda: rows.update(**change))


def test_codes_and_positions_once(draft: models.HandlingVersion) -> None:
    asked = models.ScenarioQuestion.objects.get(version=draft)
    needed = models.MaterialRequirement.objects.get(version=draft, code="m01")
    point = models.ReviewPoint.objects.get(material=needed)

    for row, names in (
        (asked, ("question_code_once_per_version", "question_position_once_per_version")),
        (needed, ("material_code_once_per_version", "material_position_once_per_version")),
        (point, ("review_point_code_once_per_material", "review_point_position_once_per_material")),
    ):
        refuses(names[0], lambda row=row: copy_of(row, position=9).save(force_insert=True))  # type: ignore[misc]
        refuses(names[1], lambda row=row: copy_of(row, code="other").save(force_insert=True))  # type: ignore[misc]
    refuses(
        "question_code_fits_a_link",
        lambda: models.ScenarioQuestion.objects.filter(id=asked.id).update(code="a:b"),
    )
    refuses(
        "review_point_says_something", lambda: models.ReviewPoint.objects.filter(id=point.id).update(text="")
    )


def test_identities_and_names(version: HandlingVersion) -> None:
    items = models.Item.objects.filter(id=version.item_id)
    handling_items = models.HandlingItem.objects.filter(id=version.handling_item_id)
    names = models.KnownAs.objects.filter(handling_item=version.handling_item_id)

    refuses("item_has_a_code", lambda: items.update(code=""))
    refuses("item_has_a_name", lambda: items.update(name=""))
    refuses("handling_item_has_a_code", lambda: handling_items.update(code=""))
    refuses("known_as_kind_is_known", lambda: names.update(kind="nickname"))
    refuses("known_as_says_something", lambda: names.update(text=""))
    refuses("known_as_once", lambda: copy_of(names.get()).save(force_insert=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Item.objects.create(code=version.item_code, name="同码")
    with pytest.raises(IntegrityError), transaction.atomic():
        models.HandlingItem.objects.create(code=version.code, item_id=version.item_id)
