"""Change bulletins: what makes one, what it says, from when; that windows hear of it once (CAT-21)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel import outbox
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import handlers, models, services, tasks
from yichuang.offer.catalogue.events import (
    BulletinIssued,
    ItemMerged,
    ItemResumed,
    ItemSplit,
    ItemSuspended,
    ItemWithdrawn,
    VersionPublished,
)
from yichuang.offer.catalogue.tests.factories import AT, BY, content, material, publish, published_item
from yichuang.offer.catalogue.tests.test_import_product import NEW, bring_in, document
from yichuang.offer.catalogue.tests.test_publishing import content_of, republish
from yichuang.offer.catalogue.types import HandlingVersion

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
TOMORROW = TODAY + timedelta(days=1)
DAY = timedelta(days=1)


def announce(version: HandlingVersion, event_id: UUID | None = None, at: Any = AT) -> UUID:
    """What the worker does when it hears of the publication."""
    heard = event_id or new_id()
    event = VersionPublished(
        version.id, version.handling_item_id, version.code, version.valid_from or TODAY, True
    )
    handlers.announce_version(event, event_id=heard, at=at)
    return heard


def with_photo(version: HandlingVersion) -> tuple[Any, ...]:
    return (*version.materials, material("m04", name="一寸照片"))


def told() -> list[tuple[int, str, list[str]]]:
    """The bulletins there are: number, kind, sentences."""
    rows = models.ChangeBulletin.objects.order_by("serial")
    return [(row.serial, row.kind, [line["words"] for line in row.lines]) for row in rows]


def issued() -> list[OutboxEvent]:
    return list(OutboxEvent.objects.filter(name=BulletinIssued.name).order_by("id"))


# — a version —


def test_a_changed_material_makes_a_bulletin_in_words() -> None:
    first = published_item(name="货运许可")
    second = republish(first, materials=with_photo(first))

    announce(second)

    row = models.ChangeBulletin.objects.get()
    assert (row.serial, row.kind, row.name, row.code) == (1, "changed", "货运许可", first.code)
    assert (row.handling_item_id, row.version_id) == (first.handling_item_id, second.id)
    assert (row.holds_from, row.announced_on, row.announced_at) == (TODAY, TODAY, AT)
    assert row.organisation_name == second.organisation_name
    assert row.lines == [{"topic": "申请材料", "words": row.lines[0]["words"]}]
    assert "一寸照片" in row.lines[0]["words"]


def test_the_pages_of_windows_are_woken_once_the_bulletin_is_there() -> None:
    first = published_item()
    second = republish(first, visits=0)
    announce(second)

    [event] = issued()
    row = models.ChangeBulletin.objects.get()
    assert event.topic == "catalogue:bulletins"
    assert event.payload == {
        "bulletin_id": str(row.id),
        "handling_item_id": str(first.handling_item_id),
        "code": first.code,
        "kind": "changed",
        "holds_from": TODAY.isoformat(),
    }


def test_a_publication_heard_again_makes_no_second_bulletin() -> None:
    first = published_item()
    second = republish(first, visits=0)
    event_id = announce(second)

    announce(second, event_id)

    assert len(told()) == 1
    assert len(issued()) == 1


def test_a_first_version_makes_none() -> None:
    announce(published_item())

    assert told() == []
    assert issued() == []


def test_a_version_that_says_the_same_makes_none() -> None:
    first = published_item()
    second = republish(first, source={"law": "同一部法"})

    announce(second)

    assert told() == []


def test_each_version_is_compared_with_the_one_before_it() -> None:
    first = published_item(visits=1)
    second = republish(first, visits=0)
    third = republish(second, materials=with_photo(second))
    announce(third)  # in whatever order they are heard
    announce(second)

    [(_, _, later), (_, _, earlier)] = told()
    assert len(later) == len(earlier) == 1
    assert "一寸照片" in later[0]
    assert "一寸照片" not in earlier[0]


def test_a_version_of_a_later_day_says_from_when() -> None:
    first = published_item()
    second = republish(first, TOMORROW, visits=0)
    announce(second)

    row = models.ChangeBulletin.objects.get()
    assert (row.holds_from, row.announced_on) == (TOMORROW, TODAY)


def test_an_item_that_had_ended_and_is_offered_again_says_so() -> None:
    first = published_item()
    services.withdraw_item(code=first.code, ended_on=TODAY, at=AT, by=BY, reason="试点结束")
    again = publish(
        content_of(first), organisation_id=first.organisation_id, valid_from=TOMORROW, at=AT + DAY
    )

    announce(again)

    assert [lines for _, _, lines in told()] == [["自2026年3月3日起重新办理"]]


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"serial": 1, "event_id": UUID(int=1)}, "serial"),
        ({"serial": 2}, "bulletin_once_per_event"),
        ({"serial": 2, "event_id": UUID(int=1), "kind": "rumour"}, "bulletin_kind_is_known"),
        ({"serial": 2, "event_id": UUID(int=1), "name": ""}, "bulletin_names_its_item"),
        ({"serial": 2, "event_id": UUID(int=1), "lines": []}, "bulletin_says_something"),
    ],
)
def test_the_database_takes_no_other_bulletin(changes: dict[str, Any], constraint: str) -> None:
    first = published_item()
    announce(republish(first, visits=0))
    row = models.ChangeBulletin.objects.get()
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    made = models.ChangeBulletin(**values | {"id": new_id()} | changes)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        made.save(force_insert=True)


# — the life of an item —


def test_an_item_that_ends_is_announced_with_its_day() -> None:
    item = published_item(name="老办法")
    event = ItemWithdrawn(item.handling_item_id, item.code, TOMORROW)

    handlers.announce_withdrawal(event, event_id=new_id(), at=AT)

    row = models.ChangeBulletin.objects.get()
    assert (row.kind, row.name, row.version_id, row.holds_from) == ("withdrawn", "老办法", None, TOMORROW)
    assert told() == [(1, "withdrawn", ["自2026年3月3日起取消，不再办理"])]


def test_what_replaces_a_cancelled_item_is_named() -> None:
    old, new = published_item(name="老"), published_item(name="新")
    event = ItemWithdrawn(old.handling_item_id, old.code, TODAY, (new.handling_item_id,))

    handlers.announce_withdrawal(event, event_id=new_id(), at=AT)

    assert told() == [(1, "withdrawn", ["自2026年3月2日起取消，不再办理", "改办“新”"])]


def test_an_item_nobody_ever_published_is_no_news() -> None:
    draft = services.create_draft(
        content=content(), organisation_id=OrganisationFactory.create().id, at=AT, by=BY
    )
    owner = models.HandlingItem.objects.get(versions=draft)

    handlers.announce_withdrawal(ItemWithdrawn(owner.id, owner.code, TODAY), event_id=new_id(), at=AT)

    assert told() == []


def test_suspension_and_resumption_are_told_with_their_reason() -> None:
    item = published_item()
    models.LifeEvent.objects.create(
        handling_item_id=item.handling_item_id,
        sequence=1,
        kind="suspended",
        takes_effect_on=TODAY,
        expected_until=TODAY + timedelta(days=30),
        reason="系统升级",
        made_at=AT,
        made_by=BY,
    )
    suspended = ItemSuspended(item.handling_item_id, item.code, TODAY, TODAY + timedelta(days=30))
    handlers.announce_suspension(suspended, event_id=new_id(), at=AT)
    resumed = ItemResumed(item.handling_item_id, item.code, TOMORROW)
    handlers.announce_resumption(resumed, event_id=new_id(), at=AT)

    assert told() == [
        (1, "suspended", ["自2026年3月2日起暂停办理", "预计2026年4月1日恢复", "原因：系统升级"]),
        (2, "resumed", ["自2026年3月3日起恢复办理"]),
    ]


def test_merger_and_split_name_what_takes_the_place() -> None:
    old, one, two = published_item(name="老"), published_item(name="甲"), published_item(name="乙")

    merged = ItemMerged(old.handling_item_id, old.code, TODAY, one.handling_item_id)
    handlers.announce_merger(merged, event_id=new_id(), at=AT)
    split = ItemSplit(old.handling_item_id, old.code, TODAY, (one.handling_item_id, two.handling_item_id))
    handlers.announce_split(split, event_id=new_id(), at=AT)

    assert told() == [
        (1, "merged", ["自2026年3月2日起并入“甲”，不再单独办理"]),
        (2, "split", ["自2026年3月2日起拆分为“甲”、“乙”，不再合在一起办理"]),
    ]


# — the day it begins —


@pytest.fixture
def announced_for_tomorrow() -> HandlingVersion:
    first = published_item(visits=1)
    second = republish(first, TOMORROW, visits=0)
    announce(second)
    return second


@pytest.mark.parametrize(("days", "kinds"), [(0, []), (1, ["begun"]), (6, ["begun"]), (8, [])])
def test_what_was_told_beforehand_is_told_again_when_it_begins(
    announced_for_tomorrow: HandlingVersion, days: int, kinds: list[str]
) -> None:
    services.announce_begun(at=AT + days * DAY)

    assert [kind for _, kind, _ in told()] == ["changed", *kinds]


def test_the_beginning_is_told_once_in_the_same_words(
    announced_for_tomorrow: HandlingVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "now", lambda: AT + DAY)
    for _ in range(2):
        tasks.bulletins_of_the_day(0)

    [(_, _, before), (number, kind, lines)] = told()
    assert (number, kind, lines) == (2, "begun", before)
    begun = models.ChangeBulletin.objects.get(kind="begun")
    assert (begun.holds_from, begun.announced_on) == (TOMORROW, TOMORROW)
    assert len(issued()) == 2


def test_what_was_overtaken_meanwhile_does_not_begin(announced_for_tomorrow: HandlingVersion) -> None:
    item = announced_for_tomorrow
    ended = ItemWithdrawn(item.handling_item_id, item.code, TODAY)
    handlers.announce_withdrawal(ended, event_id=new_id(), at=AT)

    assert services.announce_begun(at=AT + DAY) == 0


def test_what_holds_from_the_day_it_was_told_does_not_begin_again() -> None:
    first = published_item()
    announce(republish(first, visits=0))

    assert services.announce_begun(at=AT + DAY) == 0


# — what an import costs —


def test_a_bulletin_costs_ten_statements_and_a_first_version_one() -> None:
    first = published_item()
    with CaptureQueriesContext(connection) as of_the_first:
        announce(first)
    second = republish(first, materials=with_photo(first))
    with CaptureQueriesContext(connection) as of_a_change:
        announce(second)
    many = published_item(materials=tuple(material(f"m{number:02}") for number in range(1, 31)))
    third = republish(many, visits=0)
    with CaptureQueriesContext(connection) as of_a_large_one:
        announce(third)

    savepoint = 2  # BEGIN and COMMIT outside of a test
    assert len(of_the_first) == 1 + savepoint
    assert len(of_a_change) == 10 + savepoint
    assert len(of_a_large_one) == len(of_a_change)


def heard_all() -> None:
    """Every publication so far, as the worker hears it."""
    for event in OutboxEvent.objects.filter(name=VersionPublished.name).order_by("id"):
        handlers.announce_version(
            outbox.from_payload(event.name, event.payload), event_id=event.id, at=AT + DAY
        )


def test_an_import_makes_a_bulletin_for_each_changed_item_and_none_for_new_ones() -> None:
    codes = [f"{NEW[:-2]}{number:02}" for number in range(1, 6)]
    OrganisationFactory.create(code="JTJ")
    items = [{"code": code, "name": f"货运许可{code[-2:]}"} for code in codes]
    assert bring_in(document(*items)).lines[0].outcome.value == "added"
    heard_all()
    assert told() == []

    changed = [item | {"visits": 0} if item["code"] in codes[:2] else item for item in items]
    bring_in(document(*changed), days=1)
    heard_all()

    assert [(number, kind) for number, kind, _ in told()] == [(1, "changed"), (2, "changed")]
    assert {row.code for row in models.ChangeBulletin.objects.all()} == set(codes[:2])
