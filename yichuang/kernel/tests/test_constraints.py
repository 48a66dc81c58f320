"""Each constraint of the kernel's tables meets an attempt to break it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, models, transaction

from yichuang.kernel import audit, seals
from yichuang.kernel.models import AuditEntry, IdempotencyRecord, SealedEntry
from yichuang.kernel.time import now

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]


def refused_by(name: str, change: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        change()


def again(row: models.Model, **changes: Any) -> Callable[[], Any]:
    """Writes a second row like this one, with the changes."""

    def write() -> None:
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        type(row).objects.create(**values | changes)

    return write


@pytest.fixture
def entry() -> AuditEntry:
    with transaction.atomic():
        audit.record(stream="test", stream_id="one", action="done", actor="system", at=now())
    return AuditEntry.objects.get(stream="test")


def test_a_stream_has_one_entry_a_step_and_begins_at_one(entry: AuditEntry) -> None:
    refused_by("one_audit_entry_per_step", again(entry, id=uuid4()))
    refused_by("audit_sequence_starts_at_one", again(entry, id=uuid4(), sequence=0))


def test_a_seal_has_one_leaf_a_place(entry: AuditEntry) -> None:
    with transaction.atomic():
        audit.record(stream="test", stream_id="two", action="done", actor="system", at=now())
        seals.seal_entries(at=now())
    first = SealedEntry.objects.order_by("position").first()
    assert first is not None
    with transaction.atomic():
        audit.record(stream="test", stream_id="three", action="done", actor="system", at=now())
    third = AuditEntry.objects.get(stream_id="three")

    refused_by("one_leaf_per_place", again(first, entry_id=third.id))


def test_a_key_has_one_answer_and_an_answer_its_status() -> None:
    row = IdempotencyRecord.objects.create(
        principal="token:1",
        route="cases",
        key="a",
        body_digest=bytes(32),
        status=201,
        answer="{}",
        expires_at=now() + timedelta(days=1),
    )

    refused_by("one_answer_per_key", again(row, id=uuid4()))
    refused_by("answer_iff_status", again(row, id=uuid4(), key="b", answer=None))
    refused_by("answer_iff_status", again(row, id=uuid4(), key="b", status=None))
    again(row, id=uuid4(), key="a", principal="token:2")()
