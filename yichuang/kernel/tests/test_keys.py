"""A database is only worked on with the keys it was written with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from yichuang.kernel import crypto, views
from yichuang.kernel.keys import KeysDoNotFit, check_keys, note_keys
from yichuang.kernel.models import KeyFingerprint
from yichuang.kernel.time import now

ROOT = Path(__file__).resolve().parents[3]


def change(folder: Path, by: Callable[[dict[str, Any]], None]) -> None:
    """Rewrite the key file, as after a restart."""
    file = folder / "data-keys.json"
    document = json.loads(file.read_text())
    by(document)
    file.write_text(json.dumps(document))
    crypto.forget_keys()


def add_a_key(document: dict[str, Any]) -> None:
    document["keys"]["0badcafe"] = "11" * 32
    document["current"] = "0badcafe"


def lose_a_key(document: dict[str, Any]) -> None:
    document["keys"].popitem()
    document["keys"]["0badcafe"] = "11" * 32


def change_the_index_key(document: dict[str, Any]) -> None:
    document["index_key"] = "22" * 32


def change_a_key(document: dict[str, Any]) -> None:
    document["keys"] = dict.fromkeys(document["keys"], "33" * 32)


def break_the_file(document: dict[str, Any]) -> None:
    del document["index_key"]


@pytest.fixture
def prepare() -> Iterator[Callable[[], None]]:
    """Prepares the database; here owner and application share a connection, which gives the lock back."""
    yield lambda: call_command("database_prepare")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


@pytest.mark.django_db(databases=["default", "owner"])
class TestTheKeysOfADatabase:
    def test_preparing_remembers_them_and_again_changes_nothing(self, own_keys, prepare):
        prepare()
        noted = dict(KeyFingerprint.objects.values_list("name", "digest"))
        prepare()

        assert set(noted) == {"index", f"data:{crypto.keyring().current}"}
        assert dict(KeyFingerprint.objects.values_list("name", "digest")) == noted
        secret = (own_keys / "data-keys.json").read_text()
        assert not any(bytes(digest).hex() in secret for digest in noted.values())

    def test_a_new_database_takes_any_keys(self, own_keys):
        check_keys()

        assert not own_keys.exists(), "comparing makes nothing"

    def test_a_new_key_beside_the_old_ones_is_remembered_too(self, own_keys):
        note_keys(at=now())
        change(own_keys, add_a_key)

        check_keys()
        note_keys(at=now())

        assert KeyFingerprint.objects.filter(name="data:0badcafe").exists()
        assert KeyFingerprint.objects.count() == 3

    @pytest.mark.parametrize("by", [lose_a_key, change_the_index_key, change_a_key, break_the_file])
    def test_other_keys_are_refused(self, own_keys, by):
        note_keys(at=now())
        change(own_keys, by)

        with pytest.raises(KeysDoNotFit, match="从备份恢复"):
            check_keys()
        with pytest.raises(KeysDoNotFit):
            note_keys(at=now())

    def test_a_lost_folder_is_refused_and_nothing_is_made_in_its_place(self, own_keys, prepare, capsys):
        prepare()
        shutil.rmtree(own_keys)
        crypto.forget_keys()
        capsys.readouterr()

        with pytest.raises(SystemExit) as end, transaction.atomic():
            prepare()

        assert end.value.code == 1
        said = capsys.readouterr().err.strip().splitlines()[-1]
        assert str(own_keys) in said
        assert "请从备份恢复密钥文件夹" in said
        assert not own_keys.exists()

    def test_the_web_process_is_not_ready_with_other_keys(self, own_keys, client, monkeypatch):
        monkeypatch.setattr(views, "_ready_once", False)
        note_keys(at=now())
        change(own_keys, change_a_key)

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()["status"]) == (
            503,
            "the data keys do not fit the database",
        )
        assert views._ready_once is False

    def test_a_fingerprint_has_the_name_of_a_key(self):
        with pytest.raises(IntegrityError, match="key_has_a_known_name"), transaction.atomic():
            KeyFingerprint.objects.create(name="data:../etc", digest=b"0" * 32, noted_at=now())


@pytest.mark.django_db(transaction=True)
def test_a_command_refuses_other_keys_before_it_begins(own_keys, tmp_path, database_url):
    note_keys(at=now())
    shutil.rmtree(own_keys)
    given = {"DATABASE_URL": database_url, "YICHUANG_DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"]}

    done = subprocess.run(
        [sys.executable, "-m", "config.cli", "audit", "seal", "--json"],
        check=False,
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1, done.stderr
    refusal = json.loads(done.stdout)
    assert refusal["code"] == "kernel.keys-do-not-fit"
    assert str(own_keys) in refusal["detail"]
    assert not own_keys.exists()
