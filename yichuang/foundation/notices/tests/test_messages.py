from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils.translation import override

from yichuang.foundation.accounts.tests.factories import UserFactory
from yichuang.foundation.notices import handlers, queries, services, tasks
from yichuang.foundation.notices.adapters.file import FileChannel
from yichuang.foundation.notices.adapters.texts import FOLDER, LANGUAGES, message_texts
from yichuang.foundation.notices.errors import AddressMissing, ChannelUnavailable, MessageUnknown
from yichuang.foundation.notices.events import MessageQueued
from yichuang.foundation.notices.models import Message
from yichuang.foundation.notices.rules import next_attempt_at
from yichuang.foundation.notices.tests.factories import AT
from yichuang.foundation.notices.types import Channel, MessageState, OutgoingMessage
from yichuang.foundation.parties.tests.factories import PartyFactory
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import OutboxEvent

pytestmark = pytest.mark.django_db

ACCEPTED = {
    "applicant": "张*",
    "item": "社会保障卡申领",
    "number": "990101202603020000017",
    "organisation": "安澜县人力资源和社会保障局",
    "due": "3月16日",
    "link": "https://zwfw.example/progress/x/",
}
TASK = {"number": "990101202603020000017", "item": "社会保障卡申领", "due": "3月16日"}


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: object) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def party(phone: str | None = "13800003210") -> UUID:
    return PartyFactory(phone=phone).pk


def send(to: UUID | None = None, dedupe_key: str = "", channel: Channel = Channel.FILE) -> UUID:
    return services.send_message(
        channel=channel,
        to_party_id=to or party(),
        template="case-accepted",
        context=ACCEPTED,
        at=AT,
        dedupe_key=dedupe_key,
    )


def test_a_message_is_written_announced_and_carried(data_dir: Path) -> None:
    message_id = send()

    row = Message.objects.get(pk=message_id)
    assert (row.state, row.attempts, row.next_attempt_at) == (MessageState.WAITING, 0, AT)
    assert OutboxEvent.objects.get().payload == {"message_id": str(message_id), "channel": "file"}

    handlers.on_message_queued(MessageQueued(message_id, "file"), event_id=new_id(), at=AT)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.sent_at, row.next_attempt_at) == (MessageState.SENT, 1, AT, None)
    (written,) = FileChannel().written()
    assert written.address == "13800003210"
    assert written.texts["zh"].subject == "您的申请已受理"
    assert written.texts["zh"].body.startswith("张*：您申请办理的“社会保障卡申领”")
    assert "has accepted your application" in written.texts["en"].body
    (path,) = (data_dir / "messages").iterdir()
    assert b"13800003210" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_the_row_shows_neither_text_nor_address() -> None:
    message_id = send()

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text FROM notices_message m WHERE id = %s", [message_id])
        (row,) = cursor.fetchone()
    assert "13800003210" not in row
    assert b"13800003210".hex() not in row
    assert "社会保障卡".encode().hex() not in row


def test_a_message_is_undone_with_its_transaction() -> None:
    with transaction.atomic():
        send()
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert not OutboxEvent.objects.exists()


def test_the_same_key_sends_once() -> None:
    to = party()
    first = send(to, dedupe_key="case-accepted:1")

    assert send(to, dedupe_key="case-accepted:1") == first
    assert send(to, dedupe_key="case-accepted:2") != first
    assert send(to) != send(to)
    assert Message.objects.count() == OutboxEvent.objects.count() == 4


def test_a_party_without_a_phone_gets_no_file_message() -> None:
    with pytest.raises(AddressMissing):
        send(party(phone=None))

    assert not Message.objects.exists()
    assert send(party(phone=None), channel=Channel.IN_APP)


def test_someone_who_is_no_party_is_reached_by_the_address_in_the_context() -> None:
    send_to_nobody = {"channel": Channel.FILE, "to_party_id": None, "template": "case-accepted", "at": AT}

    services.send_message(**send_to_nobody, context=ACCEPTED | {"address": "0990-1"})
    with pytest.raises(AddressMissing):
        services.send_message(**send_to_nobody, context=ACCEPTED)

    assert [message.address for message in Message.objects.all()] == ["0990-1"]


def test_a_failing_channel_is_tried_again_and_given_up_after_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    message_id = send()

    def down(self: FileChannel, message: OutgoingMessage) -> None:
        raise ChannelUnavailable

    monkeypatch.setattr(FileChannel, "deliver", down)
    at, waits = AT, []
    for _ in range(8):
        assert services.deliver_due_messages(at=at) == 1
        row = Message.objects.get(pk=message_id)
        if row.next_attempt_at:
            assert services.deliver_due_messages(at=row.next_attempt_at - timedelta(seconds=1)) == 0
            waits.append((row.next_attempt_at - at).total_seconds() / 60)
            at = row.next_attempt_at

    assert waits == [1, 2, 4, 8, 16, 32, 64]
    assert (row.state, row.attempts, row.sent_at) == (MessageState.FAILED, 8, None)
    assert services.deliver_due_messages(at=AT + timedelta(days=9)) == 0


def test_a_channel_that_recovers_gets_the_message_once(monkeypatch: pytest.MonkeyPatch) -> None:
    message_id = send()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert not services.deliver_message(message_id=message_id, at=AT)
    assert list(FileChannel().written()) == []

    monkeypatch.setattr(tasks, "now", lambda: AT + timedelta(minutes=1))
    tasks.retry_messages(timestamp=0)

    assert Message.objects.get(pk=message_id).state == MessageState.SENT
    assert len(list(FileChannel().written())) == 1
    assert not services.deliver_message(message_id=message_id, at=AT + timedelta(hours=1))


def test_a_worker_that_dies_in_the_middle_has_spent_an_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    message_id = send()

    def dies(self: FileChannel, message: OutgoingMessage) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(FileChannel, "deliver", dies)
        with pytest.raises(KeyboardInterrupt):
            services.deliver_message(message_id=message_id, at=AT)

    row = Message.objects.get(pk=message_id)
    assert (row.state, row.attempts, row.next_attempt_at) == (
        MessageState.WAITING,
        1,
        AT + timedelta(minutes=1),
    )
    assert services.deliver_message(message_id=message_id, at=AT + timedelta(minutes=1))


def test_staff_read_their_own_list_in_their_language() -> None:
    reader, other = UserFactory(), UserFactory()
    ids = [
        services.notify_staff(
            user_id=reader.pk, template="task-waiting", context=TASK | {"due": f"{n}日"}, at=AT
        )
        for n in range(1, 4)
    ]
    services.notify_staff(user_id=other.pk, template="task-waiting", context=TASK, at=AT)

    shown = queries.messages_of_user(reader.pk)
    assert [message.id for message in shown] == ids[::-1]
    assert shown[0].subject == "有新的办件等待审查"
    assert shown[0].body.endswith("请在 3日 前办结。")
    with override("en"):
        assert queries.messages_of_user(reader.pk, limit=1)[0].subject == "A new case awaits review"
    assert [m.id for m in queries.messages_of_user(reader.pk, before=ids[1])] == [ids[0]]
    assert Message.objects.filter(state=MessageState.SENT).count() == 4
    assert not OutboxEvent.objects.exists()


def test_reading_is_noted_once_and_only_by_the_reader() -> None:
    reader, other = UserFactory(), UserFactory()
    message_id = services.notify_staff(user_id=reader.pk, template="task-waiting", context=TASK, at=AT)

    with pytest.raises(MessageUnknown):
        services.mark_read(message_id=message_id, user_id=other.pk, at=AT)
    assert not queries.messages_of_user(reader.pk)[0].is_read
    services.mark_read(message_id=message_id, user_id=reader.pk, at=AT)
    services.mark_read(message_id=message_id, user_id=reader.pk, at=AT + timedelta(days=1))

    assert queries.messages_of_user(reader.pk)[0].is_read
    assert Message.objects.get(pk=message_id).read_at == AT
    with pytest.raises(MessageUnknown):
        services.mark_read(message_id=uuid4(), user_id=reader.pk, at=AT)


def test_every_template_exists_in_every_language_with_the_same_values() -> None:
    names = {language: {path.stem for path in (FOLDER / language).glob("*.txt")} for language in LANGUAGES}

    assert names["zh"] == names["en"] != set()
    for name in names["zh"]:
        wanted = {
            language: set(re.findall(r"\$(\w+)", (FOLDER / language / f"{name}.txt").read_text(), re.ASCII))
            for language in LANGUAGES
        }
        assert wanted["zh"] == wanted["en"], name
        texts = message_texts(name, {key: f"<{key}>" for key in wanted["zh"]})
        assert all(text.subject and text.body and "$" not in text.body for text in texts.values())


def test_a_value_that_is_missing_is_a_defect_and_values_are_not_templates() -> None:
    with pytest.raises(KeyError):
        message_texts("task-waiting", {"number": "1"})
    with pytest.raises(ValueError, match="no message template"):
        message_texts("../zh/task-waiting", TASK)
    assert "$number" in message_texts("task-waiting", TASK | {"item": "$number"})["zh"].body


def test_policy_of_attempts() -> None:
    assert next_attempt_at(1, AT) == AT + timedelta(minutes=1)
    assert next_attempt_at(8, AT) is None
