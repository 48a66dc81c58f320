"""The audit log: one unbroken chain per stream, whoever writes at the same time."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from django.db import connection, transaction

from yichuang.kernel import audit, seals
from yichuang.kernel.crypto import sm3
from yichuang.kernel.models import AuditEntry, UnsealedEntry
from yichuang.kernel.transactions import act

pytestmark = pytest.mark.smoke

AT = datetime(2026, 3, 6, 1, 30, 0, 123456, tzinfo=UTC)
CASE = UUID("019510a0-0000-7000-8000-000000000001")


def record(action: str = "accepted", *, stream: str = "case", stream_id: object = CASE, **more) -> None:
    audit.record(stream=stream, stream_id=stream_id, action=action, actor="user:1", at=AT, **more)


def chain(stream: str = "case") -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(stream=stream).order_by("sequence"))


def faults() -> list[str]:
    return seals.verify_log().faults


def test_an_entry_says_who_did_what_when(db):
    record(details={"number": "990101…", "list": ["a", 1, None, True], "object": {"b": "受理"}})

    (entry,) = chain()
    assert (entry.stream, entry.stream_id, entry.sequence) == ("case", str(CASE), 1)
    assert (entry.action, entry.actor, entry.at) == ("accepted", "user:1", AT)
    assert entry.details == {"number": "990101…", "list": ["a", 1, None, True], "object": {"b": "受理"}}
    assert list(UnsealedEntry.objects.values_list("entry_id", flat=True)) == [entry.pk]


def test_the_hash_is_sm3_over_the_hash_before_and_the_canonical_content(db):
    record("received", details={"z": 1, "a": "窗口"})
    record("accepted")

    first, second = chain()
    content = (
        f'["case","{CASE}",1,"received","user:1","2026-03-06T01:30:00.123456+00:00",{{"a":"窗口","z":1}}]'
    )
    assert bytes(first.previous_hash) == bytes(32)
    assert bytes(first.hash) == sm3(bytes(32) + content.encode())
    assert bytes(second.previous_hash) == bytes(first.hash)
    assert faults() == []


def test_many_streams_are_born_in_one_statement(db, django_assert_num_queries):
    born = {UUID(int=number): {"version": 1, "code": f"11{number}"} for number in range(1, 6)}

    with django_assert_num_queries(1):
        audit.record_first(stream="item", action="published", actor="user:1", at=AT, details=born)

    entries = chain("item")
    assert {UUID(entry.stream_id): entry.details for entry in entries} == born
    assert {(entry.sequence, bytes(entry.previous_hash)) for entry in entries} == {(1, audit.GENESIS)}
    assert set(UnsealedEntry.objects.values_list("entry_id", flat=True)) == {entry.pk for entry in entries}
    assert faults() == []


def test_of_many_streams_those_that_were_born_already_go_on(db):
    record("drafted", stream="item", stream_id="b")

    audit.record_first(
        stream="item", action="published", actor="user:1", at=AT, details={"a": {"n": 1}, "b": {"n": 2}}
    )
    audit.record_first(stream="item", action="published", actor="user:1", at=AT, details={})

    told = {(entry.stream_id, entry.sequence): (entry.action, entry.details) for entry in chain("item")}
    assert told == {
        ("a", 1): ("published", {"n": 1}),
        ("b", 1): ("drafted", {}),
        ("b", 2): ("published", {"n": 2}),
    }
    assert UnsealedEntry.objects.count() == 3
    assert faults() == []


def test_the_same_moment_in_another_timezone_has_the_same_hash():
    shanghai = AT.astimezone(timezone(timedelta(hours=8)))

    def digest(at):
        return audit.entry_hash(audit.GENESIS, "s", "1", 1, "a", "system", at, {})

    assert digest(AT) == digest(shanghai)
    assert digest(AT) != digest(AT + timedelta(microseconds=1))


def test_a_naive_moment_is_refused(db):
    with pytest.raises(ValueError, match="aware"):
        audit.record(stream="s", stream_id=1, action="a", actor="system", at=datetime(2026, 3, 6))


@pytest.mark.parametrize("value", [1.5, AT, date(2026, 3, 6), CASE, {1: "a"}, {"a": [b"x"]}, {"a"}])
def test_details_that_would_read_back_otherwise_are_refused(db, value):
    with pytest.raises(TypeError, match="Audit details"):
        record(details={"value": value})

    assert chain() == []


def test_streams_are_chains_of_their_own(db):
    record(stream="case", stream_id=1)
    record(stream="case", stream_id=2)
    record(stream="party", stream_id=1)

    assert set(AuditEntry.objects.values_list("sequence", flat=True)) == {1}
    assert seals.verify_log().streams == 3


def test_claiming_to_be_first_in_a_stream_that_exists_chains_to_its_end(db):
    record("received", first=True)
    record("accepted", first=True)

    assert [(entry.sequence, entry.action) for entry in chain()] == [(1, "received"), (2, "accepted")]
    assert faults() == []


@pytest.mark.django_db
def test_a_record_is_two_statements_and_one_when_first(django_assert_num_queries):
    with django_assert_num_queries(1):
        record(first=True)
    with django_assert_num_queries(2):
        record()


def test_a_refusal_leaves_no_entry(db):
    @act
    def refuse():
        record()
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        refuse()

    assert chain() == []
    assert UnsealedEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [False, True])
def test_a_second_writer_waits_and_chains_to_the_first(first):
    has_written, ended = threading.Event(), threading.Event()

    def second() -> None:
        has_written.wait(60)
        with transaction.atomic():
            record("second", first=first)
        connection.close()
        ended.set()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        record("first", first=first)
        has_written.set()
        assert not ended.wait(0.5), "the second writer did not wait"
    thread.join(60)

    assert [entry.action for entry in chain()] == ["first", "second"]
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_writer_who_gives_up_leaves_no_gap():
    has_written, ended = threading.Event(), threading.Event()

    def second() -> None:
        has_written.wait(60)
        with transaction.atomic():
            record("second")
        connection.close()
        ended.set()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        record("first")
        has_written.set()
        assert not ended.wait(0.3)
        transaction.set_rollback(True)
    thread.join(60)

    assert [(entry.sequence, entry.action) for entry in chain()] == [(1, "second")]
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_many_writers_of_one_stream_make_one_chain(at_once):
    def write_many(writer: int) -> None:
        for step in range(20):
            record(f"{writer}-{step}", first=step % 2 == 0)

    results = at_once([lambda writer=writer: write_many(writer) for writer in range(4)])

    assert results == [None] * 4
    assert [entry.sequence for entry in chain()] == list(range(1, 81))
    assert len({entry.action for entry in chain()}) == 80
    assert faults() == []
