from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from yichuang.foundation.documents import queries, services
from yichuang.foundation.documents.adapters.filesystem import FilesystemStore
from yichuang.foundation.documents.errors import (
    FileCorrupt,
    FileTooLarge,
    FileTypeRefused,
    FileUnknown,
    StorageUnavailable,
)
from yichuang.foundation.documents.models import StoredFile
from yichuang.foundation.documents.tests.factories import EXE, PDF, PNG
from yichuang.kernel.crypto import sm3

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: object) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def stored_paths(data_dir: Path) -> list[Path]:
    return [path for path in data_dir.rglob("*") if path.is_file()]


def test_a_file_comes_back_as_it_was_given() -> None:
    file_id = services.store_file(content=PDF, name="申请表.pdf", at=AT)

    read = queries.read_file(file_id)

    assert read.content == PDF
    assert read.content_type == "application/pdf"
    assert read.name == "申请表.pdf"
    assert read.digest == sm3(PDF)
    info = queries.file_info(file_id)
    assert (info.name, info.size, info.kind, info.digest) == ("申请表.pdf", len(PDF), "pdf", sm3(PDF))


def test_neither_disk_nor_table_shows_content_or_name(data_dir: Path) -> None:
    file_id = services.store_file(content=PDF, name="张三的申请表.pdf", at=AT)

    (path,) = stored_paths(data_dir)
    assert PDF[:9] not in path.read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM documents_storedfile f WHERE id = %s", [file_id])
        row = cursor.fetchone()[0]
    assert "张三" not in row
    assert "张三".encode().hex() not in row


def test_a_stored_file_is_the_owners_alone(data_dir: Path) -> None:
    services.store_file(content=PDF, name="a", at=AT)

    (path,) = stored_paths(data_dir)
    digest = sm3(PDF).hex()
    assert path == data_dir / "files" / digest[:2] / digest[2:4] / digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((data_dir / "files").stat().st_mode) == 0o700


def test_the_same_content_is_stored_once_under_each_name(data_dir: Path) -> None:
    first = services.store_file(content=PDF, name="甲.pdf", at=AT)
    (path,) = stored_paths(data_dir)
    written = path.stat().st_mtime_ns

    second = services.store_file(content=PDF, name="乙.pdf", at=AT)

    assert stored_paths(data_dir) == [path]
    assert path.stat().st_mtime_ns == written
    assert [queries.file_info(f).name for f in (first, second)] == ["甲.pdf", "乙.pdf"]


@pytest.mark.parametrize("offset", [0, 5, 20, -1])
def test_one_changed_byte_is_noticed(data_dir: Path, offset: int) -> None:
    file_id = services.store_file(content=PDF, name="a", at=AT)
    (path,) = stored_paths(data_dir)
    damaged = bytearray(path.read_bytes())
    damaged[offset] ^= 1
    path.write_bytes(damaged)

    with pytest.raises(FileCorrupt, match=str(file_id)):
        queries.read_file(file_id)


def test_a_ciphertext_put_in_anothers_place_is_noticed(data_dir: Path) -> None:
    pdf, png = (
        services.store_file(content=PDF, name="a", at=AT),
        services.store_file(content=PNG, name="b", at=AT),
    )
    paths = {queries.file_info(f).digest.hex(): f for f in (pdf, png)}
    pdf_path, png_path = (
        next(p for p in stored_paths(data_dir) if paths.get(p.name) == f) for f in (pdf, png)
    )
    pdf_path.write_bytes(png_path.read_bytes())

    with pytest.raises(FileCorrupt):
        queries.read_file(pdf)
    assert queries.read_file(png).content == PNG


def test_a_lost_or_cut_file_is_noticed_and_healed_by_storing_it_again(data_dir: Path) -> None:
    file_id = services.store_file(content=PDF, name="a", at=AT)
    (path,) = stored_paths(data_dir)
    path.write_bytes(path.read_bytes()[:10])
    with pytest.raises(FileCorrupt):
        queries.read_file(file_id)
    path.unlink()
    with pytest.raises(FileCorrupt):
        queries.read_file(file_id)

    services.store_file(content=PDF, name="b", at=AT)

    assert queries.read_file(file_id).content == PDF


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(EXE, FileTypeRefused), (b"", FileTypeRefused), (PDF + bytes(30 * 1024 * 1024), FileTooLarge)],
)
def test_a_refused_file_leaves_nothing(data_dir: Path, content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        services.store_file(content=content, name="简历.pdf", at=AT)

    assert stored_paths(data_dir) == []
    assert not StoredFile.objects.exists()


def test_path_tricks_stay_in_the_store(data_dir: Path) -> None:
    file_id = services.store_file(content=PDF, name="../../../../tmp/evil.pdf", at=AT)

    (path,) = stored_paths(data_dir)
    assert path.is_relative_to(data_dir / "files")
    assert queries.file_info(file_id).name == "evil.pdf"


def test_prepared_content_becomes_a_file_with_the_transaction_that_keeps_it() -> None:
    prepared = services.prepare_file(content=PDF, name="a.pdf")
    with transaction.atomic():
        services.keep_file(prepared=prepared, at=AT)
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()

    assert queries.read_file(services.keep_file(prepared=prepared, at=AT)).content == PDF


def test_an_unknown_file_is_refused() -> None:
    with pytest.raises(FileUnknown):
        queries.read_file(uuid4())


def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageUnavailable, match="No space left"):
        services.store_file(content=PDF, name="a", at=AT)

    assert stored_paths(data_dir) == []


def test_a_failed_write_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FilesystemStore(tmp_path / "store")
    digest = bytes(32)
    store.put(digest, b"first")

    def interrupted(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(StorageUnavailable):
        store.put(digest, b"second")

    assert store.get(digest) == b"first"
    assert store.get(bytes(31) + b"\x01") is None
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


@pytest.mark.parametrize("change", [{"kind": "exe"}, {"size": 0}, {"size": 11 * 1024 * 1024}])
def test_constraints_hold_against_direct_updates(change: dict[str, object]) -> None:
    file_id = services.store_file(content=PDF, name="a", at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=file_id).update(**change)
