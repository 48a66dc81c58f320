"""Events: stored in the business transaction, read back as they were."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import ClassVar, NewType
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from yichuang.kernel import outbox
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.transactions import act

pytestmark = pytest.mark.smoke

AT = datetime(2026, 3, 6, 9, 30, 0, 5, tzinfo=timezone(timedelta(hours=8)))
ID = UUID("019510a0-0000-7000-8000-000000000001")

CaseId = NewType("CaseId", UUID)


class Channel(StrEnum):
    WINDOW = "window"
    ONLINE = "online"


@dataclass(frozen=True)
class ThingHappened:
    """Every kind of field an event may have."""

    name: ClassVar[str] = "test.thing-happened"
    version: ClassVar[int] = 2

    case_id: CaseId
    accepted_at: datetime
    due_on: date
    number: str
    count: int
    is_joint: bool
    channel: Channel
    notice_id: UUID | None = None
    first_on: date | None = None
    ended_at: datetime | None = None
    materials: tuple[UUID, ...] = ()
    days: tuple[date, ...] = ()
    words: tuple[str, ...] = ()


FULL = ThingHappened(
    case_id=CaseId(ID),
    accepted_at=AT,
    due_on=date(2026, 3, 17),
    number="2026-03-17",  # looks like a date and is none
    count=3,
    is_joint=True,
    channel=Channel.ONLINE,
    notice_id=ID,
    first_on=date(2026, 1, 1),
    ended_at=AT,
    materials=(ID, UUID(int=7)),
    days=(date(2026, 1, 2),),
    words=(str(ID), "补正"),
)
BARE = ThingHappened(
    case_id=CaseId(ID),
    accepted_at=AT,
    due_on=date(2026, 3, 17),
    number="",
    count=0,
    is_joint=False,
    channel=Channel.WINDOW,
)


def test_many_events_are_stored_in_their_order(db, register):
    register({ThingHappened: ()})
    with transaction.atomic():
        outbox.publish_all((FULL, BARE, FULL), actor="system", at=AT)
        outbox.publish_all((), actor="system", at=AT)

    stored = list(OutboxEvent.objects.order_by("id"))
    assert [outbox.from_payload(row.name, row.payload) for row in stored] == [FULL, BARE, FULL]
    assert {(row.version, row.topic, row.actor, row.occurred_at) for row in stored} == {(2, "", "system", AT)}


@pytest.mark.parametrize("event", [FULL, BARE])
def test_an_event_comes_back_as_it_was(db, register, event):
    register({ThingHappened: ()})
    outbox.publish(event, actor="system", at=AT)

    stored = OutboxEvent.objects.get()
    read = outbox.from_payload(stored.name, stored.payload)

    assert read == event
    assert type(read.channel) is Channel
    assert type(read.materials) is tuple


@given(
    st.builds(
        ThingHappened,
        case_id=st.uuids(),
        accepted_at=st.datetimes(timezones=st.just(UTC)),
        channel=st.sampled_from(Channel),
        ended_at=st.none() | st.datetimes(timezones=st.just(UTC)),
        materials=st.lists(st.uuids(), max_size=3).map(tuple),
        days=st.lists(st.dates(), max_size=3).map(tuple),
        words=st.lists(st.text(), max_size=3).map(tuple),
    )
)
def test_any_event_survives_json(event):
    payload = json.loads(json.dumps(outbox.to_payload(event)))
    readers = outbox._readers(ThingHappened)

    assert ThingHappened(**{name: readers[name](value) for name, value in payload.items()}) == event


def test_a_row_says_what_who_when_and_for_whom(db):
    outbox.publish(FULL, actor="user:1", at=AT, topic="case:1")

    row = OutboxEvent.objects.get()
    assert (row.name, row.version, row.topic, row.actor) == ("test.thing-happened", 2, "case:1", "user:1")
    assert (row.occurred_at, row.relayed_at) == (AT, None)
    assert row.id.version == 7


def test_publishing_is_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        outbox.publish(FULL, actor="system", at=AT, topic="case:1")


def test_a_refusal_publishes_nothing(db):
    @act
    def refuse() -> None:
        outbox.publish(BARE, actor="system", at=AT)
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        refuse()

    assert OutboxEvent.objects.count() == 0


def test_a_rolled_back_transaction_publishes_nothing(db):
    with transaction.atomic():
        outbox.publish(BARE, actor="system", at=AT)
        transaction.set_rollback(True)

    assert OutboxEvent.objects.count() == 0


def test_fields_of_a_later_release_are_passed_over(register):
    register({ThingHappened: ()})
    payload = outbox.to_payload(BARE) | {"brought_by": "a later release"}

    assert outbox.from_payload(ThingHappened.name, payload) == BARE


def test_fields_an_older_release_did_not_write_take_their_default(register):
    register({ThingHappened: ()})
    payload = outbox.to_payload(FULL)
    del payload["words"], payload["notice_id"]

    read = outbox.from_payload(ThingHappened.name, payload)

    assert (read.words, read.notice_id, read.case_id) == ((), None, FULL.case_id)


def test_an_event_outside_the_flow_has_no_handlers_and_no_class(register):
    register({})

    assert outbox.handlers_of(ThingHappened.name) == ()
    with pytest.raises(outbox.EventUnknown, match="thing-happened"):
        outbox.from_payload(ThingHappened.name, {})


def test_registering_again_replaces_the_flow(register):
    register({ThingHappened: ("a.b",)})
    register({})

    assert outbox.handlers_of(ThingHappened.name) == ()


def test_two_events_of_one_name_stop_the_start(register):
    @dataclass(frozen=True)
    class Other:
        name: ClassVar[str] = "test.thing-happened"
        version: ClassVar[int] = 1

    with pytest.raises(ValueError, match="thing-happened"):
        register({ThingHappened: (), Other: ()})


@pytest.mark.parametrize(
    "hint", [float, dict[str, str], list[str], tuple[str, str], UUID | date, object, bytes]
)
def test_a_field_that_cannot_be_stored_stops_the_start(register, hint):
    @dataclass(frozen=True)
    class Odd:
        name: ClassVar[str] = "test.odd"
        version: ClassVar[int] = 1
        value: str

    Odd.__annotations__["value"] = hint

    with pytest.raises(TypeError, match="cannot carry"):
        register({Odd: ()})
