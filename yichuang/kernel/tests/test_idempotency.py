"""Idempotency: the same key and body once, another body never."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.kernel import audit, idempotency
from yichuang.kernel.errors import Conflict
from yichuang.kernel.models import AuditEntry, IdempotencyRecord

pytestmark = pytest.mark.smoke

AT = datetime(2026, 3, 6, 1, 30, tzinfo=UTC)
ANSWER = {"number": "990101202603060000017", "applicant": "张*", "missing": []}


class Write:
    """A business write that counts itself in the audit log."""

    def __init__(self, answer: Any = ANSWER) -> None:
        self.answer = answer
        self.calls = 0

    def __call__(self) -> tuple[int, Any]:
        self.calls += 1
        audit.record(stream="write", stream_id=1, action="written", actor="system", at=AT)
        return 201, self.answer


def once(write: Any, *, key: str = "k-1", body: bytes = b'{"a": 1}', at: datetime = AT, **scope: str) -> Any:
    scope = {"principal": "token:1", "route": "POST /cases"} | scope
    return idempotency.once(key=key, body=body, at=at, write=write, **scope)


def writes() -> int:
    return AuditEntry.objects.count()


def test_the_same_key_and_body_get_the_first_answer(db):
    first, second = Write(), Write({"number": "another"})

    assert once(first) == (201, ANSWER, False)
    assert once(second) == (201, ANSWER, True)
    assert (first.calls, second.calls, writes()) == (1, 0, 1)


@pytest.mark.parametrize("answer", [{}, [], "text", 0, None, {"受理": [1, None]}])
def test_any_json_answer_is_kept(db, answer):
    once(Write(answer))

    assert once(Write()) == (201, answer, True)


def test_another_body_is_refused(db):
    once(Write())
    other = Write()

    with pytest.raises(idempotency.KeyReused):
        once(other, body=b'{"a": 2}')

    assert (other.calls, writes()) == (0, 1)
    assert once(other) == (201, ANSWER, True), "the first answer stands"


@pytest.mark.parametrize("scope", [{"principal": "token:2"}, {"route": "POST /cases/1/acceptance"}])
def test_principals_and_routes_do_not_share_keys(db, scope):
    once(Write())

    assert once(Write({"other": True}), **scope) == (201, {"other": True}, False)
    assert writes() == 2


@pytest.mark.parametrize("key", ["", "k" * 101])
def test_a_write_without_a_usable_key_is_refused(db, key):
    write = Write()

    with pytest.raises(idempotency.KeyMissing):
        once(write, key=key)

    assert (write.calls, IdempotencyRecord.objects.count()) == (0, 0)


def test_the_longest_key_is_taken(db):
    assert once(Write(), key="k" * 100)[2] is False


def test_a_refused_write_leaves_no_claim(db):
    def refuse() -> tuple[int, Any]:
        audit.record(stream="write", stream_id=1, action="written", actor="system", at=AT)
        raise Conflict("不能受理")

    with pytest.raises(Conflict, match="不能受理"):
        once(refuse)

    assert (writes(), IdempotencyRecord.objects.count()) == (0, 0)
    assert once(Write()) == (201, ANSWER, False), "it may be tried again under its key"


def test_an_expired_answer_is_forgotten_and_its_key_may_be_used_anew(db):
    once(Write())
    later = AT + idempotency.KEPT_FOR

    assert once(Write({"late": 1}), at=later) == (201, ANSWER, True), "not yet"
    assert once(Write({"late": 2}), body=b"other", at=later + timedelta(seconds=1)) == (
        201,
        {"late": 2},
        False,
    )
    assert once(Write(), body=b"other", at=later + timedelta(seconds=2)) == (201, {"late": 2}, True)
    assert IdempotencyRecord.objects.count() == 1


def test_forgetting_deletes_expired_answers_only(db):
    once(Write(), key="old", at=AT - idempotency.KEPT_FOR - timedelta(seconds=1))
    once(Write(), key="new")

    assert idempotency.forget_expired(at=AT) == 1
    assert IdempotencyRecord.objects.get().key == "new"


def test_the_stored_answer_cannot_be_read_in_the_database(db):
    once(Write({"name": "欧阳娜娜"}))

    with connection.cursor() as cursor:
        cursor.execute("SELECT answer, body_digest FROM kernel_idempotencyrecord")
        answer, digest = cursor.fetchone()
    assert "欧阳娜娜".encode() not in bytes(answer)
    assert len(bytes(digest)) == 32


@pytest.mark.django_db(transaction=True)
def test_a_write_costs_two_statements_and_so_does_a_replay():
    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            once(lambda: (201, {}))
        return [query["sql"].split()[0] for query in captured.captured_queries]

    once(lambda: (201, {}), key="warm")
    assert statements() == ["BEGIN", "INSERT", "UPDATE", "COMMIT"]
    assert statements() == ["BEGIN", "INSERT", "SELECT", "COMMIT"]


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_write_once(at_once):
    started = threading.Event()

    class SlowWrite(Write):
        def __call__(self) -> tuple[int, Any]:
            started.set()
            threading.Event().wait(0.3)
            return super().__call__()

    def second() -> Any:
        started.wait(60)
        return once(Write({"number": "second"}))

    results = at_once([lambda: once(SlowWrite()), second])

    assert results == [(201, ANSWER, False), (201, ANSWER, True)]
    assert writes() == 1


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_write_once(at_once):
    results = at_once([lambda: once(Write())] * 6)

    assert sorted(result[2] for result in results) == [False] + [True] * 5
    assert {result[:1] for result in results} == {(201,)}
    assert writes() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_a_refused_write_may_write_itself(at_once):
    started = threading.Event()

    def refuse_slowly() -> tuple[int, Any]:
        started.set()
        threading.Event().wait(0.3)
        raise Conflict("不能受理")

    def second() -> Any:
        started.wait(60)
        return once(Write())

    refused, written = at_once([lambda: once(refuse_slowly), second])

    assert isinstance(refused, Conflict)
    assert written == (201, ANSWER, False)
    assert writes() == 1
