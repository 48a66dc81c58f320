"""Whether the key folder is the one this database was written with (密钥指纹).

A key folder that was lost, or taken from another installation, would be replaced by fresh keys
without a word: nothing written before could be read, no identity would be found again, and old and
new rows would lie side by side. So the database remembers a digest of every key, and whoever
starts on it compares before the first row is written.
"""

from __future__ import annotations

import fcntl
from datetime import datetime
from pathlib import Path

from django.conf import settings

from yichuang.kernel import crypto
from yichuang.kernel.audit import record
from yichuang.kernel.errors import Unavailable
from yichuang.kernel.models import KeyFingerprint
from yichuang.kernel.transactions import act


class KeysDoNotFit(Unavailable):
    """The data keys are not those the database was written with; they have to be restored."""

    code = "kernel.keys-do-not-fit"
    title = "数据密钥和数据库不匹配"


def missing_keys() -> list[str]:
    """The keys the database remembers and the folder does not have, or has otherwise. Makes no key."""
    noted = dict(KeyFingerprint.objects.values_list("name", "digest"))
    held = crypto.fingerprints() if noted else {}
    return sorted(name for name, digest in noted.items() if held.get(name) != bytes(digest))


def check_keys() -> None:
    """Compare the key folder with what the database remembers. Makes no key.

    Raises:
        KeysDoNotFit: a key is missing or another one.
    """
    missing = missing_keys()
    if missing:
        raise KeysDoNotFit(
            f"{settings.KEY_DIR} 里没有写这个数据库用的数据密钥（{'、'.join(missing)}），"
            "请从备份恢复密钥文件夹；没有它，姓名、证件号码和文件都读不出来。",
            missing=missing,
        )


def rotate_data_key(*, actor: str, at: datetime) -> str:
    """Encrypt under a new data key from now on (更换数据密钥); returns its id.

    The database remembers the key before anything is encrypted under it. Killed in the middle, a
    key that nothing uses stays behind, and the old one goes on. What lies encrypted under older
    keys stays readable; ``yichuang keys reencrypt`` moves it.

    Concurrency: rotations of one machine wait for each other. Processes need no restart.
    """
    with (Path(settings.KEY_DIR) / "rotation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = crypto.keyring().current
        check_keys()
        key_id = crypto.add_data_key()
        _note_rotation(before=before, after=key_id, actor=actor, at=at)
        crypto.use_data_key(key_id)
    return key_id


@act
def _note_rotation(*, before: str, after: str, actor: str, at: datetime) -> None:
    note_keys(at=at)
    record(
        stream="keys",
        stream_id="data",
        action="data-key-rotated",
        actor=actor,
        at=at,
        details={"before": before, "after": after},
    )


@act
def note_keys(*, at: datetime) -> None:
    """Remember every key of the folder, made now when the database is new. Again changes nothing.

    Raises:
        KeysDoNotFit: the database remembers a key the folder does not have.
    """
    check_keys()
    crypto.keyring()
    KeyFingerprint.objects.bulk_create(
        (
            KeyFingerprint(name=name, digest=digest, noted_at=at)
            for name, digest in crypto.fingerprints().items()
        ),
        ignore_conflicts=True,
    )
