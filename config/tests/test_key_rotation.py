"""Keys are rotated while people work; killed anywhere in it, everything stays readable and the log whole."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection

from config import reencrypting
from yichuang.foundation.accounts.adapters import SecondFactorAdapter
from yichuang.foundation.accounts.tests.factories import UserFactory
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents import services as storing
from yichuang.foundation.documents.models import StoredFile
from yichuang.foundation.parties.models import Party
from yichuang.foundation.parties.services import record_party
from yichuang.foundation.parties.types import IdType, PartyInput, PartyKind
from yichuang.kernel import audit, crypto, keys, sealing, seals
from yichuang.kernel import reencrypting as rewriting
from yichuang.kernel.disk import replace_private
from yichuang.kernel.models import AuditEntry, AuditSeal, KeyFingerprint

AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Keys and files of this test alone."""
    settings.KEY_DIR, settings.DATA_DIR = tmp_path / "keys", tmp_path
    crypto.forget_keys()
    keys.note_keys(at=AT)
    yield tmp_path / "keys"
    crypto.forget_keys()


def party(number: int) -> Any:
    id_number = ["990101199003070031", "990101199003070058", "990101199003070074"][number]
    known = PartyInput(PartyKind.NATURAL, f"张三{number}", IdType.RESIDENT_ID, id_number, "13800001111")
    return record_party(party=known, at=AT)


def names() -> list[str]:
    return list(Party.objects.order_by("id").values_list("name", flat=True))


def key_ids(table: str, column: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
        return {crypto.key_id_of(bytes(row[0])) for row in cursor.fetchall()}


def output(capsys: Any) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_new_key_is_used_at_once_and_the_old_one_still_opens() -> None:
    before = crypto.keyring().current
    party(0)

    after = keys.rotate_data_key(actor="system", at=AT)
    party(1)

    assert after != before
    assert names() == ["张三0", "张三1"]
    assert key_ids("parties_party", "name") == {before, after}
    assert set(KeyFingerprint.objects.values_list("name", flat=True)) == {
        "index",
        f"data:{before}",
        f"data:{after}",
    }
    entry = AuditEntry.objects.get(stream="keys")
    assert (entry.action, entry.details) == ("data-key-rotated", {"before": before, "after": after})
    assert party(0) == Party.objects.order_by("id").first().pk, "the blind index finds the person as before"


@pytest.mark.parametrize("place", ["add_data_key", "_note_rotation", "use_data_key"])
def test_killed_anywhere_in_a_rotation_the_old_key_goes_on(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    party(0)
    before = crypto.keyring().current

    def die(*arguments: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    owner = keys if place == "_note_rotation" else crypto
    with monkeypatch.context() as during, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        during.setattr(owner, place, die)
        keys.rotate_data_key(actor="system", at=AT)

    crypto.forget_keys()
    assert crypto.keyring().current == before
    assert keys.missing_keys() == []
    assert names() == ["张三0"]
    assert keys.rotate_data_key(actor="system", at=AT) == crypto.keyring().current != before


def test_everything_is_moved_and_reads_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    old = crypto.keyring().current
    for number in range(3):
        party(number)
    file_id = storing.store_file(content=b"%PDF-1.4 a paper", name="申请表.pdf", at=AT)
    seed = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    factor = Authenticator.objects.create(user=UserFactory(), type="totp", data={"secret": seed})
    new = keys.rotate_data_key(actor="system", at=AT)

    call_command("keys_reencrypt", json=True)
    document = output(capsys)

    assert document["moved"]["parties_party.name"] == 3
    assert (document["moved"]["files"], document["moved"]["second factors"]) == (1, 1)
    assert (document["left"], document["broken"]) == ({}, {})
    assert names() == ["张三0", "张三1", "张三2"]
    assert key_ids("parties_party", "name") == key_ids("documents_storedfile", "name") == {new}
    stored = documents.read_file(file_id)
    assert (stored.content, stored.name) == (b"%PDF-1.4 a paper", "申请表.pdf")
    factor.refresh_from_db()
    assert factor.data["secret"] != seed
    assert SecondFactorAdapter().decrypt(factor.data["secret"]) == "JBSWY3DPEHPK3PXP"

    call_command("keys_reencrypt", json=True)
    assert output(capsys)["moved"] == {}
    assert old in crypto.keyring().keys, "older backups need it"


def test_killed_in_the_middle_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting, "BATCH", 1)
    for number in range(3):
        party(number)
    new = keys.rotate_data_key(actor="system", at=AT)
    steps = reencrypting.reencrypt()
    while next(steps).kind != "parties_party.name":
        continue
    steps.close()  # what kill -9 leaves: transactions that were committed, and nothing else

    assert rewriting.left()["parties_party.name"] == 2
    assert names() == ["张三0", "张三1", "张三2"]
    list(reencrypting.reencrypt())

    assert rewriting.left() == {}
    assert key_ids("parties_party", "name") == {new}
    assert names() == ["张三0", "张三1", "张三2"]


def test_a_file_that_does_not_open_is_left_and_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    storing.store_file(content=b"%PDF-1.4 a paper", name="a.pdf", at=AT)
    (path,) = (path for path in (folder.parent / "files").rglob("*") if path.is_file())
    damaged = path.read_bytes()[:-1]
    path.write_bytes(damaged)
    keys.rotate_data_key(actor="system", at=AT)

    with pytest.raises(SystemExit) as ended:
        call_command("keys_reencrypt", json=True)

    assert (ended.value.code, output(capsys)["broken"]) == (1, {"files": 1})
    assert path.read_bytes() == damaged
    assert StoredFile.objects.count() == 1


def test_every_encrypted_column_is_known() -> None:
    known = {column.kind for column in rewriting.encrypted_columns()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE data_type = 'bytea' AND table_schema = 'public'"
        )
        columns = {row[0] for row in cursor.fetchall()}
    digests = ("_index", "digest", "hash", "root", "signature", "_digest", "fingerprint")

    # the result of a long task is fetched within days, and forgotten; booklets hold what is public
    columns -= {"kernel_longtaskpart.content", "guidance_printedpaper.content"}
    assert {name for name in columns - known if not name.endswith(digests)} == set()
    assert len(known) > 10


# — the sealing key —


def sealed(count: int) -> None:
    for step in range(count):
        audit.record(stream="test", stream_id=step, action="noted", actor="system", at=AT)
    assert seals.seal_entries(at=AT) >= count


def test_the_log_verifies_across_rotations() -> None:
    first = sealing.public_key_pem()
    sealed(2)
    last = seals.rotate_sealing_key(actor="system", at=AT)
    sealed(2)
    second = sealing.public_key_pem()
    seals.rotate_sealing_key(actor="system", at=AT + timedelta(days=365))
    sealed(1)

    assert last == 1
    assert len({first, second, sealing.public_key_pem()}) == 3
    assert [key.last_seal for key in sealing.retired_keys()] == [1, 2]
    found = seals.verify_log()
    assert (found.faults, found.seals) == ([], 3)
    assert [entry.action for entry in AuditEntry.objects.filter(stream="keys")] == ["sealing-key-rotated"] * 2


def test_a_seal_of_a_retired_key_is_not_believed_after_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed(1)
    stolen = sealing._sealing_key()
    seals.rotate_sealing_key(actor="system", at=AT)
    monkeypatch.setattr(sealing, "_sealing_key", lambda: stolen)
    sealed(1)
    monkeypatch.undo()

    assert seals.verify_log().faults == ["签封第 2 号：签名不是本系统的"]


def test_a_foreign_key_cannot_be_slipped_into_the_chain(folder: Path) -> None:
    sealed(1)
    seals.rotate_sealing_key(actor="system", at=AT)
    path = folder / "sealing-keys.json"
    (entry,) = json.loads(path.read_text())

    for change in ({"last_seal": 99}, {"by_new": entry["by_old"]}, {"public_key": entry["successor"]}):
        replace_private(path, json.dumps([entry | change]).encode())
        assert seals.verify_log().faults, change
    replace_private(path, json.dumps([entry]).encode())
    assert seals.verify_log().faults == []


@pytest.mark.parametrize("place", ["write_private", "replace_private", "os.replace"])
def test_killed_anywhere_a_sealing_rotation_is_finished_by_the_next(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(1)

    def die(*arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        if place == "os.replace":
            real = os.replace
            during.setattr(
                os, "replace", lambda a, b: die() if str(b).endswith("sealing-key.pem") else real(a, b)
            )
        else:
            during.setattr(sealing, place, die)
        seals.rotate_sealing_key(actor="system", at=AT)

    sealed(1)  # by the old key, which is still the one
    assert [fault for fault in seals.verify_log().faults if "签名" in fault and "号" in fault] == []
    seals.rotate_sealing_key(actor="system", at=AT)
    sealed(1)

    assert seals.verify_log().faults == []
    assert [key.last_seal for key in sealing.retired_keys()] == [2]
    assert AuditSeal.objects.count() == 3


def test_show_names_keys_and_tells_nothing_of_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    party(0)
    call_command("keys_rotate", json=True)
    rotated = output(capsys)
    call_command("keys_show", json=True)
    shown = capsys.readouterr().out
    call_command("keys_show")
    words = capsys.readouterr().out

    document = json.loads(shown)
    assert document["current"] == rotated["data"]
    assert document["left"] == {f"parties_party.{name}": 1 for name in ("id_number", "name", "phone")}
    assert len(document["data"]) == 3
    assert [key["last_seal"] for key in document["retired"]] == [rotated["last_seal"]]
    held = json.loads((folder / "data-keys.json").read_text())
    for secret in (*held["keys"].values(), held["index_key"]):
        assert secret not in shown + words
    assert "PRIVATE" not in shown + words
