from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents import services as document_services
from yichuang.foundation.documents.errors import FileCorrupt, StorageUnavailable
from yichuang.foundation.documents.tests.factories import file_count
from yichuang.foundation.notices import handlers, queries, services, tasks
from yichuang.foundation.notices.adapters import typst
from yichuang.foundation.notices.errors import NoticeUnknown
from yichuang.foundation.notices.events import NoticeIssued, NoticeWanted
from yichuang.foundation.notices.models import NoticeFile
from yichuang.foundation.notices.services import rendering
from yichuang.foundation.notices.tests.factories import AT, issue
from yichuang.foundation.notices.tests.reading import words_of
from yichuang.foundation.notices.types import NoticeKind, NoticeRef
from yichuang.kernel import outbox
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import OutboxEvent

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: object) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def announced(ref: NoticeRef) -> NoticeIssued:
    """The event as the worker gets it: read back from the outbox."""
    stored = OutboxEvent.objects.filter(payload__notice_id=str(ref.id)).latest("id")
    event = outbox.from_payload(stored.name, stored.payload)
    assert isinstance(event, NoticeIssued)
    return event


def test_an_old_document_is_made_when_somebody_opens_it() -> None:
    old = issue()
    monday = AT + timedelta(days=7, seconds=1)

    handlers.on_notice_issued(announced(old), event_id=new_id(), at=monday)
    assert not queries.notice(old.id).ready
    assert services.announce_left_over(at=monday) == 0

    services.ask_for_file(notice_id=old.id, at=monday)

    wanted = OutboxEvent.objects.get(name=NoticeWanted.name)
    handlers.on_notice_wanted(outbox.from_payload(wanted.name, wanted.payload), event_id=new_id(), at=monday)
    assert queries.notice(old.id).ready
    services.ask_for_file(notice_id=old.id, at=monday)
    assert OutboxEvent.objects.filter(name=NoticeWanted.name).count() == 1


def test_a_fresh_document_is_not_asked_for_twice() -> None:
    fresh = issue()

    services.ask_for_file(notice_id=fresh.id, at=AT + timedelta(days=7))

    assert not OutboxEvent.objects.filter(name=NoticeWanted.name).exists()


def test_opening_an_old_document_asks_for_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    old = issue()
    monkeypatch.setattr(queries, "wait_for_pdf", lambda notice_id: None)

    assert client.get(f"/d/{old.token}.pdf").status_code == 503

    assert OutboxEvent.objects.get(name=NoticeWanted.name).payload == {"notice_id": str(old.id)}


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_the_event_leads_to_a_file_that_reads_as_the_notice(kind: NoticeKind) -> None:
    ref = issue(kind)
    assert queries.notice_pdf(ref.id) is None

    handlers.on_notice_issued(announced(ref), event_id=new_id(), at=LATER)

    pdf = queries.notice_pdf(ref.token)
    assert pdf is not None
    assert pdf == queries.notice_pdf(ref.id)
    text = words_of(pdf)
    assert "".join(ref.number.split()) in text
    assert "样例物流有限公司" in text or "样例人" in text
    assert queries.notice(ref.id).ready
    file = documents.file_info(NoticeFile.objects.get().file_id)
    assert file.name == f"{kind.label}（{ref.number}）.pdf"


def test_rendering_twice_gives_the_same_file() -> None:
    ref = issue()

    first = rendering.render_notice(notice_id=ref.id, at=LATER)
    second = rendering.render_notice(notice_id=ref.id, at=LATER + timedelta(hours=1))

    assert first == second
    assert file_count() == 1
    assert NoticeFile.objects.get().rendered_at == LATER


def test_of_two_workers_the_first_wins_and_the_other_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ref = issue()
    winner: list[object] = []

    def overtaken(*args: object, **kwargs: object) -> bytes:
        """While this worker sets the document, another finishes it."""
        monkeypatch.setattr(typst, "render", honest)
        winner.append(rendering.render_notice(notice_id=ref.id, at=LATER))
        return honest(*args, **kwargs)  # type: ignore[arg-type]

    honest = typst.render
    monkeypatch.setattr(typst, "render", overtaken)

    assert rendering.render_notice(notice_id=ref.id, at=LATER) == winner[0]
    assert file_count() == 1


def test_a_full_disk_leaves_the_notice_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    ref = issue()

    def full(**_: object) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(document_services, "prepare_file", full)
    with pytest.raises(StorageUnavailable):
        rendering.render_notice(notice_id=ref.id, at=LATER)
    monkeypatch.undo()

    assert not queries.notice(ref.id).ready
    rendering.render_notice(notice_id=ref.id, at=LATER)
    assert queries.notice(ref.id).ready


def test_typesetting_and_storing_happen_outside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    ref = issue()
    depth: list[int] = []
    honest = document_services.prepare_file

    def watched(*, content: bytes, name: str) -> object:
        depth.append(len(connection.atomic_blocks))
        return honest(content=content, name=name)

    monkeypatch.setattr(document_services, "prepare_file", watched)
    rendering.render_notice(notice_id=ref.id, at=LATER)

    assert depth == [1]  # the test case's own


def test_a_damaged_file_is_not_given_out(data_dir: Path) -> None:
    ref = issue()
    rendering.render_notice(notice_id=ref.id, at=LATER)
    (path,) = (p for p in (data_dir / "files").rglob("*") if p.is_file())
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")

    with pytest.raises(FileCorrupt):
        queries.notice_pdf(ref.id)


def test_an_unknown_notice_is_refused() -> None:
    with pytest.raises(NoticeUnknown):
        rendering.render_notice(notice_id=uuid4(), at=AT)
    with pytest.raises(NoticeUnknown):
        queries.notice_pdf("b" * 26)
    with pytest.raises(NoticeUnknown):
        queries.wait_for_pdf(uuid4())


def test_waiting_ends_at_the_timeout_with_nothing() -> None:
    ref = issue()
    started = time.monotonic()

    assert queries.wait_for_pdf(ref.id, timeout_seconds=0.2) is None
    assert 0.2 <= time.monotonic() - started < 60


@pytest.mark.django_db(transaction=True)
def test_waiting_ends_as_soon_as_the_worker_is_done() -> None:
    ref = issue()

    def work() -> None:
        time.sleep(0.2)
        rendering.render_notice(notice_id=ref.id, at=LATER)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    pdf = queries.wait_for_pdf(ref.id, timeout_seconds=60)
    worker.join()

    assert pdf is not None
    assert pdf.content.startswith(b"%PDF")
    assert pdf.name == f"收件凭证（{ref.number}）.pdf"


def test_documents_left_without_a_file_are_announced_again(monkeypatch: pytest.MonkeyPatch) -> None:
    left_over, rendered, fresh = issue(), issue(), issue(at=AT + timedelta(hours=3))
    rendering.render_notice(notice_id=rendered.id, at=LATER)
    before = OutboxEvent.objects.count()
    monkeypatch.setattr(tasks, "now", lambda: AT + timedelta(hours=3, minutes=1))

    tasks.render_left_over(timestamp=0)

    assert OutboxEvent.objects.count() == before + 1
    event = announced(left_over)
    handlers.on_notice_issued(event, event_id=new_id(), at=LATER)
    assert queries.notice(left_over.id).ready
    assert services.announce_left_over(at=AT + timedelta(hours=3, minutes=1)) == 0
    assert not queries.notice(fresh.id).ready
