"""Constraints of reviews, lives, revisions, acknowledgements and marks, broken around the services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from yichuang.foundation.accounts.tests.factories import UserFactory
from yichuang.foundation.places.tests.factories import OutletFactory
from yichuang.kernel.grants import append_only_tables
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.tests.breaking import added, refuses, refuses_stranger, updated
from yichuang.offer.catalogue.tests.factories import AT, BY, published_item

DIGEST = "0a" * 32
TODAY = legal_date(AT)


@pytest.fixture(scope="module")
def handling_item(django_db_setup: None, django_db_blocker: Any) -> Iterator[models.HandlingItem]:
    """An item for the tests of this module, in a transaction that is undone after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield models.HandlingItem.objects.get(id=published_item().handling_item_id)
        transaction.set_rollback(True)


@pytest.fixture
def review(handling_item: models.HandlingItem, db: None) -> models.VersionReview:
    """A draft that its department sent back."""
    return models.VersionReview.objects.create(
        handling_item=handling_item,
        sequence=1,
        version_number=2,
        digest=DIGEST,
        step="department",
        decision="returned",
        reason="materials",
        remarks="材料三没有依据",
        person=UserFactory.create(),
        person_name="钱进",
        made_at=AT,
        made_by=BY,
    )


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("review_step_is_known", {"step": "council"}),
        ("review_decision_is_known", {"decision": "perhaps", "reason": None}),
        ("return_reason_is_known", {"reason": "mood"}),
        ("only_reviews_have_a_decision", {"step": "submission"}),
        ("only_reviews_have_a_decision", {"decision": None, "reason": None}),
        ("only_what_is_sent_back_has_a_reason_and_remarks", {"reason": None}),
        ("only_what_is_sent_back_has_a_reason_and_remarks", {"remarks": ""}),
        ("only_what_is_sent_back_has_a_reason_and_remarks", {"decision": "approved"}),
        (
            "only_what_is_sent_back_has_a_reason_and_remarks",
            {"step": "submission", "decision": None},
        ),
        ("review_digest_is_hexadecimal", {"digest": DIGEST.upper()}),
        ("review_digest_is_hexadecimal", {"digest": DIGEST[:-1]}),
        ("review_names_a_person", {"person_name": ""}),
    ],
)
def test_columns_of_a_review(review: models.VersionReview, constraint: str, change: dict[str, Any]) -> None:
    refuses(constraint, updated(review, **change))


def test_steps_of_reviews_are_in_order(review: models.VersionReview) -> None:
    refuses("review_steps_are_in_order", added(review))
    added(review, sequence=2)()


@pytest.fixture
def suspension(handling_item: models.HandlingItem, db: None) -> models.LifeEvent:
    return models.LifeEvent.objects.create(
        handling_item=handling_item,
        sequence=1,
        kind="suspended",
        takes_effect_on=TODAY,
        expected_until=date(2030, 1, 1),
        reason="系统改造",
        made_at=AT,
        made_by=BY,
    )


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("life_event_kind_is_known", {"kind": "asleep", "expected_until": None}),
        ("life_event_has_a_reason", {"reason": ""}),
        ("only_suspensions_are_expected_to_end", {"kind": "cancelled"}),
        ("only_suspensions_are_expected_to_end", {"expected_until": TODAY}),
    ],
)
def test_columns_of_a_life_event(
    suspension: models.LifeEvent, constraint: str, change: dict[str, Any]
) -> None:
    refuses(constraint, updated(suspension, **change))


def test_life_events_are_in_order(suspension: models.LifeEvent) -> None:
    refuses("life_events_are_in_order", added(suspension))
    added(suspension, sequence=2)()


def test_a_successor_stands_once_in_one_place(suspension: models.LifeEvent) -> None:
    other, third = (published_item(name=name).handling_item_id for name in ("甲", "乙"))
    row = models.Successor.objects.create(event=suspension, position=0, handling_item_id=other)

    refuses("successor_once_per_event", added(row, position=1))
    refuses("successor_position_once_per_event", added(row, handling_item_id=third))
    added(row, position=1, handling_item_id=third)()


@pytest.fixture
def revision(handling_item: models.HandlingItem, db: None) -> models.DraftRevision:
    return models.DraftRevision.objects.create(
        handling_item=handling_item,
        version_number=2,
        number=1,
        kind="opened",
        content={},
        digest=DIGEST,
        at=AT,
        by=BY,
    )


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("draft_revision_kind_is_known", {"kind": "dreamt"}),
        ("draft_revisions_are_counted_from_one", {"number": 0}),
        ("draft_revision_digest_is_hexadecimal", {"digest": "equal"}),
    ],
)
def test_columns_of_a_revision(
    revision: models.DraftRevision, constraint: str, change: dict[str, Any]
) -> None:
    refuses(constraint, updated(revision, **change))


def test_each_revision_has_its_number(revision: models.DraftRevision) -> None:
    refuses("draft_revision_number_once", added(revision))
    added(revision, number=2)()
    added(revision, version_number=3)()


def test_one_person_acknowledges_a_bulletin_once(handling_item: models.HandlingItem, db: None) -> None:
    bulletin = models.ChangeBulletin.objects.create(
        serial=1,
        event_id=new_id(),
        kind="suspended",
        handling_item=handling_item,
        code=handling_item.code,
        name="货运许可",
        organisation_name="交通运输局",
        holds_from=TODAY,
        lines=[{"words": "暂停办理"}],
        announced_at=AT,
        announced_on=TODAY,
    )
    row = models.BulletinAcknowledgement.objects.create(
        bulletin=bulletin, user=UserFactory.create(), outlet=OutletFactory.create(), at=AT
    )

    refuses("bulletin_acknowledged_once", added(row))
    refuses("bulletin_acknowledged_once", added(row, outlet_id=OutletFactory.create().id))
    added(row, user_id=UserFactory.create().id)()
    refuses("catalogue_changebulletin_serial_key", added(bulletin, event_id=new_id()))


def test_a_department_has_one_mark_a_day(handling_item: models.HandlingItem, db: None) -> None:
    organisation_id = handling_item.versions.get().organisation_id
    row = models.QualityMark.objects.create(
        organisation_id=organisation_id, day=TODAY, versions=1, points=90, blocking=0, warnings=1, hints=2
    )

    refuses("quality_mark_once_a_day", added(row))
    refuses("quality_mark_is_of_some_items", updated(row, versions=0, points=0))
    refuses("quality_mark_is_of_some_items", updated(row, points=101))


def test_what_happened_is_only_added_to() -> None:
    kept = {
        "versionreview",
        "lifeevent",
        "successor",
        "draftrevision",
        "changebulletin",
        "bulletinacknowledgement",
    }

    assert {f"catalogue_{name}" for name in kept} <= set(append_only_tables())
    assert "catalogue_qualitymark" not in append_only_tables()  # a day's row follows the day


@pytest.mark.parametrize("of", ["review", "suspension", "revision"])
def test_what_happened_happened_to_an_item(of: str, request: pytest.FixtureRequest) -> None:
    refuses_stranger(request.getfixturevalue(of), "handling_item_id")
